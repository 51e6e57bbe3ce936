package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"xiansuo/services/disclosure/internal/papers"
	"xiansuo/services/disclosure/internal/publication"
	"xiansuo/services/disclosure/internal/redaction"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/web"
)

// uploadFile keeps a file for a publication and answers its digest and what was found in it. Only kinds whose words and metadata can be
// read are taken.
func (a *API) uploadFile(c echo.Context) error {
	d, err := a.desk(c)
	if err != nil {
		return err
	}
	if by := who(c); by.Role != actor.Editor && by.Role != actor.Handler {
		return web.Forbidden("the handler and the editor add files", "use the token of one of them")
	}
	name := c.QueryParam("name")
	content, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, papers.MostBytes))
	if err != nil {
		return web.NewProblem(http.StatusRequestEntityTooLarge, "too-large", "a file may have 8388608 bytes", "make it smaller")
	}
	media, parts, err := papers.Read(name, content)
	switch {
	case errors.Is(err, papers.ErrKind):
		return web.NewProblem(http.StatusUnsupportedMediaType, "bad-file", "only PDF, DOCX, XLSX, JPEG, PNG and plain text are taken, by their ending and content", "convert it")
	case err != nil:
		return web.NewProblem(http.StatusUnprocessableEntity, "unreadable-file", "the file cannot be read through", "save it anew without a password")
	}
	sum := sha256.Sum256(content)
	f := publication.File{Name: name, Media: media, Size: len(content), SHA256: hex.EncodeToString(sum[:])}
	if err := a.Store.KeepFile(c.Request().Context(), d.ID, f, content, parts, a.Now()); err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, map[string]any{"file": f, "leaks": append([]redaction.Finding{}, d.Content.Map.Check(parts, d.Content.Human)...)})
}
