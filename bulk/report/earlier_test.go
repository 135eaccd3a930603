package report_test

import (
	"strings"
	"testing"

	"paysheet/bulk"
	"paysheet/bulk/report"
	"paysheet/providers"
)

// TestReplacedLinkPaid: what came in on a link that was replaced is received and
// to be posted, counts for no other link, and is one reason to look.
func TestReplacedLinkPaid(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status   providers.Status
		paid     string
		told     []string
		twin     int
		lines    int    // to post, the present link's own left out
		received string // in all
		why      string
	}{
		"paid by a payment": {
			status: providers.Paid, paid: "40 INR", told: []string{"P1 40 2026-11-26 UPI"}, lines: 1, received: "100.00",
			why: "40.00 INR came in on link L1 at colombo (paid), whose place link L2 took",
		},
		"cancelled, and paid all the same": {
			status: providers.Cancelled, paid: "40 INR", lines: 1, received: "100.00",
			why: "40.00 INR came in on link L1 at colombo (cancelled), whose place link L2 took",
		},
		"a part that is not told": {
			status: providers.PartiallyPaid, received: "60.00",
			why: "an amount that is not told came in on link L1 at colombo (partly paid), whose place link L2 took",
		},
		"payments that do not make it up": {
			status: providers.Paid, paid: "40 INR", told: []string{"P1 30"}, lines: 2, received: "100.00",
			why: "40.00 INR came in on link L1 at colombo (paid), whose place link L2 took; its payment comes to 30.00 INR, and the link says that 40.00 INR was paid",
		},
		"a row that counts for another": {status: providers.Paid, paid: "40 INR", twin: 2, received: "0"},
	} {
		old := report.Row{Known: known(t, test.status, "100 INR", test.paid)}
		told(t, test.told...)(&old)
		row := report.Row{
			Reference: "INV-1", Amount: money(t, "150 INR"), Known: known(t, providers.PartiallyPaid, "150 INR", "60 INR"),
			Sheet: report.Cells{Outcome: bulk.Uncertain, Note: "money came in"}, Replaced: []report.Row{old}, Twin: test.twin,
		}
		row.Known.Link.ID = "L2"
		month := report.New(report.Head{})
		l := report.Judge(row, day(t, "2026-11-30"))
		month.Add(l)
		lines := 0
		for i := range l.Earlier {
			lines += len(l.Earlier[i].Postings())
		}
		var why []string
		for _, e := range l.Exceptions {
			if e.Kind != report.KindTwin {
				why = append(why, string(e.Kind)+": "+e.Why)
			}
		}
		want := ""
		if test.why != "" {
			want = "replaced link paid: " + test.why
		}
		received := "0"
		for _, c := range month.Received() {
			received = c.Sum.String()
		}
		if lines != test.lines || strings.Join(why, " | ") != want || received != test.received || !month.Foots() {
			t.Errorf("%s: %d lines, %s received, foots %t; %q\nwant %d, %s; %q", name, lines, received, month.Foots(), why, test.lines, test.received, want)
		}
		if test.twin == 0 && (l.Owed != money(t, "90 INR") || l.Received != money(t, "60 INR")) {
			t.Errorf("%s: the present link has %s received and %s owed", name, l.Received, l.Owed)
		}
	}
}
