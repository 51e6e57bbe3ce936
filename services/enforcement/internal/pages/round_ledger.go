package pages

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/enforcement/internal/rounds"
	table "xiansuo/services/internal/rows"
	"xiansuo/services/internal/web"
)

func numbered(n int) string { return strconv.Itoa(n) }

// maxLedger is how many rows one file holds.
const maxLedger = 20000

// ledgerCSV writes the ledger for a spreadsheet. Phones and certificates are for those who work on the round.
func (p *Pages) ledgerCSV(c echo.Context) error {
	r, err := p.roundOf(c)
	if err != nil {
		return refusedPage(err)
	}
	all, err := p.Store.Ledger(c.Request().Context(), r.ID, 0, maxLedger+1)
	switch {
	case err != nil:
		return err
	case len(all) > maxLedger:
		return web.NewProblem(http.StatusConflict, "too-large", "the ledger has more rows than one file holds", "read it by the interface, page by page")
	}
	out := bytes.NewBufferString("\uFEFF")
	w := csv.NewWriter(out)
	w.UseCRLF = true
	lines := [][]string{rounds.Headings()}
	for _, row := range all {
		if !r.SeesPhones(who(c)) {
			row = row.Masked()
		}
		lines = append(lines, row.Cells())
	}
	if err := w.WriteAll(lines); err != nil {
		return fmt.Errorf("write ledger: %w", err)
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+r.ID+`.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", out.Bytes())
}

// importLedger takes in a ledger that was written elsewhere: all of it or, where a row is wrong, nothing.
func (p *Pages) importLedger(c echo.Context) (asked, error) {
	r, err := p.workedRound(c)
	return asked{sheet{Says: words["patrol.import"], About: r.Title, Back: roundPath(r.ID), Fields: append(byFields(), needing("file", file, 0).hinted("hint.ledger"))}, "patrol.import",
		func(c echo.Context, s sent) (string, error) {
			cells, lines, err := tableIn(s.content)
			if err != nil {
				return "", err
			}
			entries, wrong, err := rounds.ReadLedger(r, cells, s.act(p))
			if err != nil {
				return "", err
			}
			if len(wrong) > 0 {
				return "", wrongRows(wrong, lines)
			}
			sum := sha256.Sum256(s.content)
			key := postgres.Key{Caller: s.key.Caller, Key: "file " + r.ID + " " + hex.EncodeToString(sum[:]), Digest: "file"}
			_, err = p.Store.ImportVisits(c.Request().Context(), r.ID, entries, s.act(p), key)
			return roundPath(r.ID), err
		}}, err
}

func (f field) hinted(key string) field {
	f.Hint = words[key]
	return f
}

// tableIn reads a file as a table, with the line that each row below the headings has in the file.
func tableIn(content []byte) (cells [][]string, lines []int, err error) {
	all, err := table.Read(content)
	if err != nil {
		return nil, nil, badRowsOf([]problem{{Path: "file", Says: words["file.table"], Detail: err.Error()}})
	}
	var trouble []problem
	for i, row := range all {
		if row.Problem != "" {
			trouble = append(trouble, wrongRow(row.Line, row.Problem))
		}
		cells = append(cells, row.Cells)
		if i > 0 {
			lines = append(lines, row.Line)
		}
	}
	if len(trouble) > 0 {
		return nil, nil, badRowsOf(trouble)
	}
	return cells, lines, nil
}

// rowsRefused are rows of a file that cannot be taken.
type rowsRefused struct{ trouble []problem }

func (r *rowsRefused) Error() string { return "rows of the file cannot be taken" }

const mostWrong = 100

func badRowsOf(trouble []problem) error { return &rowsRefused{trouble[:min(len(trouble), mostWrong)]} }

func wrongRow(line int, detail string) problem {
	return problem{Path: "file", Says: said("file.row", line), Detail: detail}
}

func wrongRows(wrong []rounds.Wrong, lines []int) error {
	var trouble []problem
	for _, w := range wrong {
		line := w.Line
		if line > 0 && line <= len(lines) {
			line = lines[line-1]
		}
		trouble = append(trouble, wrongRow(line, w.Detail))
	}
	return badRowsOf(trouble)
}

// rowsTrouble are the rows of a file that an error is about.
func rowsTrouble(err error) []problem {
	var r *rowsRefused
	if !errors.As(err, &r) {
		return nil
	}
	return r.trouble
}
