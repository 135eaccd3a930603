package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"paysheet/providers"
)

// record is an entry as its table holds it. Amounts are plain digits and a
// currency, never a REAL; instants are nanoseconds since 1970, 0 for none;
// dates are 2006-01-02. The JSON names make the digest that the chain carries,
// so they never change, and a later field must be omitted when empty.
type record struct {
	id          int64
	seq         int64  // the last event about this entry
	checked     int64  // outside the digest: reading a link again is no change
	Provider    string `json:"provider"`
	Environment string `json:"environment,omitempty"`
	Host        string `json:"host,omitempty"`
	Merchant    string `json:"merchant,omitempty"`
	Namespace   string `json:"namespace,omitempty"`
	Reference   string `json:"reference"`
	Generation  int    `json:"generation"`
	State       string `json:"state"`
	Account     string `json:"account,omitempty"`
	Sent        string `json:"sent,omitempty"`
	Amount      string `json:"amount,omitempty"`
	Currency    string `json:"currency,omitempty"`
	AskedText   string `json:"asked_description,omitempty"`
	AskedUntil  string `json:"asked_expires,omitempty"`
	AskedMin    string `json:"asked_min_partial,omitempty"`
	Terms       string `json:"terms,omitempty"`
	LinkID      string `json:"link_id,omitempty"`
	LinkURL     string `json:"link_url,omitempty"`
	LinkRef     string `json:"link_reference,omitempty"`
	LinkStatus  string `json:"link_status,omitempty"`
	LinkAmount  string `json:"link_amount,omitempty"`
	LinkPaid    string `json:"link_paid,omitempty"`
	LinkMin     string `json:"link_min_partial,omitempty"`
	LinkUntil   string `json:"link_expires,omitempty"`
	LinkMade    int64  `json:"link_created,omitempty"`
	Run         string `json:"run,omitempty"`
	Sheet       string `json:"sheet,omitempty"`
	Row         int    `json:"row,omitempty"`
	Attempts    int    `json:"attempts,omitempty"`
	Answer      string `json:"answer,omitempty"`
	Reason      string `json:"reason,omitempty"`
	Previous    string `json:"previous,omitempty"`
	Retiring    bool   `json:"retiring,omitempty"`
	Began       int64  `json:"began,omitempty"`
	Changed     int64  `json:"changed,omitempty"`
	SheetRef    string `json:"sheet_reference,omitempty"`
	Payee       string `json:"payee,omitempty"`
}

// columnList names the table's columns in the order of record.places.
const columnList = "id, seq, checked, provider, environment, host, merchant, namespace, reference, generation, " +
	"state, account, sent, amount, currency, asked_description, asked_expires, asked_min_partial, terms, link_id, link_url, " +
	"link_reference, link_status, link_amount, link_paid, link_min_partial, link_expires, link_created, run, sheet, sheet_row, " +
	"attempts, answer, reason, previous, retiring, began, changed, sheet_reference, payee"

// places gives where each column is scanned to.
func (r *record) places() []any {
	return []any{
		&r.id, &r.seq, &r.checked, &r.Provider, &r.Environment, &r.Host, &r.Merchant, &r.Namespace, &r.Reference,
		&r.Generation, &r.State, &r.Account, &r.Sent, &r.Amount, &r.Currency, &r.AskedText, &r.AskedUntil, &r.AskedMin,
		&r.Terms, &r.LinkID, &r.LinkURL, &r.LinkRef, &r.LinkStatus, &r.LinkAmount, &r.LinkPaid, &r.LinkMin,
		&r.LinkUntil, &r.LinkMade, &r.Run, &r.Sheet, &r.Row, &r.Attempts, &r.Answer, &r.Reason, &r.Previous, &r.Retiring, &r.Began, &r.Changed,
		&r.SheetRef, &r.Payee,
	}
}

// values gives the columns' values; id is left to the database for a new one.
func (r *record) values() []any {
	var id any
	if r.id != 0 {
		id = r.id
	}
	return []any{
		id, r.seq, r.checked, r.Provider, r.Environment, r.Host, r.Merchant, r.Namespace, r.Reference,
		r.Generation, r.State, r.Account, r.Sent, r.Amount, r.Currency, r.AskedText, r.AskedUntil, r.AskedMin,
		r.Terms, r.LinkID, r.LinkURL, r.LinkRef, r.LinkStatus, r.LinkAmount, r.LinkPaid, r.LinkMin,
		r.LinkUntil, r.LinkMade, r.Run, r.Sheet, r.Row, r.Attempts, r.Answer, r.Reason, r.Previous, r.Retiring, r.Began, r.Changed,
		r.SheetRef, r.Payee,
	}
}

// toldList names the columns that news of a link change, in the order of
// record.told. It has none that an index of every entry is over: SQLite would
// take each out of its index and put it back, and the page of a payee's is
// another for every entry.
const toldList = "seq, checked, state, link_id, link_url, link_reference, link_status, link_amount, link_paid, " +
	"link_min_partial, link_expires, link_created, answer, reason, retiring, changed"

// told gives the values of toldList.
func (r *record) told() []any {
	return []any{
		r.seq, r.checked, r.State, r.LinkID, r.LinkURL, r.LinkRef, r.LinkStatus, r.LinkAmount, r.LinkPaid,
		r.LinkMin, r.LinkUntil, r.LinkMade, r.Answer, r.Reason, r.Retiring, r.Changed,
	}
}

// digest is what the chain says of the record.
func (r *record) digest() (string, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("digest of ledger entry %s: %w", r.Reference, err)
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:]), nil
}

func (r *record) key() Key {
	return Key{
		Scope:     Scope{r.Provider, r.Environment, r.Host, r.Merchant, r.Namespace},
		Reference: r.Reference, Generation: r.Generation,
	}
}

// ask takes over what an entry says of the request.
func (r *record) ask(e Entry) {
	r.Account, r.Sent, r.Terms = clean(e.Account), e.Sent, e.Terms
	r.Amount, r.Currency = e.Amount.Number(), string(e.Amount.Currency())
	r.AskedText, r.AskedUntil, r.AskedMin = e.Asked.Description, e.Asked.Expires.String(), moneyText(e.Asked.MinPartial)
}

// link takes over a link as merge gave it.
func (r *record) link(l providers.Link) {
	r.LinkID, r.LinkURL, r.LinkRef, r.LinkStatus = l.ID, l.URL, l.Reference, string(l.Status)
	r.LinkAmount, r.LinkPaid, r.LinkMin = moneyText(l.Amount), moneyText(l.Paid), moneyText(l.MinPartial)
	r.LinkUntil, r.LinkMade = l.Expires.String(), nanos(l.Created)
}

// entry gives the record in the package's own words. It fails only on a file
// that something else has written to.
func (r *record) entry() (Entry, error) {
	var d decoder
	e := Entry{
		Key: r.key(), State: State(r.State), Account: r.Account, Sent: r.Sent, Terms: r.Terms,
		Amount: d.money(join(r.Amount, r.Currency)),
		Asked:  Asked{r.AskedText, d.date(r.AskedUntil), d.money(r.AskedMin)},
		Link: providers.Link{
			ID: r.LinkID, URL: r.LinkURL, Reference: r.LinkRef, Status: providers.Status(r.LinkStatus),
			Amount: d.money(r.LinkAmount), Paid: d.money(r.LinkPaid), MinPartial: d.money(r.LinkMin),
			Expires: d.date(r.LinkUntil), Created: instant(r.LinkMade),
		},
		Run: r.Run, Sheet: r.Sheet, Row: r.Row, Attempts: r.Attempts, Answer: r.Answer, Reason: r.Reason,
		Previous: r.Previous, Retiring: r.Retiring, Began: instant(r.Began), Changed: instant(r.Changed), Checked: instant(r.checked),
		SheetReference: r.SheetRef, Payee: r.Payee,
	}
	if d.err != nil {
		return Entry{}, fmt.Errorf("%w: entry %s: %w", ErrCorrupt, e.Key, d.err)
	}
	return e, nil
}

// decoder reads stored texts back and keeps the first failure.
type decoder struct{ err error }

func (d *decoder) money(text string) providers.Money {
	if text == "" {
		return providers.Money{}
	}
	number, currency, _ := strings.Cut(text, " ")
	m, err := providers.ParseMoney(number, currency)
	if err != nil && d.err == nil {
		d.err = err
	}
	return m
}

func (d *decoder) date(text string) providers.Date {
	if text == "" {
		return providers.Date{}
	}
	day, err := providers.ParseDate(text)
	if err != nil && d.err == nil {
		d.err = err
	}
	return day
}

func moneyText(m providers.Money) string { return join(m.Number(), string(m.Currency())) }

func join(number, currency string) string {
	if currency == "" {
		return number
	}
	return number + " " + currency
}

func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
