package evidence

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxFile is how many bytes a file may have.
const MaxFile = 100 << 20

// programs are media types of what runs.
var programs = []string{"application/x-elf", "application/x-executable", "application/x-sharedlib", "application/x-object", "application/x-coredump",
	"application/vnd.microsoft.portable-executable", "application/x-mach-binary", "application/x-java-applet", "application/java-archive", "application/jar",
	"application/vnd.android.package-archive", "application/wasm", "application/x-ms-shortcut", "application/x-ms-installer", "application/x-msi", "application/x-shellscript",
	"text/x-shellscript", "text/x-python", "text/x-perl", "text/x-php", "text/x-lua", "text/x-tcl", "text/x-ruby", "text/javascript", "application/javascript",
	"application/x-shockwave-flash", "application/x-rpm", "application/vnd.debian.binary-package"}

// runs are extensions of what runs when it is opened.
var runs = []string{".exe", ".com", ".scr", ".pif", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".wsh", ".hta", ".msi", ".msp", ".lnk", ".cpl", ".dll", ".sys",
	".jar", ".apk", ".sh", ".py", ".pl", ".rb", ".php", ".app", ".dmg", ".reg", ".chm", ".url", ".desktop"}

// CheckProgram refuses what runs, by its media types (its own and those that it is a kind of) and by its name: whoever opens evidence
// must not start something.
func CheckProgram(name string, media ...string) error {
	for _, m := range media {
		m, _, _ = strings.Cut(m, ";")
		if slices.Contains(programs, m) {
			return refuse(Executable, "file", "is a program, which is not kept")
		}
	}
	if slices.Contains(runs, strings.ToLower(path.Ext(FileName(name)))) {
		return refuse(Executable, "file", "is named as a program, which is not kept")
	}
	return nil
}

const (
	anonymous = "附件"
	nameMost  = 120 // characters
)

// FileName returns what of a file's name is kept: no folders, no characters that are hidden or mean something to a file system, and no
// name that tells something personal.
func FileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsGraphic(r) || strings.ContainsRune(`<>:"|?*/`, r) {
			return -1
		}
		return r
	}, name)
	name = strings.Trim(name, ". ")
	ext := path.Ext(name)
	if utf8.RuneCountInString(ext) > 10 {
		ext = ""
	}
	stem := strings.TrimSuffix(name, ext)
	if stem == "" || !masker.Clean(name) || strings.Trim(stem, ". ") == "" {
		return anonymous + ext
	}
	if runes := []rune(stem); len(runes) > nameMost {
		stem = string(runes[:nameMost])
	}
	return stem + ext
}
