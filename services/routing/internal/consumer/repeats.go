package consumer

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/outbox"
	"xiansuo/services/routing/internal/handoff"
	"xiansuo/services/routing/internal/likeness"
	"xiansuo/services/routing/internal/postgres"
)

// repeat is what a new lead repeats, if it does.
type repeat struct {
	print likeness.Print
	// best is the lead that it is most like; certain says that it is the same matter, else the desk is asked.
	best    *handoff.Likeness
	certain bool
}

// repeats compares the new leads of a batch with the open ones that may be the same, and with one another. What goes back to its
// sender at once is compared with nothing. It returns the open leads that each was compared with, too.
func (in *Intake) repeats(ctx context.Context, tx pgx.Tx, words []word) ([]repeat, [][]postgres.Candidate, error) {
	out, prints := make([]repeat, len(words)), make([]likeness.Print, len(words))
	for i, w := range words {
		if r, ok := w.fact.(lead.LeadReceived); ok && !leaves(w.decision) {
			prints[i] = likeness.Of(r.Matter, w.decision.Category)
			out[i].print = prints[i]
		}
	}
	candidates, err := in.Store.Candidates(ctx, tx, prints)
	if err != nil {
		return nil, nil, err
	}
	byKey, seenBy := map[int64][]int{}, make([]int, len(words)) // which of the batch have a key, and which looked at one last
	var mates []postgres.Candidate
	for i, w := range words {
		if prints[i].Empty() {
			continue
		}
		mates = mates[:0]
		for _, key := range prints[i].Keys() {
			for _, j := range byKey[key][max(0, len(byKey[key])-postgres.MaxCandidates):] {
				if seenBy[j] != i {
					seenBy[j], mates = i, append(mates, postgres.Candidate{Lead: words[j].event.Subject(), Print: prints[j]})
				}
			}
		}
		out[i].choose(prints[i], candidates[i], w.event.Subject())
		out[i].choose(prints[i], mates, w.event.Subject())
		if out[i].certain {
			continue // it goes on in the other, which is there to be compared with
		}
		for _, key := range prints[i].Keys() {
			byKey[key] = append(byKey[key], i)
		}
	}
	return out, candidates, nil
}

// look makes sure, where other processes take leads in at the same time, that none of them took one meanwhile that is like one of these: of two
// that arrive together the second must know the first. It lets nobody write to the log from now on, and decides again when there is one.
func (in *Intake) look(ctx context.Context, tx *outbox.Tx, words []word, repeats []repeat, before [][]postgres.Candidate) error {
	prints := make([]likeness.Print, len(repeats))
	for i, r := range repeats {
		prints[i] = r.print
	}
	if !slices.ContainsFunc(prints, func(p likeness.Print) bool { return !p.Empty() }) {
		return nil
	}
	if err := tx.Settle(ctx); err != nil {
		return err
	}
	now, err := in.Store.Candidates(ctx, tx, prints)
	if err != nil {
		return err
	}
	own := map[string]bool{} // one of these may have been opened again by what was just written
	for _, w := range words {
		own[w.event.Subject()] = true
	}
	for i, p := range prints {
		known := maps.Clone(own)
		for _, c := range before[i] {
			known[c.Lead] = true
		}
		for _, c := range now[i] {
			if how := likeness.Compare(p, c.Print).How; !known[c.Lead] && (how == likeness.Certain || how == likeness.Likely) {
				return outbox.ErrAgain
			}
		}
	}
	return nil
}

// leaves reports whether the rules send a lead back at once.
func leaves(d lead.Decision) bool { return d.Decided && !lead.Department(d.Lead).Valid() }

// choose keeps the lead that a print is most like, a certain repeat before a likely one.
func (r *repeat) choose(p likeness.Print, all []postgres.Candidate, self string) {
	for _, c := range all {
		v := likeness.Compare(p, c.Print)
		certain := v.How == likeness.Certain
		if c.Lead == self || !certain && v.How != likeness.Likely {
			continue
		}
		if r.best != nil && (r.certain && !certain || r.certain == certain && r.best.Similarity >= v.Similarity) {
			continue
		}
		r.best, r.certain = &handoff.Likeness{Lead: c.Lead, Why: v.Why, Similarity: v.Similarity}, certain
	}
}

// received takes a new lead in: by itself, folded into the one that it repeats for certain, or with a proposal to the desk.
func (in *Intake) received(l *handoff.Lead, r lead.LeadReceived, d lead.Decision, like repeat, w handoff.Word) handoff.Change {
	if like.best == nil {
		return handoff.Receive(l, r, d, w)
	}
	into := w.Other(like.best.Lead)
	if like.certain && into != nil && into.Last > 0 && !into.State.Ended() && len(d.Parts) < 2 {
		return handoff.Fold(l, r, d, like.best.Lead, like.best.Why, w)
	}
	change := handoff.Receive(l, r, d, w)
	if into == nil || into.State.Ended() {
		return change
	}
	return change.And(handoff.Propose(l, *like.best, w))
}

// keep keeps the prints of the leads that the batch made, as they stand after it.
func (in *Intake) keep(tx *outbox.Tx, leads []*handoff.Lead, repeats []repeat) {
	var kept []postgres.Kept
	for i, r := range repeats {
		if l := leads[i]; l != nil && !r.print.Empty() {
			kept = append(kept, postgres.Kept{Candidate: postgres.Candidate{Lead: l.ID, Print: r.print}, GoesOn: l.Holder != ""})
		}
	}
	in.Store.KeepPrints(tx, kept)
}
