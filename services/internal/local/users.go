package local

import (
	"errors"
	"fmt"
	"os"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nkeys"

	"xiansuo/pkg/bus"
	"xiansuo/pkg/lead"
)

// DepartmentCreds writes the department's .creds file at path unless it is there: it may use its own consumer, answer for
// itself, and nothing else.
func (k *Keys) DepartmentCreds(path string, d lead.Department) error {
	asked, told := departmentSubjects(k.district, d)
	publish := told
	for _, local := range asked {
		publish = append(publish, local)
	}
	return k.creds(path, k.accounts[d], string(d), publish, []string{"_INBOX.>"})
}

// ServiceCreds writes the .creds file of a service in the hub's account at path unless it is there: it may publish its own
// events, keep its own streams, and read those of others.
func (k *Keys) ServiceCreds(path, service string) error {
	publish := []string{
		"events.v1." + service + ".>", "fetch.v1.>", "_INBOX.>", "$JS.API.INFO", "$JS.API.STREAM.INFO.*",
		"$JS.API.STREAM.MSG.GET.*", "$JS.API.DIRECT.GET.>", "$JS.API.CONSUMER.CREATE.>", "$JS.API.CONSUMER.INFO.>",
		"$JS.API.CONSUMER.MSG.NEXT.>", "$JS.API.CONSUMER.DELETE.>", "$JS.ACK.>",
	}
	streams := []string{bus.Stream(service)}
	if service == "routing" {
		streams = append(streams, bus.Leads, bus.Answers)
		publish = append(publish, "leads.v1."+k.district+".>", "$JS.API.CONSUMER.DURABLE.CREATE.>")
	}
	for _, stream := range streams {
		for _, verb := range []string{"CREATE", "UPDATE", "DELETE"} {
			publish = append(publish, fmt.Sprintf("$JS.API.STREAM.%s.%s", verb, stream))
		}
	}
	return k.creds(path, k.hub, service, publish, []string{"_INBOX.>", "fetch.v1." + service})
}

func (k *Keys) creds(path string, account nkeys.KeyPair, name string, publish, subscribe []string) error {
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	user, err := nkeys.CreateUser()
	if err != nil {
		return fmt.Errorf("new user %s: %w", name, err)
	}
	seed, err := user.Seed()
	if err != nil {
		return fmt.Errorf("new user %s: %w", name, err)
	}
	claims := jwt.NewUserClaims(public(user))
	claims.Name = name
	claims.Pub.Allow.Add(publish...)
	claims.Sub.Allow.Add(subscribe...)
	token, err := claims.Encode(account)
	if err != nil {
		return fmt.Errorf("sign user %s: %w", name, err)
	}
	content, err := jwt.FormatUserConfig(token, seed)
	if err != nil {
		return fmt.Errorf("format credentials of %s: %w", name, err)
	}
	return writeSecret(path, content)
}
