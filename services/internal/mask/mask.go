package mask

import (
	"cmp"
	"slices"
	"strings"

	"xiansuo/services/internal/text"
)

// Kind says what a span holds; a metric may count by it.
type Kind string

// The kinds. All but SocialCredit are personal.
const (
	Phone        Kind = "phone"         // mobile or fixed line
	Identity     Kind = "identity"      // citizen identity number, GB 11643-1999, or its form of 15 digits
	BankCard     Kind = "bank_card"     // ISO/IEC 7812, Luhn check
	Plate        Kind = "plate"         // vehicle plate, GA 36-2018
	Email        Kind = "email"         // e-mail address
	WeChat       Kind = "wechat"        // WeChat id
	QQ           Kind = "qq"            // QQ number
	Name         Kind = "name"          // a person who introduces or signs as such, or the reporter
	Address      Kind = "address"       // where somebody says to live
	SocialCredit Kind = "social_credit" // unified social credit code, GB 32100-2015: an organisation's, public
)

var marks = map[Kind]string{
	Phone: "〔电话〕", Identity: "〔身份证号〕", BankCard: "〔银行卡〕", Plate: "〔车牌〕", Email: "〔邮箱〕",
	WeChat: "〔微信号〕", QQ: "〔QQ号〕", Name: "〔姓名〕", Address: "〔住址〕",
}

// Personal reports whether spans of kind k are masked.
func (k Kind) Personal() bool { return marks[k] != "" }

// Mark returns what Text writes in place of a span of kind k, or "" if k is not personal.
func (k Kind) Mark() string { return marks[k] }

// Span is a byte span [From, To) of a raw text, on rune boundaries.
type Span struct {
	Kind     Kind
	From, To int
}

// Find returns what looks like personal data or a unified social credit code in s, in order and without overlap.
func Find(s string) []Span { return New(Reporter{}).Find(s) }

// Reporter is what the sender told us of themselves; either may be empty.
type Reporter struct{ Name, Phone string }

// Masker masks the texts of one reporter. It may be used by several goroutines at once.
type Masker struct {
	names  [][]rune // the name and, of two characters or more, the given name alone; folded, without blanks
	phones []string // ASCII digits, without country code
}

// New returns the masker for what r tells. A word such as 匿名 or 家长 in place of a name is not looked for.
func New(r Reporter) Masker {
	return Masker{names: reporterNames(r.Name), phones: reporterPhones(r.Phone)}
}

// Text returns s with each personal span replaced by its mark. Masking the result changes nothing more.
func (m Masker) Text(s string) string {
	for {
		masked := replace(s, m.Find(s))
		if masked == s {
			return s
		}
		s = masked // what stood beside a span may be told from it only now
	}
}

// Clean reports whether Text would leave s as it is: nothing personal is found in it.
func (m Masker) Clean(s string) bool {
	return !slices.ContainsFunc(m.Find(s), func(span Span) bool { return span.Kind.Personal() })
}

func replace(s string, spans []Span) string {
	var b strings.Builder
	end := 0
	for _, span := range spans {
		if span.Kind.Personal() {
			b.WriteString(s[end:span.From])
			b.WriteString(span.Kind.Mark())
			end = span.To
		}
	}
	b.WriteString(s[end:])
	return b.String()
}

// Find returns what Text masks in s, and unified social credit codes, in order and without overlap.
func (m Masker) Find(s string) []Span {
	p := page{Text: text.Fold(s)}
	p.figures = readFigures(p.Plain)
	p.socialCredit()
	codes := len(p.spans)
	p.numbers()
	p.spans = outside(p.spans, codes)
	p.plates()
	p.emails()
	p.accounts()
	p.announced()
	p.signature()
	m.reporter(&p)
	return p.inRaw()
}

// page is a folded text with what was found in it so far, in byte spans of Plain.
type page struct {
	text.Text
	figures  []figure
	spans    []Span
	rawSpans []Span // found elsewhere, in byte spans of Raw
}

func (p *page) found(k Kind, from, to int) { p.spans = append(p.spans, Span{k, from, to}) }

// outside drops the numbers, which begin at n, that lie within the codes before them; an identity number wins.
func outside(spans []Span, n int) []Span {
	codes := slices.Clone(spans[:n])
	return append(spans[:n], slices.DeleteFunc(spans[n:], func(s Span) bool {
		return s.Kind != Identity && slices.ContainsFunc(codes, func(c Span) bool { return c.From <= s.From && s.To <= c.To })
	})...)
}

// inRaw returns what was found as spans of the raw text: united where they overlap, never within a mark.
func (p *page) inRaw() []Span {
	for _, s := range p.spans {
		from, to := p.RawSpan(s.From, s.To)
		p.rawSpans = append(p.rawSpans, Span{s.Kind, from, to})
	}
	spans := slices.DeleteFunc(p.rawSpans, func(s Span) bool { return s.From == s.To || touchesMark(p.Raw, s) })
	slices.SortStableFunc(spans, func(a, b Span) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.To, a.To))
	})
	united := spans[:0]
	for _, s := range spans {
		last := len(united) - 1
		if last < 0 || s.From >= united[last].To {
			united = append(united, s)
			continue
		}
		united[last].To = max(united[last].To, s.To)
		if !united[last].Kind.Personal() {
			united[last].Kind = s.Kind
		}
	}
	return united
}

// touchesMark reports whether s overlaps a mark that stands in raw already.
func touchesMark(raw string, s Span) bool {
	for _, mark := range marks {
		near := max(0, s.From-len(mark)+1)
		at := strings.Index(raw[near:min(len(raw), s.To+len(mark)-1)], mark)
		if at >= 0 {
			return true
		}
	}
	return false
}
