// Package files keeps what is too large for a database, by its content: the name of a file is its SHA-256. A file is never changed; equal
// content is kept once; what is read is checked on the way out.
package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"xiansuo/services/internal/crash"
)

// What can be wrong with a file.
var (
	ErrTooLarge = errors.New("the file is too large")
	ErrEmpty    = errors.New("the file is empty")
	ErrDiffers  = errors.New("the file has another SHA-256 than was said")
	ErrDamaged  = errors.New("the file is not what was kept: its SHA-256 differs")
	ErrNotHere  = errors.New("there is no such file")
)

// Limits are what is asked of content before it is kept.
type Limits struct {
	Max  int64  // most bytes
	Want string // SHA-256 in hex that it must have, where one was said
}

// Folder keeps files in a local folder: <root>/ab/cd/abcd...; what is being written lies in <root>/incoming, what nobody names in
// <root>/aside. All processes that share it must see the same file system.
type Folder struct {
	root   string
	create func(dir string) (temporary, error)
}

// temporary is a file that is being written.
type temporary interface {
	io.WriteCloser
	Sync() error
	Name() string
}

const (
	incoming = "incoming"
	aside    = "aside"
)

// Open returns the folder at a place, which it makes where it is missing.
func Open(root string) (*Folder, error) {
	for _, dir := range []string{incoming, aside} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o700); err != nil {
			return nil, fmt.Errorf("folder for files: %w", err)
		}
	}
	return &Folder{root: root, create: func(dir string) (temporary, error) { return os.CreateTemp(dir, "") }}, nil
}

// Put keeps content and returns its SHA-256 in hex and its size. When it returns without an error, the file is on the disk whatever
// happens to the machine; after an error nothing of it is left. Content that is kept already is not written twice, but for a copy that
// has been damaged: the good one takes its place.
func (f *Folder) Put(ctx context.Context, content io.Reader, limits Limits) (digest string, size int64, err error) {
	t, err := f.create(filepath.Join(f.root, incoming))
	if err != nil {
		return "", 0, fmt.Errorf("keep a file: %w", err)
	}
	defer func() { _ = os.Remove(t.Name()) }() // where it was renamed there is nothing to remove
	digest, size, err = receive(ctx, t, content, limits)
	if closed := t.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return "", 0, fmt.Errorf("keep a file: %w", err)
	}
	crash.Point("file.before-write")
	if err := f.place(t.Name(), digest); err != nil {
		return "", 0, fmt.Errorf("keep a file: %w", err)
	}
	crash.Point("file.after-write")
	return digest, size, nil
}

func receive(ctx context.Context, t temporary, content io.Reader, limits Limits) (string, int64, error) {
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(t, sum), io.LimitReader(canceled{ctx, content}, limits.Max+1))
	switch digest := hex.EncodeToString(sum.Sum(nil)); {
	case err != nil:
		return "", 0, err
	case size > limits.Max:
		return "", 0, ErrTooLarge
	case size == 0:
		return "", 0, ErrEmpty
	case limits.Want != "" && limits.Want != digest:
		return "", 0, ErrDiffers
	default:
		return digest, size, t.Sync()
	}
}

// place gives a received file its name, unless a good one has it.
func (f *Folder) place(received, digest string) error {
	at := f.path(digest)
	if intact(at, digest) {
		now := time.Now() // it is new again for whoever looks for files that nobody names
		if err := os.Chtimes(at, now, now); !errors.Is(err, fs.ErrNotExist) {
			return err
		} // else it was set aside a moment ago
	}
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		return err
	}
	if err := os.Chmod(received, 0o400); err != nil {
		return err
	}
	if err := os.Rename(received, at); err != nil {
		return err
	}
	for dir := filepath.Dir(at); ; dir = filepath.Dir(dir) { // a name is on the disk when its folder is
		if err := syncFolder(dir); err != nil || dir == filepath.Clean(f.root) {
			return err
		}
	}
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func intact(at, digest string) bool {
	file, err := os.Open(at)
	if err != nil {
		return false
	}
	defer file.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, file)
	return err == nil && hex.EncodeToString(sum.Sum(nil)) == digest
}

var isDigest = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (f *Folder) path(digest string) string {
	return filepath.Join(f.root, digest[:2], digest[2:4], digest)
}

// Has reports whether a file is there; not whether it is intact.
func (f *Folder) Has(digest string) bool {
	if !isDigest.MatchString(digest) {
		return false
	}
	info, err := os.Stat(f.path(digest))
	return err == nil && info.Mode().IsRegular()
}

// Read opens a file. Its reader keeps the last part back until all of the content was found to be what was kept: a damaged file ends
// with ErrDamaged, a small one before anything of it was read.
func (f *Folder) Read(digest string) (io.ReadCloser, error) {
	if !isDigest.MatchString(digest) {
		return nil, ErrNotHere
	}
	file, err := os.Open(f.path(digest))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotHere
	}
	if err != nil {
		return nil, fmt.Errorf("read a file: %w", err)
	}
	return &checked{file: file, digest: digest, sum: sha256.New()}, nil
}

// canceled stops reading when its context ends.
type canceled struct {
	ctx context.Context
	io.Reader
}

func (c canceled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.Reader.Read(p)
}
