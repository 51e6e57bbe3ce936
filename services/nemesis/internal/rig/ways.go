package rig

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"xiansuo/services/internal/local"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// Ways are the networks between any two, each a proxy that can cut or delay what goes over it.
type Ways struct {
	server *toxiproxy.ApiServer
	mu     sync.Mutex
	byName map[string]*toxiproxy.Proxy
}

func newWays() *Ways {
	return &Ways{server: toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), byName: map[string]*toxiproxy.Proxy{}}
}

// open makes a way to an address and returns the address to use instead.
func (w *Ways) open(name, upstream string) (string, error) {
	var failed error
	for range 10 { // another may take the port between our look and our listening
		listen, err := local.FreeAddress()
		if err != nil {
			return "", err
		}
		proxy := toxiproxy.NewProxy(w.server, name, listen, upstream)
		if failed = proxy.Start(); failed == nil {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.byName[name] = proxy
			return listen, nil
		}
	}
	return "", fmt.Errorf("way %s: %w", name, failed)
}

func (w *Ways) proxy(name string) (*toxiproxy.Proxy, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.byName[name]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("there is no way %s", name)
}

// Cut swallows everything that goes over a way, in both directions, and answers nothing: as a cable that was pulled.
func (w *Ways) Cut(name string) error {
	return w.add(name, `{"name":"cut-%s","type":"timeout","stream":"%s","attributes":{"timeout":0}}`)
}

// Delay holds everything back for so many milliseconds, in both directions, give or take a third.
func (w *Ways) Delay(name string, milliseconds int) error {
	return w.add(name, `{"name":"delay-%s","type":"latency","stream":"%s","attributes":{"latency":`+
		fmt.Sprintf(`%d,"jitter":%d}}`, milliseconds, milliseconds/3))
}

func (w *Ways) add(name, toxic string) error {
	proxy, err := w.proxy(name)
	if err != nil {
		return err
	}
	for _, stream := range []string{"upstream", "downstream"} {
		if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(fmt.Sprintf(toxic, stream, stream))); err != nil {
			return fmt.Errorf("way %s: %w", name, err)
		}
	}
	return nil
}

// Mend makes a way whole again. Connections that were cut are closed.
func (w *Ways) Mend(ctx context.Context, name string) error {
	proxy, err := w.proxy(name)
	if err != nil {
		return err
	}
	proxy.Toxics.ResetToxics(ctx)
	return nil
}

// Close closes a way with everything on it, and lets nobody in until Open.
func (w *Ways) Close(name string) error {
	proxy, err := w.proxy(name)
	if err == nil {
		proxy.Stop()
	}
	return err
}

// Open opens a way that was closed.
func (w *Ways) Open(name string) error {
	proxy, err := w.proxy(name)
	if err != nil {
		return err
	}
	return proxy.Start()
}

func (w *Ways) closeAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.byName {
		p.Stop()
	}
}
