package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"

	"xiansuo/services/internal/pg"
)

// ErrNoPostgres says that PostgreSQL's programs are not on this machine, and what to type.
var ErrNoPostgres = errors.New("PostgreSQL's programs initdb and postgres were not found in PATH or /usr/lib/postgresql/*/bin: " +
	"run `make postgres`, or install your system's postgresql package, or give --postgres URL")

// Postgres is a private cluster, running.
type Postgres struct {
	// URL is the administrator's, with the password in it.
	URL    string
	dir    string
	cmd    *exec.Cmd
	exited <-chan struct{}
}

// PostgresOptions say where a cluster lives and how.
type PostgresOptions struct {
	Dir string // made when missing; as root it must be where another user may go
	// Throwaway gives up durability for speed: for unit tests only.
	Throwaway bool
	Log       string // file that the server's log is appended to; empty for <dir>/postgres.log
	Port      int    // where it listens; 0 picks a free one
	// Settings are given besides, such as "max_wal_size=256MB".
	Settings []string
}

const (
	adminRole    = "xiansuo_admin"
	databaseName = "xiansuo"
	startLimit   = 30 * time.Second
)

// StartPostgres makes the cluster if there is none and starts it on loopback. As root it runs as the user
// postgres, or nobody, because PostgreSQL refuses root. The server ends with this process, even when it is killed.
func StartPostgres(ctx context.Context, o PostgresOptions) (*Postgres, error) {
	bin, err := postgresPrograms()
	if err != nil {
		return nil, err
	}
	account, err := postgresAccount()
	if err != nil {
		return nil, err
	}
	c := cluster{bin: bin, account: account, options: o}
	password, err := c.prepare()
	if err != nil {
		return nil, fmt.Errorf("private PostgreSQL in %s: %w", o.Dir, err)
	}
	p, err := c.start(ctx, password)
	if err != nil {
		return nil, fmt.Errorf("private PostgreSQL in %s: %w", o.Dir, err)
	}
	return p, nil
}

// Stop ends the server in PostgreSQL's fast mode and waits for it.
func (p *Postgres) Stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	select {
	case <-p.exited:
		return nil
	case <-time.After(startLimit):
		return fmt.Errorf("PostgreSQL in %s did not stop within %s", p.dir, startLimit)
	}
}

// Kill ends the server at once, as a crash would.
func (p *Postgres) Kill() {
	_ = p.cmd.Process.Signal(syscall.SIGQUIT)
	<-p.exited
}

// Crash ends the server as kill -9 does: its processes notice by themselves, and end a moment later.
func (p *Postgres) Crash() {
	_ = p.cmd.Process.Kill()
	<-p.exited
}

// Exited is closed when the server has ended, for whatever reason.
func (p *Postgres) Exited() <-chan struct{} { return p.exited }

func postgresPrograms() (string, error) {
	dirs := filepath.SplitList(os.Getenv("PATH"))
	versions, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	sort.Slice(versions, func(i, j int) bool { return version(versions[i]) > version(versions[j]) })
	for _, dir := range append(dirs, versions...) {
		if executable(filepath.Join(dir, "initdb")) && executable(filepath.Join(dir, "postgres")) {
			return dir, nil
		}
	}
	return "", ErrNoPostgres
}

func version(bin string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	return n
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir() && info.Mode()&0o111 != 0
}

// cluster is what preparing and starting share.
type cluster struct {
	bin     string
	account *syscall.Credential
	options PostgresOptions
}

// prepare makes the folder and the cluster where they are missing and returns the administrator's password.
func (c cluster) prepare() (string, error) {
	passwordFile := filepath.Join(c.options.Dir, "admin.password")
	dataDir := c.dataDir()
	if _, err := os.Stat(filepath.Join(dataDir, "PG_VERSION")); err == nil {
		password, err := os.ReadFile(passwordFile)
		return strings.TrimSpace(string(password)), err
	}
	if err := os.MkdirAll(c.options.Dir, 0o700); err != nil {
		return "", err
	}
	password := secret()
	if err := os.WriteFile(passwordFile, []byte(password+"\n"), 0o600); err != nil {
		return "", err
	}
	if c.account != nil {
		for _, path := range []string{c.options.Dir, passwordFile} {
			if err := os.Chown(path, int(c.account.Uid), int(c.account.Gid)); err != nil {
				return "", err
			}
		}
	}
	// A cluster whose making was cut off has no PG_VERSION at its end; making starts over in a folder of its own.
	making := dataDir + ".new"
	if err := os.RemoveAll(making); err != nil {
		return "", err
	}
	args := []string{"--pgdata", making, "--username", adminRole, "--pwfile", passwordFile, "--auth", "scram-sha-256",
		"--encoding", "UTF8", "--locale", "C.UTF-8", "--lc-collate", "C", "--data-checksums"} // C sorts as C.UTF-8 does, by comparing bytes
	if c.options.Throwaway {
		args = append(args, "--no-sync")
	}
	if out, err := c.command("initdb", args...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	return password, os.Rename(making, dataDir)
}

func (c cluster) dataDir() string { return filepath.Join(c.options.Dir, "cluster") }

func (c cluster) start(ctx context.Context, password string) (*Postgres, error) {
	if err := c.waitForPredecessor(ctx); err != nil {
		return nil, err
	}
	port := c.options.Port
	if port == 0 {
		var err error
		if port, err = FreePort(); err != nil {
			return nil, err
		}
	}
	settings := []string{"-D", c.dataDir(), "-c", "listen_addresses=127.0.0.1", "-c", fmt.Sprintf("port=%d", port),
		"-c", "unix_socket_directories=", "-c", "logging_collector=off", "-c", "log_min_messages=warning",
		"-c", "shared_buffers=256MB", "-c", "max_connections=120", "-c", "max_wal_size=4GB",
		"-c", "log_parameter_max_length_on_error=0", "-c", "log_parameter_max_length=0", "-c", "log_error_verbosity=terse",
		"-c", "log_min_error_statement=panic", "-c", "cluster_name=xiansuo"}
	if c.options.Throwaway {
		settings = append(settings, "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "shared_buffers=64MB")
	}
	for _, setting := range c.options.Settings {
		settings = append(settings, "-c", setting)
	}
	cmd := c.command("postgres", settings...)
	logFile, err := c.openLog()
	if err != nil {
		return nil, err
	}
	defer logFile.Close()
	cmd.Stdout, cmd.Stderr = logFile, logFile
	exited, err := StartTied(cmd, syscall.SIGINT)
	if err != nil {
		return nil, err
	}
	p := &Postgres{dir: c.options.Dir, cmd: cmd, exited: exited}
	admin := fmt.Sprintf("postgres://%s:%s@127.0.0.1:%d/", adminRole, password, port)
	if err := p.waitReady(ctx, admin+"postgres", logFile.Name()); err != nil {
		p.Kill()
		return nil, err
	}
	if err := ensureDatabase(ctx, admin+"postgres"); err != nil {
		p.Kill()
		return nil, err
	}
	p.URL = admin + databaseName
	return p, nil
}

func (c cluster) openLog() (*os.File, error) {
	name := c.options.Log
	if name == "" {
		name = filepath.Join(c.options.Dir, "postgres.log")
	}
	return os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

func (p *Postgres) waitReady(ctx context.Context, url, log string) error {
	ready := make(chan error, 1)
	go func() { ready <- pg.WaitReady(ctx, url, startLimit) }()
	select {
	case err := <-ready:
		return err
	case <-p.exited:
		return fmt.Errorf("the server ended at once; %s says why", log)
	}
}

// waitForPredecessor waits for the server of a run that was killed a moment ago: it is told by the kernel and stops by itself.
func (c cluster) waitForPredecessor(ctx context.Context) error {
	pidFile := filepath.Join(c.dataDir(), "postmaster.pid")
	deadline := time.Now().Add(startLimit)
	for {
		content, err := os.ReadFile(pidFile)
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		pid, _ := strconv.Atoi(strings.SplitN(string(content), "\n", 2)[0])
		if pid <= 0 || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			return nil // a stale file: PostgreSQL sees that by itself
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("another server (process %d) still runs on it", pid)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (c cluster) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, program), args...)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + c.bin + ":/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.account, Setpgid: true}
	return cmd
}
