package report_test

import (
	"slices"
	"strings"
	"testing"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/bulk/report"
	"paysheet/providers"
)

func money(tb testing.TB, text string) providers.Money {
	tb.Helper()
	if text == "" {
		return providers.Money{}
	}
	amount, currency, _ := strings.Cut(text, " ")
	m, err := providers.ParseMoney(amount, currency)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func day(tb testing.TB, text string) providers.Date {
	tb.Helper()
	d, err := providers.ParseDate(text)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// known is an entry whose link stands so.
func known(tb testing.TB, status providers.Status, asked, paid string) *ledger.Entry {
	tb.Helper()
	return &ledger.Entry{
		State: ledger.Known, Account: "colombo", Amount: money(tb, asked),
		Link: providers.Link{ID: "L1", URL: "https://pay.example/L1", Status: status, Paid: money(tb, paid)},
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	uncertain := known(t, "", "100.00 LKR", "")
	uncertain.State, uncertain.Link = ledger.Uncertain, providers.Link{}
	refused := known(t, "", "100.00 LKR", "")
	refused.State, refused.Link = ledger.Refused, providers.Link{}
	tests := []struct {
		name     string
		row      report.Row
		state    report.State
		received string
		owed     string
		kinds    []report.Kind
	}{
		{"open", report.Row{Known: known(t, providers.Active, "100.00 LKR", "")}, report.Open, "", "100.00 LKR", nil},
		{"open, told that nothing came", report.Row{Known: known(t, providers.Active, "100.00 LKR", "0.00 LKR")}, report.Open, "", "100.00 LKR", nil},
		{"paid", report.Row{Known: known(t, providers.Paid, "100.00 LKR", "100.00 LKR")}, report.Paid, "100.00 LKR", "", nil},
		{"paid, amount not told", report.Row{Known: known(t, providers.Paid, "100.00 LKR", "")}, report.Paid, "100.00 LKR", "", nil},
		{"partly paid", report.Row{Known: known(t, providers.PartiallyPaid, "100.00 LKR", "40.00 LKR")}, report.PartlyPaid, "40.00 LKR", "60.00 LKR", nil},
		{"partly paid, amount not told", report.Row{Known: known(t, providers.PartiallyPaid, "100.00 LKR", "")}, report.PartlyPaid, "", "100.00 LKR", []report.Kind{report.KindUntold}},
		{"expired", report.Row{Known: known(t, providers.Expired, "100.00 LKR", "")}, report.Expired, "", "100.00 LKR", nil},
		{"cancelled", report.Row{Known: known(t, providers.Cancelled, "100.00 LKR", "")}, report.Cancelled, "", "", nil},
		{"paid too much", report.Row{Known: known(t, providers.Paid, "100.00 LKR", "100.01 LKR")}, report.Paid, "100.01 LKR", "", []report.Kind{report.KindOverpaid}},
		{"complete, which is all that its provider tells", report.Row{Inferred: true, Known: known(t, providers.Paid, "100.00 LKR", "100.00 LKR")}, report.Paid, "100.00 LKR", "", nil},
		{"never answered", report.Row{Known: uncertain}, report.Uncertain, "", "", []report.Kind{report.KindUncertain}},
		{"refused by the provider", report.Row{Known: refused, Sheet: report.Cells{Outcome: bulk.Failed}}, report.Failed, "", "", []report.Kind{report.KindFailed}},
		{"a draft is no link yet", report.Row{Known: known(t, providers.Draft, "100.00 LKR", "")}, report.Uncertain, "", "", []report.Kind{report.KindUncertain}},
		{"held", report.Row{Sheet: report.Cells{Outcome: bulk.Held, Note: "ask"}}, report.Held, "", "", []report.Kind{report.KindHeld}},
		{"rejected", report.Row{Sheet: report.Cells{Outcome: bulk.Rejected}}, report.Rejected, "", "", []report.Kind{report.KindRejected}},
		{"not attempted", report.Row{Sheet: report.Cells{Outcome: bulk.NotAttempted}}, report.NotAttempted, "", "", []report.Kind{report.KindNotAttempted}},
		{"skipped", report.Row{Sheet: report.Cells{Outcome: bulk.Skipped}}, report.Skipped, "", "", nil},
		{"never run", report.Row{}, report.NoLink, "", "", nil},
		{"never run and not readable", report.Row{Problem: "F3: no amount"}, report.Rejected, "", "", []report.Kind{report.KindRejected}},
		{"credit note", report.Row{Class: invoice.CreditNote}, report.Skipped, "", "", nil},
		{
			"held with a link that can be paid",
			report.Row{Known: known(t, providers.Active, "90.00 LKR", ""), Sheet: report.Cells{Outcome: bulk.Held}},
			report.Open, "", "90.00 LKR",
			[]report.Kind{report.KindStillOpen},
		},
		{
			"hidden with a link that can be paid",
			report.Row{Class: invoice.HiddenRow, Why: "hidden", Known: known(t, providers.Active, "100.00 LKR", "")},
			report.Open, "", "100.00 LKR",
			[]report.Kind{report.KindStillOpen},
		},
		{
			"skipped, paid meanwhile",
			report.Row{Known: known(t, providers.Paid, "100.00 LKR", ""), Sheet: report.Cells{Outcome: bulk.Skipped}},
			report.Paid, "100.00 LKR", "", nil,
		},
		{
			"the sheet changed since",
			report.Row{Known: known(t, providers.Active, "90.00 LKR", "")},
			report.Open, "", "90.00 LKR",
			[]report.Kind{report.KindDiffers},
		},
		{
			"the sheet has the balance",
			report.Row{Known: known(t, providers.PartiallyPaid, "140.00 LKR", "40.00 LKR")},
			report.PartlyPaid, "40.00 LKR", "100.00 LKR", nil,
		},
		{
			"its state could not be read",
			report.Row{Known: known(t, providers.Active, "100.00 LKR", ""), Sheet: report.Cells{Outcome: bulk.Failed}},
			report.Open, "", "100.00 LKR",
			[]report.Kind{report.KindFailed},
		},
		{
			"another ledger's link",
			report.Row{Sheet: report.Cells{ID: "L9", Status: providers.Paid, Paid: money(t, "100.00 LKR")}},
			report.Paid, "100.00 LKR", "",
			[]report.Kind{report.KindUnlisted},
		},
		{
			"another ledger's link in no known state",
			report.Row{Sheet: report.Cells{ID: "L9", Status: "settled?"}},
			report.Uncertain, "", "",
			[]report.Kind{report.KindUncertain},
		},
		{
			"one link on two rows",
			report.Row{Twin: 4, Known: known(t, providers.Paid, "100.00 LKR", "100.00 LKR")},
			report.Rejected, "", "",
			[]report.Kind{report.KindTwin},
		},
		{"totals row", report.Row{Class: invoice.TotalsRow}, "", "", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			row := tt.row
			if !row.Class.IsNoInvoice() {
				row.Amount = money(t, "100.00 LKR")
			}
			got := report.Judge(row, day(t, "2026-11-30"))
			if got.State != tt.state {
				t.Errorf("state is %q, want %q", got.State, tt.state)
			}
			if want := money(t, tt.received); got.Received != want {
				t.Errorf("received is %s, want %s", got.Received, want)
			}
			if want := money(t, tt.owed); got.Owed != want {
				t.Errorf("owed is %s, want %s", got.Owed, want)
			}
			var kinds []report.Kind
			for _, e := range got.Exceptions {
				kinds = append(kinds, e.Kind)
				if e.Why == "" {
					t.Errorf("%s gives no reason", e.Kind)
				}
			}
			if !slices.Equal(kinds, tt.kinds) {
				t.Errorf("exceptions are %q, want %q", kinds, tt.kinds)
			}
		})
	}
}

// TestPastItsLastDay: a link that nobody looked at since its last day may have
// been paid; one that was looked at since is what its provider said.
func TestPastItsLastDay(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		status  providers.Status
		expires string
		checked string
		want    string
	}{
		{"looked at before", providers.Active, "2026-11-20", "2026-11-18", "its last day was 2026-11-20, and it was last looked at on 2026-11-18"},
		{"looked at on the day itself", providers.Active, "2026-11-20", "2026-11-20", "its last day was 2026-11-20, and it was last looked at on 2026-11-20"},
		{"never looked at", providers.Active, "2026-11-20", "", "its last day was 2026-11-20, and it was never looked at"},
		{"looked at since", providers.Active, "2026-11-20", "2026-11-21", ""},
		{"its last day is today", providers.Active, "2026-11-30", "2026-11-18", ""},
		{"no last day", providers.Active, "", "2026-11-18", ""},
		{"partly paid", providers.PartiallyPaid, "2026-11-20", "2026-11-18", "its last day was 2026-11-20, and it was last looked at on 2026-11-18"},
		{"paid", providers.Paid, "2026-11-20", "2026-11-18", ""},
		{"expired", providers.Expired, "2026-11-20", "2026-11-18", ""},
	}
	optional := func(text string) (d providers.Date) {
		if text != "" {
			d = day(t, text)
		}
		return d
	}
	for _, tt := range tests {
		expires, checked := optional(tt.expires), optional(tt.checked)
		told := known(t, tt.status, "100.00 LKR", "40.00 LKR")
		told.Link.Expires = expires
		asked := known(t, tt.status, "100.00 LKR", "40.00 LKR")
		asked.Asked.Expires = expires
		sheet := report.Cells{ID: "L1", Status: tt.status, Paid: money(t, "40.00 LKR"), Expires: expires, Checked: checked}
		for from, row := range map[string]report.Row{
			"told by the provider": {Known: told, Checked: checked},
			"asked for":            {Known: asked, Checked: checked},
			"in the sheet only":    {Sheet: sheet},
		} {
			row.Amount = money(t, "100.00 LKR")
			got := ""
			for _, e := range report.Judge(row, day(t, "2026-11-30")).Exceptions {
				if e.Kind == report.KindStale {
					got = e.Why
				}
			}
			if got != tt.want {
				t.Errorf("%s, last day %s: %q, want %q", tt.name, from, got, tt.want)
			}
		}
	}
}

// TestEveryKindSaysWhatToDo: an exception without a way out is no help.
func TestEveryKindSaysWhatToDo(t *testing.T) {
	t.Parallel()
	seen := map[string]report.Kind{}
	for _, kind := range report.Kinds() {
		do := kind.Do("sheet.xlsx")
		if do == "" {
			t.Errorf("%s does not say what to do", kind)
		}
		if other, twice := seen[do]; twice {
			t.Errorf("%s says the same as %s", kind, other)
		}
		seen[do] = kind
	}
}

func TestResend(t *testing.T) {
	t.Parallel()
	tests := []struct {
		status   providers.Status
		previous string
		want     bool
	}{
		{providers.Active, "https://pay.example/L0", true},
		{providers.PartiallyPaid, "https://pay.example/L0", true},
		{providers.Paid, "https://pay.example/L0", false},
		{providers.Cancelled, "https://pay.example/L0", false},
		{providers.Active, "", false},
		{providers.Active, "https://pay.example/L1", false},
	}
	for _, tt := range tests {
		entry := known(t, tt.status, "100.00 LKR", "")
		entry.Previous = tt.previous
		line := report.Judge(report.Row{Amount: money(t, "100.00 LKR"), Known: entry}, providers.Date{})
		if got := line.Resend(); got != tt.want {
			t.Errorf("%s after %q: %v, want %v", tt.status, tt.previous, got, tt.want)
		}
	}
}
