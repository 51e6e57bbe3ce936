package papers

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"xiansuo/services/disclosure/internal/redaction"
)

var secret = redaction.Map{Entries: []redaction.Entry{{Kind: redaction.Person, Value: "雷振国"}, {Kind: redaction.Phone, Value: "13800138000"}}}

// hex16 is a text as a PDF writes it in UTF-16.
func hex16(s string) string {
	out := "FEFF"
	for _, u := range utf16.Encode([]rune(s)) {
		out += fmt.Sprintf("%04X", u)
	}
	return "<" + out + ">"
}

// pdf is a file with the given objects, the first of which is the catalogue, and the given additions to its trailer.
func pdf(trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, start)
	return b.Bytes()
}

func stream(dict, content string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(content), content)
}

func flate(dict, content string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(content))
	_ = w.Close()
	return stream(dict+" /Filter /FlateDecode", b.String())
}

// page is a file of one page with the given content, resources and additions to page and catalogue.
func page(content, resources, ofPage, ofCatalogue, trailer string, more ...string) []byte {
	return pdf(trailer, append([]string{
		"<< /Type /Catalog /Pages 2 0 R " + ofCatalogue + " >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R /Resources << " + resources + " >> " + ofPage + " >>",
		flate("", content),
	}, more...)...)
}

const plainPage = "BT /F1 12 Tf (Published notice) Tj ET"

const plainFont = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"

// toUnicode says that the codes 1, 2 and 3 mean the characters of the name.
const toUnicode = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange
2 beginbfchar <0001> <96F7> <0002> <632F> endbfchar 1 beginbfrange <0003> <0004> <56FD> endbfrange endcmap end end`

// A masked value is found in everything that a PDF says: its pages, whatever the font, its information, its XMP, annotations, bookmarks,
// form fields, and the names and words of files inside.
func TestPDFSaysEverything(t *testing.T) {
	const font = "/Font << /F1 << /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 5 0 R >> >>"
	for name, content := range map[string][]byte{
		"a page by its font's table": page("BT /F1 12 Tf <000100020003> Tj ET", font, "", "", "", flate("", toUnicode)),
		"a page, letter by letter":   page("BT /F1 12 Tf [<0001> -20 <0002>] TJ 0 -12 Td <0003> Tj ET", font, "", "", "", flate("", toUnicode)),
		"a page in Unicode":          page("BT /F1 12 Tf <96F7632F56FD> Tj ET", "/Font << /F1 << /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /UniGB-UCS2-H >> >>", "", "", ""),
		"a page in GBK":              page("BT /F1 12 Tf <C0D7D5F1B9FA> Tj ET", "/Font << /F1 << /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /GBK-EUC-H >> >>", "", "", ""),
		"a form on a page": page("BT /F1 12 Tf (x) Tj ET /X1 Do", plainFont+" /XObject << /X1 6 0 R >>", "", "", "", flate("", toUnicode),
			flate("/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << "+font+" >>", "BT /F1 12 Tf <000100020003> Tj ET")),
		"a phone in Latin letters": page("BT /F1 12 Tf (Tel. 138\\0600138000) Tj ET", plainFont, "", "", ""),
		"the author":               page(plainPage, plainFont, "", "", "/Info 5 0 R", "<< /Author "+hex16("雷振国")+" >>"),
		"the title":                page(plainPage, plainFont, "", "", "/Info 5 0 R", "<< /Title (leizhenguo.docx) >>"),
		"keywords of their own":    page(plainPage, plainFont, "", "", "/Info 5 0 R", "<< /Company "+hex16("雷振国工作室")+" >>"),
		"XMP":                      page(plainPage, plainFont, "", "/Metadata 5 0 R", "", stream("/Type /Metadata /Subtype /XML", `<?xpacket begin=""?><dc:creator>雷振国</dc:creator>`)),
		"an annotation":            page(plainPage, plainFont, "/Annots [5 0 R]", "", "", "<< /Type /Annot /Subtype /Text /Rect [0 0 1 1] /Contents "+hex16("核对雷振国")+" /T (editor) >>"),
		"who annotated":            page(plainPage, plainFont, "/Annots [5 0 R]", "", "", "<< /Type /Annot /Subtype /Text /Rect [0 0 1 1] /Contents (ok) /T "+hex16("雷振国")+" >>"),
		"the look of an annotation": page(plainPage, plainFont, "/Annots [6 0 R]", "", "", flate("", toUnicode), "<< /Type /Annot /Subtype /FreeText /Rect [0 0 1 1] /AP << /N 7 0 R >> >>",
			flate("/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << "+font+" >>", "BT /F1 12 Tf <000100020003> Tj ET")),
		"a script":                page(plainPage, plainFont, "", "/OpenAction << /S /JavaScript /JS 5 0 R >>", "", flate("", "app.alert('13800138000')")),
		"a page that nobody sees": page(plainPage, plainFont, "", "", "", flate("", "BT /F1 12 Tf (Tel. 13800138000) Tj ET")),
		"a bookmark": page(plainPage, plainFont, "", "/Outlines 5 0 R", "", "<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 1 >>",
			"<< /Title "+hex16("雷振国的询问笔录")+" /Parent 5 0 R /Dest [3 0 R /Fit] >>"),
		"a form field": page(plainPage, plainFont, "", "/AcroForm << /Fields [5 0 R] >>", "", "<< /FT /Tx /T (phone) /V (13800138000) >>"),
		"the name of a file inside": page(plainPage, plainFont, "", "/Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >>", "",
			"<< /Type /Filespec /F (x.txt) /UF "+hex16("雷振国.txt")+" /EF << /F 6 0 R >> >>", stream("/Type /EmbeddedFile", "nothing")),
		"the words of a file inside": page(plainPage, plainFont, "", "/Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >>", "",
			"<< /Type /Filespec /F (x.txt) /EF << /F 6 0 R >> >>", flate("/Type /EmbeddedFile", "当事人雷振国")),
		"an object that nothing uses": page(plainPage, plainFont, "", "", "", "<< /Old "+hex16("雷振国")+" >>"),
	} {
		t.Run(name, func(t *testing.T) { wantLeak(t, "notice.pdf", content) })
	}
}

func wantLeak(t *testing.T, name string, content []byte) {
	t.Helper()
	_, parts, err := Read(name, content)
	if err != nil {
		t.Fatal(err)
	}
	found := secret.Check(parts, true)
	for _, f := range found {
		if f.Entry > 0 {
			return
		}
	}
	t.Errorf("not found: %+v in %+v", found, parts)
}

// Plain text is read as the programs that open it do: UTF-16 by its mark; what is neither Unicode nor GB 18030 is refused.
func TestPlainTextInAnyEncoding(t *testing.T) {
	wantLeak(t, "a.txt", append([]byte{0xFF, 0xFE}, little("当事人雷振国")...))
	wantLeak(t, "a.txt", []byte("当事人雷振国"))
	wantLeak(t, "a.txt", little("当事人雷振国"))
	for _, content := range [][]byte{[]byte("1\x003\x008\x00"), {0xFF, 0xFF, 0xFF}} {
		if _, _, err := Read("a.txt", content); !errors.Is(err, ErrBroken) {
			t.Errorf("%q: %v", content, err)
		}
	}
}

// A page is looked at by a person where its font draws what its codes do not say.
func TestPageInAFontOfItsOwn(t *testing.T) {
	for name, font := range map[string]string{
		"a code without meaning":    "/Font << /F1 << /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 5 0 R >> >>",
		"codes that mean others":    "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /A /Encoding << /Differences [0 /uni96F7] >> >> >>",
		"signs that the font draws": "/Font << /F1 << /Type /Font /Subtype /Type3 /CharProcs << >> >> >>",
	} {
		_, parts, err := Read("a.pdf", page("BT /F1 12 Tf <00010999> Tj (abc) Tj ET", font, "", "", "", flate("", toUnicode)))
		if err != nil {
			t.Fatal(name, err)
		}
		if !slices.ContainsFunc(parts, func(p redaction.Part) bool { return p.Unreadable && p.Name == "page/1" }) {
			t.Errorf("%s: nobody must look at it: %+v", name, parts)
		}
	}
}

// A PDF that says nothing it must not is silent; one without words says that it cannot be read.
func TestCleanPDF(t *testing.T) {
	media, parts, err := Read("公示.pdf", page(plainPage, plainFont, "", "", "/Info 5 0 R", "<< /Producer (printer) >>"))
	if err != nil || media != "application/pdf" {
		t.Fatal(media, err)
	}
	if found := secret.Check(parts, true); len(found) > 0 {
		t.Errorf("found %+v", found)
	}
	const blind = "/Font << /F1 << /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H >> >>"
	for name, content := range map[string][]byte{"扫描.pdf": page("q Q", "", "", "", ""), "无表.pdf": page("BT /F1 12 Tf <00010002> Tj ET", blind, "", "", "")} {
		_, parts, err = Read(name, content)
		if err != nil {
			t.Fatal(err)
		}
		if found := secret.Check(parts, true); len(found) != 1 || found[0].How != redaction.Unreadable || !found[0].Doubt {
			t.Errorf("%s: found %+v", name, found)
		}
	}
}

// What was taken out of a file that was saved upon itself stands there still: it is refused, and so is what is no whole file.
func TestRevisedAndBrokenFilesAreRefused(t *testing.T) {
	whole := page(plainPage, plainFont, "", "", "")
	revised := append(append([]byte{}, whole...), []byte("5 0 obj\n<< >>\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 6 /Root 1 0 R /Prev 10 >>\nstartxref\n20\n%%EOF\n")...)
	for name, content := range map[string][]byte{"a.pdf": revised, "b.pdf": whole[:len(whole)/2], "c.docx": []byte("PK\x03\x04xxxx"), "d.png": []byte("\x89PNG\r\n\x1a\nxxxx"), "e.jpg": {0xFF, 0xD8, 0xFF, 0xE1, 0xFF}} {
		if _, _, err := Read(name, content); !errors.Is(err, ErrBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, content := range map[string][]byte{"a.exe": []byte("MZ"), "a.pdf": []byte("MZ"), "../a.pdf": whole, "a\"b.pdf": whole} {
		if _, _, err := Read(name, content); !errors.Is(err, ErrKind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func archive(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write([]byte(content))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A masked value is found in the text of a document though it is cut into runs, in its comments, changes, properties, names and pictures.
func TestDocumentSaysEverything(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"the text":            {"word/document.xml": `<w:p><w:r><w:t>雷</w:t></w:r><w:r><w:t>振国</w:t></w:r></w:p>`},
		"a comment":           {"word/comments.xml": `<w:comment w:author="editor"><w:t>雷振国是谁</w:t></w:comment>`},
		"who commented":       {"word/comments.xml": `<w:comment w:author="leizhenguo"/>`},
		"a deleted word":      {"word/document.xml": `<w:del><w:r><w:delText>雷振国</w:delText></w:r></w:del>`},
		"the author":          {"docProps/core.xml": `<cp:coreProperties><dc:creator>雷振国</dc:creator></cp:coreProperties>`},
		"the company":         {"docProps/app.xml": `<Properties><Company>雷振国工作室</Company></Properties>`},
		"a property":          {"docProps/custom.xml": `<Properties><property name="当事人"><lpwstr>雷振国</lpwstr></property></Properties>`},
		"what a picture says": {"word/document.xml": `<wp:docPr descr="雷振国上课照片"/>`},
		"the target of a tie": {"word/_rels/document.xml.rels": `<Relationship Target="file:///C:/leizhenguo/x.png"/>`},
		"an XML comment":      {"word/document.xml": `<w:p><!-- 雷振国 --></w:p>`},
		"a variable":          {"word/settings.xml": `<w:docVars><w:docVar w:name="x" w:val="13800138000"/></w:docVars>`},
		"an instruction":      {"word/document.xml": `<?note 雷振国?><w:p/>`},
		"the name of a part":  {"word/雷振国.xml": `<a/>`},
	} {
		t.Run(name, func(t *testing.T) { wantLeak(t, "notice.docx", archive(t, files)) })
	}
	if _, _, err := Read("a.docx", archive(t, map[string]string{"word/vbaProject.bin": "x"})); !errors.Is(err, ErrBroken) {
		t.Errorf("a macro: %v", err)
	}
}

// A masked value is found on a hidden sheet, in a comment and in the properties of a workbook.
func TestWorkbookSaysEverything(t *testing.T) {
	for name, plant := range map[string]func(*excelize.File) error{
		"a hidden sheet": func(f *excelize.File) error {
			if _, err := f.NewSheet("底稿"); err != nil {
				return err
			}
			if err := f.SetCellValue("底稿", "B7", "雷振国"); err != nil {
				return err
			}
			return f.SetSheetVisible("底稿", false)
		},
		"the name of a sheet": func(f *excelize.File) error { return f.SetSheetName("Sheet1", "雷振国") },
		"a comment": func(f *excelize.File) error {
			return f.AddComment("Sheet1", excelize.Comment{Cell: "A1", Author: "x", Text: "雷振国"})
		},
		"a number":            func(f *excelize.File) error { return f.SetCellValue("Sheet1", "A1", 13800138000) },
		"a number of a power": func(f *excelize.File) error { return f.SetCellFormula("Sheet1", "A1", "1.3800138E+10") },
		"the author":          func(f *excelize.File) error { return f.SetDocProps(&excelize.DocProperties{Creator: "雷振国"}) },
	} {
		t.Run(name, func(t *testing.T) {
			f := excelize.NewFile()
			if err := plant(f); err != nil {
				t.Fatal(err)
			}
			b, err := f.WriteToBuffer()
			if err != nil {
				t.Fatal(err)
			}
			wantLeak(t, "table.xlsx", b.Bytes())
		})
	}
}

func segment(marker byte, body []byte) []byte {
	out := []byte{0xFF, marker, 0, 0}
	binary.BigEndian.PutUint16(out[2:], uint16(len(body)+2))
	return append(out, body...)
}

func jpegWith(t *testing.T, marker byte, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	return append(append([]byte{0xFF, 0xD8}, segment(marker, body)...), b.Bytes()[2:]...)
}

func chunk(kind string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, kind...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

func pngWith(t *testing.T, kind string, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	raw := b.Bytes()
	end := len(raw) - 12
	return append(append(append([]byte{}, raw[:end]...), chunk(kind, body)...), raw[end:]...)
}

func little(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// A masked value is found in what programs write into pictures, in whatever encoding.
func TestPictureSaysEverything(t *testing.T) {
	national, err := simplifiedchinese.GB18030.NewEncoder().String("作者:雷振国")
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, _ = w.Write([]byte("雷振国"))
	_ = w.Close()
	exif := append([]byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"), little("雷振国")...)
	for name, one := range map[string]struct {
		file    string
		content []byte
	}{
		"Exif":               {"a.jpg", jpegWith(t, 0xE1, exif)},
		"XMP":                {"a.jpg", jpegWith(t, 0xE1, []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta><dc:creator>雷振国</dc:creator></x:xmpmeta>"))},
		"IPTC":               {"a.jpg", jpegWith(t, 0xED, append([]byte("Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x10\x1c\x02\x78\x00\x09"), "雷振国"...))},
		"a comment in GBK":   {"a.jpg", jpegWith(t, 0xFE, []byte(national))},
		"between scans":      {"a.jpg", append(jpegWith(t, 0xFE, []byte("x"))[:len(jpegWith(t, 0xFE, []byte("x")))-2], append(segment(0xFE, []byte("雷振国")), 0xFF, 0xD9)...)},
		"before a false end": {"a.jpg", append(jpegWith(t, 0xFE, []byte("x")), "雷振国\xff\xd9"...)},
		"a picture behind":   {"a.jpg", append(jpegWith(t, 0xFE, []byte("x")), jpegWith(t, 0xFE, []byte("雷振国"))...)},
		"behind the picture": {"a.jpg", append(jpegWith(t, 0xFE, []byte("x")), "雷振国"...)},
		"a PNG's text":       {"a.png", pngWith(t, "tEXt", []byte("Author\x00leizhenguo"))},
		"its packed text":    {"a.png", pngWith(t, "zTXt", append([]byte("Comment\x00\x00"), packed.Bytes()...))},
		"its text in UTF-8":  {"a.png", pngWith(t, "iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00雷振国"))},
		"its Exif":           {"a.png", pngWith(t, "eXIf", exif[6:])},
		"its own name":       {"雷振国.png", pngWith(t, "tEXt", []byte("x\x00y"))},
	} {
		t.Run(name, func(t *testing.T) { wantLeak(t, one.file, one.content) })
	}
}

// A picture cannot be read, and where it was taken is told: both must be looked at by a person.
func TestPictureIsLookedAt(t *testing.T) {
	gps := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x25\x88\x04\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00")
	_, parts, err := Read("a.jpg", jpegWith(t, 0xE1, gps))
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, f := range secret.Check(parts, true) {
		said = append(said, f.Excerpt)
	}
	if got := strings.Join(said, " "); got != "picture jpeg/e1/gps" {
		t.Errorf("found %s", got)
	}
}

// A file that unpacks without end is refused in time.
func TestBombIsRefused(t *testing.T) {
	start := time.Now()
	bomb := archive(t, map[string]string{"word/document.xml": "<a>" + strings.Repeat("0", mostUnpacked+1) + "</a>"})
	if _, _, err := Read("a.docx", bomb); !errors.Is(err, ErrBroken) {
		t.Errorf("%v", err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}
