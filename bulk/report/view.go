package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/govalues/decimal"

	"paysheet/bulk"
	"paysheet/providers"
)

// page is everything that the template prints, as finished text.
type page struct {
	Head       Head
	Running    string // the head of every printed page
	Facts      []fact
	Currencies []currencyView
	Accounts   []accountView
	Unread     string // rows whose amount cannot be read
	Foots      bool
	Footings   []footingView
	Rows       string // the equation of the rows
	Exceptions []groupView
	Receipts   receiptsView
	Needy      string
	Resend     []Line
	Resends    string
	MoreResend string
	Notes      []string
}

// fact is one line of the header.
type fact struct{ Name, Text string }

// currencyView is what one currency comes to.
type currencyView struct {
	Code                   string
	Billed, Received, Owed string
	States, Ages           []barView
}

// barView is one bar with its figures; the figures say all that the bar shows.
type barView struct {
	Label, Rows, Unit, Amount, Share string
	Class                            string // of the bar's colour
	Width                            int    // of 1000
}

// accountView is one account in one currency.
type accountView struct {
	Account, Currency, Rows, Asked, Received, Owed string
	Share                                          string // received of what was asked
	Width                                          int    // of 1000
}

// footingView is an equation, term by term.
type footingView struct {
	Currency string
	Terms    []termView
	Total    string
	Rows     string
	Holds    bool
}

type termView struct{ State, Amount string }

// groupView is one kind of exception.
type groupView struct {
	Kind  Kind
	Mark  bulk.Mark
	Do    string
	Rows  string
	Items []itemView
	More  string // "and 12 more", empty where all are listed
}

// itemView is one row that a person must look at.
type itemView struct {
	Mark                                            bulk.Mark
	Cell, Reference, Customer, Amount, Account, Why string
}

// page turns the sums into text.
func (m *Month) page() page {
	p := page{
		Head: m.head, Facts: m.facts(), Foots: m.Foots(), Accounts: m.accounts(),
		Needy: rowCount(m.needy), Resends: rowCount(m.resends), Resend: m.resend,
		Rows: m.rowEquation(), Notes: m.notes(), Receipts: m.receiptsPage(),
	}
	if more := m.resends - len(m.resend); more > 0 {
		p.MoreResend = "and " + rowCount(more) + " more"
	}
	if p.Running = bulk.Clean(m.head.Name); m.head.Sandbox {
		p.Running += " (SANDBOX)"
	}
	for _, f := range m.footings() {
		if f.Currency == "" {
			p.Unread = rowCount(f.Sheet.Rows)
			continue
		}
		p.Footings = append(p.Footings, footingText(f))
		p.Currencies = append(p.Currencies, m.currency(f))
	}
	for _, kind := range Kinds() {
		if n := m.exceptions.CountOf(string(kind)); n > 0 {
			p.Exceptions = append(p.Exceptions, m.group(kind, n))
		}
	}
	return p
}

func (m *Month) facts() []fact {
	h := m.head
	table := h.Sheet
	if h.Worksheet != "" {
		table += ", worksheet " + h.Worksheet
	}
	facts := []fact{
		{"Sheet", bulk.Clean(table)},
		{"As of", h.Today.String() + " (" + h.Zone + ")"},
		{"Made", h.Made.Format("2006-01-02 15:04 MST") + " by " + bulk.Clean(h.Who)},
		{"Links last looked at", m.freshness()},
		{"Program", "paysheet " + bulk.Clean(h.Version)},
	}
	if h.Config != "" {
		facts = append(facts, fact{"Config", bulk.Clean(h.Config)})
	}
	return append(facts, fact{"SHA-256 of the sheet", h.Digest})
}

// freshness says how old the states are: the report asks nobody.
func (m *Month) freshness() string {
	text := m.oldest.String()
	switch {
	case m.links == 0:
		return "there are none"
	case m.oldest.IsZero():
		return "never since they were made; paysheet refresh looks"
	case m.oldest != m.newest:
		text = fmt.Sprintf("between %s and %s", m.oldest, m.newest)
	}
	if m.never > 0 {
		text += "; " + rowCount(m.never) + " never"
	}
	return text
}

// rowEquation foots the rows of the sheet.
func (m *Month) rowEquation() string {
	text := groupInt(m.sheet.Rows) + " invoices"
	if m.sheet.Rows == 1 {
		text = "1 invoice"
	}
	if m.noInvoice > 0 {
		text += " + " + groupInt(m.noInvoice) + " that are no invoice (totals, titles)"
	}
	if m.blank > 0 {
		text += " + " + groupInt(m.blank) + " blank"
	}
	return text + " = " + rowCount(m.sheet.Rows+m.noInvoice+m.blank) + " below the header"
}

// notes say what the figures mean, as far as this sheet needs it.
func (m *Month) notes() []string {
	notes := []string{
		"Amounts under a state are the sheet's own. Received is what the providers told; still open is what a link asks for less what came in on it.",
		"Still open counts links that are open, partly paid, or expired unpaid. Rows without a link are in no age group.",
	}
	if m.untold > 0 {
		notes = append(notes, "Paid at a provider that does not tell how much: "+rowCount(m.untold)+". Received counts what the link asked for.")
	}
	if text := m.StaleText(); text != "" {
		notes = append(notes, text+".")
	}
	if n := m.amounts.CountOf(string(NoLink)); n > 0 {
		notes = append(notes, "Without a link and never tried: "+rowCount(n)+". If apply wrote its results to another file, report on that one; else paysheet apply "+m.sheetName()+" makes the links.")
	}
	if n := m.amounts.CountOf(string(Expired)); n > 0 {
		notes = append(notes, "Expired, so that nobody can pay: "+rowCount(n)+". paysheet apply "+m.sheetName()+" --renew makes the links payable again.")
	}
	return notes
}

func (m *Month) sheetName() string { return m.head.typed() }

// currency gives one currency's sums and bars.
func (m *Month) currency(f Footing) currencyView {
	v := currencyView{Code: string(f.Currency), Billed: amount(f.Sheet)}
	v.Received = amount(in(m.received.ByCurrency(), f.Currency))
	v.Owed = amount(in(m.owed.ByCurrency(), f.Currency))
	longest, total := decimal.Zero, decimal.Zero
	for _, t := range f.Terms {
		if t.Sum.Cmp(longest) > 0 {
			longest = t.Sum
		}
		if sum, err := total.Add(t.Sum); err == nil && t.Sum.IsPos() {
			total = sum
		}
	}
	for _, t := range f.Terms {
		bar := bar(string(t.State), t.Count, longest, total)
		bar.Class = class(t.State)
		v.States = append(v.States, bar)
	}
	v.Ages = m.ages(f.Currency)
	return v
}

// ages gives the open amounts of a currency by age; every age is shown, so that
// an empty one is seen to be empty.
func (m *Month) ages(c providers.Currency) []barView {
	all := in(m.aged.ByCurrency(), c)
	if all.Rows == 0 {
		return nil
	}
	var counts []bulk.Count
	longest := decimal.Zero
	for _, label := range ages() {
		count := in(m.aged.Of(label), c)
		counts = append(counts, count)
		if count.Sum.Cmp(longest) > 0 {
			longest = count.Sum
		}
	}
	bars := make([]barView, 0, len(counts))
	for i, label := range ages() {
		if label == ageUnknown && counts[i].Rows == 0 {
			continue
		}
		bar := bar(label, counts[i], longest, all.Sum)
		bar.Class = "age" + strconv.Itoa(i)
		bars = append(bars, bar)
	}
	return bars
}

// accounts gives what each account's links come to.
func (m *Month) accounts() []accountView {
	type key struct {
		account  string
		currency providers.Currency
	}
	asked, received, owed := map[key]bulk.Count{}, map[key]bulk.Count{}, map[key]bulk.Count{}
	collect := func(t *bulk.Tally, into map[key]bulk.Count) {
		for _, line := range t.Lines(nil) {
			if line.Currency != "" {
				into[key{line.Account, line.Currency}] = plus(into[key{line.Account, line.Currency}], line.Count)
			}
		}
	}
	collect(&m.amounts, asked)
	collect(&m.received, received)
	collect(&m.owed, owed)
	keys := make([]key, 0, len(asked))
	for k := range asked {
		if k.account != "" {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.currency, b.currency))
	})
	views := make([]accountView, 0, len(keys))
	for _, k := range keys {
		share := share(received[k].Sum, asked[k].Sum)
		views = append(views, accountView{
			Account: bulk.Clean(k.account), Currency: string(k.currency), Rows: groupInt(asked[k].Rows),
			Asked: amount(asked[k]), Received: amount(or(received[k], k.currency)), Owed: amount(or(owed[k], k.currency)),
			Share: percent(share), Width: min(share, 1000),
		})
	}
	return views
}

// group gives one kind of exception, its first rows, and how many more there are.
func (m *Month) group(kind Kind, n int) groupView {
	g := groupView{Kind: kind, Mark: kind.Mark(), Do: kind.Do(m.sheetName()), Rows: rowCount(n)}
	for _, each := range m.listed[kind] {
		g.Items = append(g.Items, itemView{
			Mark: each.Mark(), Cell: bulk.Clean(each.Cell), Reference: bulk.Clean(each.Reference), Customer: bulk.Clean(each.Customer.Name),
			Amount: moneyText(each.Amount), Account: bulk.Clean(each.Account), Why: bulk.Clean(each.why),
		})
	}
	if more := n - len(g.Items); more > 0 {
		g.More = "and " + rowCount(more) + " more; report -o month.xlsx lists all of them"
	}
	return g
}

func footingText(f Footing) footingView {
	v := footingView{Currency: string(f.Currency), Total: amount(f.Sheet), Rows: rowCount(f.Sheet.Rows), Holds: f.Holds}
	for _, t := range f.Terms {
		v.Terms = append(v.Terms, termView{string(t.State), amount(t.Count)})
	}
	return v
}
