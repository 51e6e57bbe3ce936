package reconcile_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xiansuo/services/internal/reconcile"
)

// shelf is a party whose things are in blocks of ten; it counts which blocks were looked into.
type shelf struct {
	things map[int]string
	looked map[string]bool
}

func (s *shelf) party(name string) reconcile.Party {
	in := func(block int) (items []reconcile.Item) {
		for n := block * 10; n < block*10+10; n++ {
			if what, ok := s.things[n]; ok {
				items = append(items, reconcile.Item{Key: fmt.Sprint(n), Lead: fmt.Sprintf("L%d", n), Digest: []byte(what)})
			}
		}
		return items
	}
	return reconcile.Party{Name: name,
		Blocks: func(_ context.Context, take func(reconcile.Block)) error {
			for block := range 10 {
				_ = reconcile.Set(name, in(block)).Blocks(nil, func(b reconcile.Block) {
					b.Key = fmt.Sprint(block)
					take(b)
				})
			}
			return nil
		},
		Items: func(_ context.Context, key string) ([]reconcile.Item, error) {
			var block int
			_, err := fmt.Sscan(key, &block)
			s.looked[key] = true
			return in(block), err
		}}
}

func newShelf() *shelf {
	s := &shelf{map[int]string{}, map[string]bool{}}
	for n := range 100 {
		s.things[n] = fmt.Sprint("thing ", n)
	}
	return s
}

// What only one has, and what differs, is named; blocks that agree are not looked into.
func TestDifferencesAreNamed(t *testing.T) {
	a, b := newShelf(), newShelf()
	delete(a.things, 13)
	delete(b.things, 15)
	b.things[77] = "another"
	r, err := reconcile.Compare(t.Context(), a.party("a"), b.party("b"), time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	want := []reconcile.Difference{{Lead: "L13", Key: "13", What: "only at b"}, {Lead: "L15", Key: "15", What: "only at a"}, {Lead: "L77", Key: "77", What: "differs"}}
	if diff := cmp.Diff(want, r.Differ); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]bool{"1": true, "7": true}, a.looked); diff != "" || r.Blocks != 10 || r.Looked != 2 || r.Compared != 99 {
		t.Errorf("%+v %s", r, diff)
	}
}

// Parties that agree are not looked into, and what is only on its way is no difference.
func TestWhatIsOnItsWay(t *testing.T) {
	a, b := newShelf(), newShelf()
	r, err := reconcile.Compare(t.Context(), a.party("a"), b.party("b"), time.Hour)
	if err != nil || len(r.Differ) > 0 || len(a.looked) > 0 {
		t.Fatalf("%+v %v", r, err)
	}
	delete(b.things, 99)
	late := b.party("b")
	items, looks := late.Items, 0
	late.Items = func(ctx context.Context, key string) ([]reconcile.Item, error) {
		if looks++; looks > 1 {
			b.things[99] = "thing 99" // it has arrived
		}
		return items(ctx, key)
	}
	if r, err = reconcile.Compare(t.Context(), a.party("a"), late, time.Millisecond); err != nil || r.Looked != 1 || len(r.Differ) > 0 {
		t.Fatalf("%+v %v", r, err)
	}
}
