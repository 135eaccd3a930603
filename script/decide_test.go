package script_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"paysheet/script"
)

const everything = `rules(version = 1)

def decide(row):
    print("looking at", row.reference)
    return link(
        account = "colombo",
        amount = row.amount.percent(50),
        reference = "X-" + row.reference,
        description = None,
        expires = days(10),
        min_partial = None,
        customer_name = "N\tP",
        email = None,
        phone = row.phone,
        return_url = "https://example.com/back",
        failure_url = "https://example.com/sorry",
        notify = ["email", "sms"],
        metadata = {"region": row["Region"]},
        on_change = "replace",
        on_expired = "renew",
    )
`

func TestLinkTakesEverything(t *testing.T) {
	t.Parallel()
	d, err := compile(t, everything).Decide(t.Context(), sampleRow())
	if err != nil {
		t.Fatal(err)
	}
	l := d.Link
	got := fmt.Sprint(l.Account, l.Amount, l.Reference, *l.Description == "", l.Expires, l.MinPartial.IsNone(), *l.CustomerName, *l.Email == "",
		*l.Phone, l.ReturnURL, l.FailureURL, l.Notify, l.Metadata, l.OnChange, l.OnExpired, d.Prints)
	want := "colombo75,000.00 LKRX-INV-1001true 2026-03-11 trueN P true +94771234567 https://example.com/back " +
		"https://example.com/sorry {true true} map[region:north] replacerenew[looking at INV-1001]"
	if strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	plain, err := compile(t, "def decide(row):\n    return link()\n").Decide(t.Context(), sampleRow())
	if err != nil || !reflect.DeepEqual(plain.Link, script.Link{}) {
		t.Errorf("link() says %+v, %v", plain.Link, err)
	}
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]script.Verdict{
		"skip": script.VerdictSkip, "hold": script.VerdictHold, "reject": script.VerdictReject, "cancel": script.VerdictCancel,
	} {
		d, err := compile(t, "def decide(row):\n    return "+word+"(\"because\\nI\\x1b[31m say\")\n").Decide(t.Context(), sampleRow())
		if err != nil {
			t.Fatal(err)
		}
		if d.Verdict != want || d.Verdict.String() != word || d.Reason != "because I [31m say" || d.Line != "rules.star:3" {
			t.Errorf("%s: %+v", word, d)
		}
	}
}

func TestTextsAreCapped(t *testing.T) {
	t.Parallel()
	rules := compile(t, "def decide(row):\n    for i in range(100):\n        print(\"x\" * 1000)\n        because(\"y\" * 9000)\n    return skip(\"z\" * 9000)\n")
	d, err := rules.Decide(t.Context(), sampleRow())
	if err != nil {
		t.Fatal(err)
	}
	const most = 4096 + len("…")
	if len(d.Reason) != most || len(strings.Join(d.Prints, "")) > most || len(d.Because) != 4 || len(d.Because[0]) != most {
		t.Errorf("reason %d, prints %d, because %d", len(d.Reason), len(strings.Join(d.Prints, "")), len(d.Because))
	}
	many, err := compile(t, "def decide(row):\n    for i in range(100):\n        because(\"why\")\n    return skip(\"z\")\n").Decide(t.Context(), sampleRow())
	if err != nil || len(many.Because) != 50 {
		t.Errorf("%d reasons, %v", len(many.Because), err)
	}
	long := decideError(t, "def decide(row):\n    return link(description = \"x\" * 9000)\n")
	if !strings.Contains(long.Error(), "the text has 9000 bytes, more than 4096") {
		t.Error(long)
	}
}

// A bad cell hurts only rules that look at it, and its error can be found.
func TestCellsAreReadWhenAskedFor(t *testing.T) {
	t.Parallel()
	row := sampleRow().with("due_date", "31/03/2026")
	d, err := compile(t, "def decide(row):\n    return skip(row.reference)\n").Decide(t.Context(), row)
	if err != nil || d.Reason != "INV-1001" {
		t.Errorf("got %+v, %v", d, err)
	}
	_, err = compile(t, "def decide(row):\n    return link(expires = row.due_date)\n").Decide(t.Context(), row)
	e := asError(t, err)
	if e.Message != `Invoices!H17 (due date): "31/03/2026" is not a date: write it as 2026-01-31` || e.Line != 3 || e.Row != "row 17" {
		t.Errorf("got %v", err)
	}
}

func TestErrorsGroup(t *testing.T) {
	t.Parallel()
	rules := compile(t, "def decide(row):\n    return skip(str(row.amount + USD(1)) + row[\"Nope\"])\n")
	keys := map[script.Key]int{}
	for i := range 10 {
		row := sampleRow().with("amount", fmt.Sprintf("%d.50", 1000*i))
		row.number = i
		_, err := rules.Decide(t.Context(), row)
		keys[asError(t, err).Key()]++
	}
	if len(keys) != 1 {
		t.Errorf("ten rows with one mistake make %d groups: %v", len(keys), keys)
	}
}

func TestContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	rules := compile(t, "def decide(row):\n    for i in range(90000):\n        row.get(\"Status\")\n    return skip(\"x\")\n")
	row := &cancellingRow{fakeRow: sampleRow(), cancel: func() { cancel(nil) }}
	if _, err := rules.Decide(ctx, row); !errors.Is(err, context.Canceled) {
		t.Errorf("in the middle: %v", err)
	}
	if row.asked >= 90000 {
		t.Error("the rules ran on to their end")
	}
	if _, err := rules.Decide(ctx, sampleRow()); !errors.Is(err, context.Canceled) {
		t.Errorf("before the start: %v", err)
	}
	if _, err := rules.Decide(t.Context(), sampleRow()); err != nil {
		t.Errorf("with another context: %v", err)
	}
}

// cancellingRow ends the context while the rules look at it.
type cancellingRow struct {
	fakeRow
	asked  int
	cancel func()
}

func (r *cancellingRow) Cell(header string) (string, bool) {
	if r.asked++; r.asked == 10 {
		r.cancel()
	}
	return r.fakeRow.Cell(header)
}

// panickyRow is a host bug; the run goes on with a clear error.
type panickyRow struct{ fakeRow }

func (panickyRow) Cell(string) (string, bool) { panic("a bug in the sheet") }

func TestPanicsAreErrors(t *testing.T) {
	t.Parallel()
	_, err := compile(t, "def decide(row):\n    return skip(row[\"Status\"])\n").Decide(t.Context(), panickyRow{sampleRow()})
	e := asError(t, err)
	if !strings.Contains(e.Message, "a bug in the sheet") || e.Row != "row 17" {
		t.Errorf("got %v", err)
	}
}

// Many goroutines on one Rules decide as one goroutine does.
func TestConcurrentDecide(t *testing.T) {
	t.Parallel()
	rules, err := script.Compile(tableFolder(), "rules.star", environment())
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]fakeRow, 64)
	want := make([]script.Decision, len(rows))
	for i := range rows {
		rows[i] = sampleRow().with("amount", fmt.Sprintf("%d.25", 10000*i))
		rows[i].number = i
		if want[i], err = rules.Decide(t.Context(), rows[i]); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for n := range 10 * len(rows) {
				i := (n*7 + worker) % len(rows)
				got, err := rules.Decide(t.Context(), rows[i])
				if err != nil || !reflect.DeepEqual(got, want[i]) {
					t.Errorf("row %d: got %+v, %v, want %+v", i, got, err, want[i])
					return
				}
				if _, traced, err := rules.Explain(t.Context(), rows[i]); err != nil || !reflect.DeepEqual(traced, want[i]) {
					t.Errorf("row %d explained: %+v, %v, want %+v", i, traced, err, want[i])
					return
				}
			}
		})
	}
	wg.Wait()
}

// A row that takes long in time or grows without end stops at its own error.
func TestLongRowsStop(t *testing.T) {
	t.Parallel()
	env := environment()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	env.Now = func() time.Time {
		now = now.Add(time.Second)
		return now
	}
	rules, err := script.Compile(folder("def decide(row):\n    for i in range(50000):\n        pass\n    return skip(\"x\")\n"), "rules.star", env)
	if err != nil {
		t.Fatal(err)
	}
	_, err = rules.Decide(t.Context(), sampleRow())
	if e := asError(t, err); !strings.Contains(e.Message, "more than five seconds") || e.Line == 0 {
		t.Error(err)
	}
	grow := "def decide(row):\n    kept = []\n    for i in range(50000):\n        kept.append(\"x\" * 250000 + str(i))\n    return skip(\"x\")\n"
	if e := asError(t, decideError(t, grow)); !strings.Contains(e.Message, "more than 256 MiB") || e.Line == 0 {
		t.Error(e)
	}
}

func TestWhere(t *testing.T) {
	t.Parallel()
	tests := []struct {
		expr string
		want bool
		err  string
	}{
		{`row.currency == "LKR" and row.amount > LKR(1000)`, true, ""},
		{`row["Region"] in ("south", "east")`, false, ""},
		{`row.due_date < today() + days(7)`, false, ""},
		{`row.expires == None`, true, ""},
		{`row.account == accounts.colombo.name`, true, ""},
		{`row.amount`, false, "--where:1:1: the condition gives the money 150,000.00 LKR: compare it with something, so that it is True or False\n    row.amount\n    ^\n  in row 17"},
		{`row.amount = LKR(5)`, false, "--where:1:12: one = gives a name to a value: use == to compare\n    row.amount = LKR(5)\n               ^"},
		{`row.amount > 5`, false, "--where:1:12: cannot compare money with int: 5 has no currency; write LKR(5)\n    row.amount > 5\n               ^\n  in row 17"},
		{`row.amuont > LKR(5)`, false, "did you mean row.amount?"},
		{`rwo.amount > LKR(5)`, false, "undefined: rwo (did you mean row?)"},
		{`skip("x")`, false, "undefined: skip"},
		{``, false, "--where:1:1"},
	}
	for _, tt := range tests {
		t.Run(tt.expr, func(t *testing.T) {
			t.Parallel()
			f, err := script.CompileWhere(tt.expr, environment())
			got := false
			if err == nil {
				got, err = f.Match(t.Context(), sampleRow())
			}
			switch {
			case tt.err == "" && err != nil:
				t.Fatal(err)
			case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
				t.Fatalf("got %v, want %s", err, tt.err)
			case got != tt.want:
				t.Errorf("got %t", got)
			}
		})
	}
}
