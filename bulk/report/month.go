package report

import (
	"time"

	"paysheet/bulk"
	"paysheet/bulk/invoice"
	"paysheet/providers"
)

// Head says what a report stands on.
type Head struct {
	Sheet     string // the path as given
	Name      string // the file's name, for titles
	Worksheet string // empty for CSV
	Digest    string // SHA-256 of the file, in hex
	Config    string // the config's path; empty for none
	Today     providers.Date
	Zone      string    // the zone in which Today was read
	Made      time.Time // when the report was made, in that zone
	Who       string
	Version   string // of paysheet
	Sandbox   bool   // the links are stand-ins' and nobody can be charged
}

// typed names the sheet as a command that is advised takes it: the links of a
// sandboxed report are not those of a run without the flag.
func (h Head) typed() string {
	if h.Sandbox {
		return "--sandbox " + quoted(h.Name)
	}
	return quoted(h.Name)
}

// most bounds the rows that a page lists under one heading.
const most = 50

// Month adds up the lines of one sheet. Make it with New.
type Month struct {
	head       Head
	amounts    bulk.Tally // the sheet's amounts by account and state
	sheet      bulk.Tally // the same amounts, added before they were judged
	received   bulk.Tally // what came in, by account
	owed       bulk.Tally // what is still owed, by account
	aged       bulk.Tally // the same by age
	exceptions bulk.Tally // amounts by kind
	listed     map[Kind][]listed
	receipts   bulk.Tally    // the receipts to post, by what they stand on
	posted     []receiptView // the first of them
	resend     []Line
	resends    int
	blank      int // rows with nothing in them
	noInvoice  int // totals, titles, the header again
	needy      int // rows with at least one exception
	untold     int // paid links whose amount is taken from the link
	links      int
	never      int            // links that were never looked at since they were made
	oldest     providers.Date // the earliest day on which a link was last looked at
	newest     providers.Date
}

// listed is an exception with its row.
type listed struct {
	Line
	why string
}

// New starts a report.
func New(head Head) *Month { return &Month{head: head, listed: map[Kind][]listed{}} }

// Add takes a line into the sums, and keeps it where a page lists it and there
// is room.
func (m *Month) Add(l Line) {
	switch {
	case l.Class == invoice.Blank:
		m.blank++
		return
	case l.Class.IsNoInvoice():
		m.noInvoice++
		return
	}
	m.sheet.Add("", "", l.Amount)
	m.amounts.Add(l.Account, string(l.State), l.Amount)
	for _, link := range l.links() {
		m.receive(link)
	}
	if !l.Owed.IsNone() {
		m.owed.Add(l.Account, string(l.State), l.Owed)
		m.aged.Add("", age(l.Due, m.head.Today), l.Owed)
	}
	m.look(&l)
	m.keep(&l)
}

// receive adds up what came in on a link.
func (m *Month) receive(l *Line) {
	if !l.Received.IsNone() {
		m.received.Add(l.Account, string(l.State), l.Received)
		if !l.Told {
			m.untold++
		}
	}
	m.keepReceipts(l)
}

// look notes how fresh the links' states are.
func (m *Month) look(l *Line) {
	if !l.State.HasLink() {
		return
	}
	m.links++
	if l.Checked.IsZero() {
		m.never++
		return
	}
	if m.oldest.IsZero() || l.Checked.Before(m.oldest) {
		m.oldest = l.Checked
	}
	if m.newest.Before(l.Checked) {
		m.newest = l.Checked
	}
}

// keep remembers the first rows of each list.
func (m *Month) keep(l *Line) {
	if len(l.Exceptions) > 0 {
		m.needy++
	}
	for _, e := range l.Exceptions {
		m.exceptions.Add("", string(e.Kind), l.Amount)
		if len(m.listed[e.Kind]) < most {
			m.listed[e.Kind] = append(m.listed[e.Kind], listed{*l, e.Why})
		}
	}
	if l.Resend() {
		m.resends++
		if len(m.resend) < most {
			m.resend = append(m.resend, *l)
		}
	}
}

// Rows gives how many invoices the sheet has.
func (m *Month) Rows() int { return m.sheet.Rows }

// Needy gives how many rows a person must look at.
func (m *Month) Needy() int { return m.needy }

// Resends gives how many links must be sent again.
func (m *Month) Resends() int { return m.resends }

// StaleText says how many links count as they stood before their last day, and
// what to run; it is empty where there are none.
func (m *Month) StaleText() string {
	what := "1 link is past its last day and was not looked at since"
	switch n := m.exceptions.CountOf(string(KindStale)); n {
	case 0:
		return ""
	case 1:
	default:
		what = groupInt(n) + " links are past their last day and were not looked at since"
	}
	return what + ": run paysheet refresh " + m.sheetName()
}

// Of gives what the rows of a state add up to, by currency.
func (m *Month) Of(state State) []bulk.Count { return m.amounts.Of(string(state)) }

// Foots tells that the states add up to the sheet, in rows and in money, and the
// receipts to what was received.
func (m *Month) Foots() bool {
	if m.amounts.Rows != m.sheet.Rows {
		return false
	}
	for _, f := range m.footings() {
		if !f.Holds {
			return false
		}
	}
	return m.receiptsFoot()
}

// Footing is the equation of one currency: the states' sums, one by one, and
// what the sheet itself adds up to.
type Footing struct {
	Currency providers.Currency // empty: rows whose amount cannot be read
	Terms    []Term
	Sheet    bulk.Count
	Holds    bool
}

// Term is one sum of an equation.
type Term struct {
	State State
	bulk.Count
}

// footings gives an equation a currency.
func (m *Month) footings() []Footing {
	sheet := m.sheet.ByCurrency()
	list := make([]Footing, 0, len(sheet))
	for _, total := range sheet {
		f := Footing{Currency: total.Currency, Sheet: total}
		var sum bulk.Tally
		rows := 0
		for _, state := range States() {
			for _, count := range m.Of(state) {
				if count.Currency != total.Currency {
					continue
				}
				f.Terms = append(f.Terms, Term{state, count})
				rows += count.Rows
				if money, err := providers.NewMoney(count.Sum, count.Currency); err == nil && !count.Over {
					sum.Add("", "", money)
				}
			}
		}
		f.Holds = rows == total.Rows && !total.Over
		if added := sum.ByCurrency(); total.Currency != "" {
			f.Holds = f.Holds && len(added) == 1 && added[0].Sum.Equal(total.Sum) && !added[0].Over
		}
		list = append(list, f)
	}
	return list
}
