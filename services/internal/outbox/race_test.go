//go:build race

package outbox_test

// slowed is how many times longer everything may take: the race detector looks at every access to memory.
const slowed = 4
