//go:build !race

package outbox_test

// slowed is how many times longer everything may take.
const slowed = 1
