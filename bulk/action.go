package bulk

import (
	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// Action is what a plan wants done with a row.
type Action string

// The actions. Only the first seven call a provider.
const (
	Create  Action = "create"  // make a link
	Resolve Action = "resolve" // find out what came of a create whose answer was lost
	Adopt   Action = "adopt"   // take a link that the sheet names, after reading it at its provider
	Update  Action = "update"  // change a link
	Replace Action = "replace" // cancel a link and make another
	Refresh Action = "refresh" // read a link's state
	Cancel  Action = "cancel"  // take a link back
	Keep    Action = "keep"    // a link that needs nothing
	Skip    Action = "skip"    // no link wanted
	Hold    Action = "hold"    // a person must look first
	Reject  Action = "reject"  // cannot be done as the row stands
	// Leave is a row that the run was told not to look at, or that is blank; its
	// cells stay as they are.
	Leave Action = "leave"
)

// HasLink is the reason of a Refresh that needs no words.
const HasLink = "has a link"

// Calls tells that the action calls a provider.
func (a Action) Calls() bool {
	switch a {
	case Create, Resolve, Adopt, Update, Replace, Refresh, Cancel:
		return true
	default:
		return false
	}
}

// Actions lists every action in the order in which people read a plan.
func Actions() []Action {
	return []Action{Create, Resolve, Adopt, Update, Replace, Refresh, Cancel, Keep, Skip, Hold, Reject, Leave}
}

// Outcome is what a run did with a row; it is the Link Outcome column.
type Outcome string

// The outcomes.
const (
	Created      Outcome = "created"
	Adopted      Outcome = "adopted"
	Refreshed    Outcome = "refreshed"
	Updated      Outcome = "updated"
	Replaced     Outcome = "replaced"
	Cancelled    Outcome = "cancelled"
	Kept         Outcome = "kept"
	Skipped      Outcome = "skipped"
	Held         Outcome = "held"
	Rejected     Outcome = "rejected"
	Failed       Outcome = "failed"
	Uncertain    Outcome = "uncertain"
	NotAttempted Outcome = "not attempted"
	// Left is a row that was not looked at; it is never written to a sheet.
	Left Outcome = ""
)

// Outcomes lists every outcome in the order in which people read a summary.
func Outcomes() []Outcome {
	return []Outcome{Created, Adopted, Updated, Replaced, Refreshed, Kept, Cancelled, Skipped, Held, Rejected, Failed, Uncertain, NotAttempted}
}

// Linked tells that a row with this outcome has a link that paysheet knows.
func (o Outcome) Linked() bool {
	switch o {
	case Created, Adopted, Refreshed, Updated, Replaced, Kept:
		return true
	default:
		return false
	}
}

// Problem is one thing wrong with a row, where it stands and what to do.
type Problem struct {
	Cell    string `json:"cell,omitempty" doc:"where it stands: Invoices!F17"` // Invoices!F17
	Field   string `json:"field,omitempty" doc:"of the invoice, or rules"`     // "amount"
	Value   string `json:"value,omitempty" doc:"as stored"`
	Message string `json:"message" doc:"which rule is broken and what to do"`
}

// Item is one row of a plan: what would be done with it, and why.
type Item struct {
	Row       int    // as the spreadsheet shows it
	Cell      string // where its reference stands: Invoices!A17
	Reference string
	// SheetReference is the sheet's own reference where Reference is another that
	// the rules gave; empty where they are the same.
	SheetReference string
	Action         Action
	Wanted         bool            // the rules want a link, whatever came of the wish
	Reason         string          // one sentence without a full stop
	Rule           string          // the line of the rules that decided: rules.star:14
	Because        []string        // what the rules said with because()
	Account        string          // the config's name; empty where no account is chosen
	Amount         providers.Money // what the sheet asks for; none where it cannot be read
	// Request is what would be sent: Create, and what a Resolve repeats.
	Request    providers.LinkRequest
	Generation int
	// Same tells of a Resolve that the row still wants the very link that was
	// asked for.
	Same bool
	// Known is what the ledger remembers of the reference; nil is nothing.
	Known    *ledger.Entry
	Problems []Problem // why a Reject is one
	// StillOpen tells that the row wants no link but has one that can be paid.
	StillOpen bool
	// SheetLink is the id of a link that the sheet itself names: for Adopt, and
	// where it is none that the ledger has for the reference.
	SheetLink string
	// Claimed tells that the request is what the row says, without rules.
	Claimed bool
	// answer is the digest of the provider's raw answer to the create.
	answer string
	// named is what the row's own cells say of a link that the ledger does not
	// know: it stays in the sheet until it is checked.
	named *claim
	// Edited names the result cells that somebody changed, with what they said.
	Edited  []string
	Due     providers.Date
	Changes []Change // of an Update or Replace
	// Previous is the URL that a new link takes the place of.
	Previous string
	// Retired are the links whose place Known took, to be looked at once more: a
	// payment on one is an alarm.
	Retired []ledger.Entry
	Hidden  bool // skipped because the row is hidden or filtered out
	// NoInvoice tells a row of totals or a heading, which may have formulas of its
	// own where the results go.
	NoInvoice bool
	Rounded   bool // the amount had too many decimals and was rounded
	// Payee is the row's customer as the ledger knows him again.
	Payee string
	// Unlisted tells that the row's own cells do not name Known's link.
	Unlisted bool
	// Postponed says why the row is left for a later run; see Canary.
	Postponed string
	Notices   []string // what a person may want to know of a row that goes ahead
}

// Result is what came of an Item.
type Result struct {
	Item
	Outcome Outcome
	Link    providers.Link // as last known; zero where there is none
	Label   string         // Link Account: the account that made the link
	Note    string         // one sentence a person can act on
	Checked bool           // Link was read from the provider in this run
	// Late tells that money came in on a link that was replaced.
	Late bool

	open *open // of an Uncertain create that can be asked about for good later on
}
