package csv

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"paysheet/bulk/sheet"
)

// How far is looked for the delimiter and for the header row.
const (
	sampleRecords = 200
	headerRecords = 30
)

// dialect is how a file separates its fields, and where its records begin.
type dialect struct {
	delim byte
	head  int64 // bytes before the first record
	line  int   // of the first record
}

// candidate is one delimiter tried on the first records.
type candidate struct {
	dialect
	header int // line of the best header, 0 where there is none
	first  int // line of the first record that is not blank
	score  int // of that header
	share  int // records with the most usual number of fields, out of seen; 0 where that is one field
	usual  int // that number
	seen   int // records that are not blank
	err    error
}

// better compares by header score, then by the share of records that agree.
func (c candidate) better(than candidate) int {
	if c.score != than.score {
		return c.score - than.score
	}
	return c.share*max(1, than.seen) - than.share*max(1, c.seen)
}

// findDialect settles delimiter and header row.
func (t *table) findDialect() error {
	sep, start, err := t.sepLine()
	if err != nil {
		return err
	}
	delims := []byte{',', ';', '\t', '|'}
	if sep != 0 {
		delims = []byte{sep}
	}
	tried := make([]candidate, len(delims))
	for i, delim := range delims {
		d := start
		d.delim = delim
		tried[i] = t.try(d)
	}
	best := slices.MaxFunc(tried, candidate.better) // the first of equals
	if best.err != nil {
		return best.err
	}
	for _, other := range tried {
		if other.share > 0 && other.delim != best.delim && best.better(other) == 0 {
			return fmt.Errorf("%s: the delimiter may be a %s or a %s, both fit; put a first line sep=%c or sep=%c into the file",
				t.path, delimiterName(best.delim), delimiterName(other.delim), best.delim, other.delim)
		}
	}
	t.dialect = best.dialect
	switch {
	case sep != 0: // the file said so
	case best.share == 0:
		t.guess("There is one column: no comma, semicolon, tab or pipe separates fields.")
	default:
		t.guess(fmt.Sprintf("The delimiter is a %s: %d of the first %d records have %d fields.",
			delimiterName(best.delim), best.share, best.seen, best.usual))
	}
	return t.setHeader(best)
}

// setHeader takes the header row that was asked for, or the one that was found.
func (t *table) setHeader(best candidate) error {
	switch {
	case t.opts.HeaderRow > 0:
		t.info.HeaderRow = t.opts.HeaderRow
	case best.header > 0:
		t.info.HeaderRow = best.header
		t.guess(fmt.Sprintf("The header row is line %d.", best.header))
	default:
		return sheet.NotThere(fmt.Errorf("%s: no header row in the first %d records; name its line with --header-row, or its texts under [columns]",
			t.path, headerRecords))
	}
	return nil
}

// try reads the first records with one delimiter. A record that cannot be read
// counts as one that does not fit, and as the error of the whole file if this
// is the delimiter that fits best.
func (t *table) try(d dialect) candidate {
	c := candidate{dialect: d}
	fields := map[int]int{}
	s := t.scan(d)
	for c.seen < sampleRecords {
		rec, err := s.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			c.err = err
			c.seen++
			break
		}
		texts := t.codec.texts(rec)
		if !slices.ContainsFunc(texts, func(s string) bool { return s != "" }) {
			continue
		}
		if c.seen++; c.seen == 1 {
			c.first = rec.line
		}
		if len(texts) > 1 {
			fields[len(texts)]++
		}
		t.rate(&c, rec.line, texts)
	}
	c.settle(fields)
	if t.opts.Score == nil && c.header == 0 {
		c.header = c.first
	}
	return c
}

// settle takes the number of fields that most records have.
func (c *candidate) settle(fields map[int]int) {
	for n, records := range fields {
		if records > c.share || records == c.share && n > c.usual {
			c.share, c.usual = records, n
		}
	}
}

// rate takes a record as the header if it is the best so far.
func (t *table) rate(c *candidate, line int, texts []string) {
	switch {
	case t.opts.HeaderRow > 0:
		if line == t.opts.HeaderRow && t.opts.Score != nil {
			c.score = max(0, t.opts.Score(texts))
		}
	case c.seen > headerRecords:
	case t.opts.Score != nil:
		if score := t.opts.Score(texts); score > c.score {
			c.header, c.score = line, score
		}
	case c.header == 0 && filled(texts) > 1:
		c.header = line
	}
}

func filled(texts []string) int {
	n := 0
	for _, text := range texts {
		if text != "" {
			n++
		}
	}
	return n
}

// sepLine reads a first line such as sep=; which spreadsheets understand as the
// delimiter. It is no row and stays in the file. 0 means that there is none.
func (t *table) sepLine() (byte, dialect, error) {
	d := dialect{head: int64(t.codec.bom), line: 1}
	raw := make([]byte, 16*t.codec.width)
	n, err := t.file.ReadAt(raw, d.head)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, d, fmt.Errorf("reading %s: %w", t.path, err)
	}
	units := t.codec.shadow(nil, raw[:n])
	end := bytes.IndexAny(units, "\r\n")
	if end < 0 {
		return 0, d, nil
	}
	text := strings.ToLower(string(units[:end]))
	text = strings.TrimSuffix(strings.TrimPrefix(text, `"`), `"`)
	delim, ok := strings.CutPrefix(text, "sep=")
	if !ok || len(delim) != 1 || !isDelimiter(delim[0]) {
		return 0, d, nil
	}
	after := end + 1
	if units[end] == '\r' && after < len(units) && units[after] == '\n' {
		after++
	}
	d.head += int64(after * t.codec.width)
	d.line = 2
	return delim[0], d, nil
}

// isDelimiter allows tab and ASCII punctuation. A quote has its own meaning,
// and letters, digits and blanks are what values are made of.
func isDelimiter(b byte) bool {
	return b == '\t' || b != '"' && b > ' ' && b < 0x7F && !unicode.IsLetter(rune(b)) && !unicode.IsDigit(rune(b))
}

func delimiterName(b byte) string {
	switch b {
	case ',':
		return "comma"
	case ';':
		return "semicolon"
	case '\t':
		return "tab"
	case '|':
		return "pipe"
	}
	return fmt.Sprintf("%q", b)
}
