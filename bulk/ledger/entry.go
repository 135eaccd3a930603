package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"paysheet/providers"
)

// Scope says whose link it is; entries of different scopes never meet at a
// provider. Every field but Provider may be empty.
type Scope struct {
	Provider    string // "onepay"
	Environment string // "production", "test"
	Host        string // host and port that are called
	Merchant    string // the settings that are the merchant's identity, as one text
	Namespace   string // the account's namespace: the entity or year that numbers its invoices
}

// Key names one entry: a reference in a scope, and which link of that
// reference it is.
type Key struct {
	Scope
	Reference  string // the sheet's own, trimmed and otherwise unchanged
	Generation int    // 1 for the first link, 2 for the one that replaced it, …
}

// String gives the key for people: provider, merchant where known, reference
// and generation.
func (k Key) String() string {
	var b strings.Builder
	b.WriteString(k.Provider)
	if k.Merchant != "" {
		b.WriteString("/" + k.Merchant)
	}
	b.WriteByte(' ')
	if k.Namespace != "" {
		b.WriteString(k.Namespace + "/")
	}
	b.WriteString(k.Reference)
	if k.Generation > 1 {
		fmt.Fprintf(&b, " (link %d)", k.Generation)
	}
	return b.String()
}

// State is what is known of an entry. The zero State is that of no entry.
type State string

// The states of an entry.
const (
	Intent    State = "intent"    // a call was about to be made, and nothing is known since
	Known     State = "known"     // a link exists or existed; Link says how it stands
	Refused   State = "refused"   // it is proven that nothing was made
	Uncertain State = "uncertain" // the provider was asked, and may have made a link
)

// Unresolved tells that a link may exist of which nothing is known.
func (s State) Unresolved() bool { return s == Intent || s == Uncertain }

// Asked is what a link was asked to be, besides its amount: what is needed to
// say what changed since. The description is kept as a digest only, because
// rules may put a customer's name into it.
type Asked struct {
	Description string          // Digest of the description; empty for none
	Expires     providers.Date  // the last day asked for
	MinPartial  providers.Money // the least first payment asked for; zero for none
}

// Digest gives the SHA-256 of a text in hexadecimal, and nothing for no text.
func Digest(text string) string {
	if text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Entry is what the ledger holds under one key.
type Entry struct {
	Key
	State   State
	Account string          // the config's name for it, for people
	Sent    string          // the reference as it travelled
	Amount  providers.Money // asked for
	Asked   Asked
	Terms   string // digest of everything asked, made by the caller, to tell a change
	// Link is the link as last known. It is zero until the entry is Known,
	// except that an Uncertain entry may have an ID. Its Description is never
	// kept, for the reason that Asked gives.
	Link  providers.Link
	Run   string // the run that asked for the link
	Sheet string // the sheet it asked for
	Row   int    // and the sheet's row, as people count
	// SheetReference is the reference that the sheet itself has, where the rules
	// gave the link another; empty where they are the same.
	SheetReference string
	// Payee is the customer as PayeeKey.Of gives him; empty where nobody is known.
	Payee    string
	Attempts int    // how many times the create was sent since nothing was known
	Answer   string // digest of the provider's last raw answer, where one was given
	Reason   string // the last sentence for people
	Previous string // the URL that this generation replaced
	// Retiring tells that a replacement of this link was begun: once it is taken
	// back, the next generation is made, also by a later run.
	Retiring bool
	// Began is when the last intent was written. The request left after it, so
	// whoever measures from it adds what a commit may take; an Uncertain entry
	// is measured from Changed, when the caller had given up.
	Began   time.Time
	Changed time.Time // when anything but Checked last changed
	Checked time.Time // when the provider last told of the link; zero for never
}

// Open tells that the entry stands in the way of another link for the same
// reference: its link can be paid, can come to be paid, or may exist.
func (e Entry) Open() bool {
	if e.State.Unresolved() {
		return true
	}
	return e.State == Known && (e.Link.Status.Payable() || e.Link.Status == providers.Draft || e.Link.Status == "")
}

// Outcome is what came of a call that Begin announced.
type Outcome struct {
	State  State          // Known, Refused or Uncertain
	Link   providers.Link // needs an ID when Known; may have one when Uncertain
	Reason string         // one sentence for people
	Answer string         // digest of the provider's raw answer; may be empty
	// Sole refuses the outcome where another reference of the same scope has the
	// link already: one link for two invoices would be paid once and counted twice.
	Sole bool
}

// Filter chooses entries; the zero Filter chooses all of them. Fields that are
// set all have to match.
type Filter struct {
	Account string  // the config's name
	Run     string  // the run that asked
	States  []State // any of these
	Open    bool    // only entries for which Entry.Open holds
}

func (f Filter) takes(e Entry) bool {
	if f.Open && !e.Open() {
		return false
	}
	for _, s := range f.States {
		if e.State == s {
			return true
		}
	}
	return len(f.States) == 0
}

func (k Key) check() error {
	switch {
	case k.Provider == "":
		return errors.New("a ledger entry needs a provider")
	case k.Reference == "":
		return errors.New("a ledger entry needs a reference")
	case k.Generation < 1:
		return fmt.Errorf("%s: generation %d does not exist, the first is 1", k.Reference, k.Generation)
	}
	for _, text := range []string{k.Provider, k.Environment, k.Host, k.Merchant, k.Namespace, k.Reference} {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return fmt.Errorf("a ledger key cannot hold %q: it is not plain text", text)
		}
	}
	return nil
}

func (o Outcome) check() error {
	switch o.State {
	case Known:
		if o.Link.ID == "" {
			return errors.New("a link without its provider's id cannot be recorded as known")
		}
	case Refused:
		if o.Link.ID != "" {
			return fmt.Errorf("link %s exists, so its create cannot be recorded as refused", o.Link.ID)
		}
	case Uncertain:
	default:
		return fmt.Errorf("%q is not the outcome of a call", string(o.State))
	}
	return nil
}

// merge gives the link as last known: what now says, and for what it leaves
// out, what was known before. A provider's answer often echoes only a part.
func merge(before, now providers.Link) providers.Link {
	now.Description = ""
	keep(&now.ID, before.ID)
	keep(&now.URL, before.URL)
	keep(&now.Reference, before.Reference)
	keep(&now.Status, before.Status)
	keep(&now.Expires, before.Expires)
	if now.Amount.IsNone() {
		now.Amount = before.Amount
	}
	if now.Paid.IsNone() {
		now.Paid = before.Paid
	}
	if now.MinPartial.IsNone() {
		now.MinPartial = before.MinPartial
	}
	if now.Created.IsZero() {
		now.Created = before.Created
	}
	now.Created = now.Created.UTC().Round(0) // so that == compares instants
	return now
}

func keep[T comparable](now *T, before T) {
	var none T
	if *now == none {
		*now = before
	}
}
