package evidence

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// Of a file's name stays what tells what it is: no folders, nothing hidden, nothing personal, not too long.
func TestFileNames(t *testing.T) {
	for name, want := range map[string]string{
		"花名册.pdf":             "花名册.pdf",
		"../../etc/passwd":    "passwd",
		`..\..\Windows\a.ini`: "a.ini",
		"/etc/":               "etc",
		"..":                  "附件",
		"":                    "附件",
		".":                   "附件",
		"a\x00b\r\nc.jpg":     "abc.jpg",
		"发票\u202efdp.jpg":     "发票fdp.jpg",
		"a\u200bb.jpg":        "ab.jpg",
		`<script>"x".html`:    "scriptx.html",
		"\xff\xfe照片.jpg":      "照片.jpg",
		"13800138000来电.jpg":   "附件.jpg",
		".htaccess":           "htaccess",
		"a.b.c":               "a.b.c",
		"  照片 1.jpg ":         "照片 1.jpg",
	} {
		if got := FileName(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
	if got := FileName(strings.Repeat("长", 500) + ".jpg"); utf8.RuneCountInString(got) != nameMost+4 || !strings.HasSuffix(got, ".jpg") {
		t.Errorf("a long name becomes %q", got)
	}
}

// What runs is refused, by what it is and by what it calls itself.
func TestProgramsAreRefused(t *testing.T) {
	for _, bad := range [][2]string{{"a.jpg", "application/x-elf"}, {"a.EXE", "application/octet-stream"}, {"花名册.pdf.scr", "application/pdf"}, {"a.pdf .exe. ", "text/plain"},
		{"x", "text/x-python; charset=utf-8"}, {"a.exe\u202e", "text/plain"}, {`c:\a.bat`, "text/plain"}} {
		if code, _ := codeOf(CheckProgram(bad[0], bad[1])); code != Executable {
			t.Errorf("%q is kept", bad)
		}
	}
	for _, good := range [][2]string{{"a.jpg", "image/jpeg"}, {"网页.html", "text/html; charset=utf-8"}, {"a.docx", "application/zip"}, {"录像.mp4", "video/mp4"}, {"", ""}} {
		if err := CheckProgram(good[0], good[1]); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
}
