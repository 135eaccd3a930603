package sandbox

import (
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options says where the stand-ins keep their links, what time it is, and in what
// they differ from their defaults.
type Options struct {
	// Dir is the state folder, made where it is missing. It holds one log a provider; several
	// processes may use the same one (on systems with advisory locks).
	Dir string
	// Clock is the present. It is required: links and tokens expire by it.
	Clock func() time.Time
	// Faults is what goes wrong on purpose; where several hit one request, the first counts.
	Faults []Fault
	// Knobs differ from the defaults that [Knobs] lists.
	Knobs map[string]string
	// Merchants lists, for a provider, the only identities that it knows (app id, client id,
	// account id, merchant id). A provider without an entry takes any.
	Merchants map[string][]string
}

// Sandbox is the four stand-ins over one state folder. Its methods may be called
// from several goroutines.
type Sandbox struct {
	desks map[string]*desk
	mu    sync.Mutex
	ends  []func()
}

func providerNames() []string { return []string{"onepay", "conomy", "zoho", "payu"} }

// Open reads the state folder. The error names a knob, a fault or a file that is
// wrong.
func Open(opts Options) (*Sandbox, error) {
	if opts.Clock == nil || opts.Dir == "" {
		return nil, errors.New("sandbox: Options needs a Clock and a Dir")
	}
	knobs, err := newSettings(opts.Knobs)
	if err != nil {
		return nil, err
	}
	for _, f := range opts.Faults {
		if err := f.check(); err != nil {
			return nil, fmt.Errorf("sandbox fault %s:%s: %w", f.Provider, f.Kind, err)
		}
	}
	s := &Sandbox{desks: map[string]*desk{}}
	for _, name := range providerNames() {
		b, err := openBook(opts.Dir, name)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		s.desks[name] = newDesk(name, b, knobs, opts)
	}
	return s, nil
}

func newDesk(name string, b *book, knobs settings, opts Options) *desk {
	d := &desk{
		name: name, book: b, clock: opts.Clock, knobs: knobs, merchants: opts.Merchants[name],
		tokens: newTokens(), faults: newFaults(name, opts.Faults),
	}
	switch name {
	case "onepay":
		d.api, d.limits = newOnePay(d), newLimiter(knobs.number("onepay.rps_per_app"), time.Second)
	case "conomy":
		d.api, d.limits = newConomy(d), newLimiter(knobs.number("conomy.calls_per_second"), time.Second)
	case "zoho":
		d.api, d.limits = newZoho(d), newLimiter(knobs.number("zoho.calls_per_minute"), time.Minute)
	case "payu":
		d.api, d.limits = newPayU(d), newLimiter(knobs.number("payu.calls_per_second"), time.Second)
	}
	d.pages = newPages(d)
	return d
}

// Close ends the servers that [Sandbox.Listen] started and closes the logs. Requests still running get
// a moment to end.
func (s *Sandbox) Close() error {
	s.mu.Lock()
	ends := s.ends
	s.ends = nil
	s.mu.Unlock()
	for _, end := range ends {
		end()
	}
	var all error
	for _, name := range providerNames() {
		if d := s.desks[name]; d != nil {
			all = errors.Join(all, d.book.close())
		}
	}
	return all
}

// Handler returns one provider's API with its pages, accounts host included, for
// tests that bring their own server. A name that is no provider gives nil.
func (s *Sandbox) Handler(provider string) http.Handler {
	if d := s.desks[provider]; d != nil {
		return d
	}
	return nil
}

// Links returns a provider's links in the order of their creation, all merchants together. A
// log that cannot be read gives nil.
func (s *Sandbox) Links(provider string) []Link {
	d := s.desks[provider]
	if d == nil {
		return nil
	}
	all, err := do(d.book, func(t *txn) []Link {
		var all []Link
		t.each("", func(l *link) bool {
			all = append(all, d.view(l))
			return true
		})
		return all
	})
	if err != nil {
		return nil
	}
	return all
}

func (d *desk) view(l *link) Link {
	state, payable := d.api.state(l, d.now())
	amount := l.Amount
	if amount != "" {
		amount = shortest(rat(amount))
	}
	return Link{
		Provider: d.name, ID: l.ID, Merchant: l.Merchant, Reference: l.Reference, Description: l.Description, Amount: amount,
		Currency: l.Currency, State: state, Payable: payable, Paid: shortest(l.paid()), Created: l.Created, Expires: l.Expires,
		URL: pageURL(d.name, l.Page), Notified: slices.Clone(l.Notified),
	}
}

// Pay does what a payer does on the page of a link, found by its URL: amount is
// a decimal in major units, "" all that is due. The error is a sentence that says why not.
func (s *Sandbox) Pay(provider, url, amount string) error {
	return s.change(provider, url, func(d *desk, l *link) error { return d.pay(l, amount) })
}

// PayLate lets a payment arrive that was under way when its link ended: all that is
// due of a link that has expired or was taken back. The error is a sentence that says why not.
func (s *Sandbox) PayLate(provider, url string) error {
	return s.change(provider, url, func(d *desk, l *link) error { return d.payLate(l) })
}

// Expire moves a link's end into the past.
func (s *Sandbox) Expire(provider, url string) error {
	return s.change(provider, url, func(d *desk, l *link) error {
		d.api.expire(l, d.now())
		return nil
	})
}

// Withdraw takes a link back as the provider's own delete or cancel does, under the same rules.
func (s *Sandbox) Withdraw(provider, url string) error {
	return s.change(provider, url, func(d *desk, l *link) error { return d.api.withdraw(l, d.now()) })
}

func (s *Sandbox) change(provider, url string, how func(*desk, *link) error) error {
	d := s.desks[provider]
	if d == nil {
		return fmt.Errorf("there is no provider %q", provider)
	}
	return d.change(url[strings.LastIndex(url, "/")+1:], how)
}

func (d *desk) change(page string, how func(*desk, *link) error) error {
	result, err := do(d.book, func(t *txn) error {
		l, found := t.page(page)
		if !found {
			return refusal("There is no such link.")
		}
		if err := how(d, &l); err != nil {
			return err
		}
		l.Updated = d.now()
		t.put(l)
		return nil
	})
	return errors.Join(err, result)
}

func (d *desk) pay(l *link, amount string) error {
	now := d.now()
	state, payable := d.api.state(l, now)
	if !payable {
		return refusal("This link takes no payment: it is " + strings.ToLower(state) + ".")
	}
	value := new(big.Rat).Sub(rat(l.Amount), l.paid())
	if amount != "" {
		given, ok := parseDecimal(amount, 2)
		if !ok {
			return refusal("Write the amount as 1500.00, with at most two decimals and no commas.")
		}
		value = given
	}
	if err := l.paymentProblem(value); err != nil {
		return err
	}
	l.receive(value, now)
	return nil
}

func (d *desk) payLate(l *link) error {
	if !d.takesLate(l) {
		return refusal("No payment can be under way on this link: it is not over, or all of it is paid.")
	}
	l.receive(new(big.Rat).Sub(rat(l.Amount), l.paid()), d.now())
	return nil
}

// takesLate tells a link on which a payment may still arrive. Conomy's deleted
// links are gone, and nobody could open those that were not activated.
func (d *desk) takesLate(l *link) bool {
	if d.name == "conomy" && (l.Cancelled || !l.Live) {
		return false
	}
	return (l.Cancelled || l.expired(d.now())) && !l.complete() && l.Amount != ""
}
