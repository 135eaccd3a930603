package providertest

import (
	"context"
	"net"
	"strings"
	"testing"

	"paysheet/providers"
)

// operation is one method, called so that a fault can hit it.
type operation struct {
	name string
	// on is the request at which the provider meets it, in the words of the sandbox;
	// several where providers differ.
	on   string
	call func(context.Context, account, providers.Link, providers.LinkRequest) (providers.Link, error)
}

// under gives a fault for each of the operation's requests.
func (o operation) under(fault string) []string {
	var faults []string
	for on := range strings.SplitSeq(o.on, ",") {
		faults = append(faults, fault+"/"+on)
	}
	return faults
}

// operations are the methods that the provider supports.
func (a account) operations() []operation {
	all := []operation{
		{"create", "create", func(ctx context.Context, a account, _ providers.Link, req providers.LinkRequest) (providers.Link, error) {
			return a.Create(ctx, req)
		}},
		{"get", "get", func(ctx context.Context, a account, link providers.Link, _ providers.LinkRequest) (providers.Link, error) {
			return a.Get(ctx, link.ID)
		}},
		{"cancel", "cancel", func(ctx context.Context, a account, link providers.Link, _ providers.LinkRequest) (providers.Link, error) {
			return a.Cancel(ctx, link.ID)
		}},
	}
	find := operation{"find", "list", func(ctx context.Context, a account, _ providers.Link, req providers.LinkRequest) (providers.Link, error) {
		return a.Find(ctx, req.Reference)
	}}
	switch a.can.Find {
	case providers.FindExact:
		find.on = "get"
		all = append(all, find)
	case providers.FindScan:
		all = append(all, find, operation{"list", "list", func(ctx context.Context, a account, link providers.Link, _ providers.LinkRequest) (providers.Link, error) {
			_, err := a.List(ctx, "")
			return link, err
		}})
	case providers.FindNone:
	}
	if a.can.TellsPayments {
		all = append(all, operation{"payments", "get,transactions", func(ctx context.Context, a account, link providers.Link, _ providers.LinkRequest) (providers.Link, error) {
			_, err := a.Payments(ctx, link.ID)
			return link, err
		}})
	}
	if len(a.can.Update) > 0 {
		all = append(all, operation{"update", "update", func(ctx context.Context, a account, link providers.Link, req providers.LinkRequest) (providers.Link, error) {
			return a.Update(ctx, link.ID, req)
		}})
	}
	return all
}

// underFault calls every method on a site of its own where the fault hits each
// request of that kind.
func (s *suite) underFault(t *testing.T, fault string, check func(t *testing.T, op operation, err error)) {
	t.Helper()
	s.standIn(t, "needs faults")
	for _, op := range s.first.operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			a := s.account(t, op.under(fault)...)
			req := a.request(t, a.reference(1))
			var link providers.Link
			if op.name != "create" {
				link = a.cancellable(t)
			}
			_, err := op.call(t.Context(), a, link, req)
			check(t, op, err)
			if op.name == "create" {
				a.holds(t, req.Reference, 0)
			}
		})
	}
}

func (x trial) wrongCredentials() {
	t, s := x.T, x.suite
	site := s.open(t)
	for _, setting := range s.def.Settings {
		if !setting.Secret {
			continue
		}
		a := s.accountOn(t, site, map[string]string{setting.Name: "wrong-canary"}, nil)
		_, err := a.Create(t.Context(), a.request(t, a.reference(1)))
		a.failed(t, "create with a wrong "+setting.Name, err, providers.Denied)
		_, err = a.Get(t.Context(), "000000000000000000000000")
		a.failed(t, "get with a wrong "+setting.Name, err, providers.Denied)
		a.holds(t, a.reference(1), 0)
	}
}

func (x trial) refusedAlways() {
	t, s := x.T, x.suite
	s.underFault(t, "unauthorized", func(t *testing.T, op operation, err error) {
		t.Helper()
		s.first.failed(t, op.name, err, providers.Denied)
	})
}

func (x trial) throttledWithTime() {
	t, s := x.T, x.suite
	s.underFault(t, "throttle", func(t *testing.T, op operation, err error) {
		t.Helper()
		if e := s.first.failure(t, op.name, err, providers.Throttled); e.RetryAfter <= 0 {
			t.Errorf("RetryAfter %s", e.RetryAfter)
		}
	})
}

func (x trial) throttledWithoutTime() {
	t, s := x.T, x.suite
	s.underFault(t, "throttle-bare", func(t *testing.T, op operation, err error) {
		t.Helper()
		if e := s.first.failure(t, op.name, err, providers.Throttled); e.RetryAfter != 0 {
			t.Errorf("RetryAfter %s", e.RetryAfter)
		}
	})
}

// noConnection points every address at a port on which nobody listens.
func (x trial) noConnection() {
	t, s := x.T, x.suite
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	site := s.open(t)
	changes := map[string]string{}
	for _, setting := range s.def.Table() {
		if setting.Name == "base_url" || setting.Name == "accounts_url" {
			changes[setting.Name] = nobody
		}
	}
	a := s.accountOn(t, site, changes, nil)
	for _, op := range a.operations() {
		_, err := op.call(t.Context(), a, providers.Link{ID: "1"}, a.request(t, a.reference(1)))
		a.failed(t, op.name, err, providers.Unavailable)
	}
}

// lostCreate lets a create meet a fault after which nobody can know whether the
// link exists, and then looks for it.
func (s *suite) lostCreate(t *testing.T, made bool, changes map[string]string, faults ...string) {
	t.Helper()
	s.standIn(t, "needs faults")
	for _, fault := range faults {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			a := s.accountOn(t, s.open(t, fault), changes, nil)
			req := a.request(t, a.reference(1))
			_, err := a.Create(t.Context(), req)
			a.failed(t, "create", err, providers.Uncertain)
			count := 0
			if made {
				count = 1
			}
			a.holds(t, req.Reference, count)
			a.settles(t, req, made)
			a.holds(t, req.Reference, count)
		})
	}
}

// settles checks that Find tells what became of a lost create, and completes it.
func (a account) settles(t *testing.T, req providers.LinkRequest, made bool) {
	t.Helper()
	if a.can.Find == providers.FindNone {
		return
	}
	link, err := a.Find(t.Context(), req.Reference)
	if !made {
		a.failed(t, "find", err, providers.NotFound)
		return
	}
	if err != nil {
		t.Errorf("find: %v", err)
		return
	}
	if link.Status != providers.Active || link.URL == "" || link.ID == "" {
		t.Errorf("find gave %+v", link)
	}
	a.echoes(t, link, req)
	if a.can.RefusesDuplicates {
		_, err := a.Create(t.Context(), req)
		a.failed(t, "create again", err, providers.Conflict)
	}
}

func (x trial) createCutOff() {
	t, s := x.T, x.suite
	s.lostCreate(t, false, nil, "drop-before-create@1")
	s.lostCreate(t, true, nil, "drop-after-create@1", "reset-after-create@1", "truncated-body/create@1")
}

func (x trial) createBrokenAfter() {
	t, s := x.T, x.suite
	s.lostCreate(t, true, nil, "http500-after-create@1", "http502-after-create@1", "http503-after-create@1")
}

func (x trial) createUnreadable() {
	t, s := x.T, x.suite
	s.lostCreate(t, true, nil, "html-200/create@1", "empty-200/create@1")
}

func (x trial) createTooSlow() {
	t, s := x.T, x.suite
	s.lostCreate(t, true, map[string]string{"timeout": "1s"}, "slow/create=1m@1")
}

// readsUnreadable checks that what makes nothing is never Uncertain when it
// reads, and not mistaken for a success when it changes.
func (x trial) readsUnreadable() {
	t, s := x.T, x.suite
	s.standIn(t, "needs faults")
	for _, fault := range []string{"html-200", "empty-200", "truncated-body", "drop-before-create", "reset-after-create", "http500-after-create", "http503-after-create"} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			for _, op := range s.first.operations() {
				if op.name == "create" {
					continue
				}
				a := s.account(t, op.under(fault)...)
				link := a.cancellable(t)
				_, err := op.call(t.Context(), a, link, a.request(t, a.reference(1)))
				kinds := []providers.Kind{providers.Unavailable}
				if op.name == "update" || op.name == "cancel" {
					kinds = append(kinds, providers.Uncertain)
				}
				if op.name == "cancel" && err == nil && a.gone(t, link) {
					continue // its answer says nothing, but a look afterwards did
				}
				a.failed(t, op.name, err, kinds...)
			}
		})
	}
}

// gone tells that a link truly is taken back.
func (a account) gone(t *testing.T, link providers.Link) bool {
	t.Helper()
	return a.Pay != nil && a.Pay(link.URL, "") != nil
}

// tokenEnds is for providers with access tokens, which all have a client secret.
func (x trial) tokenEnds() {
	t, s := x.T, x.suite
	hasTokens := false
	for _, setting := range s.def.Settings {
		hasTokens = hasTokens || setting.Name == "client_secret"
	}
	if !hasTokens {
		t.Skip("it has no access tokens")
	}
	s.standIn(t, "needs faults")
	for _, fault := range []string{"token-expiry@1", "token-expiry@2", "token-expiry@3"} {
		a := s.account(t, fault)
		for n := range 3 {
			req := a.request(t, a.reference(n))
			link, err := a.Create(t.Context(), req)
			if err != nil {
				t.Errorf("%s: create %d: %v", fault, n+1, err)
				continue
			}
			a.echoes(t, a.read(t, link.ID), req)
			a.holds(t, req.Reference, 1)
		}
	}
}
