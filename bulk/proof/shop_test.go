package proof

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"paysheet/providers/sandbox"
)

// shop is the four stand-ins, served by the test, so that they go on working
// on a request whose client was killed.
type shop struct {
	box       atomic.Pointer[sandbox.Sandbox]
	dir       string
	endpoints []sandbox.Endpoint
	slow      atomic.Bool // creates take a while and some take longer than the client waits

	mu      sync.Mutex
	random  *rand.Rand
	calls   int
	waiting map[int]chan struct{} // by the number of the call
	working int                   // calls that are being served
	closed  chan struct{}         // while the shop is held: closed when it goes on
}

func providerNames() []string { return []string{"onepay", "conomy", "zoho", "payu"} }

func openShop(t *testing.T, dir string, seed uint64) *shop {
	t.Helper()
	s := &shop{dir: filepath.Join(dir, "stand-ins"), random: rand.New(rand.NewPCG(seed, 1)), waiting: map[int]chan struct{}{}}
	s.slow.Store(true)
	s.reopen(t, troubles(seed))
	for _, provider := range providerNames() {
		server := httptest.NewServer(s.desk(provider))
		t.Cleanup(server.Close)
		s.endpoints = append(s.endpoints, sandbox.EndpointAt(provider, server.URL))
	}
	return s
}

// troubles is what goes wrong in a few percent of the calls.
func troubles(seed uint64) []sandbox.Fault {
	trouble := func(kind, operation string, rate float64) sandbox.Fault {
		return sandbox.Fault{Provider: "*", Kind: kind, Operation: operation, Rate: rate, Seed: seed}
	}
	slow := trouble(sandbox.FaultSlow, "", 0.03)
	slow.Wait = 30 * time.Millisecond
	return []sandbox.Fault{
		trouble(sandbox.FaultDropBefore, "", 0.01), trouble(sandbox.FaultDropAfter, "", 0.03),
		trouble(sandbox.FaultResetAfter, "", 0.01), trouble(sandbox.Fault500After, "", 0.02),
		trouble(sandbox.FaultDropAfter, "activate", 0.03), trouble(sandbox.FaultTruncated, "create", 0.01),
		trouble(sandbox.FaultThrottleBare, "", 0.02), slow,
	}
}

// reopen serves the same links with other faults.
func (s *shop) reopen(t *testing.T, faults []sandbox.Fault) {
	t.Helper()
	box, err := sandbox.Open(sandbox.Options{Dir: s.dir, Clock: time.Now, Faults: faults})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	s.box.Store(box)
}

// calm ends every trouble and waits for the creates that are still on their way.
func (s *shop) calm(t *testing.T) {
	t.Helper()
	for s.busy(0) > 0 {
		time.Sleep(time.Millisecond)
	}
	s.slow.Store(false)
	s.reopen(t, nil)
}

// desk serves one provider. The work does not end with the client, and a
// create may begin long after its client was gone.
func (s *shop) desk(provider string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.busy(1)
		defer s.busy(-1)
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the request was cut off before it was whole
		}
		r = r.WithContext(context.WithoutCancel(r.Context()))
		r.Body = io.NopCloser(bytes.NewReader(body))
		work, closed := s.arrived(r.Method == http.MethodPost)
		if closed != nil {
			<-closed
		}
		time.Sleep(work)
		s.box.Load().Handler(provider).ServeHTTP(w, r)
	})
}

// busy counts the calls that are being served, after a change.
func (s *shop) busy(change int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.working += change
	return s.working
}

// hold keeps every call waiting until release.
func (s *shop) hold() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = make(chan struct{})
}

func (s *shop) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.closed)
	s.closed = nil
}

// arrived counts a call and gives how long its work takes to begin, and what
// it has to wait for before, if anything.
func (s *shop) arrived(post bool) (work time.Duration, closed chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	if reached := s.waiting[s.calls]; reached != nil {
		close(reached)
		delete(s.waiting, s.calls)
	}
	switch {
	case !s.slow.Load():
		return 0, s.closed
	case post && s.random.IntN(100) < 2:
		return patience + time.Duration(s.random.Int64N(int64(patience))), s.closed
	default:
		return time.Duration(s.random.Int64N(int64(6 * time.Millisecond))), s.closed
	}
}

// reach gives a channel that is closed at the n-th call from now.
func (s *shop) reach(n int) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	reached := make(chan struct{})
	s.waiting[s.calls+n] = reached
	return reached
}

// links gives every link of every stand-in by reference.
func (s *shop) links() map[string][]sandbox.Link {
	all := map[string][]sandbox.Link{}
	for _, provider := range providerNames() {
		for _, link := range s.box.Load().Links(provider) {
			all[link.Reference] = append(all[link.Reference], link)
		}
	}
	return all
}

// accounts writes the config's accounts.
func (s *shop) accounts(timeout time.Duration) string {
	var b bytes.Buffer
	for _, e := range s.endpoints {
		fmt.Fprintf(&b, "\n[accounts.%s]\nprovider = %q\ntimeout = %q\n", e.Provider, e.Provider, timeout.String())
		for key, value := range e.Settings {
			if key == "payment_methods" {
				fmt.Fprintf(&b, "%s = [\"WEBPAY\", \"ETPAY\"]\n", key)
				continue
			}
			fmt.Fprintf(&b, "%s = %q\n", key, value)
		}
	}
	return b.String()
}
