package proof

import (
	"context"
	"strings"
	"sync"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// doubles are programs with one bug each.
func doubles() []double {
	return []double{
		{name: "no settle window", account: func(a *bulk.Account) {
			if a.Name == "scan" {
				a.Capabilities.Settle = time.Nanosecond // a look-up that finds nothing is proof at once
			}
		}},
		{name: "no intent", book: func(b bulk.Book) bulk.Book { return &forgetful{Book: b, begun: map[ledger.Key]ledger.Entry{}} }},
		{name: "blind retry", provider: func(_ string, p providers.Provider) providers.Provider { return insistent{p} }},
		{name: "look-up off", provider: func(account string, p providers.Provider) providers.Provider {
			if account == "scan" {
				return blindfold{p}
			}
			return p
		}},
		{name: "key without generation", provider: func(_ string, p providers.Provider) providers.Provider { return ageless{p} }},
	}
}

// forgetful writes down what came of a create, but not that one is about to be sent.
type forgetful struct {
	bulk.Book
	mu    sync.Mutex
	begun map[ledger.Key]ledger.Entry
}

func (f *forgetful) Begin(_ context.Context, e ledger.Entry) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.begun[e.Key] = e
	return nil
}

func (f *forgetful) Finish(ctx context.Context, key ledger.Key, o ledger.Outcome) (ledger.Entry, error) {
	f.mu.Lock()
	e, begun := f.begun[key]
	delete(f.begun, key)
	f.mu.Unlock()
	if begun {
		if err := f.Book.Begin(ctx, e); err != nil {
			return ledger.Entry{}, err
		}
	}
	return f.Book.Finish(ctx, key, o)
}

// insistent sends a create again when no answer came.
type insistent struct{ providers.Provider }

func (i insistent) Create(ctx context.Context, req providers.LinkRequest) (link providers.Link, err error) {
	for range 3 {
		link, err = i.Provider.Create(ctx, req)
		if err == nil || providers.KindOf(err) != providers.Uncertain {
			break
		}
	}
	return link, err
}

// blindfold finds nothing.
type blindfold struct{ providers.Provider }

func (b blindfold) Find(ctx context.Context, reference string) (providers.Link, error) {
	link, err := b.Provider.Find(ctx, reference)
	if err == nil {
		return providers.Link{}, &providers.Error{Kind: providers.NotFound, Op: "find", Message: "no such link"}
	}
	return link, err
}

// List shows none.
func (b blindfold) List(context.Context, string) (providers.Page, error) {
	return providers.Page{}, nil
}

// ageless leaves the generation out of the reference that it sends.
type ageless struct{ providers.Provider }

func (a ageless) Create(ctx context.Context, req providers.LinkRequest) (providers.Link, error) {
	req.Reference, _, _ = strings.Cut(req.Reference, "-")
	return a.Provider.Create(ctx, req)
}

func (a ageless) Find(ctx context.Context, reference string) (providers.Link, error) {
	reference, _, _ = strings.Cut(reference, "-")
	return a.Provider.Find(ctx, reference)
}
