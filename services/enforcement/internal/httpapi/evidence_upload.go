package httpapi

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"syscall"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/archive"
	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/internal/files"
	"xiansuo/services/internal/schema"
	"xiansuo/services/internal/web"
)

const (
	maxDraft = 64 << 10
	maxKey   = 200
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
	c.Request().Body = archive.Patient(c.Response(), c.Request().Body)
	key := c.Request().Header.Get("Idempotency-Key")
	if len(key) > maxKey || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) {
		return web.NewProblem(http.StatusBadRequest, "bad-key", "the Idempotency-Key must have at most 200 characters of ASCII", "use a UUID")
	}
	up, err := readUpload(c.Request())
	if err != nil {
		return err
	}
	chain, again, err := a.Archive.Register(c.Request().Context(), who(c),
		archive.Upload{Draft: up.Draft, Name: up.File.Name, SHA256: up.File.SHA256, Content: up.content, Key: key})
	if err != nil {
		return evidenceProblem(err)
	}
	status := http.StatusCreated
	if again {
		status = http.StatusOK
	}
	c.Response().Header().Set(echo.HeaderLocation, "/enforcement/api/v1/evidence/"+chain.Item.ID)
	return c.JSON(status, a.shown(chain, who(c)))
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
	case errors.Is(err, archive.ErrNotFound):
		return web.NotFound("this evidence, or what it belongs to,")
	case errors.Is(err, archive.ErrForbidden):
		return web.Forbidden("this token may not do this", "use the token of the department whose it is; who read it is shown to its head and to who oversees")
	case errors.Is(err, archive.ErrNoFolder):
		return web.NewProblem(http.StatusServiceUnavailable, "no-folder", "no folder for files is configured", "have the operator set XIANSUO_FILES for enforcement")
	case errors.Is(err, archive.ErrBusy):
		p := web.NewProblem(http.StatusServiceUnavailable, "busy", "too many files are being received at the moment", "try again")
		p.RetryAfter = archive.SlotWait
		return p
	case errors.Is(err, archive.ErrKeyReused):
		return web.NewProblem(http.StatusConflict, "key-reused", "this Idempotency-Key was used for other evidence", "use a new key for each piece of evidence")
	}
	return fileProblem(err)
}

// fileProblem turns what is wrong with a file into a problem.
func fileProblem(err error) error {
	switch {
	case errors.Is(err, files.ErrDamaged):
		return web.NewProblem(http.StatusInternalServerError, "damaged", "the file is not what was kept: its SHA-256 differs", "have the operator put it back from a backup")
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
