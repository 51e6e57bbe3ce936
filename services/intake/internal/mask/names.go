package mask

import (
	_ "embed" // the tables
	"strings"
	"sync"
	"unicode/utf8"
)

var (
	//go:embed data/surnames.txt
	surnameData string
	//go:embed data/notnames.txt
	notNameData string
)

// surnames are the family names; notNames are words that only begin with one.
type surnames struct {
	names    map[string]bool
	notNames map[string]bool
}

var loaded = sync.OnceValue(func() surnames {
	return surnames{names: set(surnameData), notNames: set(notNameData)}
})

func set(data string) map[string]bool {
	words := map[string]bool{}
	for line := range strings.Lines(data) {
		if !strings.HasPrefix(line, "#") {
			for word := range strings.FieldsSeq(line) {
				words[word] = true
			}
		}
	}
	return words
}

// certainty is how sure a word makes that a name follows.
type certainty int

const (
	weak   certainty = iota // 本人, 我是: a name only if the clause ends after it
	spoken                  // 我叫: a name, or a verb: 我叫王老师退费
	label                   // 姓名: nothing else follows
)

// introduction is a word after which somebody's name stands.
type introduction struct {
	word string
	sure certainty
}

var introductions = []introduction{
	{"我叫", spoken}, {"名叫", spoken}, {"名字叫", spoken}, {"本人叫", spoken}, {"孩子叫", spoken}, {"儿子叫", spoken}, {"女儿叫", spoken},
	{"爱人叫", spoken}, {"老公叫", spoken}, {"老婆叫", spoken}, {"母亲叫", spoken}, {"父亲叫", spoken}, {"妈妈叫", spoken}, {"爸爸叫", spoken},
	{"姓名", label}, {"名字", weak}, {"署名", label}, {"落款", label}, {"签名", weak}, {"联系人", weak}, {"举报人", weak}, {"投诉人", weak},
	{"反映人", weak}, {"来电人", weak}, {"来信人", weak}, {"来访人", weak}, {"申请人", weak}, {"诉求人", weak}, {"报料人", weak}, {"爆料人", weak},
	{"反馈人", weak}, {"信访人", weak}, {"受害人", weak}, {"家长", weak}, {"学生", weak}, {"业主", weak}, {"居民", weak}, {"村民", weak},
	{"市民", weak}, {"本人", weak}, {"我是", weak}, {"我系", weak}, {"敬礼", weak}, {"上", weak},
}

// names finds names after such words.
func (p *page) names() {
	for _, in := range introductions {
		for i := 0; ; {
			at := strings.Index(p.Plain[i:], in.word)
			if at < 0 {
				break
			}
			i += at + len(in.word)
			p.nameAfter(i, in)
		}
	}
	p.signature()
}
