package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Backup copies the database as it is, while it is down for a moment.
func (c *Causer) Backup() error {
	c.database.Lock()
	defer c.database.Unlock()
	c.Rig.Database.Hold()
	defer c.Rig.Database.Release()
	return c.Rig.Database.Copy(c.backup())
}

func (c *Causer) backup() string { return filepath.Join(c.Rig.Dir, "backup") }

// ErrNoBackup says that there is nothing to restore.
var ErrNoBackup = errors.New("no backup was made")

// Recovered is what xiansuo recover said of a service.
type Recovered struct {
	Service         string
	Epoch           int
	Restored, Known uint64
	Recovered       int
	Lost            []struct{ From, To uint64 }
	Notes           map[string][]string
}

// Restore puts the copy in the place of the database, as somebody does who has lost it, and then does what docs/operations.md says: xiansuo
// recover, until it has done its work. It returns what that said.
func (c *Causer) Restore(ctx context.Context) ([]Recovered, error) {
	if _, err := os.Stat(c.backup()); err != nil {
		return nil, ErrNoBackup
	}
	c.database.Lock()
	c.Rig.Database.Hold()
	err := c.Rig.Database.PutBack(c.backup())
	c.Rig.Database.Release()
	c.database.Unlock()
	if err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(time.Minute); ; {
		var wrong bytes.Buffer
		cmd := exec.CommandContext(ctx, c.Rig.Xiansuo, "--data", c.Rig.Data, "recover", "--nats", c.Rig.BrokerURL(), "--by", "nemesis",
			"--reason", "restored from a backup", "-o", "json")
		cmd.Stderr = &wrong
		out, err := cmd.Output()
		if err == nil {
			var said []Recovered
			if err := json.Unmarshal(out, &said); err != nil {
				return nil, fmt.Errorf("what recover said: %w", err)
			}
			return said, nil
		}
		if ctx.Err() != nil || time.Now().After(deadline) {
			return nil, fmt.Errorf("recover: %w: %s", err, wrong.String())
		}
		rest(time.Second)
	}
}
