package report

import "paysheet/bulk"

// States gives the sheet's amounts by account and state (Line.What), which add up
// to Sheet.
func (m *Month) States() []bulk.Line { return m.amounts.Lines(stateNames()) }

func stateNames() []string {
	names := make([]string, 0, len(States()))
	for _, s := range States() {
		names = append(names, string(s))
	}
	return names
}

// Sheet gives what the sheet itself adds up to by currency; rows whose amount
// cannot be read are under the empty one.
func (m *Month) Sheet() []bulk.Count { return m.sheet.ByCurrency() }

// Received gives what came in on the links, by currency.
func (m *Month) Received() []bulk.Count { return m.received.ByCurrency() }

// Open gives what is still open on the links, expired ones included, by currency.
func (m *Month) Open() []bulk.Count { return m.owed.ByCurrency() }
