package providertest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/wrap"
)

// variables begins the names of the environment's variables for a provider.
func variables(provider string) string { return "PAYSHEET_LIVE_" + strings.ToUpper(provider) + "_" }

// FromEnvironment gives the settings of a real test account from variables, each a
// "NAME=value" as os.Environ has them: PAYSHEET_LIVE_ZOHO_CLIENT_SECRET is the
// key client_secret of an account at zoho. An account without ENVIRONMENT is one
// of the provider's test environment. missing names the variables of required keys
// that are not there. The error names a variable that is no key of the provider.
func FromEnvironment(def providers.Definition, environ []string) (values map[string]string, missing []string, err error) {
	begin := variables(def.Name)
	values = map[string]string{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		key, ours := strings.CutPrefix(name, begin)
		if !ours || value == "" {
			continue
		}
		key = strings.ToLower(key)
		if !slices.ContainsFunc(def.Table(), func(s providers.Setting) bool { return s.Name == key }) {
			return nil, nil, fmt.Errorf("%s: %s is no key of an account at %s", name, key, def.Name)
		}
		values[key] = value
	}
	for _, setting := range def.Table() {
		if setting.Required && values[setting.Name] == "" {
			missing = append(missing, begin+strings.ToUpper(setting.Name))
		}
	}
	if values["environment"] == "" {
		values["environment"] = "test"
	}
	return values, missing, nil
}

// OnAccount gives one account that outlives the test as the site of every clause.
// References begin with the instant of the run. Clauses that need faults, payers
// or another time skip themselves.
func OnAccount(settings map[string]string, clock func() time.Time) Open {
	run := "T" + strings.ToUpper(fmt.Sprintf("%x", clock().UnixMilli()/100))
	return func(t *testing.T, faults ...string) Site {
		t.Helper()
		if len(faults) > 0 {
			t.Skip("only a stand-in has faults")
		}
		return Site{Settings: settings, Clock: clock, Run: run}
	}
}

// real tells an account that outlives the test.
func (a account) real() bool { return a.Run != "" }

// standIn skips a clause at a real account.
func (s *suite) standIn(t *testing.T, why string) {
	t.Helper()
	if s.first.real() {
		t.Skipf("only at a stand-in: it %s", why)
	}
}

// mark gives what a clause's references begin with.
func (s *suite) mark(site Site) string {
	if site.Run == "" {
		return "INV"
	}
	return fmt.Sprintf("%s%02d", site.Run, s.marks.Add(1))
}

// amount gives the usual amount at a stand-in and the least at a real account.
func (a account) amount(t *testing.T, usual string, currency providers.Currency) providers.Money {
	t.Helper()
	if !a.real() {
		return money(t, usual, currency)
	}
	return money(t, a.leastAmounts(t, currency)[0], currency)
}

// leastAmounts are the least that a provider takes, and one with a fraction where
// the currency has any.
func (a account) leastAmounts(t *testing.T, currency providers.Currency) []string {
	t.Helper()
	least := a.can.MinAmount
	if least == "" {
		least = "1"
	}
	if currency.Digits() != 2 {
		return []string{least}
	}
	more, err := money(t, least, currency).Add(money(t, "0.05", currency))
	if err != nil {
		t.Fatal(err)
	}
	return []string{least, more.Number()}
}

// currencies are all at a stand-in; a real account need not have every one.
func (a account) currencies() []providers.Currency {
	if a.real() {
		return a.can.Currencies[:1]
	}
	return a.can.Currencies
}

// days is how long a link of the suite lives.
func (a account) days() int {
	if a.real() {
		return 1 // what cannot be taken back is gone soon
	}
	return 20
}

// made are the links that a run made at a real account, in order.
type made struct {
	mu    sync.Mutex
	links []providers.Link
}

// keeper remembers every link that a driver makes.
type keeper struct {
	providers.Provider
	made *made
}

func (k keeper) Create(ctx context.Context, req providers.LinkRequest) (providers.Link, error) {
	link, err := k.Provider.Create(ctx, req)
	if link.ID != "" {
		k.made.mu.Lock()
		k.made.links = append(k.made.links, link)
		k.made.mu.Unlock()
	}
	return link, err
}

// gently keeps to the account's pace, remembers what is made and, where patient,
// waits as long as the provider asks.
func (s *suite) gently(p providers.Provider, site Site, can providers.Capabilities, patient bool) providers.Provider {
	rate := can.Rate
	if given, err := strconv.ParseFloat(site.Settings["rate"], 64); err == nil {
		rate = given
	}
	p = wrap.Limit(p, wrap.Limits{Name: s.def.Name, Concurrency: 4, Rate: rate})
	if patient {
		p = wrap.Retry(p, wrap.RetryPolicy{Name: s.def.Name, Now: site.Clock})
	}
	return keeper{p, &s.made}
}

// tidy takes back what was made at a real account and tells what it could not.
func (s *suite) tidy(t *testing.T) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	s.made.mu.Lock()
	defer s.made.mu.Unlock()
	left := 0
	for _, link := range s.made.links {
		if _, err := s.first.Cancel(ctx, link.ID); err != nil {
			left++
			t.Logf("not taken back: %s (expires %s): %v", link.ID, link.Expires, err)
		}
	}
	t.Logf("%d links were made in the run %s, %d of them could not be taken back", len(s.made.links), s.first.Run, left)
}
