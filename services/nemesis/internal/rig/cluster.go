package rig

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"xiansuo/services/internal/local"
)

// node is a broker with its configuration.
type node struct{ name, conf, store, address string }

// name, listen and store of a configuration, as xiansuo migrate writes it.
var (
	confName   = regexp.MustCompile(`(?m)^server_name: .*$`)
	confListen = regexp.MustCompile(`(?m)^listen: .*$`)
	confStore  = regexp.MustCompile(`store_dir: "[^"]*"`)
)

// writeCluster writes the configurations of a cluster beside that of a broker alone, as docs/operations.md says how: the same operator and
// accounts, and for each its name, addresses and store, with routes to all.
func writeCluster(alone node, count int) (nodes []node, err error) {
	content, err := os.ReadFile(alone.conf)
	if err != nil {
		return nil, fmt.Errorf("configuration of the broker: %w", err)
	}
	routes := make([]string, count)
	for i := range routes {
		if routes[i], err = local.FreeAddress(); err != nil {
			return nil, err
		}
	}
	for i := range count {
		n := node{name: fmt.Sprintf("%s-%d", alone.name, i+1), conf: fmt.Sprintf("%s.%d", alone.conf, i+1), store: fmt.Sprintf("%s-%d", alone.store, i+1)}
		if n.address, err = local.FreeAddress(); err != nil {
			return nil, err
		}
		text := confName.ReplaceAllString(string(content), "server_name: "+n.name)
		text = confListen.ReplaceAllString(text, fmt.Sprintf("listen: %q", n.address))
		text = confStore.ReplaceAllString(text, fmt.Sprintf("store_dir: %q", n.store))
		// Clients are told of no other node: each knows the three ways to them.
		text += fmt.Sprintf("cluster { name: xiansuo, listen: %q, no_advertise: true, routes: [nats://%s] }\n", routes[i], strings.Join(routes, ", nats://"))
		if err := os.WriteFile(n.conf, []byte(text), 0o600); err != nil {
			return nil, fmt.Errorf("configuration of %s: %w", n.name, err)
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}
