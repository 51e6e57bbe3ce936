package cases

import (
	"slices"
	"strings"
	"unicode"

	"xiansuo/pkg/lead"
	"xiansuo/services/enforcement/internal/measures"
	"xiansuo/services/internal/mask"
)

func register(c *change) *Refusal {
	if category := lead.Category(c.in.text("category")); category != "" {
		if !category.Valid() {
			return refuse(InvalidInput, "category is none of the taxonomy", "use a code such as A01")
		}
		c.Category = category
	}
	if s := c.in.text("street"); s != "" {
		c.Street = s
	}
	if clue := c.in.text("clue"); clue != "" {
		if clue > c.on || clue > Day(c.OpenedAt) {
			return refuse(DateOrder, "the matter cannot have come after it was registered, or after the case was opened", "check clue")
		}
		c.Clue = clue
	}
	if c.in.has("sealed") {
		c.Sealed = c.in.yes("sealed")
	}
	c.Sealed = c.Sealed || sexual(c.Category)
	if c.running(stepVerify, 0) != nil { // counted anew: by the day on which it came, and by what it is
		c.drop(stepVerify)
		c.start(stepVerify, 0, c.Clue)
	}
	return nil
}

// sexual: nothing but numbers is ever told of sexual harm.
func sexual(c lead.Category) bool { return c == "G06" }

func addParty(c *change) *Refusal {
	p := Party{No: int(c.in.num("no")), Name: c.in.text("name"), Kind: lead.PartyKind(c.in.text("kind")), As: c.in.text("as"), USCC: strings.ToUpper(c.in.text("uscc")),
		Representative: c.in.text("representative"), MaskedID: c.in.text("maskedId"), Institution: c.in.text("institution")}
	switch {
	case p.USCC != "" && !creditCode(p.USCC):
		return refuse(InvalidInput, "uscc is no unified social credit code: its check character does not fit (GB 32100)", "copy it from the licence")
	case identity(p.Name) || identity(p.Representative):
		return refuse(InvalidInput, "name and representative must hold no identity number", "write it masked into maskedId")
	case p.MaskedID != "" && (strings.Count(p.MaskedID, "*") < 4 || identity(p.MaskedID) || figures(p.MaskedID) > 10):
		return refuse(InvalidInput, "maskedId must be masked where it was written: 110105**********1X", "mask it")
	case c.w.Looked && p.Institution != "" && c.w.Entry == nil:
		return refuse(NoSuch, "institution names no entry that stands in the register", "look it up: GET institutions, or leave it out")
	case p.Institution != "" && c.w.Entry != nil && p.USCC != "" && c.w.Entry.USCC != "" && p.USCC != c.w.Entry.USCC:
		return refuse(InvalidInput, "uscc is not the code of that institution", "check uscc and institution")
	case p.Kind == lead.Person && p.USCC != "", p.Kind != lead.Person && p.MaskedID != "":
		return refuse(InvalidInput, "a person has maskedId, an organisation or business uscc", "check kind")
	}
	if p.No == 0 {
		if len(c.Parties) == maxList {
			return refuse(TooLarge, "a case has 20 parties at most", "open another case")
		}
		p.No = len(c.Parties) + 1
		c.Parties = append(c.Parties, p)
		c.out["party"] = p.No
		return nil
	}
	was := c.party(p.No)
	if was == nil {
		return refuse(NoSuch, "there is no such party", "GET the case: parties")
	}
	for i := range c.Orders {
		if o := &c.Orders[i]; o.Party == p.No && o.Lifted == "" && o.Institution != p.Institution {
			if o.Safety && o.Institution != "" && !c.in.has("note") {
				return refuse(PaperMissing, "a safety order keeps that institution suspended: note must say why it is not about it", "recheck the order, or add the note")
			}
			c.touches(o.Institution)
			c.touches(p.Institution)
			o.Institution = p.Institution
		}
	}
	*was = p
	return nil
}

// identity reports whether a text holds the identity number of a person.
func identity(s string) bool {
	return slices.ContainsFunc(mask.Find(s), func(f mask.Span) bool { return f.Kind == mask.Identity })
}

// figures counts the digits of a text.
func figures(s string) (n int) {
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// creditCode reports whether a unified social credit code has the right check character.
func creditCode(s string) bool {
	spans := mask.Find(s)
	return len(spans) == 1 && spans[0].Kind == mask.SocialCredit && spans[0].From == 0 && spans[0].To == len(s)
}

// verify is the check on the spot (核查); it may be on any day, and at night.
func verify(c *change) *Refusal {
	c.Found = c.in.text("found")
	c.Stage = Checking
	return nil
}

func checked(c *Case, _ World) *Refusal {
	if c.Found == "" || c.Found == "unclear" {
		return refuse(PaperMissing, "the check has no result yet", "verify it first")
	}
	return nil
}

func extendCheck(c *change) *Refusal {
	_, refusal := c.extend(stepVerify, 0)
	return refusal
}

func file(c *change) *Refusal {
	if c.Found != "substantiated" {
		return refuse(NotAllowed, "the check found it not substantiated", "do not file it, or verify it again")
	}
	c.Filing, c.Stage = c.in.text("number"), Investigating
	c.meet(stepVerify, 0)
	c.start(stepDecide, 0, c.on)
	return nil
}

func notFile(c *change) *Refusal {
	if refusal := c.another("decide not to file it"); refusal != nil {
		return refusal
	}
	c.Stage = NotFiled
	c.meet(stepVerify, 0)
	c.take(measures.NotFiled, 0, "")
	c.start(stepClose, 0, c.on)
	return nil
}

func educate(c *change) *Refusal {
	if no := int(c.in.num("party")); no != 0 && c.party(no) == nil {
		return refuse(NoSuch, "there is no such party", "GET the case: parties")
	}
	c.take(measures.Education, int(c.in.num("party")), "")
	return nil
}

// take puts down a measure that is no decision.
func (c *change) take(code string, party int, until string) {
	c.Taken = append(c.Taken, Taken{Code: code, Party: party, On: c.on, Until: until, Text: c.in.text("text")})
}

func noteMeasure(c *change) *Refusal {
	m, ok := c.w.Measures.Measure(c.in.text("code"))
	party := int(c.in.num("party"))
	switch {
	case !ok || m.Kind != measures.Other && m.Code != "refer-discipline" || m.Code == measures.Preserve:
		return refuse(NotAllowed, "this is for talks, lists and referrals to discipline inspection; what is ordered or decided has an act of its own", "GET measures: kind other")
	case !m.May(c.Department):
		return refuse(NotYours, "the department may not take this measure", "refer it to who may")
	case party != 0 && c.party(party) == nil:
		return refuse(NoSuch, "there is no such party", "GET the case: parties")
	case m.Lasts && c.in.text("until") <= c.on:
		return refuse(InvalidInput, "until must say when it ends", "add it")
	}
	c.take(m.Code, party, c.in.text("until"))
	return nil
}
