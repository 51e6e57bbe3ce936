package postgres

import (
	"sync"

	"xiansuo/services/routing/internal/likeness"
)

// prints remembers prints that were read or kept lately, at most two generations of them. A lead's print never changes, so that what is
// remembered is true, in whichever process.
type prints struct {
	mu         sync.Mutex
	young, old map[string]likeness.Print
}

// generation is how many prints one holds: some 4 MB.
const generation = 8192

func (p *prints) keep(id string, print likeness.Print) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.put(id, print)
}

func (p *prints) put(id string, print likeness.Print) {
	if len(p.young) >= generation {
		p.old, p.young = p.young, nil
	}
	if p.young == nil {
		p.young = make(map[string]likeness.Print, generation)
	}
	p.young[id] = print
}

// known returns the prints of leads that are remembered, and the leads whose are not.
func (p *prints) known(leads []string) (map[string]likeness.Print, []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	known, asked := map[string]likeness.Print{}, map[string]bool{}
	var missing []string
	for _, id := range leads {
		if asked[id] {
			continue
		}
		asked[id] = true
		print, ok := p.young[id]
		if !ok {
			if print, ok = p.old[id]; ok {
				p.put(id, print)
			}
		}
		if ok {
			known[id] = print
		} else {
			missing = append(missing, id)
		}
	}
	return known, missing
}
