package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Old calls found with every file that was last put before a time, in order of their digests. An error of found ends it.
func (f *Folder) Old(ctx context.Context, before time.Time, found func(digest string) error) error {
	err := filepath.WalkDir(f.root, func(at string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // another process took it
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case d.IsDir() && filepath.Dir(at) == filepath.Clean(f.root) && (d.Name() == incoming || d.Name() == aside):
			return filepath.SkipDir
		case d.IsDir() || !isDigest.MatchString(d.Name()) || !older(d, before):
			return nil
		}
		return found(d.Name())
	})
	if err != nil {
		return fmt.Errorf("look through the files: %w", err)
	}
	return nil
}

func older(d fs.DirEntry, before time.Time) bool {
	info, err := d.Info()
	return err == nil && info.ModTime().Before(before)
}

// SetAside takes a file out of use that was last put before a time, and reports whether it did. It stays in the folder for what nobody
// names, until a person removes it: after a restore of the database it may be needed.
func (f *Folder) SetAside(digest string, before time.Time) (bool, error) {
	info, err := os.Stat(f.path(digest))
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.ModTime().Before(before) {
		return false, nil
	}
	if err == nil {
		err = os.Rename(f.path(digest), filepath.Join(f.root, aside, digest))
	}
	if err != nil {
		return false, fmt.Errorf("set a file aside: %w", err)
	}
	return true, nil
}

// Clear removes what was begun before a time and never came to an end.
func (f *Folder) Clear(before time.Time) error {
	left, err := os.ReadDir(filepath.Join(f.root, incoming))
	if err != nil {
		return fmt.Errorf("look through the files: %w", err)
	}
	for _, d := range left {
		if older(d, before) {
			if err := os.Remove(filepath.Join(f.root, incoming, d.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("clear the files: %w", err)
			}
		}
	}
	return nil
}
