package bulk

import (
	"errors"
	"fmt"
	"time"

	"github.com/govalues/decimal"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// Items and results go into the records of a spool and come back. What each type
// has is named once, for both ways, so that they cannot differ; a test finds a
// field that nobody named. What is kept is read again by the same process only, so
// the form of a record is nobody else's business.

var errRecord = errors.New("what was kept of a row cannot be read any more: run again")

func putItem(b []byte, i *Item) []byte {
	r := record{out: b}
	r.item(i)
	return r.out
}

func getItem(kept []byte) (i Item, err error) {
	r := record{reading: true, in: string(kept)}
	r.item(&i)
	return i, r.end()
}

func putResult(b []byte, result *Result) []byte {
	r := record{out: b}
	r.result(result)
	return r.out
}

func getResult(kept []byte) (*Result, error) {
	r, result := record{reading: true, in: string(kept)}, new(Result)
	r.result(result)
	return result, r.end()
}

// result leaves out what the collector itself holds.
func (r *record) result(x *Result) {
	r.item(&x.Item)
	r.text((*string)(&x.Outcome))
	r.link(&x.Link)
	r.texts(&x.Label, &x.Note)
	r.flags(&x.Checked, &x.Late)
}

func (r *record) item(i *Item) {
	r.number(&i.Row)
	r.texts(&i.Cell, &i.Reference, &i.SheetReference, (*string)(&i.Action), &i.Reason, &i.Rule)
	list(r, &i.Because, (*record).text)
	r.text(&i.Account)
	r.money(&i.Amount)
	r.request(&i.Request)
	r.number(&i.Generation)
	r.flags(&i.Wanted, &i.Same, &i.StillOpen, &i.Claimed, &i.Hidden, &i.NoInvoice, &i.Rounded, &i.Unlisted)
	maybe(r, &i.Known, (*record).entry)
	list(r, &i.Problems, (*record).problem)
	r.texts(&i.SheetLink, &i.answer)
	maybe(r, &i.named, (*record).claim)
	list(r, &i.Edited, (*record).text)
	r.date(&i.Due)
	list(r, &i.Changes, (*record).change)
	r.text(&i.Previous)
	list(r, &i.Retired, (*record).entry)
	r.texts(&i.Payee, &i.Postponed)
	list(r, &i.Notices, (*record).text)
}

func (r *record) problem(p *Problem) { r.texts(&p.Cell, &p.Field, &p.Value, &p.Message) }

func (r *record) change(c *Change) { r.texts(&c.Field, &c.From, &c.To) }

func (r *record) claim(c *claim) {
	r.texts(&c.id, &c.url, &c.account, &c.status, &c.previous, &c.paid, &c.expires, &c.looked)
	r.time(&c.checked)
	r.flags(&c.doubted)
}

func (r *record) request(q *providers.LinkRequest) {
	r.text(&q.Reference)
	r.money(&q.Amount)
	r.text(&q.Description)
	r.date(&q.Expires)
	r.money(&q.MinPartial)
	r.texts(&q.Customer.Name, &q.Customer.Email, &q.Customer.Phone, &q.ReturnURL, &q.FailureURL)
	r.flags(&q.Notify.Email, &q.Notify.SMS)
}

func (r *record) link(l *providers.Link) {
	r.texts(&l.ID, &l.URL, &l.Reference, (*string)(&l.Status))
	r.money(&l.Amount)
	r.money(&l.Paid)
	r.money(&l.MinPartial)
	r.text(&l.Description)
	r.date(&l.Expires)
	r.time(&l.Created)
}

func (r *record) entry(e *ledger.Entry) {
	r.texts(&e.Provider, &e.Environment, &e.Host, &e.Merchant, &e.Namespace, &e.Reference)
	r.number(&e.Generation)
	r.texts((*string)(&e.State), &e.Account, &e.Sent)
	r.money(&e.Amount)
	r.text(&e.Asked.Description)
	r.date(&e.Asked.Expires)
	r.money(&e.Asked.MinPartial)
	r.text(&e.Terms)
	r.link(&e.Link)
	r.texts(&e.Run, &e.Sheet)
	r.number(&e.Row)
	r.texts(&e.SheetReference, &e.Payee)
	r.number(&e.Attempts)
	r.texts(&e.Answer, &e.Reason, &e.Previous)
	r.flags(&e.Retiring)
	r.time(&e.Began)
	r.time(&e.Changed)
	r.time(&e.Checked)
}

func (r *record) date(d *providers.Date) {
	month := int(d.Month)
	r.number(&d.Year)
	r.number(&month)
	r.number(&d.Day)
	if r.reading {
		d.Month = time.Month(month)
	}
}

func (r *record) money(m *providers.Money) {
	code := string(m.Currency())
	r.text(&code)
	if code == "" {
		return
	}
	if r.reading {
		r.readMoney(m, providers.Currency(code))
		return
	}
	amount := m.Decimal()
	sign := byte(0)
	if amount.IsNeg() {
		sign = 1
	}
	r.out = append(r.out, sign, byte(amount.Scale()))
	r.putUint(amount.Coef())
}

func (r *record) readMoney(m *providers.Money, currency providers.Currency) {
	negative, scale, coef := r.byte() == 1, int(r.byte()), r.uint()
	amount, err := decimal.New(int64(coef), scale)
	if coef > 1<<63-1 || err != nil {
		// Beyond what New takes, so it goes the long way.
		amount, err = decimal.Parse(fmt.Sprintf("%de-%d", coef, scale))
	}
	if negative {
		amount = amount.Neg()
	}
	var bad error
	if *m, bad = providers.NewMoney(amount, currency); err != nil || bad != nil {
		r.bad = true
	}
}
