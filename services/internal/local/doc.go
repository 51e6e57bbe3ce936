// Package local runs what xiansuo needs on one machine without set-up: a private PostgreSQL cluster and an embedded NATS
// server with JetStream, both on loopback only, and makes the keys and credentials that go with them.
package local
