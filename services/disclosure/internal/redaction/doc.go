// Package redaction masks what is published, by one map for fields and narrative, and finds what still stands there.
//
//	served text ── Map.Apply ──► published text ── Map.Check ──► findings: nothing is published while there is one
//
// There is one text. The map lists values, not places: a value is masked wherever it stands, in the narrative as in a field, so that
// nobody masks a name in the form and forgets it in the body. The check looks for every value in every part (title, paragraphs, fields,
// names of files, their words and their metadata) and in disguise: spaced out, in full width, in Chinese digits, in traditional
// characters, by sound, in pinyin or initials, reversed, cut over two fields, encoded; and for what looks like personal data though
// nobody listed it. A finding that is sure can only be cured by masking; one that is in doubt may be allowed with a reason, which the
// reviewers read. It is no proof: an image without a text layer cannot be read, and says so.
package redaction
