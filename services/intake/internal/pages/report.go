package pages

import (
	"errors"
	"net/http"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"

	"xiansuo/pkg/lead"
	"xiansuo/services/intake/internal/follow"
	"xiansuo/services/intake/internal/postgres"
	"xiansuo/services/intake/internal/receipt"
)

// report is the page of a report. Code is given back in its forms.
type report struct {
	follow.View
	Code, Once string
	Events     []event
	Question   string
	// Said is what became of a form, and Wrong what is wrong with it, as words.
	Said, Wrong string
	// Facts and Note are what was filled in and not taken.
	Facts, Note string
	// Questions are those about an end, and Verdicts what may be said to each.
	Questions []string
	Verdicts  []lead.Verdict
}

// event is something that happened, in a sentence.
type event struct {
	follow.Event
	Word string // of the sentence
	Who  bool   // it names the department
	Unit bool   // which is a unit of the district
}

func eventOf(e follow.Event) event {
	key := "did." + string(e.Kind)
	if e.Role == lead.RoleAssist {
		key += ".assist"
	}
	if e.Kind == "revisited" && e.Reason != "" {
		key += ".redo"
	}
	return event{e, key, strings.Contains(words[key].ZH, "%s"), e.Department != "" && !e.Department.Valid()}
}

// show shows the report of a code. A code that is none and one that no report has are looked for, and answered, alike.
func (f *Follow) show(c echo.Context) error { return f.page(c, http.StatusOK, report{}) }

func (f *Follow) page(c echo.Context, status int, p report) error {
	code, _ := receipt.Parse(c.Request().PostForm.Get("code"))
	r, err := f.Store.Report(c.Request().Context(), code)
	if errors.Is(err, postgres.ErrNoCode) {
		return f.site.Render(c, http.StatusNotFound, "ask", asking{Unknown: true})
	}
	if err != nil {
		return err
	}
	if err := f.Store.HasFollowed(c.Request().Context(), r.Lead, r.Newest(), f.Now()); err != nil {
		return err
	}
	p.View, p.Code, p.Question = follow.Of(r, f.Window, f.Now()), code.Text(), r.Question()
	p.Once, p.Questions, p.Verdicts = once(), []string{"responded", "solved", "satisfied"}, []lead.Verdict{lead.Yes, lead.No, lead.Unknown}
	for _, e := range p.Happened {
		p.Events = append(p.Events, eventOf(e))
	}
	return f.site.Render(c, status, "report", p)
}

var nonce = regexp.MustCompile(`^[0-9a-f]{32}$`)

// addFacts takes in what the reporter adds.
func (f *Follow) addFacts(c echo.Context) error {
	form := c.Request().PostForm
	text, name := said(form.Get("facts")), form.Get("once")
	if text == "" || !follow.Sayable(text, follow.MaxFacts) || !nonce.MatchString(name) {
		return f.page(c, http.StatusUnprocessableEntity, report{Wrong: "wrong.facts", Facts: shown(text)})
	}
	code, _ := receipt.Parse(form.Get("code"))
	_, err := f.Store.AddFacts(c.Request().Context(), code, postgres.Facts{Text: text, Once: name, At: f.Now(), TraceParent: traceParent(c)})
	if errors.Is(err, follow.ErrTooMany) {
		return f.page(c, http.StatusTooManyRequests, report{Wrong: "wrong.many", Facts: shown(text)})
	}
	if err != nil && !errors.Is(err, postgres.ErrNoCode) {
		return err
	}
	return f.page(c, http.StatusOK, report{Said: "said.facts"})
}

// refused are the words for answers that are not taken.
var refused = map[error]string{follow.ErrNotDone: "wrong.not-done", follow.ErrAnswered: "wrong.answered", follow.ErrTooLate: "wrong.late", follow.ErrUnclear: "wrong.unclear"}

// answer takes in what the reporter says of the end.
func (f *Follow) answer(c echo.Context) error {
	form := c.Request().PostForm
	a := follow.Said{Responded: verdict(form.Get("responded")), Solved: verdict(form.Get("solved")), Satisfied: verdict(form.Get("satisfied")),
		Redo: form.Get("redo") == "yes", Note: said(form.Get("note"))}
	code, _ := receipt.Parse(form.Get("code"))
	err := f.Store.Rate(c.Request().Context(), code, a, f.Window, f.Now(), traceParent(c))
	for why, word := range refused {
		if errors.Is(err, why) {
			return f.page(c, http.StatusConflict, report{Wrong: word, Note: shown(a.Note)})
		}
	}
	if err != nil && !errors.Is(err, postgres.ErrNoCode) {
		return err
	}
	word := "said.answer"
	if a.Redo {
		word = "said.redo"
	}
	return f.page(c, http.StatusOK, report{Said: word})
}

// verdict is what was chosen; whoever chooses nothing does not know.
func verdict(text string) lead.Verdict {
	if text == "" {
		return lead.Unknown
	}
	return lead.Verdict(text)
}

// said is a text as a browser sends it, with plain ends of lines.
func said(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }

// shown is what was filled in, where it can be shown again.
func shown(text string) string { return strings.ToValidUTF8(text, "") }

func traceParent(c echo.Context) string {
	carrier := propagation.MapCarrier{}
	otel.GetTextMapPropagator().Inject(c.Request().Context(), carrier)
	return carrier["traceparent"]
}
