package main

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// absentLinks gives the open links that this sheet asked for and that none of
// the rows seen asks for any more.
func (s *session) absentLinks(ctx context.Context, seen *bulk.Absent) ([]ledger.Entry, error) {
	var found []ledger.Entry
	folders := []string{absolute("."), absolute(s.config.folder)}
	for e, err := range seen.Links(ctx, s.ledger, absolute(s.table.Info().Path), folders...) {
		if err != nil {
			return nil, fmt.Errorf("looking for open links that are absent from the sheet: %w", err)
		}
		found = append(found, e)
	}
	return found, nil
}

// showAbsent tells of them under a plan.
func (s *session) showAbsent(found []ledger.Entry) string {
	if len(found) == 0 {
		return ""
	}
	var tally bulk.Tally
	var b strings.Builder
	for i := range found {
		e := &found[i]
		tally.Add("", "", e.Amount)
		if i >= needRows || s.options.quiet {
			continue
		}
		words := e.Account + ", " + openWord(e)
		if !e.Link.Expires.IsZero() {
			words += " until " + e.Link.Expires.String()
		}
		item := bulk.Item{Reference: cmp.Or(e.SheetReference, e.Reference), Amount: e.Amount}
		b.WriteString(rowLine(item, "") + wrapped("      ", words))
	}
	if more := len(found) - needRows; more > 0 && !s.options.quiet {
		fmt.Fprintf(&b, "    … %s more (--json has every link)\n", groupInt(more))
	}
	head := fmt.Sprintf("! not in this sheet any more: %s, %s", plural(len(found), "open link", "open links"), sums(tally.ByCurrency()))
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

func absentDocument(found []ledger.Entry) []absentJSON {
	list := make([]absentJSON, 0, len(found))
	for i := range found {
		e := &found[i]
		list = append(list, absentJSON{
			cmp.Or(e.SheetReference, e.Reference), e.Row, e.Account, e.Amount.Number(), string(e.Amount.Currency()),
			e.Link.ID, string(e.Link.Status), e.Link.Paid.Number(), e.Link.Expires.String(),
		})
	}
	return list
}
