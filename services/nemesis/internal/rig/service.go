package rig

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
	"xiansuo/services/internal/local"
)

// Service is a process of a service.
type Service struct {
	*Process
	Service string // intake
	Address string // of its HTTP side
}

func (r *Rig) startServices(ctx context.Context) error {
	for _, name := range Services() {
		processes := 1
		if name == "routing" {
			processes = max(1, r.Routing)
		}
		for n := range processes {
			process := name
			if n > 0 {
				process = fmt.Sprintf("%s-%d", name, n+1)
			}
			s, err := r.newService(name, process)
			if err != nil {
				return err
			}
			r.Services = append(r.Services, s)
			r.group.Go(func() error { return s.Run(ctx) })
		}
	}
	return nil
}

// newService returns a process of a service with ways of its own to the database and the broker.
func (r *Rig) newService(service, process string) (*Service, error) {
	address, err := local.FreeAddress()
	if err != nil {
		return nil, err
	}
	database, err := r.Ways.open("database-"+process, r.Database.Address)
	if err != nil {
		return nil, err
	}
	broker, err := r.toBrokers(process)
	if err != nil {
		return nil, err
	}
	login, err := os.ReadFile(filepath.Join(r.Data, "keys", service+".postgres"))
	if err != nil {
		return nil, fmt.Errorf("address of the database: %w", err)
	}
	u, err := url.Parse(strings.TrimSpace(string(login)))
	if err != nil {
		return nil, fmt.Errorf("address of the database of %s is not valid", service)
	}
	u.Host = database
	environment := []string{
		"XIANSUO_DISTRICT=" + District, "XIANSUO_LISTEN=" + address, "XIANSUO_POSTGRES=" + u.String(), "XIANSUO_NATS=" + broker,
		fmt.Sprintf("XIANSUO_REPLICAS=%d", len(r.Brokers)),
		"XIANSUO_NATS_CREDS=" + filepath.Join(r.Data, "keys", service+".creds"), "XIANSUO_TOKENS=" + filepath.Join(r.Data, "keys", "tokens"),
		"XIANSUO_WEBHOOK_KEY_FILE=" + filepath.Join(r.Data, "keys", "webhook.key"), "XIANSUO_FILES=" + r.path("files"),
	}
	return &Service{Service: service, Address: address, Process: &Process{
		Name: process, Log: r.path("logs", process+".log"), Rest: 200 * time.Millisecond,
		Command: func() *exec.Cmd {
			cmd := exec.Command(r.Xiansuo, "serve", service)
			cmd.Env = environment
			return cmd
		},
	}}, nil
}

// Of returns the processes of a service.
func (r *Rig) Of(service string) (found []*Service) {
	for _, s := range r.Services {
		if s.Service == service {
			found = append(found, s)
		}
	}
	return found
}

func (s *Service) ready() bool {
	client := http.Client{Timeout: 3 * time.Second}
	resp, err := client.Get("http://" + s.Address + "/readyz")
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}
