package report

import (
	"fmt"
	"strings"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/providers"
)

// Kind is a kind of exception.
type Kind string

// The kinds.
const (
	KindUncertain    Kind = "uncertain"
	KindStillOpen    Kind = "link still open"
	KindReplaced     Kind = "replaced link paid"
	KindOverpaid     Kind = "paid too much"
	KindReceipts     Kind = "payments do not add up"
	KindUntold       Kind = "part-payment not told"
	KindStale        Kind = "past its last day"
	KindTwin         Kind = "same link twice"
	KindFailed       Kind = "failed"
	KindRejected     Kind = "rejected"
	KindHeld         Kind = "held"
	KindDiffers      Kind = "amounts differ"
	KindNotAttempted Kind = "not attempted"
	KindUnlisted     Kind = "not in the ledger"
)

// Kinds lists every kind, the most pressing first.
func Kinds() []Kind {
	return []Kind{
		KindUncertain, KindStillOpen, KindReplaced, KindOverpaid, KindReceipts, KindTwin, KindFailed, KindRejected, KindHeld,
		KindDiffers, KindStale, KindUntold, KindNotAttempted, KindUnlisted,
	}
}

// Exception is one reason why a person must look at a row.
type Exception struct {
	Kind Kind
	Why  string // of this row, one sentence without a full stop
}

// Do says what to do about a kind, for the sheet of that name.
func (k Kind) Do(sheet string) string { return strings.ReplaceAll(advice()[k], "SHEET", sheet) }

// advice has a way out for every kind; SHEET stands for the sheet's name.
func advice() map[Kind]string {
	return map[Kind]string{
		KindUncertain:    "A link may exist that nobody has seen. Run paysheet apply SHEET again: it looks for the link first. If it stays uncertain, look in the provider's dashboard and settle the row with paysheet resolve.",
		KindStillOpen:    "The customer can pay although the row wants no payment. Take the link back with paysheet cancel SHEET --rows and the row's number, or correct the row.",
		KindReplaced:     "The customer paid a link that another one had replaced. Look at both in the provider's dashboard. If the invoice is settled by it, take the present link back with paysheet cancel SHEET --rows and the row's number before it is paid as well; if both are paid, refund one.",
		KindOverpaid:     "More came in than the link asked for. Agree with the customer: refund the difference at the provider, or set it off against another invoice.",
		KindReceipts:     "The payments that the provider lists do not come to what it says was paid on the link: a refund, a chargeback, a fee that it took off, or a list that lags behind. Run paysheet refresh SHEET; if they still differ, look in the provider's dashboard before you post them.",
		KindUntold:       "The provider says that a part was paid but not how much, so the whole amount counts as open here. Look it up in the provider's dashboard before you remind the customer.",
		KindStale:        "The last day to pay is over and nobody asked the provider since, so the row counts as it stood then: it may be paid or expired by now. Run paysheet refresh SHEET, then make the report again.",
		KindTwin:         "Two rows have one link, which counts once, for the first of them. Give each invoice a reference of its own.",
		KindFailed:       "The provider refused, or could not be asked. Mend what the reason names and run paysheet apply SHEET again.",
		KindRejected:     "The row cannot be sent as it stands. Correct the cell that the reason names and run paysheet apply SHEET again.",
		KindHeld:         "A person decides: correct the row or approve it as your rules ask, then run paysheet apply SHEET again. Until then nothing is sent.",
		KindDiffers:      "The link asks for another amount than the sheet. That is right if your rules ask for another amount on purpose; otherwise correct the sheet, or change the link with paysheet apply SHEET --update or --replace.",
		KindNotAttempted: "The last run was stopped before these rows. Run paysheet apply SHEET again.",
		KindUnlisted:     "The sheet names a link that this ledger does not know; the figures are the sheet's own. Run paysheet apply SHEET where the link was made, or let it check and take over the link.",
	}
}

// exceptions gives the reasons why a person must look at a judged row.
func exceptions(l Line, today providers.Date) []Exception {
	if l.Twin > 0 {
		return []Exception{{KindTwin, fmt.Sprintf("row %d has the same reference and link", l.Twin)}}
	}
	if l.State.HasLink() {
		return linkExceptions(l, today)
	}
	if kind, ok := kindWithout(l.State); ok {
		return []Exception{{kind, reason(&l)}}
	}
	return nil
}

// linkExceptions gives those of a row that has a link.
func linkExceptions(l Line, today providers.Date) []Exception {
	var list []Exception
	add := func(kind Kind, why string) { list = append(list, Exception{kind, why}) }
	if l.Known == nil {
		add(KindUnlisted, "link "+bulk.Clean(l.LinkID)+" is in the sheet only")
	}
	if why := unwanted(&l); why != "" && l.State.Payable() {
		add(KindStillOpen, why)
	} else if kind, ok := kindAfter(l.Sheet.Outcome); ok && (kind != KindUncertain || len(l.Earlier) == 0) {
		add(kind, reason(&l))
	} else if !l.sameMoney() {
		add(KindDiffers, differs(&l))
	}
	list = append(list, moneyExceptions(&l)...)
	if l.stale(today) {
		add(KindStale, "its last day was "+l.Expires.String()+", "+l.lastLook())
	}
	return list
}

// moneyExceptions gives those about what came in on a link.
func moneyExceptions(l *Line) (list []Exception) {
	for i := range l.Earlier {
		list = append(list, Exception{KindReplaced, l.Earlier[i].paidBefore(l.LinkID)})
	}
	if order, err := l.Received.Cmp(l.Asked); err == nil && order > 0 {
		list = append(list, Exception{KindOverpaid, fmt.Sprintf("%s came in on a link over %s", l.Received, l.Asked)})
	}
	if why := l.disagree(); why != "" {
		list = append(list, Exception{KindReceipts, why})
	}
	if l.State == PartlyPaid && !l.Told {
		list = append(list, Exception{KindUntold, "part of " + l.Asked.String() + " was paid"})
	}
	return list
}

// kindWithout gives the kind of a row without a link, by its state.
func kindWithout(state State) (Kind, bool) {
	switch state {
	case Uncertain:
		return KindUncertain, true
	case Held:
		return KindHeld, true
	case Rejected:
		return KindRejected, true
	case Failed:
		return KindFailed, true
	case NotAttempted:
		return KindNotAttempted, true
	default:
		return "", false
	}
}

// kindAfter gives the kind of a row that has a link but about which the last
// run had something to say.
func kindAfter(outcome bulk.Outcome) (Kind, bool) {
	switch outcome {
	case bulk.Uncertain:
		return KindUncertain, true
	case bulk.Held:
		return KindHeld, true
	case bulk.Rejected:
		return KindRejected, true
	case bulk.Failed:
		return KindFailed, true
	default:
		return "", false
	}
}

// unwanted says why a row wants no link, empty where it may want one.
func unwanted(l *Line) string {
	switch {
	case l.Sheet.Outcome == bulk.Skipped || l.Sheet.Outcome == bulk.Held || l.Sheet.Outcome == bulk.Rejected:
		if note := l.note(); note != "" {
			return note
		}
		return "the last run: " + string(l.Sheet.Outcome)
	case l.Class != invoice.Billable:
		return l.Why
	default:
		return ""
	}
}

// reason gives the sentence for an exception: the last run's own, the ledger's,
// or what is wrong with the row.
func reason(l *Line) string {
	if note := l.note(); note != "" {
		return note
	}
	if l.Known != nil && l.Known.Reason != "" {
		return bulk.Clean(l.Known.Reason)
	}
	if l.Problem != "" {
		return bulk.Clean(l.Problem)
	}
	if l.State == Uncertain {
		return "a create was sent and its answer never came"
	}
	return "no reason was written down"
}
