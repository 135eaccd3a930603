package proof

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/bulk/sheet"
	"paysheet/providers"
	"paysheet/providers/wrap"
)

// account opens a server's account as the command opens a provider's.
func (s *sim) account(name string, server *server, p *program) *bulk.Account {
	a := &bulk.Account{
		Name: name, Label: name, Title: name, Concurrency: 3, Scope: ledger.Scope{Provider: name},
		Capabilities: providers.Capabilities{
			Currencies: []providers.Currency{"INR"}, Find: providers.FindNone, RefusesDuplicates: server.unique,
			Settle: settle, CancelFrom: []providers.Status{providers.Active, providers.Draft},
		},
	}
	if server.findable {
		a.Capabilities.Find = providers.FindScan
	}
	if server.unique {
		a.Capabilities.Find = providers.FindExact
	}
	a.Provider = client{server, p.life}
	if s.double.provider != nil {
		a.Provider = s.double.provider(name, a.Provider)
	}
	if s.double.account != nil {
		s.double.account(a)
	}
	a.Provider = wrap.Pace(a.Provider, wrap.Limits{Name: name, Concurrency: 3, Rate: 20},
		wrap.RetryPolicy{Name: name, Now: p.clock, Rand: func() float64 { return server.draw("retry") }},
		wrap.BreakerPolicy{Name: name, Now: p.clock})
	return a
}

// settle is the settle window of a world that is as slow as tail.
const settle = 2 * time.Minute

func (p *program) cells(r *bulk.Result) []sheet.Value { return r.Cells(p.clock()) }

// judge checks the world after its end: what the servers have, what the ledgers
// say, and what the sheet shows.
func (s *sim) judge(ctx context.Context) {
	s.faults = append(s.faults, s.market.faults...)
	entries, err := s.entries(ctx)
	if err != nil {
		s.fault("%v", err)
		return
	}
	for name, server := range s.servers {
		for _, link := range server.all() {
			s.stats.Links++
			s.judgeLink(name, link, entries)
		}
	}
	for i := range s.table.rows {
		s.judgeRow(i, entries)
	}
	for _, list := range entries {
		for _, e := range list {
			// After the settle window whoever can be asked has been asked.
			if server := s.servers[e.Provider]; server.findable && e.State.Unresolved() && e.Link.ID == "" && !s.rival {
				s.fault("%s is still %s long after every create was over", e.Key, e.State)
			}
		}
	}
}

// entries gives what the ledgers hold, by the reference as it was sent.
func (s *sim) entries(ctx context.Context) (map[string][]ledger.Entry, error) {
	all := map[string][]ledger.Entry{}
	for _, name := range []string{"ledger", "rival"} {
		book, err := ledger.Open(ctx, filepath.Join(s.dir, name), ledger.Options{ReadOnly: true})
		if err != nil {
			return nil, err
		}
		for e, err := range book.Entries(ctx, ledger.Filter{}) {
			if err != nil {
				return nil, fmt.Errorf("reading the ledger: %w", err)
			}
			all[e.Sent] = append(all[e.Sent], e)
			if e.Generation > 1 {
				s.stats.Replaced++
			}
		}
		if _, err := book.Verify(ctx); err != nil {
			return nil, err
		}
		if err := book.Close(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// judgeLink: whoever made a link wrote down before that it would, with the
// amount that the link has.
func (s *sim) judgeLink(name string, link simLink, entries map[string][]ledger.Entry) {
	known := false
	for _, e := range entries[link.reference] {
		if e.Provider != name {
			continue
		}
		known = known || knows(e, link.id)
		if e.State == ledger.Known && e.Link.ID == link.id && e.Amount != link.amount {
			s.fault("%s asks for %s, the ledger says %s", link.id, link.amount, e.Amount)
		}
	}
	if !known {
		s.fault("%s (%s, %s) is known to nobody", link.id, link.reference, link.status)
	}
}

// judgeRow: a row has its link, or says in so many words that it has none or
// that nobody knows; and what can be known is known.
func (s *sim) judgeRow(i int, entries map[string][]ledger.Entry) {
	reference, outcome := s.table.text(i, "reference"), bulk.Outcome(s.table.text(i, invoice.LinkOutcome))
	id, url := s.table.text(i, invoice.LinkID), s.table.text(i, invoice.LinkURL)
	if outcome == bulk.Uncertain {
		s.stats.Uncertain++
	}
	found, ok := s.find(id)
	if outcome.Linked() && (!ok || url != found.link().URL || id == "") {
		s.fault("%s is %s, but the sheet shows link %q at %q", reference, outcome, id, url)
	}
	switch outcome {
	case bulk.Created, bulk.Adopted, bulk.Refreshed, bulk.Kept, bulk.Held, bulk.Uncertain:
	case bulk.Replaced: // a replacement that an earlier run began
	default:
		s.fault("%s is %q after a run without trouble: %s", reference, outcome, s.table.text(i, invoice.LinkNote))
	}
	for name, server := range s.servers {
		for _, link := range server.all() {
			if weight(link.status) == 0 || !isOf(link.reference, reference) || link.id == id {
				continue
			}
			if s.rival {
				continue // the rival's own copy of the sheet shows it
			}
			if outcome != bulk.Uncertain && outcome != bulk.Held {
				s.fault("%s can be paid at %s, but its row shows %q and says %s", link.id, name, id, outcome)
			}
			sure := slices.ContainsFunc(entries[link.reference], func(e ledger.Entry) bool { return e.Link.ID == link.id && e.State == ledger.Known })
			if server.findable && !sure {
				s.fault("%s could be found at %s and was not (%s: %s)", link.id, name, outcome, s.table.text(i, invoice.LinkNote))
			}
		}
	}
}

// isOf tells that a reference as it was sent belongs to an invoice.
func isOf(sent, reference string) bool {
	return sent == reference || len(sent) > len(reference) && sent[:len(reference)+1] == reference+"-"
}

func (s *sim) find(id string) (simLink, bool) {
	for _, server := range s.servers {
		if l, ok := server.change(id, ""); ok {
			return l, true
		}
	}
	return simLink{}, false
}
