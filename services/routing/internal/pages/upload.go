package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"xiansuo/services/internal/web"
	"xiansuo/services/routing/internal/form"
)

// How much a form may hold: one file, all of it, its text, and inputs.
const (
	maxFile   = 20 << 20
	maxUpload = 100 << 20
	maxText   = 1 << 20
	maxInputs = 2000
)

// readForm reads a form. Of a file only its digest and its name are taken, while it streams by; nothing of it is kept.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, []problem, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	in := url.Values{}
	var trouble []problem
	if parts, err := r.MultipartReader(); err == nil {
		trouble, err = readParts(parts, in)
		if err != nil {
			return nil, nil, badForm(err)
		}
	} else {
		r.Body = http.MaxBytesReader(w, r.Body, maxText)
		if err := r.ParseForm(); err != nil {
			return nil, nil, badForm(err)
		}
		in = r.PostForm
	}
	for key, values := range in {
		for _, v := range append(values, key) {
			if !storable(v) {
				return nil, nil, badForm(errors.New("not UTF-8"))
			}
		}
	}
	return in, trouble, nil
}

func badForm(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) || errors.Is(err, errTooMuch) {
		return web.NewProblem(http.StatusRequestEntityTooLarge, "too-large", "the form is too large", "send fewer or smaller files")
	}
	return web.NewProblem(http.StatusBadRequest, "bad-form", "the form cannot be read", "open it again and send it")
}

var errTooMuch = errors.New("too much")

// readParts reads the inputs and files of a form, one after the other.
func readParts(parts *multipart.Reader, in url.Values) (trouble []problem, err error) {
	left := int64(maxText)
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return trouble, nil
		}
		if err != nil {
			return nil, err
		}
		if n == maxInputs {
			return nil, errTooMuch
		}
		if file, ok := strings.CutSuffix(part.FormName(), form.FileSuffix); ok {
			fits, err := digestOf(part, file, in)
			if err != nil {
				return nil, err
			}
			if !fits {
				trouble = append(trouble, problem{Path: file, Says: words["invalid.file"]})
			}
			continue
		}
		text, err := io.ReadAll(io.LimitReader(part, left+1))
		if err != nil {
			return nil, err
		}
		if left -= int64(len(text)); left < 0 {
			return nil, errTooMuch
		}
		in.Add(part.FormName(), string(text))
	}
}

// digestOf puts a file's digest, and its name where none was given, into the form, and reports whether the file is small enough. The
// file itself is read away.
func digestOf(part *multipart.Part, at string, in url.Values) (bool, error) {
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(part, maxFile+1))
	if err != nil {
		return false, err
	}
	if n > maxFile {
		_, err := io.Copy(io.Discard, part)
		return false, err
	}
	if n == 0 && part.FileName() == "" { // nothing was chosen
		return true, nil
	}
	in.Set(at, hex.EncodeToString(sum.Sum(nil)))
	if name := strings.TrimSuffix(at, "sha256") + "name"; in.Get(name) == "" {
		in.Set(name, part.FileName())
	}
	return true, nil
}
