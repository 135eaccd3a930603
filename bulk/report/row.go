package report

import (
	"fmt"
	"strings"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// State is where a row's money stands. Every invoice of a sheet has exactly one.
type State string

// The states: first those of a link, then those of a row without one.
const (
	Paid         State = "paid"
	PartlyPaid   State = "partly paid"
	Open         State = "open"
	Expired      State = "expired"
	Cancelled    State = "cancelled"
	Uncertain    State = "uncertain"
	Held         State = "held"
	Rejected     State = "rejected"
	Failed       State = "failed"
	NotAttempted State = "not attempted"
	Skipped      State = "skipped"
	NoLink       State = "no link"
)

// States lists every state in the order in which people read a total.
func States() []State {
	return []State{Paid, PartlyPaid, Open, Expired, Cancelled, Uncertain, Held, Rejected, Failed, NotAttempted, Skipped, NoLink}
}

// HasLink tells the states of a row that has a link.
func (s State) HasLink() bool {
	switch s {
	case Paid, PartlyPaid, Open, Expired, Cancelled:
		return true
	default:
		return false
	}
}

// Payable tells that a customer can pay the link, or the rest of it.
func (s State) Payable() bool { return s == Open || s == PartlyPaid }

// Cells is what a row's own result cells say, from the run that wrote them.
type Cells struct {
	URL, ID, Account, Previous, Note string
	Status                           providers.Status
	Outcome                          bulk.Outcome
	Paid                             providers.Money
	Checked, Expires                 providers.Date
}

// claims tells that the cells name a link.
func (c Cells) claims() bool { return c.URL != "" || c.ID != "" }

// Row is one row of the sheet with what is known of it.
type Row struct {
	Number    int    // as the spreadsheet shows it
	Cell      string // where its reference stands: Invoices!A17
	Reference string
	Class     invoice.Class
	Why       string          // why it is not billable
	Amount    providers.Money // none where it cannot be read
	Due       providers.Date  // zero where the row has none
	Customer  providers.Customer
	Problem   string // the first reason why the row is no invoice as it stands
	Sheet     Cells
	// Known is what the ledger remembers of the reference; nil is nothing.
	Known *ledger.Entry
	// Seen is the day on which the ledger last saw the link change, and Checked
	// the day on which its provider was last asked, both in the run's zone.
	Seen, Checked providers.Date
	// Inferred tells that the link's provider says that it is paid but never how
	// much, so that an amount the ledger has is what the link asked for.
	Inferred bool
	// Receipts are the payments that the ledger has of the link, and Tells says that
	// the link's provider tells them when it is asked.
	Receipts []Receipt
	Tells    bool
	// Replaced are the links whose place the link took and on which money came in all
	// the same. Of each only Known and what follows from it are set.
	Replaced []Row
	// Twin is the earlier row that has the same link, 0 for none.
	Twin int
}

// Line is a row judged: where its money stands, and what a person should do.
type Line struct {
	Row
	State    State
	Account  string
	LinkID   string
	URL      string
	Previous string          // the address that the customer may still have
	Asked    providers.Money // what the link asks for
	Expires  providers.Date  // the last day on which the link can be paid, zero where nobody knows
	// Received is what the provider told was paid, or with Told false what a
	// link that it calls paid asked for; none where nothing was paid or nobody knows how much.
	Received providers.Money
	Told     bool
	Owed     providers.Money // what can still be paid, or could before the link expired
	// Earlier are the links of Replaced, with what came in on each. It is none of
	// Received, for nobody has said yet that it pays this link's amount.
	Earlier []Line
	// Exceptions are the reasons why a person must look at the row.
	Exceptions []Exception
}

// Judge says where a row's money stands. It is pure: the ledger goes before the
// sheet's own cells, which are as old as the run that wrote them. today is the
// report's, by which a link is past its last day.
func Judge(row Row, today providers.Date) Line {
	l := Line{Row: row}
	switch {
	case row.Class.IsNoInvoice():
		return l
	case row.Twin > 0:
		l.State, l.Receipts = Rejected, nil
	case row.Known != nil && row.Known.State == ledger.Known:
		l.fromLedger(row.Known)
	case row.Known != nil && row.Known.State != ledger.Refused:
		l.State, l.Account, l.LinkID, l.Asked = Uncertain, row.Known.Account, row.Known.Link.ID, row.Known.Amount
	case row.Sheet.claims():
		l.fromSheet()
	default:
		l.State = without(row)
	}
	l.settle()
	if row.Twin == 0 {
		l.lookBack()
	}
	l.Exceptions = exceptions(l, today)
	return l
}

// fromLedger takes the link as the ledger knows it.
func (l *Line) fromLedger(e *ledger.Entry) {
	l.State = stateOf(e.Link.Status)
	l.Account, l.LinkID, l.URL, l.Previous = e.Account, e.Link.ID, e.Link.URL, e.Previous
	l.Asked, l.Received, l.Expires = e.Amount, e.Link.Paid, e.Link.Expires
	if l.Expires.IsZero() {
		l.Expires = e.Asked.Expires
	}
}

// fromSheet takes the link as the sheet knows it: another ledger made it.
func (l *Line) fromSheet() {
	c := l.Sheet
	l.State = stateOf(c.Status)
	l.Account, l.LinkID, l.URL, l.Previous = c.Account, c.ID, c.URL, c.Previous
	l.Asked, l.Received, l.Expires = l.Amount, c.Paid, c.Expires
	l.Seen, l.Checked = c.Checked, c.Checked
}

// stateOf gives the state of a row whose link has this status.
func stateOf(status providers.Status) State {
	switch status {
	case providers.Paid:
		return Paid
	case providers.PartiallyPaid:
		return PartlyPaid
	case providers.Active:
		return Open
	case providers.Expired:
		return Expired
	case providers.Cancelled:
		return Cancelled
	default:
		return Uncertain // a draft, or a status that nobody knows
	}
}

// without gives the state of a row that has no link.
func without(row Row) State {
	switch row.Sheet.Outcome {
	case bulk.Held:
		return Held
	case bulk.Rejected:
		return Rejected
	case bulk.Failed:
		return Failed
	case bulk.Uncertain:
		return Uncertain
	case bulk.NotAttempted:
		return NotAttempted
	case bulk.Skipped, bulk.Cancelled:
		return Skipped
	default:
	}
	switch {
	case row.Class != invoice.Billable:
		return Skipped
	case row.Problem != "":
		return Rejected
	default:
		return NoLink
	}
}

// settle works out what came in and what is still owed.
func (l *Line) settle() {
	if sum, ok := l.told(); ok && l.Received.IsNone() {
		l.Received = sum // of a link that does not say itself how much was paid
	}
	l.Told = !l.Received.IsNone()
	switch l.State {
	case Paid:
		if !l.Told {
			l.Received = l.Asked
		}
	case PartlyPaid, Open, Expired:
		l.Owed = l.Asked
		if rest, err := l.Asked.Sub(l.Received); l.Told && err == nil {
			l.Owed = rest
		}
		if l.Owed.Sign() < 0 {
			l.Owed = providers.Money{}
		}
	default:
	}
	if l.Inferred {
		l.Told = false
	}
	if l.Received.Sign() <= 0 {
		l.Received = providers.Money{}
	}
}

// stale tells that the link could be paid when it was last looked at, and that
// its last day has passed since. On that day itself it could still be paid.
func (l *Line) stale(today providers.Date) bool {
	return l.State.Payable() && !l.Expires.IsZero() && l.Expires.Before(today) && !l.Expires.Before(l.Checked)
}

// lastLook says when the provider was last asked.
func (l *Line) lastLook() string {
	if l.Checked.IsZero() {
		return "and it was never looked at"
	}
	return "and it was last looked at on " + l.Checked.String()
}

// Resend tells that the customer may still have an address that a replacement
// retired, and that the new one can be paid.
func (l *Line) Resend() bool { return l.Previous != "" && l.Previous != l.URL && l.State.Payable() }

// note gives the sentence that the last run wrote beside the row, cleaned.
func (l *Line) note() string { return strings.TrimSpace(bulk.Clean(l.Sheet.Note)) }

// age gives the bucket of a line that is still owed.
func age(due, today providers.Date) string {
	late := due.DaysUntil(today)
	switch {
	case due.IsZero():
		return ageUnknown
	case late <= 0:
		return ageNotYet
	case late <= 30:
		return age30
	case late <= 60:
		return age60
	case late <= 90:
		return age90
	default:
		return ageOlder
	}
}

const (
	ageNotYet  = "Not yet due"
	age30      = "1–30 days overdue"
	age60      = "31–60 days overdue"
	age90      = "61–90 days overdue"
	ageOlder   = "Over 90 days overdue"
	ageUnknown = "No due date"
)

func ages() []string { return []string{ageNotYet, age30, age60, age90, ageOlder, ageUnknown} }

// sameMoney tells that the sheet still asks for what the link does, or for what
// is left of it.
func (l *Line) sameMoney() bool {
	if l.Amount.IsNone() || l.Asked.IsNone() || l.Amount == l.Asked {
		return true
	}
	if l.Amount.Sign() == 0 {
		return l.State == Paid || l.State == Cancelled
	}
	return l.Told && l.Amount == l.Owed
}

func differs(l *Line) string {
	return fmt.Sprintf("the sheet says %s, the link asks for %s", l.Amount, l.Asked)
}
