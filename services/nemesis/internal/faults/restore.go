package faults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"xiansuo/services/internal/pg"
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

// Restore puts the copy in the place of the database, as somebody does who has lost it, and then does what docs/operations.md says: xiansuo
// recover, until it has done its work. What that says is kept in the services' tables.
func (c *Causer) Restore(ctx context.Context) error {
	if _, err := os.Stat(c.backup()); err != nil {
		return ErrNoBackup
	}
	c.database.Lock()
	c.Rig.Database.Hold()
	err := c.Rig.Database.PutBack(c.backup())
	c.Rig.Database.Release()
	c.database.Unlock()
	if err == nil {
		err = pg.WaitReady(ctx, c.Rig.Database.URL(), time.Minute)
	}
	if err != nil {
		return err
	}
	for deadline := time.Now().Add(time.Minute); ; {
		cmd := exec.CommandContext(ctx, c.Rig.Xiansuo, "--data", c.Rig.Data, "recover", "--nats", c.Rig.BrokerURL(), "--by", "nemesis",
			"--reason", "restored from a backup")
		out, err := cmd.CombinedOutput()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil || time.Now().After(deadline) {
			return fmt.Errorf("recover: %w: %s", err, out)
		}
		c.Say("         recover is tried again: %.300s", bytes.Join(bytes.Fields(out), []byte(" ")))
		rest(time.Second)
	}
}
