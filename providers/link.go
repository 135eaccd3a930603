package providers

import "time"

// Status is the state of a link in paysheet's words, whatever its provider
// calls it. The empty Status means that there is no link.
type Status string

// The states of a link.
const (
	Active        Status = "active"
	PartiallyPaid Status = "partially paid"
	Paid          Status = "paid"
	Expired       Status = "expired"
	Cancelled     Status = "cancelled"
	// Draft is a link that exists but cannot be paid yet: Conomy's ATTEMPT. It
	// never reaches a sheet; Find completes it.
	Draft Status = "draft"
)

// Payable tells that a customer can still pay the link, or the rest of it.
func (s Status) Payable() bool { return s == Active || s == PartiallyPaid }

// Settled tells that the provider will not change the state by itself any more.
func (s Status) Settled() bool { return s == Paid || s == Cancelled }

// Customer is whom the link is for. Every field may be empty.
type Customer struct {
	Name  string
	Email string
	Phone string // as the sheet has it; a driver shapes it for its provider
}

// Notify says whom the provider may write to. The zero value is nobody.
type Notify struct {
	Email bool
	SMS   bool
}

// LinkRequest is one link to be made, or what an existing one should become.
type LinkRequest struct {
	// Reference is the merchant's own reference exactly as it travels: with the
	// namespace before it and the generation behind it.
	Reference   string
	Amount      Money
	Description string
	// Expires is the last day on which the link can be paid; zero leaves it to
	// the provider's documented default.
	Expires Date
	// MinPartial is the least first payment; the zero Money means that the link
	// is paid whole.
	MinPartial Money
	Customer   Customer
	ReturnURL  string // where the payer's browser goes after paying
	FailureURL string // where it goes after a failure
	Notify     Notify
}

// Link is what a provider says of a link.
type Link struct {
	ID        string // the provider's id, by which Get, Update and Cancel find it
	URL       string // what the customer opens
	Reference string // as the provider echoes it; empty where it does not
	Status    Status
	Amount    Money // as the provider echoes it; the zero Money where it does not
	// Paid is what was paid so far; the zero Money where the provider does not tell.
	Paid        Money
	MinPartial  Money // as echoed
	Description string
	Expires     Date // the last day on which it can be paid; zero where not told
	Created     time.Time
}
