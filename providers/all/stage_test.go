package all_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/all"
	"paysheet/providers/providertest"
	"paysheet/providers/sandbox"
	"paysheet/providers/wrap"
)

func newClock() *providertest.Clock {
	return providertest.NewClock(time.Date(2026, 3, 10, 9, 30, 0, 0, time.UTC))
}

// stage is one provider's stand-in behind a front that a test puts faults on.
type stage struct {
	def   providers.Definition
	box   *sandbox.Sandbox
	front *front
	clock *providertest.Clock

	url     string
	carrier http.RoundTripper // nil is the driver's own
}

func newStage(tb testing.TB, provider string, knobs map[string]string) *stage {
	tb.Helper()
	s := standIn(tb, provider, knobs)
	s.overTCP(tb)
	return s
}

func (s *stage) overTCP(tb testing.TB) {
	tb.Helper()
	server := httptest.NewUnstartedServer(s.front)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // connections cut on purpose are no news
	server.Start()
	tb.Cleanup(server.Close)
	s.url = server.URL
}

// standIn is a stage that nobody serves yet.
func standIn(tb testing.TB, provider string, knobs map[string]string) *stage {
	tb.Helper()
	def, known := all.Find(provider)
	if !known {
		tb.Fatalf("no provider %s", provider)
	}
	c := newClock()
	box, err := sandbox.Open(sandbox.Options{Dir: tb.TempDir(), Clock: c.Now, Knobs: knobs})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := box.Close(); err != nil {
			tb.Error(err)
		}
	})
	return &stage{def: def, box: box, clock: c, front: &front{behind: box.Handler(provider), seen: map[string]bool{}}}
}

// settings are those of an account at the stage, some of them changed.
func (s *stage) settings(tb testing.TB, changes map[string]string) providers.Settings {
	tb.Helper()
	values := sandbox.EndpointAt(s.def.Name, s.url).Settings
	for name, value := range changes {
		values[name] = value
	}
	settings, err := providers.NewSettings(s.def.Table(), values)
	if err != nil {
		tb.Fatal(err)
	}
	return settings
}

// bare opens the driver alone.
func (s *stage) bare(tb testing.TB, changes map[string]string) providers.Provider {
	tb.Helper()
	p, err := s.def.Open(providers.Account{
		Name: "stage", Settings: s.settings(tb, changes), Clock: s.clock.Now, Zone: time.UTC, Transport: s.carrier,
	})
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// paced opens the driver as the command does: no rate on loopback, eight calls
// at once, the default patience. Only its sleeps are the test's.
func (s *stage) paced(tb testing.TB, changes map[string]string, waiting func(string, time.Duration)) providers.Provider {
	tb.Helper()
	return wrap.Pace(s.bare(tb, changes),
		wrap.Limits{Name: "stage", Concurrency: 8},
		wrap.RetryPolicy{Name: "stage", Now: s.clock.Now, Sleep: s.clock.Sleep, Waiting: waiting},
		wrap.BreakerPolicy{Name: "stage", Now: s.clock.Now})
}

func (s *stage) can(tb testing.TB) providers.Capabilities {
	tb.Helper()
	return s.def.Capabilities(s.settings(tb, nil))
}

// request is a plain invoice that the provider takes.
func (s *stage) request(tb testing.TB, reference string) providers.LinkRequest {
	tb.Helper()
	amount, err := providers.ParseMoney("1500", string(s.can(tb).Currencies[0]))
	if err != nil {
		tb.Fatal(err)
	}
	return providers.LinkRequest{
		Reference: reference, Amount: amount, Description: "Invoice " + reference, Expires: providers.Date{Year: 2026, Month: 3, Day: 30},
		Customer: providers.Customer{Name: "Asha Perera", Email: "asha@example.com", Phone: "+91 98765 43210"},
	}
}

// holds gives what the stand-in has under a reference.
func (s *stage) holds(reference string) []sandbox.Link {
	var found []sandbox.Link
	for _, link := range s.box.Links(s.def.Name) {
		if link.Reference == reference {
			found = append(found, link)
		}
	}
	return found
}
