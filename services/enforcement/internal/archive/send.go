package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strconv"

	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/files"
)

// Content is the content of a file that is being read.
type Content struct {
	Item  evidence.Item
	first []byte
	rest  io.ReadCloser
	log   *slog.Logger
}

// Open opens the file of an item, and records the reading where it is guarded. Of a damaged file it says so, or the content does.
func (a *Archive) Open(ctx context.Context, by actor.Actor, id string) (*Content, error) {
	chain, err := a.visible(ctx, by, id)
	switch {
	case err != nil:
		return nil, err
	case chain.Item.File == nil:
		return nil, ErrNotFound
	case a.Files == nil:
		return nil, ErrNoFolder
	}
	if err := a.note(ctx, by, chain.Item, "content"); err != nil {
		return nil, err
	}
	rest, err := a.Files.Read(chain.Item.File.SHA256)
	if err != nil {
		return nil, fmt.Errorf("evidence %s: %w", id, err)
	}
	c := &Content{Item: chain.Item, first: make([]byte, 32<<10), rest: rest, log: a.Log}
	n, err := io.ReadFull(rest, c.first)
	c.first = c.first[:n]
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		c.damaged(err)
		_ = rest.Close()
		return nil, fmt.Errorf("evidence %s: %w", id, err)
	}
	return c, nil
}

func (c *Content) damaged(err error) {
	if errors.Is(err, files.ErrDamaged) {
		c.log.Error("a file of evidence is damaged: put it back from a backup", "evidence", c.Item.ID, "sha256", c.Item.File.SHA256)
	}
}

// Send answers with the content, to be kept and not to be shown: it is somebody else's. A damaged file breaks off before its end.
func (c *Content) Send(w http.ResponseWriter) error {
	defer c.rest.Close()
	h := w.Header()
	h.Set("Content-Type", c.Item.File.Media)
	h.Set("Content-Length", strconv.FormatInt(c.Item.File.Size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": c.Item.File.Name}))
	w.WriteHeader(http.StatusOK)
	_, err := io.Copy(w, io.MultiReader(bytes.NewReader(c.first), c.rest))
	c.damaged(err)
	return err
}
