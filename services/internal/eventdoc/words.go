package eventdoc

import (
	"fmt"
	"strings"
	"unicode"

	"xiansuo/pkg/lead"
)

// vocabulary is a set of codes that stand in events.
type vocabulary struct {
	Type, ZH, Intro string
	name            func(code string) lead.Name
}

// vocabularies are named after their Go types.
var vocabularies = []vocabulary{
	{"Department", "部门", "The six departments that may lead: a closed set. How a district calls them is configuration.", func(c string) lead.Name { return lead.Department(c).Name() }},
	{"Holder", "责任主体", "Who is answerable for a lead: a department, one of these, or empty once the lead has ended.", func(c string) lead.Name { return lead.Holder(c).Name() }},
	{"Party", "单位", "One of the six departments, or a unit of the district by its code, such as `street-liutang`: a street (街道), 综合行政执法局 or 体育局 that has a queue and " +
		"assists. Units are a district's own data; only the six lead.", func(c string) lead.Name { return lead.Department(c).Name() }},
	{"Role", "办理角色", "What a department is asked to do with a lead.", nil},
	{"Channel", "来源渠道", "How a complaint reached the district.", func(c string) lead.Name { return lead.Channel(c).Name() }},
	{"Urgency", "紧急程度", "How fast somebody must act, from the least to the most pressing. Rules raise it and never lower it.", func(c string) lead.Name { return lead.Urgency(c).Name() }},
	{"Step", "时限环节", "What a clock waits for.", nil},
	{"Level", "预警级别", "How pressing a clock is. When it turns is the district's to set; as shipped:", nil},
	{"Kind", "记录种类", "What a record records. More will come: do not fail at one that you do not know.", func(c string) lead.Name { return lead.Kind(c).Name() }},
	{"Movement", "文书", "The document that belongs to a record, M01 to M19. These are made so far; more will come.", nil},
	{"Reason", "退单、不予受理理由", "Why a lead is returned. Words alone are not enough.", func(c string) lead.Name { return lead.Reason(c).Name() }},
	{"Stage", "办理阶段", "How far a department is. Some stages end a clock.", nil},
	{"Rest", "时限暂停原因", "Why a handling clock rests. `question`, `review` and `folded` come about by themselves; nobody suspends for them.", nil},
	{"Way", "答复方式", "How an answer was given that did not come over this system.", nil},
	{"DocumentKind", "材料种类", "What a document is.", nil},
	{"Verdict", "回访意见", "What a reporter says to a question.", nil},
	{"Purpose", "查阅目的", "Why somebody may read who reported.", nil},
	{"Outcome", "办理结果", "How a lead, or a department's part in it, ended.", func(c string) lead.Name { return lead.Outcome(c).Name() }},
	{"Papers", "证照情况", "Whether an institution has a licence to teach and is registered.", nil},
	{"Standing", "机构状态", "How an institution stands.", nil},
	{"PartyKind", "行政相对人类别", "What a party of a decision is.", nil},
	{"Product", "公开产品", "What a publication is.", nil},
	{"Category", "问题类别", "What a lead is about: A covert subject training, B licensed but in breach, C unlicensed, D fees, E advertising and information, F safety, G crime and public order, H culture and tourism, X not for this system.",
		func(c string) lead.Name { return lead.Category(c).Name() }},
}

// Anchor is where the vocabulary stands in events.md.
func (v vocabulary) Anchor() string { return anchor(v.Type) }

// word is a code as a reader finds it.
type word struct{ Code, ZH, EN, Note string }

// words lists the codes of a vocabulary.
func (l *language) words(v vocabulary) (out []word) {
	constants := l.source.words[v.Type]
	switch v.Type {
	case "Reason":
		constants = l.merged(v.Type, lead.Reasons())
	case "Category":
		constants = categories()
	case "Party":
		constants = l.source.words["Department"]
	}
	for _, c := range constants {
		w := word{Code: c.code}
		w.ZH, w.Note = split(c.note)
		if v.name != nil {
			w.ZH, w.EN = v.name(c.code).ZH, v.name(c.code).EN
		}
		out = append(out, w)
	}
	return out
}

// merged returns all codes of a set, with the notes of those that have a constant.
func (l *language) merged(typ string, all []lead.Reason) (out []constant) {
next:
	for _, code := range all {
		for _, c := range l.source.words[typ] {
			if c.code == string(code) {
				out = append(out, c)
				continue next
			}
		}
		out = append(out, constant{code: string(code)})
	}
	return out
}

// categories finds the codes of the taxonomy: a letter and two digits.
func categories() (out []constant) {
	for letter := 'A'; letter <= 'Z'; letter++ {
		for n := 1; n <= 99; n++ {
			if code := fmt.Sprintf("%c%02d", letter, n); lead.Category(code).Valid() {
				out = append(out, constant{code: code})
			}
		}
	}
	return out
}

// split parts a note such as "签收: the department took it" into its Chinese and its English.
func split(note string) (zh, en string) {
	i := strings.IndexFunc(note, func(r rune) bool { return r < unicode.MaxASCII && unicode.IsLetter(r) })
	if i < 0 {
		i = len(note)
	}
	return strings.Trim(note[:i], " :,"), note[i:]
}

// anchor is the place of a type in events.md.
func anchor(goType string) string { return strings.ToLower(goType) }
