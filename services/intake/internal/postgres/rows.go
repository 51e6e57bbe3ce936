package postgres

import (
	"time"

	"xiansuo/pkg/event"
	"xiansuo/services/intake/internal/submission"
	"xiansuo/services/internal/outbox"
)

// rows collects what a batch writes, column by column, so that each table is written once.
type rows struct {
	lead struct {
		id, sender, source, event, number, matter []string
		at                                        []time.Time
	}
	changed    struct{ id, matter []string }
	submission struct {
		source, id, typ, lead, contentType []string
		digest, raw                        [][]byte
		at                                 []time.Time
	}
	ticket  struct{ source, number, lead []string }
	receipt struct {
		digest       [][]byte
		lead, sender []string
		at           []time.Time
	}
	reporter struct {
		source, id, lead, name, phone []string
		anonymous, secret, reply      []bool
		at                            []time.Time
	}
}

func (r *rows) add(s submission.Submission, result submission.Result) {
	if !result.Fresh {
		return
	}
	if result.Status == submission.Accepted {
		r.addLead(s, result.Lead)
		r.addReceipt(s, result)
	}
	if result.Changed {
		r.changed.id, r.changed.matter = append(r.changed.id, result.Lead), append(r.changed.matter, matterJSON(s))
	}
	sub := &r.submission
	sub.source, sub.id, sub.typ, sub.lead = append(sub.source, s.Source), append(sub.id, s.ID), append(sub.typ, s.Type), append(sub.lead, result.Lead)
	sub.digest, sub.at = append(sub.digest, s.Digest[:]), append(sub.at, s.At)
	sub.contentType, sub.raw = append(sub.contentType, s.ContentType), append(sub.raw, s.Raw)
	if who := s.Reporter; who != nil {
		p := &r.reporter
		p.source, p.id, p.lead = append(p.source, s.Source), append(p.id, s.ID), append(p.lead, result.Lead)
		p.name, p.phone, p.at = append(p.name, who.Name), append(p.phone, who.Phone), append(p.at, s.At)
		p.anonymous, p.secret, p.reply = append(p.anonymous, who.Anonymous), append(p.secret, who.Secret), append(p.reply, who.Reply)
	}
}

func (r *rows) addLead(s submission.Submission, id string) {
	l := &r.lead
	l.id, l.sender, l.source, l.event = append(l.id, id), append(l.sender, s.Sender), append(l.source, s.Source), append(l.event, s.ID)
	l.number, l.matter, l.at = append(l.number, s.Number), append(l.matter, matterJSON(s)), append(l.at, s.At)
	if s.Number != "" {
		t := &r.ticket
		t.source, t.number, t.lead = append(t.source, s.Source), append(t.number, s.Number), append(t.lead, id)
	}
}

func (r *rows) addReceipt(s submission.Submission, result submission.Result) {
	c, digest := &r.receipt, result.Receipt.Digest()
	c.digest, c.lead, c.sender, c.at = append(c.digest, digest[:]), append(c.lead, result.Lead), append(c.sender, s.Sender), append(c.at, s.At)
}

func matterJSON(s submission.Submission) string {
	body, _ := event.Marshal(s.Matter) // of plain members only: it cannot fail
	return string(body)
}

func (r *rows) insert(tx *outbox.Tx) {
	if l := r.lead; len(l.id) > 0 {
		tx.Later(`INSERT INTO lead (id, sender, source, event, number, matter, received_at)
			SELECT id, sender, source, event, nullif(number, ''), matter::json, at
			FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
				AS n(id, sender, source, event, number, matter, at)`, l.id, l.sender, l.source, l.event, l.number, l.matter, l.at)
	}
	if t := r.ticket; len(t.lead) > 0 {
		tx.Later("INSERT INTO ticket (source, number, lead) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])", t.source, t.number, t.lead)
	}
	if c := r.receipt; len(c.lead) > 0 {
		tx.Later(`INSERT INTO receipt (digest, lead, issue, sender, at)
			SELECT digest, lead, 1, sender, at FROM unnest($1::bytea[], $2::text[], $3::text[], $4::timestamptz[]) AS n(digest, lead, sender, at)`,
			c.digest, c.lead, c.sender, c.at)
	}
	if s := r.submission; len(s.id) > 0 {
		tx.Later(`INSERT INTO submission (source, id, type, lead, digest, at)
			SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::timestamptz[])`,
			s.source, s.id, s.typ, s.lead, s.digest, s.at)
		tx.Later("INSERT INTO raw (source, id, content_type, body) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[])",
			s.source, s.id, s.contentType, s.raw)
	}
	if p := r.reporter; len(p.id) > 0 {
		tx.Later(`INSERT INTO reporter (source, id, lead, name, phone, anonymous, secret, reply, at)
			SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bool[], $7::bool[], $8::bool[], $9::timestamptz[])`,
			p.source, p.id, p.lead, p.name, p.phone, p.anonymous, p.secret, p.reply, p.at)
	}
	if c := r.changed; len(c.id) > 0 {
		// The last of several versions in one batch stands; received_at stays.
		tx.Later(`UPDATE lead SET matter = n.matter::json FROM (SELECT DISTINCT ON (id) id, matter FROM
			unnest($1::text[], $2::text[]) WITH ORDINALITY AS u(id, matter, n) ORDER BY id, n DESC) AS n WHERE lead.id = n.id`, c.id, c.matter)
	}
}
