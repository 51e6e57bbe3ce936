package papers

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"xiansuo/services/disclosure/internal/redaction"
)

// configure keeps the library from making a folder in somebody's home.
var configure = sync.OnceFunc(api.DisableConfigDir)

// readPDF reads the words of every page and every text that any object of the file holds: the information dictionary, XMP, annotations,
// bookmarks, form fields, names and contents of embedded files. A file with earlier revisions is refused: what was taken out stands there
// still; one with a password too.
func readPDF(content []byte) (parts []redaction.Part, err error) {
	defer func() {
		if p := recover(); p != nil { // a library that panics on a broken file
			parts, err = nil, fmt.Errorf("broken: %v", p)
		}
	}()
	if revised(content) {
		return nil, errors.New("it holds earlier revisions: print it anew")
	}
	configure()
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationRelaxed
	ctx, err := api.ReadContext(bytes.NewReader(content), conf)
	if err != nil {
		return nil, err
	}
	if ctx.Encrypt != nil {
		return nil, errors.New("it has a password")
	}
	if err := ctx.EnsurePageCount(); err != nil {
		return nil, err
	}
	r := &pdfReader{x: ctx.XRefTable, maps: map[*types.StreamDict]cmap{}, read: map[int]bool{}, left: mostUnpacked}
	if err := r.pages(); err != nil {
		return nil, err
	}
	if err := r.objects(); err != nil {
		return nil, err
	}
	return r.parts, nil
}

// revised reports whether the file was saved upon itself: more than one table of objects, but for the first part of a linearised file.
func revised(content []byte) bool {
	tables := bytes.Count(content, []byte("startxref"))
	if bytes.Contains(content[:min(len(content), 2048)], []byte("/Linearized")) {
		tables--
	}
	return tables > 1
}

type pdfReader struct {
	x     *model.XRefTable
	maps  map[*types.StreamDict]cmap
	read  map[int]bool // streams that are pages
	blind bool         // something was shown in a font of which nobody knows what it says
	parts []redaction.Part
	left  int64
}

// stream returns what a stream holds, unpacked; ok is false for what is an image.
func (r *pdfReader) stream(s *types.StreamDict) (raw []byte, ok bool, err error) {
	if s.Image() || picture(s) {
		return nil, false, nil
	}
	if s.Content == nil {
		if err := s.DecodeWithLimit(r.left); err != nil {
			return nil, false, err
		}
	}
	if r.left -= int64(len(s.Content)); r.left <= 0 {
		return nil, false, errors.New("too large unpacked")
	}
	return s.Content, true, nil
}

func picture(s *types.StreamDict) bool {
	return slices.ContainsFunc(s.FilterPipeline, func(f types.PDFFilter) bool {
		return f.Name == "DCTDecode" || f.Name == "JPXDecode" || f.Name == "CCITTFaxDecode" || f.Name == "JBIG2Decode"
	})
}

// pages reads the words of the pages. A page without any, or in a font that does not say what it shows, cannot be read.
func (r *pdfReader) pages() error {
	for n := 1; n <= r.x.PageCount; n++ {
		page, _, inherited, err := r.x.PageDict(n, false)
		if err != nil {
			return err
		}
		resources := inherited.Resources
		if own, err := r.x.DereferenceDict(page["Resources"]); err == nil && own != nil {
			resources = own
		}
		raw, err := r.pageContent(page)
		if err != nil {
			return err
		}
		r.blind = false
		text, err := r.shown(raw, resources, 0)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("page/%d", n)
		if r.blind || strings.TrimSpace(text) == "" {
			r.parts = append(r.parts, redaction.Part{Name: name, Unreadable: true})
		}
		r.parts = said(r.parts, name, text)
	}
	return nil
}

func (r *pdfReader) pageContent(page types.Dict) ([]byte, error) {
	var out []byte
	o, err := r.x.Dereference(page["Contents"])
	if err != nil || o == nil {
		return nil, err
	}
	list := types.Array{page["Contents"]}
	if array, ok := o.(types.Array); ok {
		list = array
	}
	for _, one := range list {
		if ref, ok := one.(types.IndirectRef); ok {
			r.read[ref.ObjectNumber.Value()] = true
		}
		s, _, err := r.x.DereferenceStreamDict(one)
		if err != nil {
			return nil, err
		}
		if s == nil {
			continue
		}
		raw, _, err := r.stream(s)
		if err != nil {
			return nil, err
		}
		out = append(append(out, raw...), '\n')
	}
	return out, nil
}

// objects reads the texts that the objects of the file hold.
func (r *pdfReader) objects() error {
	var numbers []int
	for n := range r.x.Table {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		entry := r.x.Table[n]
		if entry == nil || entry.Free || entry.Object == nil {
			continue
		}
		var texts []string
		collect(entry.Object, &texts, 0)
		r.parts = said(r.parts, fmt.Sprintf("object/%d", n), strings.Join(texts, "\n"))
		if s, ok := entry.Object.(types.StreamDict); ok {
			if err := r.inside(n, &s); err != nil {
				return err
			}
		}
	}
	return nil
}

// inside reads a stream that is no page: XMP and the like, and embedded files.
func (r *pdfReader) inside(n int, s *types.StreamDict) error {
	kind := ""
	if t := s.Type(); t != nil {
		kind = *t
	}
	if kind == "XRef" || kind == "ObjStm" {
		return nil
	}
	if subtype := s.Subtype(); subtype != nil && (strings.HasPrefix(*subtype, "CIDFontType") || *subtype == "Type1C" || *subtype == "OpenType") || s.Dict["Length1"] != nil {
		return nil // the program of a font
	}
	raw, ok, err := r.stream(s)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("stream/%d", n)
	switch {
	case !ok && bytes.HasPrefix(s.Raw, []byte("\xff\xd8\xff")):
		parts, err := readJPEG(s.Raw)
		for _, p := range parts {
			p.Name = name + "/" + p.Name
			r.parts = append(r.parts, p)
		}
		return err
	case !ok:
		r.parts = append(r.parts, redaction.Part{Name: name + "/picture", Unreadable: true})
	case kind == "EmbeddedFile" || kind == "Metadata":
		if bytes.HasPrefix(raw, []byte("%PDF-")) || bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
			return errors.New("a file within the file that would have to be opened")
		}
		r.parts = append(r.parts, words(name, raw)...)
	default:
		return r.other(n, s, raw)
	}
	return nil
}

// other reads a stream that is neither page nor file nor metadata: what a form or the look of an annotation shows, wherever it is used,
// and scripts and whatever else is text.
func (r *pdfReader) other(n int, s *types.StreamDict, raw []byte) error {
	subtype := ""
	if t := s.Subtype(); t != nil {
		subtype = *t
	}
	name := fmt.Sprintf("stream/%d", n)
	switch {
	case r.read[n] || bytes.Contains(raw, []byte("begincmap")) || s.Dict["FunctionType"] != nil || s.Dict["N"] != nil: // page, table of a font, function, colours
	case subtype == "Form" || s.Dict["PatternType"] != nil || bytes.Contains(raw, []byte("Tj")) || bytes.Contains(raw, []byte("TJ")):
		resources, err := r.x.DereferenceDict(s.Dict["Resources"])
		if err != nil {
			return err
		}
		text, err := r.shown(raw, resources, 0)
		if err != nil {
			return err
		}
		r.parts = said(r.parts, name, text)
	default:
		r.parts = append(r.parts, words(name, raw)...)
	}
	return nil
}
