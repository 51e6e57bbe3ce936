// Package text makes the text of a complaint comparable without changing it: the raw text is evidence and stays as it came,
// a plain form beside it is what rules match, and every span of the plain form leads back to the bytes it came from.
//
//	raw    "举抱：薇信收两万六千八，教數血　电话１３８ ００１３ ８０００"
//	plain  "举报:微信收26800,教数学电话138 0013 8000"
//
// Fold undoes typography only: width, case, composed and traditional characters, what cannot be seen, superfluous space.
// Normalise undoes also evasive spelling (table data/spelling.txt) and Chinese numerals (data/fixed.txt lists words that
// hold none). The tables are data; a new spelling is a new line.
package text
