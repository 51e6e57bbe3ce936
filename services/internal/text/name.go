package text

import "strings"

// Name returns the name of a person as it is compared: folded and without blanks, so that 张 三 and 張三 are one.
func Name(s string) string { return strings.ReplaceAll(Fold(s).Plain, " ", "") }

// SameName reports whether two names are one, however they are written. Nobody is the same as nobody.
func SameName(a, b string) bool { return Name(a) != "" && Name(a) == Name(b) }
