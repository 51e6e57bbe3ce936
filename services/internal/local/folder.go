package local

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"syscall"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/web"
)

// Folder is a data folder: the credentials that are given out, the keys that are not, and what the last start wrote about where
// everything listens.
//
//	credentials/  <name>.token, <department>.creds: one file for whom it is meant for
//	keys/         seeds, the services' own credentials and database addresses, digests of the tokens, the secret of webhooks
//	nats/         the embedded broker's store; it may vanish between two runs
//	addresses.json
type Folder struct {
	Dir      string
	District string
	// New says that nothing has listened on the folder's addresses before.
	New  bool
	Keys *Keys
	lock *os.File
}

// Senders are the names of tokens that complaints come with.
func Senders() []string { return []string{"hotline-12345", "wechat", "grid", "mailbox", "patrol"} }

// Principals are the names of the tokens that every district has; its units have theirs besides.
func Principals() []string {
	names := append(append(Senders(), "desk", "taskforce", "justice", "auditor"), actor.Roles()...)
	for _, d := range lead.Departments() {
		names = append(names, string(d))
	}
	return names
}

// OpenFolder makes the folder and everything in it that is missing, for the given services.
func OpenFolder(dir, district string, services []string) (*Folder, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	f := &Folder{Dir: abs, District: district}
	_, err = os.Stat(f.path("addresses.json"))
	f.New = errors.Is(err, os.ErrNotExist)
	for _, sub := range []string{"", "credentials", "keys"} {
		if err := os.MkdirAll(f.path(sub), 0o700); err != nil {
			return nil, fmt.Errorf("data folder: %w", err)
		}
	}
	if f.Keys, err = OpenKeys(f.path("keys"), district); err != nil {
		return nil, err
	}
	if err := f.makeTokens(); err != nil {
		return nil, err
	}
	if err := f.makeWebhookKey(); err != nil {
		return nil, err
	}
	for _, d := range lead.Departments() {
		if err := f.Keys.DepartmentCreds(f.path("credentials", string(d)+".creds"), d); err != nil {
			return nil, err
		}
	}
	for _, service := range services {
		if err := f.Keys.ServiceCreds(f.ServiceCreds(service), service); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *Folder) path(parts ...string) string {
	return filepath.Join(append([]string{f.Dir}, parts...)...)
}

// ServiceCreds is the path of a service's credentials for the broker.
func (f *Folder) ServiceCreds(service string) string { return f.path("keys", service+".creds") }

// WebhookKey is the path of the master secret from which the secrets of webhooks' receivers derive.
func (f *Folder) WebhookKey() string { return WebhookKey(f.Dir) }

// WebhookKey is the path of that secret in a data folder.
func WebhookKey(dir string) string { return filepath.Join(dir, "keys", "webhook.key") }

func (f *Folder) makeWebhookKey() error {
	if _, err := os.Stat(f.WebhookKey()); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // it never fails
	return writeSecret(f.WebhookKey(), key)
}

// Broker is the embedded broker's folder.
func (f *Folder) Broker() string { return f.path("nats") }

// TokenDigests is the path of the file with the digests of the tokens.
func (f *Folder) TokenDigests() string { return f.path("keys", "tokens") }

// makeTokens makes the tokens that are missing and writes the digests of all.
func (f *Folder) makeTokens() error {
	tokens, err := f.Tokens()
	if err != nil {
		return err
	}
	var lines []string
	for _, name := range f.holders() {
		if tokens[name] == "" {
			tokens[name] = secret() + secret()
			if err := writeSecret(f.path("credentials", name+".token"), []byte(tokens[name])); err != nil {
				return err
			}
		}
		lines = append(lines, web.DigestLine(name, tokens[name]))
	}
	sort.Strings(lines)
	return writeSecret(f.TokenDigests(), []byte(strings.Join(lines, "\n")+"\n"))
}

// holders are the names of all tokens: those of every district, and of the units that were given one.
func (f *Folder) holders() []string {
	names := Principals()
	files, _ := filepath.Glob(f.path("credentials", "*.token")) // the pattern is well formed
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".token"); lead.ValidUnit(name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// AddUnits makes the tokens of units that have none, in a folder that may be in use, and returns for whom.
func AddUnits(dir string, units ...lead.Department) (made []lead.Department, err error) {
	f := &Folder{Dir: dir}
	for _, u := range units {
		if !lead.ValidUnit(string(u)) {
			return made, fmt.Errorf("%q cannot be the code of a unit", u)
		}
		if _, err := ReadToken(dir, string(u)); err == nil {
			continue
		} else if !errors.Is(err, os.ErrNotExist) {
			return made, err
		}
		if err := writeSecret(f.path("credentials", string(u)+".token"), []byte(secret()+secret())); err != nil {
			return made, err
		}
		made = append(made, u)
	}
	if len(made) == 0 {
		return nil, nil
	}
	return made, f.makeTokens()
}

// Tokens reads the tokens by the name of who holds them.
func (f *Folder) Tokens() (map[string]string, error) {
	tokens := map[string]string{}
	for _, name := range f.holders() {
		token, err := ReadToken(f.Dir, name)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		tokens[name] = token
	}
	return tokens, nil
}

// ReadToken reads a token from a data folder.
func ReadToken(dir, name string) (string, error) {
	content, err := os.ReadFile(filepath.Join(dir, "credentials", name+".token"))
	if err != nil {
		return "", fmt.Errorf("token: %w", err)
	}
	return strings.TrimSpace(string(content)), nil
}

// ErrInUse says that another process uses the folder.
var ErrInUse = errors.New("another xiansuo runs on this data folder")

// Lock keeps a second process out of the folder for as long as this one lives.
func (f *Folder) Lock() error {
	file, err := os.OpenFile(f.path("lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return errors.Join(ErrInUse, file.Close())
	}
	f.lock = file
	return nil
}

// DatabasePassword returns the password of a service's login role, made at the first call.
func (f *Folder) DatabasePassword(service string) (string, error) {
	path := f.path("keys", service+".password")
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		password := secret()
		return password, writeSecret(path, []byte(password))
	}
	return strings.TrimSpace(string(content)), err
}

// WriteDatabaseURL keeps where a service finds its database, for a process of its own.
func (f *Folder) WriteDatabaseURL(service, url string) error {
	return writeSecret(f.path("keys", service+".postgres"), []byte(url+"\n"))
}

// DatabaseURL returns where a service finds its database, as WriteDatabaseURL kept it.
func (f *Folder) DatabaseURL(service string) (string, error) {
	content, err := os.ReadFile(f.path("keys", service+".postgres"))
	if err != nil {
		return "", fmt.Errorf("database of %s: %w", service, err)
	}
	return strings.TrimSpace(string(content)), nil
}

// Addresses says where everything listens.
type Addresses struct {
	HTTP     string `json:"http"`
	NATS     string `json:"nats"`
	Postgres string `json:"postgres"`
	District string `json:"district"`
	Stream   string `json:"stream"`
	// Consumer and Answers hold "<department>" where its code goes.
	Consumer  string `json:"consumer"`
	APIPrefix string `json:"apiPrefix"`
	Answers   string `json:"answers"`
}

// WriteAddresses writes addresses.json.
func (f *Folder) WriteAddresses(a Addresses) error {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // "<department>" stays readable
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(a); err != nil {
		return err
	}
	return writeSecret(f.path("addresses.json"), body.Bytes())
}

// ReadAddresses reads addresses.json of a data folder.
func ReadAddresses(dir string) (Addresses, error) {
	var a Addresses
	content, err := os.ReadFile(filepath.Join(dir, "addresses.json"))
	if err != nil {
		return a, fmt.Errorf("addresses: %w; is xiansuo running there?", err)
	}
	return a, json.Unmarshal(content, &a)
}
