package consumer

import (
	"context"

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
// sender at once is compared with nothing.
func (in *Intake) repeats(ctx context.Context, tx pgx.Tx, words []word) ([]repeat, error) {
	out, prints := make([]repeat, len(words)), make([]likeness.Print, len(words))
	for i, w := range words {
		if r, ok := w.fact.(lead.LeadReceived); ok && !leaves(w.decision) {
			prints[i] = likeness.Of(r.Matter, w.decision.Category)
			out[i].print = prints[i]
		}
	}
	candidates, err := in.Store.Candidates(ctx, tx, prints)
	if err != nil {
		return nil, err
	}
	byKey := map[int64][]postgres.Candidate{}
	for i, w := range words {
		if prints[i].Empty() {
			continue
		}
		all := candidates[i]
		near := map[string]bool{}
		for _, key := range prints[i].Keys() {
			for _, c := range byKey[key][max(0, len(byKey[key])-postgres.MaxCandidates):] {
				if !near[c.Lead] {
					near[c.Lead], all = true, append(all, c)
				}
			}
		}
		out[i].choose(prints[i], all, w.event.Subject())
		if out[i].certain {
			continue // it goes on in the other, which is there to be compared with
		}
		for _, key := range prints[i].Keys() {
			byKey[key] = append(byKey[key], postgres.Candidate{Lead: w.event.Subject(), Print: prints[i]})
		}
	}
	return out, nil
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
