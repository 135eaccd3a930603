package proof

import (
	"context"
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

// client is a driver of a server inside one run of the program.
type client struct {
	*server
	*life
}

func (c client) fail(op string, kind providers.Kind, text string) *providers.Error {
	return &providers.Error{Kind: kind, Provider: c.name, Op: op, Message: text}
}

// gone is what a killed program sees: nothing that it does any more reaches anybody.
func (c client) gone(op string) (providers.Link, error) {
	return providers.Link{}, c.fail(op, providers.Unavailable, "killed")
}

func (c client) Create(ctx context.Context, req providers.LinkRequest) (providers.Link, error) {
	what := "create " + req.Reference
	if c.isDead() || !c.sleep(c.between(what, time.Millisecond, 20*time.Millisecond)) {
		return c.gone("create")
	}
	if err := ctx.Err(); err != nil {
		e := c.fail("create", providers.Unavailable, "stopped")
		e.Err = err
		return providers.Link{}, e
	}
	c.market.tell("%s asked of %s for %s", req.Reference, c.name, req.Amount)
	late := false
	switch c.trouble(what, 3, 2, 1, 3, 12) {
	case 0:
		e := c.fail("create", providers.Throttled, "too many calls")
		e.RetryAfter = c.between(what, 0, 3*time.Second)
		return providers.Link{}, e
	case 1:
		return providers.Link{}, c.fail("create", providers.Unavailable, "connection refused")
	case 2:
		return providers.Link{}, c.fail("create", providers.Invalid, "refused")
	case 3: // the request never arrives, and nobody says so
		return c.unanswered(providers.Link{})
	case 4:
		late = true
	}
	return c.arrive(req, what, late)
}

// arrive is a create that reached the server, which now works on its own.
func (c client) arrive(req providers.LinkRequest, what string, late bool) (providers.Link, error) {
	work := c.between(what, 20*time.Millisecond, 500*time.Millisecond)
	if late {
		work = c.between(what, time.Second, tail)
	}
	answer := make(chan simLink, 1)
	go func() {
		time.Sleep(work)
		made, ok := c.land(req)
		if !ok {
			made = simLink{}
		}
		answer <- made
	}()
	lost := c.trouble(what, 4) == 0
	timer := time.NewTimer(giveUp)
	defer timer.Stop()
	select {
	case <-c.dead:
		return c.gone("create")
	case <-timer.C:
		return providers.Link{}, c.fail("create", providers.Uncertain, "no answer within a minute")
	case made := <-answer:
		switch {
		case made.id == "":
			return providers.Link{}, c.fail("create", providers.Conflict, "this reference was used before")
		case lost:
			return providers.Link{}, c.fail("create", providers.Uncertain, "HTTP 500")
		case c.drafts:
			return c.activate("create", made)
		}
		return made.link(), nil
	}
}

func (c client) unanswered(link providers.Link) (providers.Link, error) {
	if !c.sleep(giveUp) {
		return c.gone("create")
	}
	return link, c.fail("create", providers.Uncertain, "no answer within a minute")
}

// activate makes a draft payable; half of the answers that are lost are lost
// after it was done.
func (c client) activate(op string, l simLink) (providers.Link, error) {
	what := "activate " + l.reference
	if !c.sleep(c.between(what, 5*time.Millisecond, 200*time.Millisecond)) {
		return c.gone(op)
	}
	trouble := c.trouble(what, 2, 2)
	if trouble == 0 {
		return l.link(), c.fail(op, providers.Uncertain, "the link was not activated")
	}
	now, _ := c.change(l.id, providers.Active, providers.Draft)
	if trouble == 1 {
		return l.link(), c.fail(op, providers.Uncertain, "the link was perhaps not activated")
	}
	if !c.sleep(c.between(what, 5*time.Millisecond, 100*time.Millisecond)) {
		return c.gone(op)
	}
	return now.link(), nil
}

// read waits for the answer to a call that changes nothing.
func (c client) read(op, what string) error {
	what = op + " " + what
	if c.isDead() || !c.sleep(c.between(what, 5*time.Millisecond, 300*time.Millisecond)) {
		_, err := c.gone(op)
		return err
	}
	switch c.trouble(what, 3, 2) {
	case 0:
		return c.fail(op, providers.Unavailable, "connection reset")
	case 1:
		return c.fail(op, providers.Throttled, "too many calls")
	}
	return nil
}

func (c client) Get(_ context.Context, id string) (providers.Link, error) {
	if err := c.read("get", id); err != nil {
		return providers.Link{}, err
	}
	l, ok := c.change(id, "")
	if !ok {
		return providers.Link{}, c.fail("get", providers.NotFound, "no such link")
	}
	return l.link(), nil
}

func (c client) Find(_ context.Context, reference string) (providers.Link, error) {
	if !c.findable {
		return providers.Link{}, c.fail("find", providers.Unsupported, "nobody can be asked")
	}
	if err := c.read("find", reference); err != nil {
		return providers.Link{}, err
	}
	l, ok := c.byReference(reference)
	c.market.tell("%s looked for at %s: %q %s", reference, c.name, l.id, l.status)
	switch {
	case !ok:
		return providers.Link{}, c.fail("find", providers.NotFound, "no such link")
	case l.status == providers.Draft:
		return c.activate("find", l)
	}
	return l.link(), nil
}

func (c client) Update(context.Context, string, providers.LinkRequest) (providers.Link, error) {
	return providers.Link{}, c.fail("update", providers.Unsupported, "links do not change here")
}

func (c client) Cancel(_ context.Context, id string) (providers.Link, error) {
	if err := c.read("cancel", id); err != nil {
		return providers.Link{}, err
	}
	l, ok := c.change(id, providers.Cancelled, providers.Active, providers.Draft)
	switch {
	case !ok:
		return providers.Link{}, c.fail("cancel", providers.NotFound, "no such link")
	case c.trouble("cancelled "+id, 4) == 0:
		return providers.Link{}, c.fail("cancel", providers.Uncertain, "no answer")
	case !c.sleep(c.between("cancelled "+id, 5*time.Millisecond, 100*time.Millisecond)):
		return c.gone("cancel")
	case l.status != providers.Cancelled:
		return l.link(), c.fail("cancel", providers.Conflict, "it is "+string(l.status))
	}
	return l.link(), nil
}
