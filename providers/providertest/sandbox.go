package providertest

import (
	"net/http/httptest"
	"testing"
	"time"

	"paysheet/providers/sandbox"
)

// OnSandbox gives sites at a provider's stand-in, each with a state folder of its
// own and a clock that stands still. A provider that has no stand-in fails.
func OnSandbox(provider string, knobs map[string]string) Open {
	return func(t *testing.T, faults ...string) Site {
		t.Helper()
		now := time.Date(2026, 3, 10, 9, 30, 0, 0, time.UTC)
		options := sandbox.Options{Dir: t.TempDir(), Clock: func() time.Time { return now }, Knobs: knobs}
		for _, text := range faults {
			fault, err := sandbox.ParseFault(provider + ":" + text)
			if err != nil {
				t.Fatal(err)
			}
			options.Faults = append(options.Faults, fault)
		}
		box, err := sandbox.Open(options)
		if err != nil {
			t.Fatal(err)
		}
		handler := box.Handler(provider)
		if handler == nil {
			t.Fatalf("providers/sandbox has no stand-in for %s: write one from the same documents", provider)
		}
		server := httptest.NewServer(handler)
		t.Cleanup(func() {
			server.Close()
			if err := box.Close(); err != nil {
				t.Error(err)
			}
		})
		return Site{
			Settings: sandbox.EndpointAt(provider, server.URL).Settings,
			Clock:    options.Clock,
			Stored:   func(reference string) []Stored { return stored(box, provider, reference) },
			Pay:      func(url, amount string) error { return box.Pay(provider, url, amount) },
			Expire:   func(url string) error { return box.Expire(provider, url) },
		}
	}
}

func stored(box *sandbox.Sandbox, provider, reference string) []Stored {
	var found []Stored
	for _, link := range box.Links(provider) {
		if link.Reference == reference {
			found = append(found, Stored{Amount: link.Amount, Currency: link.Currency, Notified: link.Notified})
		}
	}
	return found
}
