package files

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"
	"time"
)

const mib = 1 << 20

func newFolder(t *testing.T) *Folder {
	t.Helper()
	f, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func digestOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func (f *Folder) mustPut(t *testing.T, content []byte) string {
	t.Helper()
	digest, size, err := f.Put(t.Context(), bytes.NewReader(content), Limits{Max: 10 * mib})
	if err != nil || size != int64(len(content)) || digest != digestOf(content) {
		t.Fatalf("put %d bytes: %s, %d, %v", len(content), digest, size, err)
	}
	return digest
}

// left is every file under the folder, by its path.
func left(t *testing.T, f *Folder) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(f.root, func(at string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(f.root, at)
			paths = append(paths, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// What is put is read again, byte for byte, from a name that is its digest, whatever its size.
func TestWhatIsPutIsRead(t *testing.T) {
	f := newFolder(t)
	for _, size := range []int{1, 2, held - 1, held, held + 1, 3*held + 17, 2 * mib} {
		content := noise(size)
		digest := f.mustPut(t, content)
		r, err := f.Read(digest)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(iotest.HalfReader(r))
		if err != nil || !bytes.Equal(got, content) {
			t.Errorf("%d bytes: %d read, %v", size, len(got), err)
		}
		_ = r.Close()
		if !f.Has(digest) {
			t.Errorf("%d bytes are not there", size)
		}
	}
}

// Equal content is one file, which is not written twice, also by many at once.
func TestEqualContentIsKeptOnce(t *testing.T) {
	f := newFolder(t)
	content := noise(300_000)
	digest := f.mustPut(t, content)
	before, err := os.Stat(f.path(digest))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if _, _, err := f.Put(context.Background(), bytes.NewReader(content), Limits{Max: mib}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	after, err := os.Stat(f.path(digest))
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("it was written again: %v", err)
	}
	if got := left(t, f); len(got) != 1 || got[0] != filepath.Join(digest[:2], digest[2:4], digest) {
		t.Errorf("files: %v", got)
	}
}

// One flipped bit is an error; of a small file nothing is given before, of a large one never the end.
func TestAFlippedBitIsNeverServedSilently(t *testing.T) {
	for _, size := range []int{1000, held, 10 * held} {
		for _, at := range []int{0, size / 2, size - 1} {
			f := newFolder(t)
			content := noise(size)
			digest := f.mustPut(t, content)
			flip(t, f.path(digest), at)
			r, err := f.Read(digest)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if !errors.Is(err, ErrDamaged) || len(got) > size-held && size > held || size <= held && len(got) > 0 {
				t.Errorf("bit of byte %d of %d: %d bytes were read, %v", at, size, len(got), err)
			}
			_ = r.Close()
		}
	}
}

func flip(t *testing.T, path string, at int) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[at] ^= 4
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A file that is cut short is damaged; one that is put again is good again.
func TestAGoodCopyTakesThePlaceOfADamagedOne(t *testing.T) {
	f := newFolder(t)
	content := noise(5000)
	digest := f.mustPut(t, content)
	if err := os.Truncate(f.path(digest), 4000); err != nil {
		t.Fatal(err)
	}
	r, _ := f.Read(digest)
	if _, err := io.ReadAll(r); !errors.Is(err, ErrDamaged) {
		t.Errorf("a file that was cut short is read: %v", err)
	}
	_ = r.Close()
	f.mustPut(t, content)
	r, _ = f.Read(digest)
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, content) {
		t.Errorf("after it was put again: %v", err)
	}
}

// What is refused, breaks off, or finds the disk full leaves nothing.
func TestAfterAnErrorNothingIsLeft(t *testing.T) {
	content := noise(50_000)
	canceledCtx, cancel := context.WithCancel(t.Context())
	cancel()
	full := func(f *Folder) {
		create := f.create
		f.create = func(dir string) (temporary, error) {
			t, err := create(dir)
			return &fullDisk{t, 20_000}, err
		}
	}
	for name, test := range map[string]struct {
		ctx     context.Context
		content io.Reader
		limits  Limits
		folder  func(*Folder)
		want    error
	}{
		"too large":            {content: bytes.NewReader(content), limits: Limits{Max: 49_999}, want: ErrTooLarge},
		"empty":                {content: bytes.NewReader(nil), limits: Limits{Max: mib}, want: ErrEmpty},
		"another digest":       {content: bytes.NewReader(content), limits: Limits{Max: mib, Want: digestOf(nil)}, want: ErrDiffers},
		"the sender goes away": {content: iotest.TimeoutReader(iotest.HalfReader(bytes.NewReader(content))), limits: Limits{Max: mib}, want: iotest.ErrTimeout},
		"canceled":             {ctx: canceledCtx, content: bytes.NewReader(content), limits: Limits{Max: mib}, want: context.Canceled},
		"the disk is full":     {content: bytes.NewReader(content), limits: Limits{Max: mib}, folder: full, want: syscall.ENOSPC},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t)
			if test.folder != nil {
				test.folder(f)
			}
			if test.ctx == nil {
				test.ctx = t.Context()
			}
			if _, _, err := f.Put(test.ctx, test.content, test.limits); !errors.Is(err, test.want) {
				t.Errorf("put: %v, want %v", err, test.want)
			}
			if got := left(t, f); len(got) > 0 {
				t.Errorf("left: %v", got)
			}
		})
	}
}

// fullDisk has room for some bytes.
type fullDisk struct {
	temporary
	room int
}

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, syscall.ENOSPC
	}
	return d.temporary.Write(p)
}

// Only digests are names: no path leads out of the folder.
func TestOnlyDigestsAreNames(t *testing.T) {
	f := newFolder(t)
	for _, name := range []string{"", ".", "../../etc/passwd", strings.Repeat("../", 20) + "etc/passwd", strings.Repeat("A", 64), strings.Repeat("a", 63) + "/", digestOf(nil)} {
		if _, err := f.Read(name); !errors.Is(err, ErrNotHere) {
			t.Errorf("%q: %v", name, err)
		}
		if f.Has(name) {
			t.Errorf("%q is there", name)
		}
	}
}

// A sweep finds files that are old enough, sets them aside and keeps them; what is put again is young again.
func TestTheSweepFindsWhatIsOld(t *testing.T) {
	f := newFolder(t)
	old, young, again := f.mustPut(t, []byte("old")), f.mustPut(t, []byte("young")), f.mustPut(t, []byte("again"))
	past, line := time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)
	for _, digest := range []string{old, again} {
		if err := os.Chtimes(f.path(digest), past, past); err != nil {
			t.Fatal(err)
		}
	}
	f.mustPut(t, []byte("again"))
	var found []string
	if err := f.Old(t.Context(), line, func(digest string) error { found = append(found, digest); return nil }); err != nil || len(found) != 1 || found[0] != old {
		t.Fatalf("old files: %v, %v", found, err)
	}
	for digest, want := range map[string]bool{old: true, young: false, again: false, digestOf(nil): false} {
		if did, err := f.SetAside(digest, line); did != want || err != nil {
			t.Errorf("set aside: %v, %v", did, err)
		}
	}
	if kept, err := os.ReadFile(filepath.Join(f.root, aside, old)); string(kept) != "old" || err != nil {
		t.Errorf("what was set aside: %q, %v", kept, err)
	}
	if f.Has(old) || !f.Has(young) || !f.Has(again) {
		t.Error("the wrong files are there")
	}
	torn := filepath.Join(f.root, incoming, "torn")
	if err := errors.Join(os.WriteFile(torn, []byte("half"), 0o600), os.Chtimes(torn, past, past)); err != nil {
		t.Fatal(err)
	}
	if err := f.Clear(line); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(torn); !errors.Is(err, os.ErrNotExist) {
		t.Error("what a crash left half written is there")
	}
}
