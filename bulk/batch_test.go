package bulk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strconv"
	"testing"

	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/bulk/sheet"
	"paysheet/providers"
	"paysheet/script"
)

// lines is a table in memory.
type lines struct {
	n   int
	err error // after the last row
}

func (l lines) Info() sheet.Info {
	return sheet.Info{Path: "sheet.csv", Format: "csv", HeaderRow: 1, Header: []string{"Invoice Number", "Currency", "Balance Due", "Account"}}
}

func (l lines) Rows(context.Context) iter.Seq2[sheet.Row, error] {
	return func(yield func(sheet.Row, error) bool) {
		cells := make([]sheet.Cell, 4) // used again for each row, as tables do
		for i := range l.n {
			for c, text := range []string{fmt.Sprintf("INV-%d", i-i%7/6), "INR", strconv.Itoa(100 + i), "acme"} {
				cells[c] = sheet.Cell{Kind: sheet.Text, Text: text}
			}
			if !yield(sheet.Row{Number: i + 2, Cells: cells}, nil) {
				return
			}
		}
		if l.err != nil {
			yield(sheet.Row{}, l.err)
		}
	}
}

func (lines) Patch(context.Context, io.Writer, []string, iter.Seq2[int, []sheet.Value]) error {
	return nil
}
func (lines) Verify(context.Context, string) error { return nil }
func (lines) Close() error                         { return nil }

// pairs are rules that give two rows in ten one reference, fail on some rows, and
// take their time.
type pairs struct{}

func (pairs) Decide(_ context.Context, row script.Row) (script.Decision, error) {
	for range rand.IntN(3) {
		runtime.Gosched()
	}
	n := row.Number()
	switch {
	case n%10 < 2:
		return script.Decision{Verdict: script.VerdictLink, Link: script.Link{Account: "acme", Reference: fmt.Sprintf("SHARED-%d", n/20)}}, nil
	case n%13 == 0:
		return script.Decision{}, errors.New("no")
	case n%17 == 0:
		return script.Decision{Verdict: script.VerdictHold, Reason: "wait"}, nil
	default:
		return script.Decision{Verdict: script.VerdictLink, Link: script.Link{Account: "acme"}}, nil
	}
}

// blank is a ledger that knows nothing.
type blank struct{}

func (blank) Lookup(context.Context, string, string) ([]ledger.Entry, error)   { return nil, nil }
func (blank) ByLinkID(context.Context, string, string) ([]ledger.Entry, error) { return nil, nil }
func (blank) OpenReferences(context.Context, func(ledger.OpenReference)) error { return nil }

func planner(t *testing.T, table sheet.Table) *Planner {
	t.Helper()
	columns, err := invoice.Map(table.Info(), invoice.Config{})
	if err != nil {
		t.Fatal(err)
	}
	p := &Planner{
		Mode: ModeApply, Table: table, Columns: columns, Rules: pairs{}, Memory: blank{},
		Accounts: map[string]*Account{"acme": {Name: "acme", Label: "acme", Capabilities: providers.Capabilities{Currencies: []providers.Currency{"INR"}}}},
	}
	return p
}

func prepared(t *testing.T, table sheet.Table) *Planner {
	t.Helper()
	p := planner(t, table)
	if err := p.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestSideBySideIsTheSamePlan compares the plan with one that decides row after
// row; which of two rows with one reference is taken depends on their order.
func TestSideBySideIsTheSamePlan(t *testing.T) {
	t.Parallel()
	table := lines{n: 5000}
	single, want := prepared(t, table), []Item(nil)
	for raw, err := range table.Rows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		item, err := single.Item(t.Context(), single.Columns.Row(raw))
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, item)
	}
	p, actions := prepared(t, table), map[Action]int{}
	for range 2 {
		i := 0
		for item, err := range p.Items(t.Context()) {
			if err != nil || !reflect.DeepEqual(item, want[i]) {
				t.Fatalf("row %d: %v\n got %+v\nwant %+v", item.Row, err, item, want[i])
			}
			actions[item.Action]++
			i++
		}
		if i != table.n {
			t.Errorf("the plan has %d rows of %d", i, table.n)
		}
	}
	for _, action := range []Action{Create, Reject, Hold} {
		if actions[action] == 0 {
			t.Errorf("no row is to be %s: %v", action, actions)
		}
	}
}

func TestAPlanEndsWhereItsSheetCannotBeRead(t *testing.T) {
	t.Parallel()
	broken := errors.New("torn")
	p := prepared(t, lines{n: 1000})
	p.Table = lines{n: 1000, err: broken}
	n := 0
	var last error
	for _, err := range p.Items(t.Context()) {
		n, last = n+1, err
	}
	if n != 1001 || !errors.Is(last, broken) {
		t.Errorf("%d rows, then %v", n, last)
	}
}

// TestAPlanNeedNotBeReadToItsEnd leaves nothing running behind.
func TestAPlanNeedNotBeReadToItsEnd(t *testing.T) {
	t.Parallel()
	p := prepared(t, lines{n: 100_000})
	for range 20 {
		for item, err := range p.Items(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if item.Row > 300 {
				break
			}
		}
	}
}

// TestAStoppedPlanSaysSo ends the context between the first row and the last: a
// sheet of which some rows were not read must not look like a shorter one.
func TestAStoppedPlanSaysSo(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p := prepared(t, lines{n: 100_000})
	var last error
	for item, err := range p.Items(ctx) {
		if last = err; item.Row == 300 {
			cancel()
		}
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("the plan ended with %v", last)
	}
	if err := planner(t, lines{n: 100_000}).Prepare(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("reading the references ended with %v", err)
	}
}

// TestLookSeesEveryRowInOrder looks at the rows while others decide them.
func TestLookSeesEveryRowInOrder(t *testing.T) {
	t.Parallel()
	p, seen := prepared(t, lines{n: 5000}), 0
	p.Look = func(row invoice.Row) {
		if class, _ := row.Class(); row.Number() != seen+2 || class != invoice.Billable {
			t.Errorf("row %d of class %d comes after %d rows", row.Number(), class, seen)
		}
		seen++
	}
	for _, err := range p.Items(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen != 5000 {
		t.Errorf("%d rows were looked at", seen)
	}
}

func TestRowSet(t *testing.T) {
	t.Parallel()
	var s rowSet
	for i := range 200 {
		s.add(i%3 == 0)
	}
	for i := range 300 {
		if s.has(i) != (i < 200 && i%3 == 0) {
			t.Errorf("row %d is in the set: %t", i, s.has(i))
		}
	}
}
