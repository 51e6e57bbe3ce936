package local

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nkeys"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/lead"
)

// Keys are the seeds of the broker's operator and accounts, each in a file of its own that only we may read. Account JWTs are
// made anew from them at every start, so that what an account may do is decided by this program alone.
type Keys struct {
	dir      string
	district string
	operator nkeys.KeyPair
	system   nkeys.KeyPair
	hub      nkeys.KeyPair
	accounts map[lead.Department]nkeys.KeyPair
}

// OpenKeys reads the seeds in dir and makes those that are missing.
func OpenKeys(dir, district string) (*Keys, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	k := &Keys{dir: dir, district: district, accounts: map[lead.Department]nkeys.KeyPair{}}
	var err error
	if k.operator, err = k.seed("operator", nkeys.CreateOperator); err != nil {
		return nil, err
	}
	if k.system, err = k.seed("system", nkeys.CreateAccount); err != nil {
		return nil, err
	}
	if k.hub, err = k.seed("hub", nkeys.CreateAccount); err != nil {
		return nil, err
	}
	for _, d := range lead.Departments() {
		if k.accounts[d], err = k.seed(string(d), nkeys.CreateAccount); err != nil {
			return nil, err
		}
	}
	return k, nil
}

func (k *Keys) seed(name string, create func() (nkeys.KeyPair, error)) (nkeys.KeyPair, error) {
	path := filepath.Join(k.dir, name+".nk")
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return newSeed(path, create)
	}
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", name, err)
	}
	pair, err := nkeys.FromSeed(content)
	if err != nil {
		return nil, fmt.Errorf("key %s in %s: %w", name, path, err)
	}
	return pair, nil
}

func newSeed(path string, create func() (nkeys.KeyPair, error)) (nkeys.KeyPair, error) {
	pair, err := create()
	if err != nil {
		return nil, fmt.Errorf("new key: %w", err)
	}
	content, err := pair.Seed()
	if err != nil {
		return nil, fmt.Errorf("new key: %w", err)
	}
	return pair, writeSecret(path, content)
}

// writeSecret writes a file that only we may read, whole or not at all.
func writeSecret(path string, content []byte) error {
	making := path + ".new"
	if err := os.WriteFile(making, content, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return os.Rename(making, path)
}

func public(k nkeys.KeyPair) string {
	key, _ := k.PublicKey() // fails on a wiped pair only
	return key
}

// Trust is what a broker is told: its operator, the system account and every account's JWT by its public key.
type Trust struct {
	Operator string
	System   string
	Accounts map[string]string
}

// Trust signs the operator and the accounts.
func (k *Keys) Trust() (Trust, error) {
	operator := jwt.NewOperatorClaims(public(k.operator))
	operator.Name = "xiansuo-" + k.district
	operator.SystemAccount = public(k.system)
	signed, err := operator.Encode(k.operator)
	if err != nil {
		return Trust{}, fmt.Errorf("sign operator: %w", err)
	}
	t := Trust{Operator: signed, System: public(k.system), Accounts: map[string]string{}}
	system := jwt.NewAccountClaims(public(k.system))
	system.Name = "SYS"
	claims := []*jwt.AccountClaims{system, k.hubClaims()}
	for _, d := range lead.Departments() {
		claims = append(claims, k.departmentClaims(d))
	}
	for _, c := range claims {
		if t.Accounts[c.Subject], err = c.Encode(k.operator); err != nil {
			return Trust{}, fmt.Errorf("sign account %s: %w", c.Name, err)
		}
	}
	return t, nil
}

// What a department may ask of the hub, all of it about its own consumer and its own answers. A $JS.ACK subject has two
// forms: that of today and that of servers which put domain and account hash in front.
func departmentSubjects(district string, d lead.Department) (asked map[string]string, told []string) {
	next := fmt.Sprintf("$JS.API.CONSUMER.MSG.NEXT.%s.%s", bus.Leads, d)
	info := fmt.Sprintf("$JS.API.CONSUMER.INFO.%s.%s", bus.Leads, d)
	asked = map[string]string{
		next: bus.APIPrefix + next[len("$JS.API"):],
		info: bus.APIPrefix + info[len("$JS.API"):],
	}
	told = []string{
		fmt.Sprintf("$JS.ACK.%s.%s.>", bus.Leads, d),
		fmt.Sprintf("$JS.ACK.*.*.%s.%s.>", bus.Leads, d),
		bus.AnswerSubject(district, d),
	}
	return asked, told
}

func (k *Keys) hubClaims() *jwt.AccountClaims {
	c := jwt.NewAccountClaims(public(k.hub))
	c.Name = "HUB"
	c.Limits.JetStreamLimits = jwt.JetStreamLimits{MemoryStorage: -1, DiskStorage: -1, Streams: -1, Consumer: -1, MaxAckPending: -1}
	export := func(subject string, response jwt.ResponseType) {
		c.Exports.Add(&jwt.Export{Name: subject, Subject: jwt.Subject(subject), Type: jwt.Service, ResponseType: response})
	}
	export("$JS.API.CONSUMER.MSG.NEXT.LEADS.*", jwt.ResponseTypeStream)
	export("$JS.API.CONSUMER.INFO.LEADS.*", jwt.ResponseTypeSingleton)
	export("$JS.ACK.LEADS.*.>", jwt.ResponseTypeSingleton)
	export("$JS.ACK.*.*.LEADS.*.>", jwt.ResponseTypeSingleton)
	export("answers.v1."+k.district+".*", jwt.ResponseTypeSingleton)
	return c
}

func (k *Keys) departmentClaims(d lead.Department) *jwt.AccountClaims {
	c := jwt.NewAccountClaims(public(k.accounts[d]))
	c.Name = string(d)
	add := func(subject, local string) {
		c.Imports.Add(&jwt.Import{Name: subject, Subject: jwt.Subject(subject), LocalSubject: jwt.RenamingSubject(local),
			Account: public(k.hub), Type: jwt.Service})
	}
	asked, told := departmentSubjects(k.district, d)
	for subject, local := range asked {
		add(subject, local)
	}
	for _, subject := range told {
		add(subject, subject)
	}
	return c
}
