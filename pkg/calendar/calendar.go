package calendar

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed data/*.txt
var dataFiles embed.FS

// Calendar knows which days are worked. It never changes; Load and Add return another one. The zero value knows no year.
type Calendar struct {
	years   map[int]year
	kinds   map[day]Kind // where it is not what the week would make it
	known   []span       // in order and apart
	version string
}

// span is the days from first to last, both included.
type span struct{ first, last day }

var defaultCalendar = sync.OnceValue(func() *Calendar {
	data, err := fs.Sub(dataFiles, "data")
	if err != nil {
		panic(err) // a defect of the build
	}
	c, err := new(Calendar).Load(data)
	if err != nil {
		panic(err) // a defect of the data in this package, which its tests find
	}
	return c
})

// Default returns the calendar of the years that this release knows: 2023 to 2026.
func Default() *Calendar { return defaultCalendar() }

// Load returns c with the years of all files *.txt in the root of fsys, each in the place of the same year of c. Errors that
// are about the data wrap ErrData; two files of one year are one.
func (c *Calendar) Load(fsys fs.FS) (*Calendar, error) {
	if _, err := fs.Stat(fsys, "."); err != nil {
		return nil, fmt.Errorf("listing calendar files: %w", err)
	}
	names, err := fs.Glob(fsys, "*.txt")
	if err != nil {
		return nil, fmt.Errorf("listing calendar files: %w", err)
	}
	years, from := maps.Clone(c.years), map[int]string{}
	if years == nil {
		years = map[int]year{}
	}
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading calendar file: %w", err)
		}
		y, err := parseYear(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if other, ok := from[y.number]; ok {
			return nil, fmt.Errorf("%w: %s and %s are both of %d", ErrData, other, name, y.number)
		}
		years[y.number], from[y.number] = y, name
	}
	return compile(years), nil
}

// Add returns c with the year that data describes, in the place of the same year of c. An error wraps ErrData.
func (c *Calendar) Add(data []byte) (*Calendar, error) {
	y, err := parseYear(data)
	if err != nil {
		return nil, err
	}
	years := map[int]year{}
	maps.Copy(years, c.years)
	years[y.number] = y
	return compile(years), nil
}

// compile joins years to a calendar. Where two speak of a day in December the later notice holds.
func compile(years map[int]year) *Calendar {
	c := &Calendar{years: years, kinds: map[day]Kind{}}
	for _, number := range slices.Sorted(maps.Keys(years)) {
		maps.Copy(c.kinds, years[number].kinds)
		last := date(number, time.December, 31)
		if _, settled := years[number+1]; !settled {
			last -= unsettled
		}
		first := date(number, time.January, 1)
		if n := len(c.known); n > 0 && c.known[n-1].last == first-1 {
			c.known[n-1].last = last
			continue
		}
		c.known = append(c.known, span{first, last})
	}
	c.version = c.sign()
	return c
}

// sign returns the version: the years, and the first 12 hexadecimal digits of the SHA-256 of their days.
func (c *Calendar) sign() string {
	hash, runs := sha256.New(), []string{}
	numbers := slices.Sorted(maps.Keys(c.years))
	for i, number := range numbers {
		fmt.Fprintf(hash, "year %d\n", number)
		kinds := c.years[number].kinds
		for _, d := range slices.Sorted(maps.Keys(kinds)) {
			fmt.Fprintf(hash, "%s %v\n", kinds[d], d)
		}
		switch {
		case i == 0 || numbers[i-1] != number-1:
			runs = append(runs, fmt.Sprint(number))
		case i == len(numbers)-1 || numbers[i+1] != number+1:
			runs[len(runs)-1] += fmt.Sprintf("-%d", number)
		}
	}
	return strings.Join(runs, ",") + "/" + hex.EncodeToString(hash.Sum(nil))[:12]
}

// Version names the data of c, such as "2023-2026/1a2b3c4d5e6f": equal data, equal version.
func (c *Calendar) Version() string {
	if c.version == "" {
		return "none"
	}
	return c.version
}

// Kind returns what the day of t in China is, and whether c knows it; if not, it is what the week makes it.
func (c *Calendar) Kind(t time.Time) (k Kind, known bool) { return c.kind(dayOf(t)) }

func (c *Calendar) kind(d day) (Kind, bool) {
	k, ok := c.kinds[d]
	if !ok {
		k = d.ordinary()
	}
	i, found := slices.BinarySearchFunc(c.known, d, func(s span, d day) int { return cmp.Compare(s.first, d) })
	known := found || i > 0 && d <= c.known[i-1].last
	return k, known
}
