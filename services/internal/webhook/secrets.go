package webhook

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// masterSize is how many bytes a master secret has at least; secretSize how many an endpoint's has.
const (
	masterSize = 32
	secretSize = 32
)

// Secrets are those of all endpoints. They are derived from one master secret and stored nowhere.
type Secrets struct{ master []byte }

// NewSecrets returns the secrets that derive from a master secret of at least 32 random bytes.
func NewSecrets(master []byte) (Secrets, error) {
	if len(master) < masterSize {
		return Secrets{}, errors.New("the master secret of webhooks needs at least 32 bytes")
	}
	return Secrets{append([]byte{}, master...)}, nil
}

// Show returns an endpoint's secret as its receiver gets it: whsec_ and base64. A generation below 1 is the first.
func (s Secrets) Show(endpoint string, generation int) (string, error) {
	key, err := s.key(endpoint, generation)
	if err != nil {
		return "", err
	}
	return "whsec_" + base64.StdEncoding.EncodeToString(key), nil
}

// String and LogValue keep the master secret out of whatever is printed.
func (s Secrets) String() string { return "[secret]" }

// GoString keeps it out of %#v.
func (s Secrets) GoString() string { return "[secret]" }

// LogValue keeps it out of logs.
func (s Secrets) LogValue() slog.Value { return slog.StringValue("[secret]") }

// key is HKDF-SHA256 (RFC 5869) of the master secret; the generation, as the last part, keeps names with slashes apart.
func (s Secrets) key(endpoint string, generation int) ([]byte, error) {
	if len(s.master) < masterSize {
		return nil, errors.New("webhooks have no master secret")
	}
	return hkdf.Key(sha256.New, s.master, nil, "webhook/"+endpoint+"/"+strconv.Itoa(max(1, generation)), secretSize)
}

// sign sets the three headers of the Standard Webhooks specification. While a secret is rotated, the one before signs as well.
func (s Secrets) sign(h http.Header, e Endpoint, id string, at time.Time, body []byte) error {
	var signatures []string
	for g := max(1, e.Generation); g >= max(1, e.Generation-1); g-- {
		key, err := s.key(e.Name, g)
		if err != nil {
			return err
		}
		hook, err := standard.NewWebhookRaw(key)
		if err != nil {
			return err
		}
		signature, err := hook.Sign(id, at, body)
		if err != nil {
			return err
		}
		signatures = append(signatures, signature)
	}
	h.Set(standard.HeaderWebhookID, id)
	h.Set(standard.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	h.Set(standard.HeaderWebhookSignature, strings.Join(signatures, " "))
	return nil
}
