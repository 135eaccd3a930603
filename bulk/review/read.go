package review

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"paysheet/bulk/sheet"
)

// ErrNone marks a table that is no review.
var ErrNone = errors.New("it is no review: paysheet plan SHEET -o FILE writes one")

// Score rates a row as the header of a review, for sheet.Options.
func Score(texts []string) int {
	n := 0
	for _, header := range Columns() {
		if slices.Contains(texts, header) {
			n++
		}
	}
	if n < 3 { // so that a stray "Approve" is none
		return 0
	}
	return n
}

// In tells that a header is a review's: it has the answers and the keys, or, where
// somebody took a column out, several of the others.
func In(header []string) bool {
	return slices.Contains(header, HeaderKey) && slices.Contains(header, HeaderApprove) || Score(header) > 0
}

// IDOf gives the id in the first key of a review; none where no row has one. An
// error is that of reading the table.
func IDOf(ctx context.Context, t sheet.Table) (string, error) {
	at := slices.Index(t.Info().Header, HeaderKey)
	if at < 0 {
		return "", nil
	}
	for row, err := range t.Rows(ctx) {
		if err != nil {
			return "", err
		}
		if id, _, ok := strings.Cut(stored(row.Cell(at)), "/"); ok {
			return strings.Clone(id), nil
		}
	}
	return "", nil
}

// shown is one row of a review as it stands in its file.
type shown struct {
	at      int    // its row in the file, which sorting moves
	action  string //
	expires string //
	asked   string // account, amount and currency as one text
	print   [16]byte
	yes     bool
	said    bool // no, in so many words
	met     bool // the plan has the row
}

// Review is a review as somebody gave it back.
type Review struct {
	ID   string
	info sheet.Info
	rows map[int]*shown // by the sheet's row
	own  []column
	yes  int
	col  map[string]int
}

// Read reads a review to its end. A table without a review's columns or rows
// gives ErrNone; an answer that is neither yes nor no, a row that is there twice
// and rows of two reviews are errors that name the cell.
func Read(ctx context.Context, t sheet.Table) (*Review, error) {
	r := &Review{info: t.Info(), rows: map[int]*shown{}, own: own(t.Info().Header), col: map[string]int{}}
	for _, header := range Columns() {
		at := slices.Index(r.info.Header, header)
		if at < 0 {
			return nil, fmt.Errorf("%w (column %q is missing)", ErrNone, header)
		}
		r.col[header] = at
	}
	words := words{}
	for row, err := range t.Rows(ctx) {
		if err != nil {
			return nil, err
		}
		if err := r.add(row, words); err != nil {
			return nil, err
		}
	}
	if len(r.rows) == 0 {
		return nil, fmt.Errorf("%w (no row has a %s)", ErrNone, HeaderKey)
	}
	return r, nil
}

// words keeps one copy of each text that many rows share.
type words map[string]string

func (w words) one(text string) string {
	if same, ok := w[text]; ok {
		return same
	}
	text = strings.Clone(text)
	if len(w) < 10000 {
		w[text] = text
	}
	return text
}

func (r *Review) cell(row sheet.Row, header string) string { return stored(row.Cell(r.col[header])) }

func (r *Review) ref(row int, header string) string { return r.info.Ref(row, r.col[header]) }

// add takes one row of the file.
func (r *Review) add(row sheet.Row, words words) error {
	name := r.cell(row, HeaderKey)
	answer := r.cell(row, HeaderApprove)
	if name == "" {
		if answer == "" {
			return nil // blank, or a row that the plan was told to leave
		}
		return fmt.Errorf("%s says %.20q, but the row has no %s: a plan never had it; undo what was changed, or make a new review", r.ref(row.Number, HeaderApprove), answer, HeaderKey)
	}
	id, number, ok := strings.Cut(name, "/")
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n < 1 {
		return fmt.Errorf("%s says %.60q, which is no key of a review: undo what was changed, or make a new review", r.ref(row.Number, HeaderKey), name)
	}
	if r.ID == "" {
		r.ID = strings.Clone(id)
	}
	if id != r.ID {
		return fmt.Errorf("%s is of review %.40s, and the rows above are of review %s: put no two reviews into one", r.ref(row.Number, HeaderKey), id, r.ID)
	}
	if twin := r.rows[n]; twin != nil {
		return fmt.Errorf("row %d of the sheet stands twice in the review, in its rows %d and %d: delete one", n, twin.at, row.Number)
	}
	s := &shown{
		at: row.Number, action: words.one(r.cell(row, HeaderAction)), expires: words.one(r.cell(row, HeaderExpires)),
		print: print(row, r.own),
	}
	s.asked = asked(Line{Account: r.cell(row, HeaderAccount), Amount: r.cell(row, HeaderAmount), Currency: r.cell(row, HeaderCurrency)})
	r.rows[n] = s
	return r.answer(s, row.Number, answer)
}

// answer takes what somebody says of a row.
func (r *Review) answer(s *shown, at int, text string) error {
	switch strings.ToLower(text) {
	case Yes, "y":
		s.yes = true
		r.yes++
	case No, "n":
		s.said = true
	case "":
	default:
		return fmt.Errorf("%s says %.20q: write yes or no", r.ref(at, HeaderApprove), text)
	}
	return nil
}

// asked is what must not differ of a link that is already asked for.
func asked(l Line) string {
	if plain, ok := (sheet.Cell{Kind: sheet.Number, Text: l.Amount}).Plain(); ok && fits(l.Amount) {
		l.Amount = plain // 25000.00 and 25000 are one amount
	}
	return l.Account + "\x00" + l.Amount + "\x00" + l.Currency
}

// Rows tells how many rows the review has, and how many of them say yes.
func (r *Review) Rows() (all, approved int) { return len(r.rows), r.yes }

// Digest binds an approval: the SHA-256 of the plan's digest and of every row
// that says yes, as it shows.
func (r *Review) Digest(plan string) string {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%s %s\n", r.ID, plan) // a hash takes every write
	numbers := make([]int, 0, len(r.rows))
	for n, s := range r.rows {
		if s.yes {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		s := r.rows[n]
		_, _ = fmt.Fprintf(h, "%d %q %q %q\n", n, s.action, s.asked, s.expires)
	}
	return hex.EncodeToString(h.Sum(nil))
}
