package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// absentees are the open links that a sheet asked for and that none of its rows
// asks for any more. Their number may be that of a whole month, so only the first
// are kept.
type absentees struct {
	tally bulk.Tally
	first []ledger.Entry
}

// mostAbsent is how many of them are kept to be shown.
const mostAbsent = 100

// absentLinks looks for them with the rows that were seen, hands each to each,
// which may be nil, and adds up the open links of other sheets.
func (s *session) absentLinks(ctx context.Context, seen *bulk.Absent, v *view, each func(*ledger.Entry) error) error {
	seen.Other = v.elsewhere.add
	folders := []string{absolute("."), absolute(s.config.folder)}
	for e, err := range seen.Links(ctx, s.ledger, absolute(s.table.Info().Path), folders...) {
		if err != nil {
			return fmt.Errorf("looking for open links that are absent from the sheet: %w", err)
		}
		v.absent.tally.Add("", "", e.Amount)
		if len(v.absent.first) < mostAbsent {
			v.absent.first = append(v.absent.first, e)
		}
		if each == nil {
			continue
		}
		if err := each(&e); err != nil {
			return err
		}
	}
	return nil
}

// elsewhere adds up the open links of other sheets of this ledger: those of the
// months before, also where they came from this sheet under another name.
type elsewhere struct {
	tally  bulk.Tally
	sheets map[string]int // links by sheet
}

func (o *elsewhere) add(e *ledger.Entry) {
	if o.sheets == nil {
		o.sheets = map[string]int{}
	}
	o.sheets[e.Sheet]++
	o.tally.Add("", "", e.Amount)
}

// words names the sheet, or says how many there are.
func (o *elsewhere) words() string {
	sheets := plural(len(o.sheets), "other sheet", "other sheets")
	if len(o.sheets) == 1 {
		for name := range o.sheets {
			sheets = filepath.Base(name)
		}
	}
	return fmt.Sprintf("open from %s: %s, %s", sheets, plural(o.tally.Rows, "link", "links"), sums(o.tally.ByCurrency()))
}

// show tells of them in one sentence under a plan; empty where there are none.
func (o *elsewhere) show() string {
	if o.tally.Rows == 0 {
		return ""
	}
	return "\n" + wrapped("", "Also "+o.words()+". paysheet refresh --all looks at them, and with --json lists each.")
}

// document is nil where there are none.
func (o *elsewhere) document() *elsewhereJSON {
	if o.tally.Rows == 0 {
		return nil
	}
	doc := &elsewhereJSON{Sheets: []otherSheetJSON{}, Sums: []sumJSON{}}
	for _, name := range slices.Sorted(maps.Keys(o.sheets)) {
		doc.Sheets = append(doc.Sheets, otherSheetJSON{name, o.sheets[name]})
	}
	for _, count := range o.tally.ByCurrency() {
		doc.Sums = append(doc.Sums, sumOf(count))
	}
	return doc
}

// elsewhereJSON is what a document says of them.
type elsewhereJSON struct {
	Sheets []otherSheetJSON `json:"sheets" doc:"that asked for them"`
	Sums   []sumJSON        `json:"sums" doc:"what they come to by currency"`
}

type otherSheetJSON struct {
	Sheet string `json:"sheet" doc:"as the run that asked was given it"`
	Links int    `json:"links" doc:"that can still be paid, or may have been made"`
}

// showAbsent tells of them under a plan.
func (s *session) showAbsent(found *absentees) string {
	n := found.tally.Rows
	if n == 0 {
		return ""
	}
	var b strings.Builder
	shown := found.first[:min(needRows, len(found.first))]
	if s.options.quiet {
		shown = nil
	}
	for i := range shown {
		e := &shown[i]
		words := e.Account + ", " + openWord(e)
		if !e.Link.Expires.IsZero() {
			words += " until " + e.Link.Expires.String()
		}
		item := bulk.Item{Reference: cmp.Or(e.SheetReference, e.Reference), Amount: e.Amount}
		b.WriteString(rowLine(item, "") + wrapped("      ", words))
	}
	if more := n - len(shown); more > 0 && !s.options.quiet {
		fmt.Fprintf(&b, "    … %s more (--json has every link)\n", groupInt(more))
	}
	head := fmt.Sprintf("! not in this sheet any more: %s, %s", plural(n, "open link", "open links"), sums(found.tally.ByCurrency()))
	advice := fmt.Sprintf("This sheet asked for them, and they can still be paid. To take one back, put its row back and run paysheet cancel %s with --rows; paysheet refresh --all sees who pays.", filepath.Base(s.table.Info().Path))
	return "\n" + strings.TrimLeft(wrapped("  ", head), " ") + b.String() + wrapped("  ", advice)
}

// openWord says how an open link stands.
func openWord(e *ledger.Entry) string {
	if e.State.Unresolved() || e.Link.Status == providers.Draft || e.Link.Status == "" {
		return "not known whether it was made"
	}
	return string(e.Link.Status)
}

// absentJSON is one of them in a document.
type absentJSON struct {
	Reference string `json:"reference" doc:"the invoice's"`
	Row       int    `json:"row,omitempty" doc:"where it stood when the link was asked for"`
	Account   string `json:"account" doc:"that made the link"`
	Amount    string `json:"amount" doc:"asked for, a plain decimal in major units"`
	Currency  string `json:"currency" doc:"ISO 4217"`
	ID        string `json:"id,omitempty" doc:"the provider's"`
	Status    string `json:"status,omitempty" doc:"last known"`
	Paid      string `json:"paid,omitempty" doc:"paid so far, where the provider tells"`
	Expires   string `json:"expires,omitempty" doc:"the last day to pay"`
}

// absent gives what hands the absent links to a document, in a list of their own
// behind the rows.
func (d *document) absent() func(*ledger.Entry) error {
	begun := false
	return func(e *ledger.Entry) error {
		if !begun {
			d.next("absent")
			begun = true
		}
		return d.row(absentJSON{
			cmp.Or(e.SheetReference, e.Reference), e.Row, e.Account, e.Amount.Number(), string(e.Amount.Currency()),
			e.Link.ID, string(e.Link.Status), e.Link.Paid.Number(), e.Link.Expires.String(),
		})
	}
}
