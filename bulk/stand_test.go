package bulk

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// stand is a provider whose links live in memory. The hooks change one answer.
type stand struct {
	mu      sync.Mutex
	links   map[string]providers.Link // by reference
	creates int
	gets    int
	finds   int
	lists   int

	onCreate func(n int, req providers.LinkRequest, made providers.Link) (providers.Link, error)
	onGet    func(link providers.Link) (providers.Link, error)
	onFind   func(link providers.Link, found bool) (providers.Link, error)
	onList   func(cursor string) error
	dup      bool // refuses a used reference

	payments   map[string][]providers.Payment // by link id
	asked      int                            // for payments
	onPayments error
}

func fail(kind providers.Kind, text string) error {
	return &providers.Error{Kind: kind, Provider: "stand", Op: "create", Message: text}
}

func (s *stand) Create(_ context.Context, req providers.LinkRequest) (providers.Link, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.creates++
	if _, used := s.links[req.Reference]; used && s.dup {
		return providers.Link{}, fail(providers.Conflict, "already exists")
	}
	link := providers.Link{ID: "id-" + req.Reference, URL: "https://pay.example/" + req.Reference, Reference: req.Reference, Status: providers.Active, Amount: req.Amount}
	if s.onCreate != nil {
		answer, err := s.onCreate(s.creates, req, link)
		if err == nil || answer.ID == "made" { // "made": the link exists though the answer is an error
			s.links[req.Reference] = link
		}
		if answer.ID == "made" {
			answer = providers.Link{}
		}
		return answer, err
	}
	s.links[req.Reference] = link
	return link, nil
}

func (s *stand) Get(_ context.Context, id string) (providers.Link, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gets++
	for _, link := range s.links {
		if link.ID == id {
			if s.onGet != nil {
				return s.onGet(link)
			}
			return link, nil
		}
	}
	return providers.Link{}, fail(providers.NotFound, "no such link")
}

func (s *stand) Payments(_ context.Context, id string) ([]providers.Payment, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	if s.onPayments != nil {
		return nil, s.onPayments
	}
	return s.payments[id], nil
}

func (s *stand) Find(_ context.Context, reference string) (providers.Link, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.finds++
	link, ok := s.links[reference]
	if s.onFind != nil {
		return s.onFind(link, ok)
	}
	if !ok {
		return link, fail(providers.NotFound, "no such link")
	}
	return link, nil
}

// List gives its links on two pages.
func (s *stand) List(_ context.Context, cursor string) (providers.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cursor == "" {
		s.lists++
	}
	if s.onList != nil {
		if err := s.onList(cursor); err != nil {
			return providers.Page{}, err
		}
	}
	all := slices.Sorted(maps.Keys(s.links))
	half := len(all) / 2
	part, page := all[:half], providers.Page{Next: "rest"}
	if cursor != "" {
		part, page.Next = all[half:], ""
	}
	for _, reference := range part {
		page.Links = append(page.Links, s.links[reference])
	}
	return page, nil
}

func (s *stand) Update(context.Context, string, providers.LinkRequest) (providers.Link, error) {
	return providers.Link{}, fail(providers.Unsupported, "no update")
}

func (s *stand) Cancel(_ context.Context, id string) (providers.Link, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for reference, link := range s.links {
		if link.ID == id {
			link.Status = providers.Cancelled
			s.links[reference] = link
			return link, nil
		}
	}
	return providers.Link{}, fail(providers.NotFound, "no such link")
}

// bench is a runner over a stand and a real ledger.
type bench struct {
	runner *Runner
	book   *ledger.Ledger
	stand  *stand
}

func newBench(tb testing.TB, caps providers.Capabilities) *bench {
	tb.Helper()
	clock := func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) }
	book, err := ledger.Open(tb.Context(), tb.TempDir(), ledger.Options{Clock: clock, Who: "tester"})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = book.Close() })
	s := &stand{links: map[string]providers.Link{}, dup: caps.RefusesDuplicates}
	account := &Account{Name: "acme", Label: "acme", Title: "Stand", Capabilities: caps, Scope: ledger.Scope{Provider: "stand"}, Concurrency: 4, Provider: s}
	return &bench{
		runner: &Runner{Accounts: map[string]*Account{"acme": account}, Ledger: book, Clock: clock, Run: "r1", Sheet: "s.xlsx"},
		book:   book, stand: s,
	}
}

func (b *bench) item(tb testing.TB, reference string, action Action) Item {
	tb.Helper()
	amount := money(tb, "100.00 LKR")
	item := Item{
		Row: 2, Reference: reference, Action: action, Account: "acme", Amount: amount, Wanted: true, Generation: 1,
		Request: providers.LinkRequest{Reference: reference, Amount: amount},
	}
	entries, err := b.book.Lookup(tb.Context(), "", reference)
	if err != nil {
		tb.Fatal(err)
	}
	if len(entries) > 0 {
		item.Known = &entries[len(entries)-1]
	}
	return item
}

func each(items ...Item) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for _, item := range items {
			if !yield(item, nil) {
				return
			}
		}
	}
}

func (b *bench) one(t *testing.T, item Item) Result {
	t.Helper()
	results, err := b.runner.Apply(t.Context(), each(item))
	if err != nil || len(results) != 1 {
		t.Fatalf("got %d results and %v", len(results), err)
	}
	return results[0]
}

func (b *bench) state(t *testing.T, reference string) ledger.State {
	t.Helper()
	if item := b.item(t, reference, Create); item.Known != nil {
		return item.Known.State
	}
	return ""
}
