package archive

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/gabriel-vasile/mimetype"
	"github.com/google/uuid"

	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/files"
)

// Upload is what somebody sends to be registered.
type Upload struct {
	evidence.Draft
	Name    string    // of the file
	SHA256  string    // that it must have, where one was said
	Content io.Reader // nil where there is no file
	Key     string    // sent twice it is one item; empty for none
}

// sniffed is how much of a file shows of what type it is.
const sniffed = 3072

// Register takes in a thing or a file, and reports whether it was there already under its key.
func (a *Archive) Register(ctx context.Context, by actor.Actor, up Upload) (c evidence.Chain, again bool, err error) {
	item, err := a.begin(ctx, by, up)
	if err != nil {
		return c, false, err
	}
	if up.Content != nil {
		if err := a.receive(ctx, &item, up); err != nil {
			return c, false, err
		}
	}
	item, first, err := evidence.Register(by, item, a.now())
	if err != nil {
		return c, false, err
	}
	kept, again, err := a.Store.Register(ctx, item, first, up.Key, a.has)
	if err != nil {
		return c, false, err
	}
	if again && (!reflect.DeepEqual(kept.Draft, item.Draft) || !reflect.DeepEqual(kept.File, item.File)) {
		return c, false, ErrKeyReused
	}
	c, err = a.Store.Chain(ctx, kept.ID)
	return c, again, err
}

func (a *Archive) has(digest string) bool { return a.Files != nil && a.Files.Has(digest) }

// begin checks all that can be checked before a file is received.
func (a *Archive) begin(ctx context.Context, by actor.Actor, up Upload) (evidence.Item, error) {
	scope, err := a.Store.ScopeOf(ctx, up.About)
	if err != nil {
		return evidence.Item{}, err
	}
	at := slices.IndexFunc(scope.Owners, evidence.Works(by))
	if at < 0 {
		if len(scope.Owners) > 0 && by.Oversees() {
			return evidence.Item{}, ErrForbidden
		}
		return evidence.Item{}, ErrNotFound
	}
	id, err := uuid.NewV7()
	if err != nil {
		return evidence.Item{}, fmt.Errorf("an id: %w", err)
	}
	item := evidence.Item{ID: id.String(), Department: scope.Owners[at], Draft: up.Draft}
	if up.Content != nil {
		if a.Files == nil {
			return item, ErrNoFolder
		}
		if err := evidence.CheckProgram(up.Name); err != nil {
			return item, err
		}
		item.File = &evidence.File{Name: up.Name}
	}
	_, _, err = evidence.Register(by, item, a.now())
	return item, err
}

// receive keeps the file of an item, in one of a few slots.
func (a *Archive) receive(ctx context.Context, item *evidence.Item, up Upload) error {
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	case <-time.After(SlotWait):
		return ErrBusy
	case <-ctx.Done():
		return ctx.Err()
	}
	content := bufio.NewReaderSize(up.Content, sniffed)
	head, _ := content.Peek(sniffed) // what is wrong with the sender shows again when it is read
	media := mimetype.Detect(head)
	var kinds []string
	for m := media; m != nil; m = m.Parent() {
		kinds = append(kinds, m.String())
	}
	if err := evidence.CheckProgram(up.Name, kinds...); err != nil {
		return err
	}
	digest, size, err := a.Files.Put(ctx, content, files.Limits{Max: evidence.MaxFile, Want: strings.ToLower(up.SHA256)})
	if err != nil {
		return err
	}
	item.File.Media, item.File.SHA256, item.File.Size = media.String(), digest, size
	return nil
}
