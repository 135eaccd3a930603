package proof

import (
	"fmt"
	"hash/fnv"
	"slices"
	"sync"
	"time"

	"paysheet/providers"
)

// server is a simulated provider: it acts on what reached it whether or not
// the client still lives, and sometimes long after the client gave up.
type server struct {
	name     string
	unique   bool // refuses a second link of a reference
	findable bool
	drafts   bool // a link is payable only after a second call
	seed     uint64
	market   *market

	mu    sync.Mutex
	calm  bool // nothing goes wrong any more
	links []*simLink
	drawn map[string]uint64 // draws so far by what they are for
}

type simLink struct {
	id, reference string
	amount        providers.Money
	status        providers.Status
}

// The client waits at most giveUp, and a create may land up to tail after it
// was sent: the settle window has to be longer than that.
const (
	giveUp = 60 * time.Second
	tail   = 90 * time.Second
)

// draw gives a number from 0 to below 1 that depends on the seed, on what it is
// for and on how often that was drawn for, and on no order of goroutines.
func (s *server) draw(what string) float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.drawn[what]
	s.drawn[what] = n + 1
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%d %s %s %d", s.seed, s.name, what, n)
	mixed := h.Sum64()
	mixed = (mixed ^ (mixed >> 32)) * 0x9E3779B97F4A7C15
	mixed ^= mixed >> 29
	return float64(mixed>>11) / (1 << 53)
}

// between draws a duration.
func (s *server) between(what string, least, most time.Duration) time.Duration {
	return least + time.Duration(s.draw(what)*float64(most-least))
}

// trouble draws which of several things goes wrong, by their shares in percent;
// -1 for none.
func (s *server) trouble(what string, shares ...float64) int {
	u := s.draw(what) * 100
	s.mu.Lock()
	calm := s.calm
	s.mu.Unlock()
	if calm {
		return -1
	}
	for i, share := range shares {
		if u -= share; u < 0 {
			return i
		}
	}
	return -1
}

// land makes the link that a request asked for, at the instant at which the
// server gets to it.
func (s *server) land(req providers.LinkRequest) (simLink, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unique {
		for _, l := range s.links {
			if l.reference == req.Reference {
				return simLink{}, false
			}
		}
	}
	l := &simLink{id: fmt.Sprintf("%s-%d", s.name, len(s.links)+1), reference: req.Reference, amount: req.Amount, status: providers.Active}
	if s.drafts {
		l.status = providers.Draft
	}
	s.links = append(s.links, l)
	s.market.count(l.reference, l.id, "", l.status)
	return *l, true
}

// change looks for a link by id and changes its state if it may.
func (s *server) change(id string, to providers.Status, from ...providers.Status) (simLink, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.links {
		if l.id != id {
			continue
		}
		if slices.Contains(from, l.status) {
			s.market.count(l.reference, l.id, l.status, to)
			l.status = to
		}
		return *l, true
	}
	return simLink{}, false
}

// byReference gives the link that a look-up shows: the newest that can be paid
// or is to be, else the newest.
func (s *server) byReference(reference string) (found simLink, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.links {
		if l.reference == reference && (!ok || l.status != providers.Cancelled || found.status == providers.Cancelled) {
			found, ok = *l, true
		}
	}
	return found, ok
}

func (s *server) all() []simLink {
	s.mu.Lock()
	defer s.mu.Unlock()
	links := make([]simLink, 0, len(s.links))
	for _, l := range s.links {
		links = append(links, *l)
	}
	return links
}

func (l simLink) link() providers.Link {
	return providers.Link{ID: l.id, URL: "https://pay.example/" + l.id, Reference: l.reference, Amount: l.amount, Status: l.status}
}
