package postgres

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"xiansuo/pkg/lead"
)

// List is one of the lists of institutions.
type List string

// The lists.
const (
	AllList       List = "all"
	WhiteList     List = "white"
	SuspendedList List = "suspended"
	WatchList     List = "watch"
	ClosedList    List = "closed"
)

// Lists are those that people see, in their order.
func Lists() []List { return []List{WhiteList, SuspendedList, WatchList, ClosedList} }

// ListQuery says which part of which list is wanted.
type ListQuery struct {
	List
	// Today is a day in China, 2006-01-02.
	Today         string
	Street, Scope string // "" is any
	After         string // where the part before ended
	Limit         int
}

// ListPart is a part of a list; Next is where it goes on, or "".
type ListPart struct {
	Institutions []lead.InstitutionChanged
	Next         string
}

// listConditions say who stands on a list on the day @today, so that the list's index is used.
var listConditions = map[List]string{
	AllList:       "NOT removed AND @today::text <> ''",
	WhiteList:     "white_until IS NOT NULL AND white_until >= @today::text::date",
	SuspendedList: "standing = 'suspended' AND NOT removed AND @today::text <> ''",
	WatchList:     "watch_until IS NOT NULL AND watch_until >= @today::text::date",
	ClosedList:    "standing = 'closed' AND NOT removed AND @today::text <> ''",
}

// sql is the statement of a part of a list, by street and name.
func (q ListQuery) sql() string {
	sql := "SELECT street, name, id, doc FROM site_institution WHERE " + listConditions[q.List] + " AND (street, name, id) > (@street_after, @name_after, @id_after)"
	if q.Street != "" {
		sql += " AND street = @street"
	}
	if q.Scope != "" {
		sql += " AND scopes @> ARRAY[@scope::text]"
	}
	return sql + " ORDER BY street, name, id LIMIT @limit"
}

func (q ListQuery) args() (pgx.NamedArgs, error) {
	after, err := readPlace(q.After)
	if err != nil {
		return nil, err
	}
	return pgx.NamedArgs{"today": q.Today, "street": q.Street, "scope": q.Scope, "limit": q.Limit + 1,
		"street_after": after[0], "name_after": after[1], "id_after": after[2]}, nil
}

// ListInstitutions returns a part of a list.
func (s *Store) ListInstitutions(ctx context.Context, q ListQuery) (part ListPart, err error) {
	args, err := q.args()
	if err != nil {
		return part, err
	}
	rows, err := s.Log.DB.Query(ctx, q.sql(), args)
	if err != nil {
		return part, fmt.Errorf("list institutions: %w", err)
	}
	type listed struct {
		Street, Name, ID string
		Doc              lead.InstitutionChanged
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[listed])
	if err != nil {
		return part, fmt.Errorf("list institutions: %w", err)
	}
	if len(all) > q.Limit {
		all = all[:q.Limit]
		last := all[q.Limit-1]
		part.Next = writePlace(last.Street, last.Name, last.ID)
	}
	for _, one := range all {
		part.Institutions = append(part.Institutions, one.Doc)
	}
	return part, nil
}

// ErrBadPlace says that what was given is not where a part of a list ended.
var ErrBadPlace = errors.New("not where a part of a list ended")

// place is where a part of a list ended: street, name and id.
type place [3]string

func writePlace(street, name, id string) string {
	content, _ := json.Marshal(place{street, name, id}) // strings can be encoded
	return base64.RawURLEncoding.EncodeToString(content)
}

const longestPlace = 4000

func readPlace(text string) (p place, err error) {
	if text == "" {
		return p, nil
	}
	content, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(text) > longestPlace || json.Unmarshal(content, &p) != nil {
		return p, ErrBadPlace
	}
	if !utf8.ValidString(strings.Join(p[:], "")) || strings.ContainsRune(strings.Join(p[:], ""), 0) {
		return p, ErrBadPlace
	}
	return p, nil
}

// Choices are what a list can be narrowed to.
type Choices struct{ Streets, Scopes []string }

// mostChoices bounds how many streets or scopes are offered.
const mostChoices = 100

// ListChoices returns what a list can be narrowed to on a day.
func (s *Store) ListChoices(ctx context.Context, l List, today string) (c Choices, err error) {
	args := pgx.NamedArgs{"today": today, "limit": mostChoices}
	for sql, into := range map[string]*[]string{
		"SELECT DISTINCT street FROM site_institution WHERE " + listConditions[l] + " AND street <> '' ORDER BY street LIMIT @limit":       &c.Streets,
		"SELECT DISTINCT scope FROM site_institution, unnest(scopes) AS scope WHERE " + listConditions[l] + " ORDER BY scope LIMIT @limit": &c.Scopes,
	} {
		rows, err := s.Log.DB.Query(ctx, sql, args)
		if err != nil {
			return c, fmt.Errorf("choices of a list: %w", err)
		}
		if *into, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
			return c, fmt.Errorf("choices of a list: %w", err)
		}
	}
	return c, nil
}

// ListCounts returns how many institutions stand on each list on a day.
func (s *Store) ListCounts(ctx context.Context, today string) (map[List]int, error) {
	counts := map[List]int{}
	sql := ""
	for i, l := range Lists() {
		if i > 0 {
			sql += " UNION ALL "
		}
		sql += "SELECT '" + string(l) + "', count(*) FROM site_institution WHERE " + listConditions[l]
	}
	rows, err := s.Log.DB.Query(ctx, sql, pgx.NamedArgs{"today": today})
	if err != nil {
		return nil, fmt.Errorf("count lists: %w", err)
	}
	var l List
	var n int
	_, err = pgx.ForEachRow(rows, []any{&l, &n}, func() error { counts[l] = n; return nil })
	return counts, err
}
