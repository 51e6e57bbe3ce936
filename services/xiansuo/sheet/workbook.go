package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Limits of a workbook.
const (
	// MaxRows is the most rows of a worksheet that are read.
	MaxRows = 20000
	// MaxUnzipped is the most bytes of XML that are unpacked; pictures are not.
	MaxUnzipped = 256 << 20
	maxColumns  = 256
)

// ErrTooLarge is wrapped when a workbook exceeds a limit.
var ErrTooLarge = errors.New("the workbook is too large")

// workbook is an XLSX file (ECMA-376), read strictly: a damaged part is an error and never fewer rows.
type workbook struct {
	parts map[string]*zip.File
	// left is how many bytes may still be unpacked.
	left    int64
	sheets  []worksheet
	strings []string
	formats []numberFormat
	// from1904 means that day numbers count from 1904.
	from1904 bool
}

// worksheet is a sheet of a workbook with rows and columns.
type worksheet struct {
	name, part string
	hidden     bool
}

// relation is one entry of a .rels part.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

func openWorkbook(content *io.SectionReader) (*workbook, error) {
	archive, err := zip.NewReader(content, content.Size())
	if err != nil {
		return nil, fmt.Errorf("the workbook is damaged or was not copied whole: %w", err)
	}
	w := &workbook{parts: map[string]*zip.File{}, left: MaxUnzipped}
	for _, file := range archive.File {
		w.parts[strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(file.Name, `\`, "/"), "/"))] = file
	}
	main := "xl/workbook.xml"
	for _, r := range w.relationsOf("") {
		if strings.HasSuffix(r.Type, "/officeDocument") {
			main = target("", r.Target)
		}
	}
	if w.parts[main] == nil || strings.HasSuffix(main, ".bin") {
		return nil, fmt.Errorf("this is an archive or a document of another kind, no .xlsx workbook; %s", saveAs)
	}
	if err := w.readMain(main); err != nil {
		return nil, err
	}
	return w, nil
}

// target resolves the target of a relation against the folder of the part that it belongs to.
func target(folder, to string) string {
	to = strings.ReplaceAll(to, `\`, "/")
	if !strings.HasPrefix(to, "/") {
		to = path.Join("/", folder, to)
	}
	return strings.ToLower(strings.TrimPrefix(path.Clean(to), "/"))
}

// relationsOf reads the relations of a part, or of the package. A part without relations has none.
func (w *workbook) relationsOf(part string) []relation {
	folder, file := path.Split(part)
	var rels struct {
		List []relation `xml:"Relationship"`
	}
	if err := w.decode(folder+"_rels/"+file+".rels", &rels); err != nil {
		return nil // what needs a relation misses it
	}
	return rels.List
}

// readMain reads the list of sheets, and the parts that all sheets share.
func (w *workbook) readMain(main string) error {
	var book struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			// The attribute is r:id; the only other one that ends so is sheetId.
			ID string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := w.decode(main, &book); err != nil {
		return err
	}
	w.from1904 = book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true"
	relations := map[string]relation{}
	for _, r := range w.relationsOf(main) {
		relations[r.ID] = r
		var err error
		switch part := target(path.Dir(main), r.Target); {
		case strings.HasSuffix(r.Type, "/sharedStrings"):
			err = w.readStrings(part)
		case strings.HasSuffix(r.Type, "/styles"):
			err = w.readFormats(part)
		}
		if err != nil {
			return err
		}
	}
	for _, s := range book.Sheets {
		if r := relations[s.ID]; strings.HasSuffix(r.Type, "/worksheet") {
			w.sheets = append(w.sheets, worksheet{s.Name, target(path.Dir(main), r.Target), s.State != "" && s.State != "visible"})
		}
	}
	return nil
}

// choose returns the worksheet of the name, or the first one that is visible.
func (w *workbook) choose(name string) (worksheet, error) {
	var all []string
	for _, s := range w.sheets {
		if name == "" && !s.hidden || name != "" && strings.TrimSpace(name) == strings.TrimSpace(s.name) {
			return s, nil
		}
		all = append(all, s.name)
	}
	if name == "" {
		return worksheet{}, errors.New("the workbook has no visible worksheet; name a hidden one with --sheet")
	}
	return worksheet{}, fmt.Errorf("the workbook has no worksheet %q; it has: %s", name, strings.Join(all, "、"))
}

// open opens a part within what may still be unpacked.
func (w *workbook) open(part string) (io.ReadCloser, error) {
	file := w.parts[part]
	if file == nil {
		return nil, fmt.Errorf("the workbook is damaged: it lacks %s", part)
	}
	if file.UncompressedSize64 > uint64(w.left) {
		return nil, fmt.Errorf("%w: it unpacks to more than %d MiB", ErrTooLarge, MaxUnzipped>>20)
	}
	r, err := file.Open()
	if err != nil {
		return nil, fmt.Errorf("the workbook is damaged: %w", err)
	}
	return &limited{r, w}, nil
}

// limited counts what is unpacked, because the size that an archive declares may be a lie.
type limited struct {
	io.ReadCloser
	w *workbook
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	if l.w.left -= int64(n); l.w.left < 0 {
		return n, fmt.Errorf("%w: it unpacks to more than %d MiB", ErrTooLarge, MaxUnzipped>>20)
	}
	return n, err
}

// decode reads a small part.
func (w *workbook) decode(part string, into any) error {
	r, err := w.open(strings.ToLower(part))
	if err != nil {
		return err
	}
	defer r.Close()
	if err := xml.NewDecoder(r).Decode(into); err != nil {
		return damaged(part, err)
	}
	return nil
}

func damaged(part string, err error) error {
	if errors.Is(err, ErrTooLarge) {
		return err
	}
	return fmt.Errorf("the workbook is damaged in %s: %w", path.Base(part), err)
}
