package review

import (
	"context"
	"iter"
	"strconv"
	"strings"
	"testing"

	"paysheet/bulk"
	"paysheet/bulk/sheet"
	"paysheet/providers"
)

// memory is a table that stands in memory.
type memory struct {
	sheet.Table
	info sheet.Info
	rows []sheet.Row
}

func (m memory) Info() sheet.Info { return m.info }

func (m memory) Rows(context.Context) iter.Seq2[sheet.Row, error] {
	return func(yield func(sheet.Row, error) bool) {
		for _, row := range m.rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// table makes a table of texts below a header; digits alone are numbers, if a spreadsheet keeps them all.
func table(header []string, rows ...[]string) memory {
	m := memory{info: sheet.Info{Sheet: "Invoices", HeaderRow: 1, Header: header}}
	for i, texts := range rows {
		row := sheet.Row{Number: i + 2}
		for _, text := range texts {
			cell := sheet.Cell{Text: text, Kind: sheet.Text}
			if _, err := strconv.ParseFloat(text, 64); err == nil && fits(text) {
				cell.Kind = sheet.Number
			} else if text == "" {
				cell.Kind = sheet.Blank
			}
			row.Cells = append(row.Cells, cell)
		}
		m.rows = append(m.rows, row)
	}
	return m
}

const id = "R7-0123456789ab"

func lkr(t *testing.T, digits string) providers.Money {
	t.Helper()
	m, err := providers.ParseMoney(digits, "LKR")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func date(t *testing.T, text string) providers.Date {
	t.Helper()
	d, err := providers.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// item is a planned row as most tests need it.
func item(t *testing.T, row int, action bulk.Action) bulk.Item {
	t.Helper()
	i := bulk.Item{Row: row, Reference: "INV-" + strconv.Itoa(row), Action: action, Account: "onepay", Amount: lkr(t, "25000.50"), Generation: 1}
	i.Request.Amount, i.Request.Expires = i.Amount, date(t, "2026-12-31")
	return i
}

// reviewOf writes the review of a plan and reads it back, with the answers that
// edit gives to the cells of each row.
func reviewOf(t *testing.T, items []bulk.Item, edit func(row int, cells map[string]*string)) *Review {
	t.Helper()
	r, err := Read(t.Context(), copyOf(items, edit))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func copyOf(items []bulk.Item, edit func(row int, cells map[string]*string)) memory {
	rows := make([][]string, 0, len(items))
	for _, i := range items {
		texts := []string{i.Reference, "own"}
		cells := map[string]*string{}
		for _, value := range Values(i, id) {
			texts = append(texts, value.Text)
		}
		for n, header := range append([]string{"Number", "Note"}, Columns()...) {
			cells[header] = &texts[n]
		}
		if edit != nil {
			edit(i.Row, cells)
		}
		rows = append(rows, texts)
	}
	return table(append([]string{"Number", "Note"}, Columns()...), rows...)
}

// passed gives the actions of a plan behind a gate, and what the gate says.
func passed(t *testing.T, r *Review, items ...bulk.Item) (after []bulk.Item, faults []string) {
	t.Helper()
	g := &Gate{Review: r, Name: "review.xlsx", Today: date(t, "2026-11-21")}
	plan := func(yield func(bulk.Item, error) bool) {
		for _, i := range items {
			if !yield(i, nil) {
				return
			}
		}
	}
	for i, err := range g.Pass(plan) {
		if err != nil {
			t.Fatal(err)
		}
		after = append(after, i)
	}
	return after, g.Faults()
}

// TestGateDoesWhatIsApproved looks at every answer to every action.
func TestGateDoesWhatIsApproved(t *testing.T) {
	t.Parallel()
	for _, action := range bulk.Actions() {
		if action == bulk.Leave {
			continue
		}
		for _, answer := range []string{"yes", "Y", "no", ""} {
			t.Run(string(action)+" "+answer, func(t *testing.T) {
				t.Parallel()
				planned := item(t, 2, action)
				r := reviewOf(t, []bulk.Item{planned}, func(_ int, cells map[string]*string) { *cells[HeaderApprove] = answer })
				after, faults := passed(t, r, planned)
				yes := strings.HasPrefix(strings.ToLower(answer), "y")
				impossible := yes && (action == bulk.Skip || action == bulk.Hold || action == bulk.Reject)
				if (len(faults) > 0) != impossible {
					t.Errorf("faults %q", faults)
				}
				want := action
				if action.Calls() && !yes || impossible {
					want = bulk.Hold
				}
				if got := after[0]; got.Action != want || got.StillOpen {
					t.Errorf("action %s, want %s (%s)", got.Action, want, got.Reason)
				}
				if action.Calls() && !yes && !strings.Contains(after[0].Reason, "not approved: Invoices!I2") {
					t.Errorf("reason %q", after[0].Reason)
				}
			})
		}
	}
}

// TestGateFollowsAnApprovedAction: what is left of an approved action goes on,
// and nothing else does.
func TestGateFollowsAnApprovedAction(t *testing.T) {
	t.Parallel()
	allowed := map[[2]bulk.Action]bool{}
	for _, pair := range [][2]bulk.Action{
		{bulk.Create, bulk.Refresh},
		{bulk.Create, bulk.Keep},
		{bulk.Create, bulk.Resolve},
		{bulk.Resolve, bulk.Refresh},
		{bulk.Resolve, bulk.Keep},
		{bulk.Adopt, bulk.Refresh},
		{bulk.Adopt, bulk.Keep},
		{bulk.Update, bulk.Refresh},
		{bulk.Update, bulk.Keep},
		{bulk.Replace, bulk.Refresh},
		{bulk.Replace, bulk.Keep},
		{bulk.Replace, bulk.Resolve},
		{bulk.Replace, bulk.Create},
		{bulk.Refresh, bulk.Keep},
		{bulk.Keep, bulk.Refresh},
		{bulk.Cancel, bulk.Refresh},
		{bulk.Cancel, bulk.Keep},
		{bulk.Cancel, bulk.Skip},
	} {
		allowed[pair] = true
	}
	for _, was := range bulk.Actions() {
		for _, is := range bulk.Actions() {
			if was == is || was == bulk.Leave || is == bulk.Leave {
				continue
			}
			r := reviewOf(t, []bulk.Item{item(t, 2, was)}, func(_ int, cells map[string]*string) { *cells[HeaderApprove] = Yes })
			now := item(t, 2, is)
			now.Same, now.Generation = true, 2
			after, faults := passed(t, r, now)
			if got := len(faults) == 0; got != allowed[[2]bulk.Action{was, is}] {
				t.Errorf("%s reviewed, %s planned: %q", was, is, faults)
			}
			if len(faults) > 0 && after[0].Action.Calls() {
				t.Errorf("%s reviewed, %s planned: it would be done", was, is)
			}
			// Another amount is never what was approved.
			now.Request.Amount, now.Amount = lkr(t, "25000.51"), lkr(t, "25000.51")
			if _, faults := passed(t, r, now); len(faults) == 0 {
				t.Errorf("%s reviewed, %s planned over another amount: nothing is said", was, is)
			}
		}
	}
}

// TestGateNeedsTheSameRequest: a resolve that the row no longer wants, and the
// first link where the second was approved, are other requests.
func TestGateNeedsTheSameRequest(t *testing.T) {
	t.Parallel()
	for was, now := range map[bulk.Action]bulk.Item{bulk.Create: item(t, 2, bulk.Resolve), bulk.Replace: item(t, 2, bulk.Create)} {
		if _, faults := passed(t, reviewOf(t, []bulk.Item{item(t, 2, was)}, nil), now); len(faults) != 1 {
			t.Errorf("%s: %q", was, faults)
		}
	}
}

// TestGateRefusesWhatHasExpired refuses the row, not the run.
func TestGateRefusesWhatHasExpired(t *testing.T) {
	t.Parallel()
	for until, want := range map[string]bulk.Action{"2026-11-20": bulk.Reject, "2026-11-21": bulk.Create} {
		planned := item(t, 2, bulk.Create)
		planned.Request.Expires = date(t, until)
		after, faults := passed(t, reviewOf(t, []bulk.Item{planned}, nil), planned)
		if len(faults) > 0 || after[0].Action != want {
			t.Errorf("until %s: %s, %q", until, after[0].Action, faults)
		}
	}
}

// TestGateMissesNoTotals: a table's row of totals has no key in a review, and
// nothing is done with it.
func TestGateMissesNoTotals(t *testing.T) {
	t.Parallel()
	planned := item(t, 2, bulk.Create)
	totals := bulk.Item{Row: 3, Reference: "Total", Action: bulk.Skip, NoInvoice: true}
	r := reviewOf(t, []bulk.Item{planned}, func(int, map[string]*string) {})
	after, faults := passed(t, r, planned, totals)
	if len(faults) > 0 || after[1].Action != bulk.Skip {
		t.Errorf("%s: %q", after[1].Action, faults)
	}
}

// TestGateNamesWhatWasWrittenOver changes one cell after the other.
func TestGateNamesWhatWasWrittenOver(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ header, text, want string }{
		"amount":   {HeaderAmount, "25.50", "row 2 (INV-2): the review shows 25.50 LKR, the plan says 25,000.50 LKR"},
		"currency": {HeaderCurrency, "USD", "row 2 (INV-2): the review shows 25,000.50 USD, the plan says 25,000.50 LKR"},
		"account":  {HeaderAccount, "", "row 2 (INV-2): the review shows account none, the plan says onepay"},
		"action":   {HeaderAction, "cancel", "row 2 (INV-2): the review shows cancel, the plan says create (no link yet)"},
		"expiry":   {HeaderExpires, "2027-12-31", "row 2 (INV-2): the review shows 2027-12-31 as the last day to pay, the plan says 2026-12-31"},
		"key":      {HeaderKey, id + "/9", "row 2 (INV-2) is not in the review: put no into its Approve cell instead of taking the row out"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			planned := item(t, 2, bulk.Create)
			planned.Reason = "no link yet"
			r := reviewOf(t, []bulk.Item{planned}, func(_ int, cells map[string]*string) { *cells[tt.header] = tt.text })
			after, faults := passed(t, r, planned)
			if len(faults) == 0 || faults[0] != tt.want || after[0].Action != bulk.Hold {
				t.Errorf("%s: %q", after[0].Action, faults)
			}
		})
	}
	// A program that saves the number anew changes nothing.
	planned := item(t, 2, bulk.Create)
	r := reviewOf(t, []bulk.Item{planned}, func(_ int, cells map[string]*string) { *cells[HeaderAmount] = "25000.5" })
	if _, faults := passed(t, r, planned); len(faults) > 0 {
		t.Errorf("25000.5: %q", faults)
	}
}
