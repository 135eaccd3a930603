// Package providertest is what every provider must do, as one suite of tests
// that knows no provider: it asks the definition what it can do and holds it to
// that. providers/all runs it over every provider against its stand-in. Only tests
// import it.
//
// It also runs against real test accounts, those that the environment names:
//
//	PAYSHEET_LIVE_PAYU_MERCHANT_ID=… PAYSHEET_LIVE_PAYU_CLIENT_ID=… PAYSHEET_LIVE_PAYU_CLIENT_SECRET=… \
//	go test -tags live ./providers/all -run TestLive -v -timeout 30m
//
// A variable is PAYSHEET_LIVE_, the provider and the key of the config, in capitals;
// every key of an account can be given so (paysheet providers lists them). These
// are the required ones:
//
//	onepay  APP_ID API_KEY
//	conomy  CLIENT_ID CLIENT_SECRET API_KEY OWNER_IDENTITY_ID DESTINATION_ACCOUNT PAYMENT_METHODS
//	zoho    ACCOUNT_ID CLIENT_ID CLIENT_SECRET REFRESH_TOKEN
//	payu    MERCHANT_ID CLIENT_ID CLIENT_SECRET
//
// A provider whose variables are not all there is skipped with their names. Unlike
// in a config, ENVIRONMENT is test where it is not given. The run keeps to the
// account's rate, makes links over the least amounts under references that no
// other run has, and at its end takes back what the provider lets it take back
// and names the rest. It tells nobody. What needs faults, a payer or another time
// is skipped with a reason: the stand-ins are for that.
package providertest

import (
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"paysheet/providers"
)

// Site is one account at a provider, or at its stand-in, to try a driver on.
type Site struct {
	// Settings are the account's, as a config would have them.
	Settings map[string]string
	Clock    func() time.Time
	// Run begins every reference at a site that outlives the test, where none can be
	// used twice. Such a site is a real account: it is treated gently, and what
	// the test made there is taken back. Empty where each clause has its own site.
	Run string
	// Stored tells what the provider holds of a reference; nil where only the
	// provider could tell.
	Stored func(reference string) []Stored
	// Pay and Expire do to a link, found by its URL, what a payer and time do; nil
	// where a test cannot.
	Pay    func(url, amount string) error
	Expire func(url string) error
}

// Stored is one link as the provider holds it.
type Stored struct {
	Amount   string // decimal in major units
	Currency string
	Notified []string // over which channels the payer was told
}

// Open gives a fresh site on which the faults happen, in the words of the
// sandbox without the provider: "drop-after-create@1". It skips the test where
// the site cannot have faults.
type Open func(t *testing.T, faults ...string) Site

// Run holds a provider to the contract of providers.Provider, each clause as a
// subtest of its own site.
func Run(t *testing.T, def providers.Definition, open Open) {
	t.Helper()
	s := &suite{def: def, open: open}
	s.first = s.account(t)
	if s.first.real() {
		t.Cleanup(func() { s.tidy(t) })
	}
	for _, clause := range clauses() {
		t.Run(clause.name, func(t *testing.T) {
			if !s.first.real() {
				t.Parallel()
			}
			clause.holds(trial{t, s})
		})
	}
}

type clause struct {
	name  string
	holds func(trial)
}

// trial is one clause being tried.
type trial struct {
	*testing.T
	*suite
}

// clauses are the suite, in the order of the contract.
func clauses() []clause {
	return []clause{
		{"create gives a payable link", trial.createGivesAPayableLink},
		{"get equals create", trial.getEqualsCreate},
		{"find by reference", trial.findByReference},
		{"find with nothing there", trial.findNothing},
		{"find among many", trial.findAmongMany},
		{"list shows every state", trial.listShowsEveryState},
		{"a used reference", trial.usedReference},
		{"longest reference", trial.longestReference},
		{"longest description", trial.longestDescription},
		{"every script of text", trial.everyScript},
		{"amounts to the last digit", trial.amountsToTheLastDigit},
		{"expiry round trip", trial.expiryRoundTrip},
		{"without an expiry", trial.withoutExpiry},
		{"part-payments", trial.partPayments},
		{"paid in full", trial.paidInFull},
		{"payments", trial.payments},
		{"payments in parts", trial.paymentsInParts},
		{"expired", trial.expired},
		{"nobody is told unasked", trial.nobodyIsTold},
		{"update what can be updated", trial.updateEveryField},
		{"update leaves the rest", trial.updateLeavesTheRest},
		{"update from every state it says", trial.updateFromEveryState},
		{"update at a provider without", trial.updateUnsupported},
		{"cancel then get", trial.cancelThenGet},
		{"cancel twice", trial.cancelTwice},
		{"cancel from every state it says", trial.cancelFromEveryState},
		{"cancel what cannot be", trial.cancelRefused},
		{"unknown link", trial.unknownLink},
		{"wrong credentials", trial.wrongCredentials},
		{"refused whatever the credentials", trial.refusedAlways},
		{"throttled with a time", trial.throttledWithTime},
		{"throttled without a time", trial.throttledWithoutTime},
		{"no connection", trial.noConnection},
		{"create cut off", trial.createCutOff},
		{"create answered with an error after the work", trial.createBrokenAfter},
		{"create answered unreadably", trial.createUnreadable},
		{"create too slow", trial.createTooSlow},
		{"reads answered unreadably", trial.readsUnreadable},
		{"token ends during the run", trial.tokenEnds},
		{"an endless body", trial.endlessBody},
		{"an ended context", trial.endedContext},
		{"secrets stay hidden", trial.secretsStayHidden},
		{"many at once", trial.manyAtOnce},
	}
}

// suite is the provider under test and how to get sites for it.
type suite struct {
	def   providers.Definition
	open  Open
	first account // on a site without faults, for what depends on no link
	made  made    // at a real account
	marks atomic.Int64
}

// account is a driver on a site.
type account struct {
	providers.Provider
	Site
	can  providers.Capabilities
	name string
	mark string // begins its references
}

// account opens the driver on a fresh site.
func (s *suite) account(t *testing.T, faults ...string) account {
	t.Helper()
	return s.accountOn(t, s.open(t, faults...), nil, nil)
}

// accountOn opens the driver on a site with some settings changed and another
// transport than its own.
func (s *suite) accountOn(t *testing.T, site Site, changes map[string]string, transport http.RoundTripper) account {
	t.Helper()
	values := maps.Clone(site.Settings)
	maps.Copy(values, changes)
	if site.Run != "" && len(changes) == 0 && transport == nil && s.first.Provider != nil {
		a := s.first // one driver, so one access token: an account gives few of them
		a.mark = s.mark(site)
		return a
	}
	settings, err := providers.NewSettings(s.def.Table(), values)
	if err != nil {
		t.Fatalf("the site's settings: %v", err)
	}
	p, err := s.def.Open(providers.Account{Name: "test", Settings: settings, Clock: site.Clock, Zone: time.UTC, Transport: transport})
	if err != nil {
		t.Fatalf("opening the account: %v", err)
	}
	can := s.def.Capabilities(settings)
	if site.Run != "" {
		p = s.gently(p, site, can, len(changes) == 0 && transport == nil)
	}
	return account{Provider: p, Site: site, can: can, name: s.def.Name, mark: s.mark(site)}
}

// each runs a function for numbers 0 to n-1 at once and waits for all.
func each(n int, run func(int)) {
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { run(i) })
	}
	group.Wait()
}
