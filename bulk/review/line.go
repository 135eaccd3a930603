package review

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"iter"
	"slices"
	"strconv"
	"strings"

	"paysheet/bulk"
	"paysheet/bulk/sheet"
)

// The headers of a review's columns.
const (
	HeaderAction   = "Review Action"
	HeaderAccount  = "Review Account"
	HeaderAmount   = "Review Amount"
	HeaderCurrency = "Review Currency"
	HeaderExpires  = "Review Expires"
	HeaderReason   = "Review Reason"
	HeaderApprove  = "Approve"
	HeaderKey      = "Review Key"
)

// Columns gives the headers of a review's columns in their order.
func Columns() []string {
	return []string{HeaderAction, HeaderAccount, HeaderAmount, HeaderCurrency, HeaderExpires, HeaderReason, HeaderApprove, HeaderKey}
}

// The answers of the Approve column.
const (
	Yes = "yes"
	No  = "no"
)

// Line is what a review shows of one row, and what the row is held to.
type Line struct {
	Action   string
	Account  string
	Amount   string // plain digits in major units; empty for none
	Currency string
	Expires  string // 2006-01-02, of a link that is made or changed
}

// LineOf gives what a review shows of a planned row.
func LineOf(item bulk.Item) Line {
	l := Line{Action: string(item.Action), Account: item.Account}
	if item.Account == "" && item.Known != nil {
		l.Account = item.Known.Account
	}
	amount := item.Request.Amount
	if amount.IsNone() {
		amount = item.Amount
	}
	l.Amount, l.Currency = amount.Number(), string(amount.Currency())
	if promises(item.Action) {
		l.Expires = item.Request.Expires.String()
	}
	return l
}

// promises tells the actions after which a link asks for what the line says.
func promises(a bulk.Action) bool {
	return a == bulk.Create || a == bulk.Replace || a == bulk.Update
}

// Prefill gives the answer that a review suggests: yes for what would be done at
// a provider, no for what somebody has to look at first, and none where nothing
// is done. None is also suggested where the plan warns of the row or has
// something to say of a link that is made or changed: that a person decides, and
// a row without an answer is not carried out.
func Prefill(item bulk.Item, warned []string) string {
	a := item.Action
	switch {
	case a.Calls() && (len(warned) > 0 || promises(a) && len(item.Notices) > 0):
		return ""
	case a.Calls():
		return Yes
	case a == bulk.Hold, a == bulk.Reject:
		return No
	default:
		return ""
	}
}

// Reason gives what the plan warns of in a row, and why the row gets its action,
// in one sentence.
func Reason(item bulk.Item, warned ...string) string {
	words := append(slices.Clone(warned), item.Reason)
	if item.Action == bulk.Reject {
		words = slices.Clone(warned)
		for _, p := range item.Problems {
			words = append(words, strings.TrimSpace(p.Cell+" "+p.Message))
		}
		if len(item.Problems) == 0 {
			words = append(words, item.Reason)
		}
	}
	if len(item.Changes) > 0 {
		words = append(words, bulk.ChangeWords(item.Changes))
	}
	words = append(words, item.Because...)
	if item.StillOpen && item.Known != nil {
		words = append(words, "link still open at "+item.Known.Account)
	}
	text := []rune(bulk.Clean(strings.Join(append(words, item.Notices...), "; ")))
	const most = 1000 // of 32,767 characters that a cell holds
	if len(text) > most {
		text = append(text[:most], '…')
	}
	return string(text)
}

// Values gives a planned row as the cells of Columns, with what the plan warns of
// in it.
func Values(item bulk.Item, id string, warned ...string) []sheet.Value {
	l := LineOf(item)
	text := func(s string) sheet.Value { return sheet.Value{Text: bulk.Clean(s)} }
	return []sheet.Value{
		text(l.Action), text(l.Account),
		{Text: l.Amount, Number: fits(l.Amount)},
		text(l.Currency), text(l.Expires),
		text(Reason(item, warned...)), text(Prefill(item, warned)), text(key(id, item.Row)),
	}
}

// fits tells that a spreadsheet keeps every digit of a number (15, Excel
// specifications and limits, "number precision"); any other is written as text.
func fits(digits string) bool {
	const most = 15
	return digits != "" && len(strings.Trim(strings.Replace(strings.TrimPrefix(digits, "-"), ".", "", 1), "0")) <= most
}

// key names a row of a review: R124-9f86d081884c/17.
func key(id string, row int) string { return id + "/" + strconv.Itoa(row) }

// Digest adds a plan up to one SHA-256: every row's number, reference, line and
// request, in the plan's order.
type Digest struct {
	hash hash.Hash
	rows int
}

// NewDigest starts a digest.
func NewDigest() *Digest { return &Digest{hash: sha256.New()} }

// Watch passes a plan on and adds its rows to a fresh digest, so that a plan
// that is asked for twice gives the same one twice.
func (d *Digest) Watch(items iter.Seq2[bulk.Item, error]) iter.Seq2[bulk.Item, error] {
	return func(yield func(bulk.Item, error) bool) {
		d.hash.Reset()
		d.rows = 0
		for item, err := range items {
			if err == nil && item.Action != bulk.Leave {
				d.rows++
				l, r := LineOf(item), item.Request
				// A hash takes every write.
				_, _ = fmt.Fprintf(d.hash, "%d|%q|%q|%q|%d|%q|%q|%q|%v\n", item.Row, item.Reference, l, r.Reference, item.Generation,
					r.Description, r.MinPartial.String(), r.Customer, r.Notify)
			}
			if !yield(item, err) {
				return
			}
		}
	}
}

// Sum gives the SHA-256 in hexadecimal, and of how many rows.
func (d *Digest) Sum() (digest string, rows int) {
	return hex.EncodeToString(d.hash.Sum(nil)), d.rows
}
