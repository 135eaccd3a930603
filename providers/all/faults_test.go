package all_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"paysheet/providers"
	"paysheet/providers/all"
)

// TestFaultMatrix meets every operation of every provider with every fault: at
// each of its requests once, and at all of them. Whatever happens there is at most
// one link of one create and one notice of one update, and the kind of the error
// tells what is known.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	count := &tally{cells: map[place]map[int]providers.Kind{}}
	t.Cleanup(func() { t.Log(count.table()) })
	for _, def := range all.Definitions() {
		for _, fault := range everyFault() {
			t.Run(def.Name+"/"+fault, func(t *testing.T) {
				t.Parallel()
				for _, op := range everyOperation() {
					everyRequest(t, count, def.Name, fault, op)
				}
			})
		}
	}
}

// everyRequest puts the fault on all requests of an operation, then on the first,
// the second and so on until there is none to hit.
func everyRequest(t *testing.T, count *tally, provider, fault string, op operation) {
	t.Helper()
	for at := 0; ; at++ {
		struck := 0
		run := func(t *testing.T) {
			t.Helper()
			struck = cell(t, count, provider, fault, op, at)
		}
		name := fmt.Sprintf("%s/at request %d", op.name, at)
		if at == 0 {
			name = op.name + "/at every request"
		}
		t.Run(name, func(t *testing.T) {
			if fault == tooSlow {
				synctest.Test(t, run) // the timeout passes at once
				return
			}
			run(t)
		})
		if at > 0 && struck == 0 {
			return
		}
		if at > 9 {
			t.Fatalf("%s makes more requests than expected", op.name)
		}
	}
}

// cell runs one operation under one fault and tells how many requests it hit.
func cell(t *testing.T, count *tally, provider, fault string, op operation, at int) int {
	t.Helper()
	s := standIn(t, provider, nil)
	d := s.serve(t, fault)
	can := s.can(t)
	if op.skipped(can) {
		return 0
	}
	waits := map[string]time.Duration{}
	p := s.paced(t, nil, func(reason string, d time.Duration) { waits[reason] = d })
	s.front.arm(fault, -1)
	req, link := s.ready(t, p, op)
	s.front.arm(fault, at)
	d.arm(at)
	got, err := op.call(t.Context(), p, link, req)
	struck := s.front.struck() + d.struck()
	s.front.arm("", 0)
	d.disarm()
	if struck == 0 && at > 0 && (err == nil || !op.supported(can)) {
		return 0 // it makes fewer requests than that
	}
	if struck == 0 && op.supported(can) {
		t.Errorf("the fault hit nothing, error %v", err)
	}
	want := expected(provider, can, op, fault, at)
	s.judge(t, op, want, got, err)
	if fault == throttled && want == succeeds && waits["asked by the provider"] != 7*time.Second {
		t.Errorf("the pause that was asked for was not made: %v", waits)
	}
	links := len(s.holds(req.Reference))
	count.add(place{provider, fault, op.name}, at, err, links)
	if s.front.fresh {
		t.Error("the fault was to hit a connection that had been used")
	}
	if op.creates {
		if n := made(fault, at, want); links != n {
			t.Errorf("%d links, want %d", links, n)
		}
		s.settle(t, p, can, req, err)
	}
	return struck
}

// serve puts a stage on the wire that the fault needs.
func (s *stage) serve(t *testing.T, fault string) *dialer {
	t.Helper()
	d := &dialer{}
	switch fault {
	case refused:
		d.elsewhere = nobody(t)
		s.overTLS(t, d)
	case tlsCut:
		d.elsewhere = cutter(t)
		s.overTLS(t, d)
	case tooSlow:
		s.overPipes(t)
	default:
		s.overTCP(t)
	}
	return d
}

// ready makes the link that the operation is about, with the account that is about
// to meet the fault: its token and its connection are there already.
func (s *stage) ready(t *testing.T, p providers.Provider, op operation) (providers.LinkRequest, providers.Link) {
	t.Helper()
	req := s.request(t, "INV-00001")
	warm := req
	if op.creates {
		warm.Reference = "INV-00000"
	}
	if op.name == halfMade {
		// The create of an account of its own, whose second request is cut off.
		s.front.arm(cutBefore, 2)
		_, err := s.bare(t, nil).Create(t.Context(), warm)
		s.front.arm("", 0)
		if !providers.Is(err, providers.Uncertain) {
			t.Fatalf("a create cut in the middle: %v", err)
		}
		_, err = p.Get(t.Context(), s.holds(warm.Reference)[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		return req, providers.Link{}
	}
	link, err := p.Create(t.Context(), warm)
	if err != nil {
		t.Fatal(err)
	}
	if op.name == "cancel" && !slices.Contains(s.can(t).CancelFrom, providers.Active) {
		if err := s.box.Expire(s.def.Name, link.URL); err != nil {
			t.Fatal(err)
		}
	}
	return req, link
}

// judge checks the outcome of a cell: its kind, and that a success is true.
func (s *stage) judge(t *testing.T, op operation, want providers.Kind, got providers.Link, err error) {
	t.Helper()
	if want != succeeds {
		if !providers.Is(err, want) {
			t.Errorf("error %v (%s), want %s", err, providers.KindOf(err), want)
		}
		return
	}
	if err != nil {
		t.Errorf("error %v (%s), want none", err, providers.KindOf(err))
		return
	}
	held := s.holds("INV-00001")
	if len(held) != 1 {
		t.Fatalf("%d links", len(held))
	}
	switch op.name {
	case "cancel":
		if got.Status != providers.Cancelled || s.box.Pay(s.def.Name, held[0].URL, "") == nil {
			t.Errorf("the link is %s and can be paid", got.Status)
		}
	case "update", "update and notify":
		if held[0].Description != "Corrected" {
			t.Errorf("description %q", held[0].Description)
		}
		if told := len(held[0].Notified); op.notifies != (told == 1) {
			t.Errorf("the payer was told %d times", told)
		}
	default:
		if got.Status != providers.Active || got.URL == "" || got.ID != held[0].ID || !held[0].Payable {
			t.Errorf("gave %+v", got)
		}
	}
}

// settle does what a run does about a create whose fate is not known: it looks, and
// asks again only where a used reference is refused.
func (s *stage) settle(t *testing.T, p providers.Provider, can providers.Capabilities, req providers.LinkRequest, err error) {
	t.Helper()
	if !providers.Is(err, providers.Uncertain) || can.Find == providers.FindNone {
		return
	}
	before := len(s.holds(req.Reference))
	link, err := p.Find(t.Context(), req.Reference)
	if providers.Is(err, providers.NotFound) && before == 0 {
		if !can.RefusesDuplicates {
			return
		}
		link, err = p.Create(t.Context(), req)
	}
	if err != nil || link.Status != providers.Active || link.URL == "" {
		t.Errorf("the lost create was settled as %+v, %v", link, err)
	}
	if n := len(s.holds(req.Reference)); n != 1 {
		t.Errorf("%d links after that", n)
	}
}
