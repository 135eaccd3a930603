package bulk

import (
	"context"
	"iter"
	"path/filepath"
	"slices"
	"testing"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// shelf is a ledger's entries in memory.
type shelf []ledger.Entry

func (s shelf) Entries(_ context.Context, f ledger.Filter) iter.Seq2[ledger.Entry, error] {
	return func(yield func(ledger.Entry, error) bool) {
		for _, e := range s {
			if (!f.Open || e.Open()) && !yield(e, nil) {
				return
			}
		}
	}
}

func shelved(reference string, state ledger.State, status providers.Status) ledger.Entry {
	return ledger.Entry{
		Key: ledger.Key{Scope: ledger.Scope{Provider: "payu"}, Reference: reference, Generation: 1}, State: state, Account: "delhi",
		Link: providers.Link{ID: "L-" + reference, Status: status},
	}
}

// TestLedgerItems: a refresh without a sheet looks at what can still change and
// looks for what nobody knows.
func TestLedgerItems(t *testing.T) {
	t.Parallel()
	gone := shelved("INV-5", ledger.Known, providers.Active)
	gone.Provider = "zoho"
	lost := shelved("INV-6", ledger.Uncertain, "")
	lost.Link = providers.Link{}
	entries := shelf{
		shelved("INV-1", ledger.Known, providers.Active), shelved("INV-2", ledger.Known, providers.Paid),
		shelved("INV-3", ledger.Refused, ""), shelved("INV-4", ledger.Known, providers.PartiallyPaid), gone, lost,
		shelved("INV-7", ledger.Known, providers.Draft),
	}
	accounts := map[string]*Account{"delhi": {Name: "delhi", Scope: ledger.Scope{Provider: "payu"}}}
	past := func(e *ledger.Entry) string {
		if e.Link.Status == providers.Paid {
			return "paid for long"
		}
		return ""
	}
	var got []string
	for item, err := range LedgerItems(t.Context(), entries, accounts, past) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, item.Reference+" "+string(item.Action)+" "+item.Account)
		if item.Known == nil || item.Known.Reference != item.Reference {
			t.Errorf("%s knows %v", item.Reference, item.Known)
		}
	}
	// The account of INV-5 is configured no more, which its result will say.
	want := []string{"INV-1 refresh delhi", "INV-4 refresh delhi", "INV-5 refresh ", "INV-6 resolve delhi", "INV-7 resolve delhi"}
	if !slices.Equal(got, want) {
		t.Errorf("the items are %q, want %q", got, want)
	}
}

// TestAbsent: whose row is gone is told by the sheet's own reference and path,
// however the path was given to the run that asked.
func TestAbsent(t *testing.T) {
	t.Parallel()
	books := filepath.Join(t.TempDir(), "books")
	sheet := filepath.Join(books, "july.xlsx")
	at := func(e ledger.Entry, path string) ledger.Entry {
		e.Sheet = path
		return e
	}
	given := at(shelved("SENT-5", ledger.Known, providers.Active), "july.xlsx")
	given.SheetReference = "INV-5"
	entries := shelf{
		at(shelved("INV-1", ledger.Known, providers.Active), "july.xlsx"),                         // still there
		at(shelved("INV-2", ledger.Known, providers.Active), "july.xlsx"),                         // from the folder of the sheet
		at(shelved("INV-3", ledger.Known, providers.Active), filepath.Join("books", "july.xlsx")), // from the one above
		at(shelved("INV-4", ledger.Known, providers.Active), sheet),                               // in full
		given, // still there under the sheet's own reference
		at(shelved("INV-6", ledger.Known, providers.Paid), sheet),         // paid: nothing to see to
		at(shelved("INV-7", ledger.Known, providers.Active), "june.xlsx"), // another sheet's
		at(shelved("INV-8", ledger.Uncertain, ""), sheet),                 // may have been made
		shelved("INV-9", ledger.Known, providers.Active),                  // of no sheet
	}
	absent := NewAbsent()
	absent.See(Item{Reference: "INV-1"})
	absent.See(Item{Reference: "SENT-X", SheetReference: "INV-5"})
	absent.See(Item{})
	var got, others []string
	absent.Other = func(e *ledger.Entry) { others = append(others, e.Reference) }
	for e, err := range absent.Links(t.Context(), entries, sheet, books, filepath.Dir(books)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e.Reference)
	}
	if want := []string{"INV-2", "INV-3", "INV-4", "INV-8"}; !slices.Equal(got, want) {
		t.Errorf("absent are %q, want %q", got, want)
	}
	if want := []string{"INV-7"}; !slices.Equal(others, want) {
		t.Errorf("open for other sheets are %q, want %q", others, want)
	}
}
