package local

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// RootPlace is where clusters live when root starts them: the server's own user cannot reach root's data folders.
const RootPlace = "/var/lib/xiansuo"

// PostgresPlace returns where the folder's private cluster lives. As root that is a folder of its own in /var/lib/xiansuo, named
// by an identifier that the data folder keeps, so that a new data folder of the same name gets a new cluster.
func (f *Folder) PostgresPlace() (string, error) {
	if os.Geteuid() != 0 {
		return f.path("postgres"), nil
	}
	file := f.path("keys", "cluster")
	content, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		id := secret()[:16]
		if err := os.MkdirAll(RootPlace, 0o755); err != nil {
			return "", fmt.Errorf("place of the cluster: %w", err)
		}
		return filepath.Join(RootPlace, id), writeSecret(file, []byte(id))
	}
	if err != nil {
		return "", fmt.Errorf("place of the cluster: %w", err)
	}
	return filepath.Join(RootPlace, strings.TrimSpace(string(content))), nil
}

// Remove removes a data folder that nobody uses any more, and the cluster that belongs to it.
func Remove(dir string) error {
	id, err := os.ReadFile(filepath.Join(dir, "keys", "cluster"))
	switch {
	case err == nil:
		err = os.RemoveAll(filepath.Join(RootPlace, strings.TrimSpace(string(id))))
	case errors.Is(err, os.ErrNotExist):
		err = nil
	}
	return errors.Join(err, os.RemoveAll(dir))
}

// Orphans returns clusters in /var/lib/xiansuo whose data folder is gone, or has another cluster now.
func Orphans() (dirs []string) {
	clusters, _ := filepath.Glob(filepath.Join(RootPlace, "*"))
	for _, dir := range clusters {
		owner, err := os.ReadFile(filepath.Join(dir, "data-folder"))
		if err != nil {
			continue
		}
		id, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(owner)), "keys", "cluster"))
		if err != nil || strings.TrimSpace(string(id)) != filepath.Base(dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// Claim notes in a cluster which data folder it belongs to.
func (f *Folder) Claim(cluster string) error {
	return os.WriteFile(filepath.Join(cluster, "data-folder"), []byte(f.Dir+"\n"), 0o600)
}
