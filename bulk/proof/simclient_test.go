package proof

import (
	"context"
	"slices"
	"strings"
	"time"

	"paysheet/providers"
)

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

// List gives five links a page, in the order of their ids; the last one read is the
// cursor.
func (c client) List(_ context.Context, cursor string) (page providers.Page, err error) {
	if !c.findable {
		return page, c.fail("list", providers.Unsupported, "nobody can be asked")
	}
	if err := c.read("list", cursor); err != nil {
		return page, err
	}
	all := c.all()
	slices.SortFunc(all, func(a, b simLink) int { return strings.Compare(a.id, b.id) })
	for _, l := range all {
		if l.id > cursor && len(page.Links) < 5 {
			page.Links, page.Next = append(page.Links, l.link()), l.id
		}
	}
	if len(page.Links) < 5 {
		page.Next = ""
	}
	return page, nil
}

func (c client) Payments(context.Context, string) ([]providers.Payment, error) {
	return nil, c.fail("payments", providers.Unsupported, "payments are not told here")
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
