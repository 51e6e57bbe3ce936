package local

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats-server/v2/server"
)

// Broker is an embedded NATS server with JetStream on disk, synced at every write.
type Broker struct {
	log          *slog.Logger
	dir, address string
	trust        Trust

	mu     sync.Mutex
	server *server.Server
	folder os.FileInfo // of the store when the server was started
}

// maxStore leaves the limit of the store to the disk. The broker would draw one from what is free when it starts, and when that is nothing
// it would store nothing for as long as it lives, however much is freed.
const maxStore = 1 << 40

// StartBroker starts the broker with its store in dir, listening on address (port 0 picks one). Its folder may vanish
// between two runs: what it held is published again from the services' logs.
func StartBroker(log *slog.Logger, dir, address string, trust Trust) (*Broker, error) {
	b := &Broker{log: log, dir: dir, address: address, trust: trust}
	if err := b.start(); err != nil {
		return nil, err
	}
	b.address = b.server.Addr().String()
	return b, nil
}

// start starts a server on the address and the store of the broker.
func (b *Broker) start() error {
	s, err := b.configure()
	if err != nil {
		return fmt.Errorf("broker: %w", err)
	}
	s.SetLoggerV2(brokerLog{b.log}, false, false, false)
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		s.Shutdown()
		return errors.New("broker: not ready within 10 s")
	}
	folder, err := os.Stat(b.dir)
	if err != nil {
		s.Shutdown()
		return fmt.Errorf("broker: %w", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.server, b.folder = s, folder
	return nil
}

func (b *Broker) configure() (*server.Server, error) {
	host, portText, err := net.SplitHostPort(b.address)
	if err != nil {
		return nil, fmt.Errorf("address: %w", err)
	}
	port, err := strconv.Atoi(portText)
	if err != nil {
		return nil, fmt.Errorf("address: %w", err)
	}
	if port == 0 {
		port = server.RANDOM_PORT
	}
	// The server would only log that it cannot listen.
	taken, err := Listen(b.address)
	if err != nil {
		return nil, err
	}
	if err := taken.Close(); err != nil {
		return nil, err
	}
	operator, err := jwt.DecodeOperatorClaims(b.trust.Operator)
	if err != nil {
		return nil, fmt.Errorf("operator: %w", err)
	}
	resolver := &server.MemAccResolver{}
	for key, account := range b.trust.Accounts {
		if err := resolver.Store(key, account); err != nil {
			return nil, fmt.Errorf("accounts: %w", err)
		}
	}
	return server.NewServer(&server.Options{
		ServerName: "xiansuo", Host: host, Port: port, NoSigs: true,
		JetStream: true, StoreDir: b.dir, SyncAlways: true, JetStreamMaxMemory: 256 << 20, JetStreamMaxStore: maxStore,
		TrustedOperators: []*jwt.OperatorClaims{operator}, SystemAccount: b.trust.System, AccountResolver: resolver,
	})
}

// URL is where clients connect.
func (b *Broker) URL() string { return b.running().ClientURL() }

// InProcessConn is a connection from within the process, to the server that runs at the time.
func (b *Broker) InProcessConn() (net.Conn, error) { return b.running().InProcessConn() }

// MaxStore is how much the broker would store, in bytes.
func (b *Broker) MaxStore() int64 { return b.running().JetStreamConfig().MaxStore }

// Stop ends the broker and waits for it. Keep must have ended.
func (b *Broker) Stop() {
	s := b.running()
	s.Shutdown()
	s.WaitForShutdown()
}

func (b *Broker) running() *server.Server {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.server
}

// brokerLog passes on what somebody should know.
type brokerLog struct{ log *slog.Logger }

func (l brokerLog) Noticef(string, ...any) {}
func (l brokerLog) Debugf(string, ...any)  {}
func (l brokerLog) Tracef(string, ...any)  {}
func (l brokerLog) Warnf(format string, v ...any) {
	l.log.Warn("broker warns", "detail", fmt.Sprintf(format, v...))
}
func (l brokerLog) Errorf(format string, v ...any) {
	l.log.Warn("broker reports", "detail", fmt.Sprintf(format, v...))
}
func (l brokerLog) Fatalf(format string, v ...any) {
	l.log.Error("broker gives up", "detail", fmt.Sprintf(format, v...))
}

// WriteBrokerConfig writes a configuration for a nats-server of its own, with the same accounts.
func WriteBrokerConfig(path string, trust Trust, listen, store string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Made by xiansuo migrate; it is made again when it is missing.\nserver_name: xiansuo\nlisten: %q\n", listen)
	fmt.Fprintf(&b, "jetstream { store_dir: %q, sync_interval: always, max_memory_store: 256MB, max_file_store: %d }\n", store, int64(maxStore))
	fmt.Fprintf(&b, "operator: %s\nsystem_account: %s\nresolver: MEMORY\nresolver_preload {\n", trust.Operator, trust.System)
	keys := make([]string, 0, len(trust.Accounts))
	for key := range trust.Accounts {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		fmt.Fprintf(&b, "  %s: %s\n", key, trust.Accounts[key])
	}
	b.WriteString("}\n")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("broker configuration: %w", err)
	}
	return writeSecret(path, []byte(b.String()))
}
