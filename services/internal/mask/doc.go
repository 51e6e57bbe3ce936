// Package mask keeps the personal data of a reporter inside intake: what leaves is masked here.
//
//	我叫李小红，电话１３８ ００１３ ８０００，家住翠湾花园6栋  ->  我叫〔姓名〕，电话〔电话〕，家住〔住址〕
//
// Find detects what looks like personal data whoever's it is; a Masker knows also what its reporter told us. Detectors look
// at the folded text (package text), so that width, case, blanks, zero-width and traditional characters hide nothing, and
// give byte spans of the raw text, which is otherwise left as it is. Where a detector is in doubt it masks: a word lost
// is asked for again, a name that has left cannot be called back. It is no proof: a name without context, unless it is the
// reporter's, is not found.
package mask
