// Package archive takes evidence in and gives it out, for programs and for pages alike: first the file, then the row that names it; nothing of
// what is guarded before its reading is recorded; nothing of what is damaged.
package archive

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"xiansuo/pkg/calendar"
	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/enforcement/internal/onsite"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/files"
)

// What keeps something from being done, besides what the heart refuses and what is wrong with a file.
var (
	ErrNotFound  = errors.New("there is no such evidence, or none that the actor may see")
	ErrForbidden = errors.New("the actor may not do this")
	ErrNoFolder  = errors.New("no folder for files is configured")
	ErrBusy      = errors.New("too many files are being received")
	ErrKeyReused = errors.New("the key was used for other evidence")
)

const (
	maxUploads = 8 // files that are received at once
	listLimit  = 200
)

// SlotWait is how long one more file waits for a slot.
const SlotWait = 5 * time.Second

// Archive keeps evidence.
type Archive struct {
	Store *postgres.Store
	Files *files.Folder // nil where no folder was given: things are registered, files are not
	Log   *slog.Logger
	Now   func() time.Time

	slots chan struct{}
}

// New returns an archive.
func New(store *postgres.Store, folder *files.Folder, log *slog.Logger, now func() time.Time) *Archive {
	return &Archive{Store: store, Files: folder, Log: log, Now: now, slots: make(chan struct{}, maxUploads)}
}

// now is the moment as it is kept: the digest of a record is that of what the database gives back.
func (a *Archive) now() time.Time { return a.Now().UTC().Truncate(time.Millisecond) }

// visible returns an item that an actor may read.
func (a *Archive) visible(ctx context.Context, by actor.Actor, id string) (evidence.Chain, error) {
	chain, err := a.Store.Chain(ctx, id)
	if errors.Is(err, postgres.ErrNoEvidence) {
		return chain, ErrNotFound
	}
	if err != nil {
		return chain, err
	}
	scope, err := a.Store.ScopeOf(ctx, chain.Item.About)
	if err != nil || chain.MayRead(by, scope.TakePart...) {
		return chain, err
	}
	usable, err := a.Store.Usable(ctx, id, chain.Item.Department, onsite.Party(by))
	if err == nil && !usable {
		err = ErrNotFound
	}
	return chain, err
}

// note records a reading of a guarded item.
func (a *Archive) note(ctx context.Context, by actor.Actor, i evidence.Item, what string) error {
	if !i.Guarded() {
		return nil
	}
	return a.Store.SaveReading(ctx, i.ID, postgres.Reading{At: a.now(), Actor: by.Name, Role: string(by.Role), What: what})
}

// Show returns an item with its records, and records the reading where it is guarded.
func (a *Archive) Show(ctx context.Context, by actor.Actor, id string) (evidence.Chain, error) {
	chain, err := a.visible(ctx, by, id)
	if err == nil {
		err = a.note(ctx, by, chain.Item, "entry")
	}
	if err != nil {
		return evidence.Chain{}, err
	}
	return chain, nil
}

// List returns the evidence of a case, operation or round as far as an actor may read it, as a list may show it, and after which item to go
// on. Who has nothing to do with it finds nothing there.
func (a *Archive) List(ctx context.Context, by actor.Actor, about evidence.About, after string) (list []evidence.Chain, next string, err error) {
	scope, err := a.Store.ScopeOf(ctx, about)
	if err != nil {
		return nil, "", err
	}
	chains, err := a.Store.EvidenceOf(ctx, about, after, listLimit)
	if err != nil {
		return nil, "", err
	}
	for _, c := range chains {
		if c.MayRead(by, scope.TakePart...) {
			list = append(list, evidence.Chain{Item: c.Item.Listed(), Records: c.Records})
		}
	}
	if len(list) == 0 && (len(scope.Owners) == 0 || !by.Oversees() && !slices.ContainsFunc(scope.TakePart, evidence.Works(by))) {
		return nil, "", ErrNotFound
	}
	if len(chains) == listLimit {
		next = chains[listLimit-1].Item.ID
	}
	return list, next, nil
}

// Readings returns who read an item: to the head whose it is, and to who oversees.
func (a *Archive) Readings(ctx context.Context, by actor.Actor, id string) ([]postgres.Reading, error) {
	chain, err := a.visible(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if !by.Oversees() && (by.Role != actor.Head || !by.Works(chain.Item.Department)) {
		return nil, ErrForbidden
	}
	return a.Store.Readings(ctx, id, listLimit)
}

// Act does something with an item.
func (a *Archive) Act(ctx context.Context, by actor.Actor, id string, act evidence.Act, in evidence.Input) (evidence.Chain, error) {
	chain, err := a.Store.ActOnEvidence(ctx, id, func(chain evidence.Chain, scope postgres.Scope) (evidence.Record, error) {
		if !chain.MayRead(by, scope.TakePart...) {
			return evidence.Record{}, ErrNotFound
		}
		return chain.Do(by, act, in, a.now(), calendar.Default())
	})
	if errors.Is(err, postgres.ErrNoEvidence) {
		err = ErrNotFound
	}
	if err != nil {
		return evidence.Chain{}, fmt.Errorf("archive: %w", err)
	}
	return chain, nil
}
