package throttle_test

import (
	"fmt"
	"testing"
	"time"

	. "xiansuo/services/intake/internal/throttle"
)

var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

func limiter() *Limiter {
	return &Limiter{Each: Rate{Burst: 3, Every: 10 * time.Second}, All: Rate{Burst: 100, Every: time.Millisecond}, Most: 10}
}

// Whoever used its tries waits as long as it is told, and then has one again.
func TestTriesComeBack(t *testing.T) {
	l := limiter()
	for range 3 {
		if wait := l.Take("a", noon); wait != 0 {
			t.Fatalf("wait %v", wait)
		}
	}
	wait := l.Take("a", noon)
	if wait <= 0 || wait > 10*time.Second {
		t.Fatalf("wait %v", wait)
	}
	if l.Take("a", noon.Add(wait)) != 0 || l.Take("a", noon.Add(wait)) == 0 {
		t.Fatal("one try came back")
	}
	if l.Take("b", noon.Add(wait)) != 0 {
		t.Fatal("another waits for the first")
	}
}

// All together are limited as well.
func TestAllTogetherAreLimited(t *testing.T) {
	l := limiter()
	l.All = Rate{Burst: 5, Every: time.Second}
	for i := range 5 {
		if l.Take(fmt.Sprint(i), noon) != 0 {
			t.Fatal("too early")
		}
	}
	if l.Take("x", noon) == 0 {
		t.Fatal("no limit for all")
	}
}

// Memory is bounded: more addresses than are remembered share one bucket, and those whose tries came back make room.
func TestMemoryIsBounded(t *testing.T) {
	l := limiter()
	taken := 0
	for i := range 1000 {
		if l.Take(fmt.Sprint(i), noon.Add(time.Duration(i)*time.Millisecond)) == 0 {
			taken++
		}
	}
	if taken != 10+3 {
		t.Fatalf("%d tries of a thousand addresses", taken)
	}
	if l.Take("late", noon.Add(time.Minute)) != 0 {
		t.Fatal("nobody is forgotten")
	}
}
