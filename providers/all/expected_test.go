package all_test

import (
	"context"
	"slices"

	"paysheet/providers"
)

// The faults of the matrix.
const (
	refused       = "connection refused"
	tlsCut        = "TLS cut in the handshake"
	cutBefore     = "cut before the work"
	cutAfter      = "cut after the work"
	finReused     = "FIN on a used connection"
	rstReused     = "RST on a used connection"
	fails500      = "500"
	fails502      = "502"
	fails503      = "503"
	tooSlow       = "slow past the timeout"
	truncated     = "truncated body"
	html200       = "HTML under 200"
	throttled     = "429 with Retry-After"
	throttledBare = "429 without Retry-After"
	tokenGone     = "401 in the middle of a run"
)

func everyFault() []string {
	return []string{
		refused, tlsCut, cutBefore, cutAfter, finReused, rstReused, fails500, fails502, fails503, tooSlow,
		truncated, html200, throttled, throttledBare, tokenGone,
	}
}

// operation is one thing that is asked of a provider.
type operation struct {
	name string
	// creates and notifies tell what must not happen twice.
	creates, notifies bool
	supported         func(providers.Capabilities) bool
	call              func(context.Context, providers.Provider, providers.Link, providers.LinkRequest) (providers.Link, error)
}

func everyOperation() []operation {
	always := func(providers.Capabilities) bool { return true }
	find := func(ctx context.Context, p providers.Provider, _ providers.Link, req providers.LinkRequest) (providers.Link, error) {
		return p.Find(ctx, req.Reference)
	}
	list := func(ctx context.Context, p providers.Provider, _ providers.Link, req providers.LinkRequest) (found providers.Link, err error) {
		for link, err := range providers.Links(ctx, p) {
			if err != nil {
				return link, err
			}
			if link.Reference == req.Reference {
				found = link
			}
		}
		return found, nil
	}
	update := func(ctx context.Context, p providers.Provider, link providers.Link, req providers.LinkRequest) (providers.Link, error) {
		req.Description = "Corrected"
		return p.Update(ctx, link.ID, req)
	}
	return []operation{
		{"create", true, false, always, func(ctx context.Context, p providers.Provider, _ providers.Link, req providers.LinkRequest) (providers.Link, error) {
			return p.Create(ctx, req)
		}},
		{"get", false, false, always, func(ctx context.Context, p providers.Provider, link providers.Link, _ providers.LinkRequest) (providers.Link, error) {
			return p.Get(ctx, link.ID)
		}},
		{"payments", false, false, func(can providers.Capabilities) bool { return can.TellsPayments }, func(ctx context.Context, p providers.Provider, link providers.Link, _ providers.LinkRequest) (providers.Link, error) {
			_, err := p.Payments(ctx, link.ID)
			return link, err
		}},
		{"find", false, false, func(can providers.Capabilities) bool { return can.Find != providers.FindNone }, find},
		{"list", false, false, func(can providers.Capabilities) bool { return can.Find == providers.FindScan }, list},
		{"update", false, false, func(can providers.Capabilities) bool { return len(can.Update) > 0 }, update},
		{"cancel", false, false, always, func(ctx context.Context, p providers.Provider, link providers.Link, _ providers.LinkRequest) (providers.Link, error) {
			return p.Cancel(ctx, link.ID)
		}},
		{"update and notify", false, true, func(can providers.Capabilities) bool { return can.Notifies }, func(ctx context.Context, p providers.Provider, link providers.Link, req providers.LinkRequest) (providers.Link, error) {
			req.Notify.Email = true
			return update(ctx, p, link, req)
		}},
		{halfMade, false, false, halves, find},
	}
}

// halfMade is a look for a link that was made but not activated.
const halfMade = "find what is half made"

// halves tells a provider that makes a link in two steps.
func halves(can providers.Capabilities) bool { return slices.Contains(can.CancelFrom, providers.Draft) }

// skipped: an operation that only some providers have in the first place is left
// out elsewhere; the seven methods are asked of all.
func (o operation) skipped(can providers.Capabilities) bool {
	return (o.notifies || o.name == halfMade) && !o.supported(can)
}

// succeeds stands for no error in a cell's expectation.
const succeeds = providers.Kind(255)

// noticeAt is the request of an update by which a provider writes to the customer:
// Zoho's only one; at PayU the one after the change and, in the older dialect, a look.
func noticeAt(provider string) int {
	if provider == "zoho" {
		return 1
	}
	return 3
}

// expected is the kind by which a cell must end: by what the fault proves of the
// request that it hits, and by whether that request may be made twice.
func expected(provider string, can providers.Capabilities, op operation, fault string, at int) providers.Kind {
	if !op.supported(can) {
		return providers.Unsupported
	}
	begun := op.creates && at > 1 // the link exists, the call that completes it was hit
	last := func(kind providers.Kind) providers.Kind {
		switch {
		case begun:
			return providers.Uncertain
		case at == 0:
			return kind // the fault does not go away
		}
		return succeeds // nothing was done, so it is asked again
	}
	switch fault {
	case refused, tlsCut:
		return last(providers.Unavailable)
	case throttled, throttledBare:
		return last(providers.Throttled)
	case tokenGone:
		if provider == "onepay" || at == 0 {
			return providers.Denied // a key that is refused has nothing that could be renewed
		}
		return succeeds
	}
	// The request may have been carried out.
	switch {
	case op.creates:
		return providers.Uncertain
	case op.notifies && max(at, 1) == noticeAt(provider):
		return providers.Uncertain
	case at == 0:
		return providers.Unavailable
	}
	return succeeds
}

// made is how many links a create leaves at the provider.
func made(fault string, at int, kind providers.Kind) int {
	if at <= 1 && (fault == cutBefore || kind != succeeds && kind != providers.Uncertain) {
		return 0
	}
	return 1
}
