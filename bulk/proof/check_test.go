package proof

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/bulk/sheet"
	sheets "paysheet/bulk/sheet/all"
	"paysheet/providers"
	"paysheet/providers/sandbox"
)

// line is a row of the sheet as it stands: its own cells and the result cells.
type line struct {
	own, id, url, account, outcome string
}

// read opens the sheet and proves that it is whole: every row, in its place,
// with the cells that it was given.
func (w *world) read(t *testing.T) []line {
	t.Helper()
	table, err := sheets.Open(t.Context(), w.sheet, sheet.Options{})
	if err != nil {
		t.Fatalf("seed %d: the sheet cannot be opened: %v", w.seed, err)
	}
	defer func() { _ = table.Close() }() // only read from
	header := table.Info().Header
	column := func(name string) int { return slices.Index(header, name) }
	var lines []line
	for r, err := range table.Rows(t.Context()) {
		if err != nil {
			t.Fatalf("seed %d: the sheet cannot be read: %v", w.seed, err)
		}
		cell := func(name string) string { return r.Cell(column(name)).Text }
		own := make([]string, 0, len(headers()))
		for _, name := range headers() {
			own = append(own, cell(name))
		}
		lines = append(lines, line{fmt.Sprint(own), cell(invoice.LinkID), cell(invoice.LinkURL), cell(invoice.LinkAccount), cell(invoice.LinkOutcome)})
	}
	if len(lines) != len(w.rows) {
		t.Fatalf("seed %d: the sheet has %d rows, it was given %d", w.seed, len(lines), len(w.rows))
	}
	for i, r := range w.rows {
		if want := fmt.Sprint(r.texts()); lines[i].own != want {
			t.Fatalf("seed %d: row %d of the sheet is %s, it was given %s", w.seed, i+2, lines[i].own, want)
		}
	}
	return lines
}

// state is everything that three parties say at one instant.
type state struct {
	lines   []line
	entries map[string][]ledger.Entry // by reference
	links   map[string][]sandbox.Link
}

// look asks the sheet, the ledger and the providers. folders are the state
// folders of the ledgers.
func (w *world) look(t *testing.T, folders ...string) state {
	t.Helper()
	// The providers are asked first: what they have by then must be known.
	s := state{links: w.shop.links(), lines: w.read(t), entries: map[string][]ledger.Entry{}}
	for _, dir := range folders {
		s.remember(t, w.seed, dir)
	}
	return s
}

func (s state) remember(t *testing.T, seed uint64, dir string) {
	t.Helper()
	book, err := ledger.Open(t.Context(), dir, ledger.Options{ReadOnly: true})
	if err != nil {
		t.Fatalf("seed %d: the ledger cannot be opened: %v", seed, err)
	}
	defer func() { _ = book.Close() }() // only read from
	for e, err := range book.Entries(t.Context(), ledger.Filter{}) {
		if err != nil {
			t.Fatalf("seed %d: the ledger cannot be read: %v", seed, err)
		}
		s.entries[e.Reference] = append(s.entries[e.Reference], e)
	}
	if _, err := book.Verify(t.Context()); err != nil {
		t.Fatalf("seed %d: the ledger's chain does not hold: %v", seed, err)
	}
}

// count is what one look found.
type count struct{ links, uncertain int }

// always checks what holds at any instant, also in the middle of a run that
// was killed. faults lists what is wrong, each with its reference.
func (w *world) always(s state) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	for i, r := range w.rows {
		links := s.links[r.reference]
		payable := 0
		for _, link := range links {
			if link.Payable {
				payable++
			}
			if link.Amount != plain(r) || link.Currency != r.currency {
				fault("%s: the provider asks for %s %s, the sheet says %s %s", r.reference, link.Amount, link.Currency, r.amount, r.currency)
			}
			if s.lines[i].id != link.ID && !slices.ContainsFunc(s.entries[r.reference], func(e ledger.Entry) bool { return knows(e, link.ID) }) {
				fault("%s: link %s is known to neither sheet nor ledger", r.reference, link.ID)
			}
		}
		if payable > 1 {
			fault("%s has %d payable links", r.reference, payable)
		}
		for _, e := range s.entries[r.reference] {
			if e.Amount.Number() != money(r) || string(e.Amount.Currency()) != r.currency {
				fault("%s: the ledger says %s, the sheet says %s %s", r.reference, e.Amount, r.amount, r.currency)
			}
		}
	}
	return faults
}

// settled checks what holds after a run that was left to end by itself with
// the given exit status.
func (w *world) settled(s state, code int) (c count, faults []string) {
	faults = w.always(s)
	behind := ""
	for i, r := range w.rows {
		got := s.lines[i]
		known := slices.IndexFunc(s.entries[r.reference], func(e ledger.Entry) bool { return e.State == ledger.Known })
		c.links += len(s.links[r.reference])
		switch {
		case got.outcome == "uncertain":
			c.uncertain++
			behind = r.reference + " is uncertain"
		case known < 0:
			behind = r.reference + " has no link"
			if len(s.links[r.reference]) > 0 && written(code) {
				faults = append(faults, fmt.Sprintf("%s has a link, the ledger is not sure, and its row says %q", r.reference, got.outcome))
			}
		default:
			e := s.entries[r.reference][known]
			if !slices.ContainsFunc(s.links[r.reference], func(l sandbox.Link) bool {
				return l.ID == e.Link.ID && l.URL == e.Link.URL && got.id == l.ID && got.url == l.URL
			}) {
				behind = fmt.Sprintf("%s is %s %s in the ledger and %s %s in the sheet", r.reference, e.Link.ID, e.Link.URL, got.id, got.url)
				if written(code) && got.id != "" {
					faults = append(faults, behind)
				}
			}
		}
	}
	if code == 0 && behind != "" {
		faults = append(faults, "exit 0 although "+behind)
	}
	return c, faults
}

// written tells that a run with this exit status has written the sheet.
func written(code int) bool { return code == 0 || code == 3 || code == 4 }

// knows tells that a ledger entry accounts for a link: by its id, or as a
// create of which nobody knows whether it made one.
func knows(e ledger.Entry, id string) bool {
	return e.Link.ID == id || e.State == ledger.Intent || e.State == ledger.Uncertain
}

// plain is a row's amount as the stand-ins show it: without useless zeros.
func plain(r row) string {
	m, err := providers.ParseMoney(r.amount, r.currency)
	if err != nil {
		return err.Error()
	}
	return m.Decimal().Trim(0).String()
}

// money is a row's amount with the currency's digits.
func money(r row) string {
	m, err := providers.ParseMoney(r.amount, r.currency)
	if err != nil {
		return err.Error()
	}
	return m.Number()
}

// clearUp ends every trouble and lets paysheet finish. What then may be left
// open is what unfinished leaves out.
func (w *world) clearUp(t *testing.T, folders ...string) count {
	t.Helper()
	w.shop.calm(t)
	var c count
	var left []string
	var end ending
	for range 3 { // a loaded machine may make an answer late by itself
		end = w.run(t, nil, w.apply()...)
		s := w.look(t, folders...)
		var faults []string
		c, faults = w.settled(s, end.code)
		w.blame(t, faults, end)
		if left = w.unfinished(s); len(left) == 0 && (end.code == 0 || end.code == 4) {
			return c
		}
	}
	w.blame(t, append(left, "three runs without trouble did not finish the sheet"), end)
	return c
}

// unfinished lists what a run without trouble must have settled. Only one kind
// of row may stay open: a create that nobody can be asked about, or that never
// arrived and may not be sent again yet.
func (w *world) unfinished(s state) (left []string) {
	for i, r := range w.rows {
		open := s.lines[i].outcome == "uncertain"
		switch {
		case open && (r.account == "payu" || r.account == "conomy" && len(s.links[r.reference]) > 0):
			left = append(left, fmt.Sprintf("%s could be found at %s and is still uncertain", r.reference, r.account))
		case !open && len(s.links[r.reference]) == 0:
			left = append(left, fmt.Sprintf("%s has no link after a run without trouble (%s)", r.reference, s.lines[i].outcome))
		}
	}
	return left
}

// blame fails the test with what a person needs to see it again.
func (w *world) blame(t *testing.T, faults []string, end ending) {
	t.Helper()
	if len(faults) == 0 {
		return
	}
	t.Fatalf("seed %d (PAYSHEET_PROOF_SEED), exit %d:\n  %s\n%s", w.seed, end.code, strings.Join(faults, "\n  "), end.text)
}
