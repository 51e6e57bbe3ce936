package rig

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// sizes of the small disks under the database and the broker, in bytes: some for the start, and some for each second of load.
func sizes(d time.Duration) (database, broker int64) {
	return 768<<20 + int64(d.Seconds())*(6<<20), 512<<20 + int64(d.Seconds())*(2<<20)
}

// Disk is a small disk of memory.
type Disk struct{ dir string }

// ErrNoDisk says that no small disk can be mounted: only root may.
var ErrNoDisk = errors.New("no small disk can be mounted here: only root may, and then no disk is filled")

func mount(dir string, size int64) (*Disk, error) {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0755", size)); err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrNoDisk, err)
	}
	return &Disk{dir}, nil
}

// MayMount reports whether small disks can be mounted here.
func MayMount() bool {
	dir, err := os.MkdirTemp("", "nemesis-disk-")
	if err != nil {
		return false
	}
	defer os.Remove(dir)
	d, err := mount(dir, 1<<20)
	if err != nil {
		return false
	}
	d.unmount()
	return true
}

func (d *Disk) ballast() string { return filepath.Join(d.dir, "ballast") }

// Fill takes everything that is free.
func (d *Disk) Fill() error {
	file, err := os.OpenFile(d.ballast(), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("fill disk: %w", err)
	}
	defer file.Close()
	block, size := make([]byte, 4096), int64(0)
	var free syscall.Statfs_t
	if err := syscall.Statfs(d.dir, &free); err == nil { // most of it at once
		most := int64(free.Bavail)*free.Bsize - 1<<20
		if most > 0 && syscall.Fallocate(int(file.Fd()), 0, 0, most) == nil {
			size = most
		}
	}
	for {
		n, err := file.WriteAt(block, size)
		if size += int64(n); errors.Is(err, syscall.ENOSPC) {
			return nil
		} else if err != nil {
			return fmt.Errorf("fill disk: %w", err)
		}
	}
}

// Free gives back what Fill took.
func (d *Disk) Free() error {
	if err := os.Remove(d.ballast()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("free disk: %w", err)
	}
	return nil
}

// sweep unmounts what runs left beside a folder that were killed before they could, and locks the folder for as long as we live.
func sweep(dir string) (*os.File, error) {
	locks, err := filepath.Glob(filepath.Join(filepath.Dir(dir), "nemesis-*", lockFile))
	if err != nil {
		return nil, err
	}
	for _, path := range locks {
		file, err := lock(path)
		if err != nil {
			continue // it runs
		}
		for _, disk := range []string{"database", "store"} {
			(&Disk{filepath.Join(filepath.Dir(path), disk)}).unmount()
		}
		_ = file.Close()
	}
	return lock(filepath.Join(dir, lockFile))
}

const lockFile = "lock"

func lock(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

func (d *Disk) unmount() { _ = syscall.Unmount(d.dir, syscall.MNT_DETACH) }
