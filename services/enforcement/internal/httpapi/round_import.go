package httpapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"xiansuo/services/enforcement/internal/postgres"
	"xiansuo/services/enforcement/internal/rounds"
	"xiansuo/services/internal/web"
)

// maxLedgerFile is how large a ledger may be that is brought in, in bytes, and maxUnzipped what a workbook may unpack to.
const (
	maxLedgerFile = 8 << 20
	maxUnzipped   = 64 << 20
)

// importLedger takes in a ledger that was written elsewhere, as CSV or XLSX with the headings of the export: all of it or, where a row is wrong, nothing.
// The same file again changes nothing.
func (a *API) importLedger(c echo.Context) error {
	content, err := readFieldFile(c)
	if err != nil {
		return err
	}
	r, err := a.findRound(c, c.Param("id"))
	if err != nil {
		return err
	}
	act := a.roundAct(c, given{})
	if err := r.May(act.By); err != nil {
		return fieldRefused(err)
	}
	table, err := ledgerTable(content)
	if err != nil {
		return err
	}
	entries, wrong, err := rounds.ReadLedger(r, table, act)
	if err != nil {
		return fieldRefused(err)
	}
	if len(wrong) > 0 {
		return badRows(wrong)
	}
	sum := sha256.Sum256(content)
	key := postgres.Key{Caller: string(web.Caller(c)), Key: "file " + r.ID + " " + hex.EncodeToString(sum[:]), Digest: "file"}
	n, err := a.Store.ImportVisits(c.Request().Context(), r.ID, entries, act, key)
	if err != nil {
		return fieldRefused(err)
	}
	return c.JSON(http.StatusOK, map[string]int{"taken": n})
}

// readFieldFile reads the file that a request brings.
func readFieldFile(c echo.Context) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(c.Request().Body, maxLedgerFile+1))
	if err != nil || len(content) > maxLedgerFile {
		return nil, web.NewProblem(http.StatusRequestEntityTooLarge, "too-large", "the file was not read to its end, or is larger than 8 MiB", "split it")
	}
	return content, nil
}

// readFieldTable reads the table that a request brings.
func readFieldTable(c echo.Context) ([][]string, error) {
	content, err := readFieldFile(c)
	if err != nil {
		return nil, err
	}
	return ledgerTable(content)
}

// ledgerTable reads a file as a table.
func ledgerTable(content []byte) ([][]string, error) {
	table, err := tableIn(content)
	if err != nil {
		return nil, web.NewProblem(http.StatusUnprocessableEntity, "bad-file", "the file is neither CSV in UTF-8 or GB 18030 nor an XLSX workbook that can be read", "save it again")
	}
	return table, nil
}

func tableIn(content []byte) ([][]string, error) {
	if bytes.HasPrefix(content, []byte("PK")) {
		return ledgerWorkbook(content)
	}
	if !utf8.Valid(content) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(content)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			return nil, fmt.Errorf("neither UTF-8 nor GB 18030")
		}
		content = decoded
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(content), "\uFEFF")))
	r.FieldsPerRecord = -1
	return r.ReadAll()
}

// ledgerWorkbook reads the first sheet of a workbook.
func ledgerWorkbook(content []byte) ([][]string, error) {
	book, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped, ShortDatePattern: "yyyy-mm-dd"})
	if err != nil {
		return nil, err
	}
	defer book.Close()
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return nil, fmt.Errorf("no sheet")
	}
	return book.GetRows(sheets[0])
}
