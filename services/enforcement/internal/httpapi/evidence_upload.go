package httpapi

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/gabriel-vasile/mimetype"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/files"
	"xiansuo/services/internal/schema"
	"xiansuo/services/internal/web"
)

const (
	maxUploads = 8                // files that are received at once
	slotWait   = 5 * time.Second  // how long one more waits
	idle       = 30 * time.Second // how long a sender may pause
	maxDraft   = 64 << 10
	maxKey     = 200
	// sniffed is how much of a file shows of what type it is.
	sniffed = 3072
	// draftHeader holds the draft of a file that is the whole body: its JSON in base64url.
	draftHeader = "Evidence"
)

// upload is what somebody sends to be registered.
type upload struct {
	evidence.Draft
	File struct {
		Name   string `json:"name"`
		SHA256 string `json:"sha256"`
	} `json:"file"`
	content io.Reader // nil where there is none
}

// registerEvidence takes in a thing (JSON), or a file with what is said of it: multipart with the parts data and file, in this order, or
// the file as the body with the header Evidence.
func (a *API) registerEvidence(c echo.Context) error {
	c.Request().Body = &patient{ReadCloser: c.Request().Body, control: http.NewResponseController(c.Response())}
	key := c.Request().Header.Get("Idempotency-Key")
	if len(key) > maxKey || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) {
		return web.NewProblem(http.StatusBadRequest, "bad-key", "the Idempotency-Key must have at most 200 characters of ASCII", "use a UUID")
	}
	up, err := readUpload(c.Request())
	if err != nil {
		return err
	}
	item, err := a.begin(c, up)
	if err != nil {
		return evidenceProblem(err)
	}
	if up.content != nil {
		if err := a.receive(c.Request().Context(), &item, up); err != nil {
			return evidenceProblem(err)
		}
	}
	return a.keep(c, item, key)
}

// begin checks all that can be checked before a file is received.
func (a *API) begin(c echo.Context, up upload) (evidence.Item, error) {
	by := who(c)
	scope, err := a.Store.ScopeOf(c.Request().Context(), up.About)
	if err != nil {
		return evidence.Item{}, err
	}
	if !slices.ContainsFunc(scope.Owners, by.Works) {
		if len(scope.Owners) > 0 && by.Oversees() {
			return evidence.Item{}, web.Forbidden("this token may not register evidence", "use the token of the department whose case it is")
		}
		return evidence.Item{}, web.NotFound("what the evidence belongs to")
	}
	id, err := uuid.NewV7()
	if err != nil {
		return evidence.Item{}, err
	}
	item := evidence.Item{ID: id.String(), Department: by.Department, Draft: up.Draft}
	if up.content == nil {
		_, _, err := evidence.Register(by, item, moment(a.Now()))
		return item, err
	}
	if a.Files == nil {
		return item, errNoFolder()
	}
	item.File = &evidence.File{Name: up.File.Name}
	if err := evidence.CheckProgram(up.File.Name); err != nil {
		return item, err
	}
	_, _, err = evidence.Register(by, item, moment(a.Now()))
	return item, err
}

// receive keeps the file of an item, in one of a few slots.
func (a *API) receive(ctx context.Context, item *evidence.Item, up upload) error {
	select {
	case a.uploads <- struct{}{}:
		defer func() { <-a.uploads }()
	case <-time.After(slotWait):
		p := web.NewProblem(http.StatusServiceUnavailable, "busy", "too many files are being received at the moment", "try again")
		p.RetryAfter = slotWait
		return p
	case <-ctx.Done():
		return ctx.Err()
	}
	content := bufio.NewReaderSize(up.content, sniffed)
	head, _ := content.Peek(sniffed) // what is wrong with the sender shows again when it is read
	media := mimetype.Detect(head)
	var kinds []string
	for m := media; m != nil; m = m.Parent() {
		kinds = append(kinds, m.String())
	}
	if err := evidence.CheckProgram(up.File.Name, kinds...); err != nil {
		return err
	}
	digest, size, err := a.Files.Put(ctx, content, files.Limits{Max: evidence.MaxFile, Want: strings.ToLower(up.File.SHA256)})
	if err != nil {
		return err
	}
	item.File.Media, item.File.SHA256, item.File.Size = media.String(), digest, size
	return nil
}

// keep writes the row. Whoever sends again with the same key gets what was kept the first time.
func (a *API) keep(c echo.Context, item evidence.Item, key string) error {
	by, has := who(c), func(string) bool { return false }
	if a.Files != nil {
		has = a.Files.Has
	}
	item, first, err := evidence.Register(by, item, moment(a.Now()))
	if err != nil {
		return evidenceProblem(err)
	}
	kept, again, err := a.Store.Register(c.Request().Context(), item, first, key, has)
	if err != nil {
		return err
	}
	if again && (!reflect.DeepEqual(kept.Draft, item.Draft) || !reflect.DeepEqual(kept.File, item.File)) {
		return web.NewProblem(http.StatusConflict, "key-reused", "this Idempotency-Key was used for other evidence", "use a new key for each piece of evidence")
	}
	status := http.StatusCreated
	if again {
		status = http.StatusOK
	}
	chain, err := a.Store.Chain(c.Request().Context(), kept.ID)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderLocation, "/enforcement/api/v1/evidence/"+kept.ID)
	return c.JSON(status, a.shown(chain, by))
}

// readUpload reads what is said of the evidence, and leaves the file to be streamed.
func readUpload(r *http.Request) (up upload, err error) {
	media, _, _ := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	switch header := r.Header.Get(draftHeader); {
	case header != "":
		draft, err := base64.URLEncoding.DecodeString(header)
		if err != nil {
			return up, web.NewProblem(http.StatusBadRequest, "bad-draft", "the header Evidence is not JSON in base64url", "encode it, with padding")
		}
		up.content = r.Body
		return up, strictJSON(bytes.NewReader(draft), &up)
	case media == echo.MIMEApplicationJSON:
		return up, strictJSON(io.LimitReader(r.Body, maxDraft+1), &up)
	case media == echo.MIMEMultipartForm:
		return readParts(r)
	}
	return up, web.NewProblem(http.StatusUnsupportedMediaType, "media-type", "evidence is sent as JSON, as multipart/form-data, or as a file with the header Evidence",
		"see the description of the interface")
}

func readParts(r *http.Request) (up upload, err error) {
	bad := web.NewProblem(http.StatusBadRequest, "bad-form", "the form must have the parts data (JSON) and file, in this order", "send data first")
	parts, err := r.MultipartReader()
	if err != nil {
		return up, bad
	}
	part := func(name string) (*multipart.Part, error) {
		p, err := parts.NextPart()
		if err != nil || p.FormName() != name {
			return nil, bad
		}
		return p, nil
	}
	data, err := part("data")
	if err != nil {
		return up, err
	}
	if err := strictJSON(io.LimitReader(data, maxDraft+1), &up); err != nil {
		return up, err
	}
	file, err := part("file")
	if err != nil {
		return up, err
	}
	if up.File.Name == "" {
		up.File.Name = file.FileName()
	}
	up.content = file
	return up, nil
}

// strictJSON reads one JSON value whose members are all known.
func strictJSON(r io.Reader, into any) error {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.More() {
		err = errors.New("more than one value")
	}
	if err != nil {
		return web.NewProblem(http.StatusBadRequest, "bad-json", "the JSON cannot be read: it is broken, too large, or has a member that is not known", "see the description of the interface")
	}
	return nil
}

// patient gives a sender time for as long as something comes.
type patient struct {
	io.ReadCloser
	control *http.ResponseController
}

func (p *patient) Read(b []byte) (int, error) {
	_ = p.control.SetReadDeadline(time.Now().Add(idle)) // a server that knows no deadlines has none
	return p.ReadCloser.Read(b)
}

func errNoFolder() error {
	return web.NewProblem(http.StatusServiceUnavailable, "no-folder", "no folder for files is configured", "have the operator set XIANSUO_FILES for enforcement")
}

// moment is when something happens, as it is kept: the digest of a record is that of what the database gives back.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// statuses are those of refusals.
var statuses = map[evidence.Code]int{evidence.NotYours: http.StatusForbidden, evidence.NotNow: http.StatusConflict, evidence.Executable: http.StatusUnsupportedMediaType}

var cures = map[evidence.Code]string{
	evidence.NotYours:   "use the token of who may",
	evidence.NotNow:     "look at the evidence as it stands now",
	evidence.Executable: "keep it on a carrier and register that as a thing, with its place of custody",
	evidence.TwoNeeded:  "name everybody who took it",
}

// evidenceProblem turns what is wrong into a problem.
func evidenceProblem(err error) error {
	var refused *evidence.Refused
	switch {
	case errors.As(err, &refused):
		p := web.NewProblem(http.StatusUnprocessableEntity, string(refused.Code), refused.Error(), cures[refused.Code])
		if status, ok := statuses[refused.Code]; ok {
			p = web.NewProblem(status, string(refused.Code), refused.Error(), cures[refused.Code])
		}
		if refused.Field != "" {
			p.Errors = []schema.Violation{{Field: "/" + strings.ReplaceAll(refused.Field, ".", "/"), Detail: refused.Detail}}
		}
		return p
	case errors.Is(err, postgres.ErrNoEvidence):
		return noEvidence
	case errors.Is(err, files.ErrTooLarge):
		return web.NewProblem(http.StatusRequestEntityTooLarge, "too-large", "a file may have 104857600 bytes", "split it, or keep it on a carrier and register that as a thing")
	case errors.Is(err, files.ErrEmpty):
		return web.NewProblem(http.StatusUnprocessableEntity, "empty", "the file is empty", "send its content")
	case errors.Is(err, files.ErrDiffers):
		return web.NewProblem(http.StatusUnprocessableEntity, "digest-differs", "what arrived has another SHA-256 than was said", "send it again")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return web.NewProblem(http.StatusBadRequest, "cut-short", "the file did not arrive whole", "send it again")
	case errors.Is(err, os.ErrDeadlineExceeded):
		return web.NewProblem(http.StatusRequestTimeout, "too-slow", "nothing came for half a minute", "send it again")
	case errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
		return web.NewProblem(http.StatusInsufficientStorage, "disk-full", "there is no room for the file", "tell the operator that the folder for evidence is full, then send it again")
	}
	return err
}
