package httpapi

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"xiansuo/pkg/calendar"
	"xiansuo/services/enforcement/internal/evidence"
	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/internal/actor"
	"xiansuo/services/internal/files"
	"xiansuo/services/internal/web"
)

func (a *API) evidenceRoutes(api *echo.Group) {
	a.uploads = make(chan struct{}, maxUploads)
	api.POST("/evidence", a.registerEvidence)
	api.GET("/evidence", a.listEvidence)
	api.GET("/evidence/:id", a.showEvidence)
	api.GET("/evidence/:id/content", a.readEvidence)
	api.GET("/evidence/:id/readings", a.listReadings)
	api.POST("/evidence/:id/:act", a.actOnEvidence)
}

// listedEvidence is an item in a list.
type listedEvidence struct {
	evidence.Item
	Standing evidence.Standing `json:"standing"`
}

// shownEvidence is an item with all that is known of it.
type shownEvidence struct {
	evidence.Chain
	Standing evidence.Standing   `json:"standing"`
	Broken   int                 `json:"broken,omitempty"` // number of the first record that does not fit the one before
	Acts     []evidence.Possible `json:"acts"`
}

func (a *API) shown(c evidence.Chain, by actor.Actor) shownEvidence {
	return shownEvidence{c, c.Standing(a.Now()), c.Broken(), append([]evidence.Possible{}, c.Acts(by, a.Now())...)}
}

var noEvidence = web.NotFound("this evidence")

// chainFor returns an item that the caller may read.
func (a *API) chainFor(c echo.Context) (evidence.Chain, error) {
	ctx, by := c.Request().Context(), who(c)
	chain, err := a.Store.Chain(ctx, c.Param("id"))
	if errors.Is(err, postgres.ErrNoEvidence) {
		return chain, noEvidence
	}
	if err != nil {
		return chain, err
	}
	scope, err := a.Store.ScopeOf(ctx, chain.Item.About)
	if err == nil && !chain.MayRead(by, scope.TakePart...) {
		err = noEvidence
	}
	return chain, err
}

// note records a reading of a guarded item, before anything of it is shown.
func (a *API) note(c echo.Context, i evidence.Item, what string) error {
	if !i.Guarded() {
		return nil
	}
	by := who(c)
	return a.Store.SaveReading(c.Request().Context(), i.ID, postgres.Reading{At: a.Now(), Actor: by.Name, Role: string(by.Role), What: what})
}

func (a *API) showEvidence(c echo.Context) error {
	chain, err := a.chainFor(c)
	if err != nil {
		return err
	}
	if err := a.note(c, chain.Item, "entry"); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, a.shown(chain, who(c)))
}

// listEvidence answers the evidence of a case, operation or round, as far as the caller may read it.
func (a *API) listEvidence(c echo.Context) error {
	about, err := aboutOf(c)
	if err != nil {
		return err
	}
	ctx, by := c.Request().Context(), who(c)
	scope, err := a.Store.ScopeOf(ctx, about)
	if err != nil {
		return err
	}
	chains, err := a.Store.EvidenceOf(ctx, about, c.QueryParam("after"), listLimit)
	if err != nil {
		return err
	}
	list := []listedEvidence{}
	for _, chain := range chains {
		if chain.MayRead(by, scope.TakePart...) {
			list = append(list, listedEvidence{chain.Item.Listed(), chain.Standing(a.Now())})
		}
	}
	if len(list) == 0 && (len(scope.Owners) == 0 || !by.Oversees() && !slices.ContainsFunc(scope.TakePart, by.Works)) {
		return web.NotFound("what the evidence is asked of")
	}
	next := ""
	if len(chains) == listLimit {
		next = chains[listLimit-1].Item.ID
	}
	return c.JSON(http.StatusOK, map[string]any{"evidence": list, "next": next})
}

func aboutOf(c echo.Context) (about evidence.About, err error) {
	for _, kind := range []evidence.Kind{evidence.Case, evidence.Operation, evidence.Round} {
		if id := c.QueryParam(string(kind)); id != "" && about.ID == "" {
			about = evidence.About{Kind: kind, ID: id}
		} else if id != "" {
			about.ID = ""
			break
		}
	}
	if about.ID == "" {
		return about, web.NewProblem(http.StatusBadRequest, "which", "evidence is listed of one case, operation or round", "add ?case=, ?operation= or ?round=")
	}
	return about, nil
}

// readEvidence streams a file. A damaged one is never given whole: a small one is an error, a large one breaks off.
func (a *API) readEvidence(c echo.Context) error {
	chain, err := a.chainFor(c)
	if err != nil {
		return err
	}
	if chain.Item.File == nil {
		return web.NotFound("a file of this evidence")
	}
	if a.Files == nil {
		return errNoFolder()
	}
	if err := a.note(c, chain.Item, "content"); err != nil {
		return err
	}
	file := chain.Item.File
	content, err := a.Files.Read(file.SHA256)
	if err != nil {
		return fmt.Errorf("evidence %s: %w", chain.Item.ID, err)
	}
	defer content.Close()
	first := make([]byte, 32<<10)
	n, err := io.ReadFull(content, first)
	if errors.Is(err, files.ErrDamaged) {
		a.Log.Error("a file of evidence is damaged", "evidence", chain.Item.ID, "sha256", file.SHA256)
		return web.NewProblem(http.StatusInternalServerError, "damaged", "the file is not what was kept: its SHA-256 differs", "have the operator put it back from a backup")
	}
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("evidence %s: %w", chain.Item.ID, err)
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, file.Media)
	h.Set(echo.HeaderContentLength, strconv.FormatInt(file.Size, 10))
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	c.Response().WriteHeader(http.StatusOK)
	_, err = io.Copy(c.Response(), io.MultiReader(strings.NewReader(string(first[:n])), content))
	if errors.Is(err, files.ErrDamaged) { // fewer bytes than announced: the connection breaks off
		a.Log.Error("a file of evidence is damaged", "evidence", chain.Item.ID, "sha256", file.SHA256)
	}
	return err
}

// listReadings answers who read a guarded item: to the head whose it is, and to who oversees.
func (a *API) listReadings(c echo.Context) error {
	chain, err := a.chainFor(c)
	if err != nil {
		return err
	}
	if by := who(c); !by.Oversees() && (by.Role != actor.Head || !by.Works(chain.Item.Department)) {
		return web.Forbidden("this token may not see who read it", "use the token of the department's head, or of an office that oversees")
	}
	list, err := a.Store.Readings(c.Request().Context(), chain.Item.ID, listLimit)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"readings": append([]postgres.Reading{}, list...)})
}

func (a *API) actOnEvidence(c echo.Context) error {
	var in evidence.Input
	if err := strictJSON(io.LimitReader(c.Request().Body, maxDraft+1), &in); err != nil {
		return err
	}
	by := who(c)
	chain, err := a.Store.Act(c.Request().Context(), c.Param("id"), func(chain evidence.Chain, scope postgres.Scope) (evidence.Record, error) {
		if !chain.MayRead(by, scope.TakePart...) {
			return evidence.Record{}, noEvidence
		}
		return chain.Do(by, evidence.Act(c.Param("act")), in, moment(a.Now()), calendar.Default())
	})
	if err != nil {
		return evidenceProblem(err)
	}
	return c.JSON(http.StatusOK, a.shown(chain, by))
}
