package script

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// ordinary is what a test's row holds where the test does not say.
func (s *suite) ordinary() map[string]string {
	return map[string]string{
		"reference": "INV-1", "amount": "10000", "currency": s.currency(), "customer_name": "A Customer",
		"email": "customer@example.com", "phone": "+94771234567", "due_date": s.env.today.String(),
	}
}

// currency is the configured one, else LKR where an account takes it, else what
// the first account takes.
func (s *suite) currency() string {
	if s.cfg.Currency != "" {
		return s.cfg.Currency
	}
	first := ""
	for _, name := range s.env.accounts.names {
		list := s.env.accounts.byName[name].a.Capabilities.Currencies
		if len(list) == 0 || slices.Contains(list, "LKR") {
			return "LKR"
		}
		if first == "" {
			first = string(list[0])
		}
	}
	return cmp.Or(first, "LKR")
}

// row makes a row out of cells by field or by header.
func (s *suite) row(cells map[string]string) (*rowValue, error) {
	if s.cfg.NewRow == nil {
		return nil, errors.New("this run has no rows")
	}
	fields, columns := s.ordinary(), map[string]string{}
	for _, header := range s.env.columns {
		columns[header] = ""
	}
	for name, text := range cells {
		if slices.Contains(Fields(), name) {
			fields[name] = text
			continue
		}
		if err := s.checkColumn(name); err != nil {
			return nil, err
		}
		columns[name] = text
	}
	s.number++
	row, err := s.cfg.NewRow(s.number+1, fields, columns)
	if err != nil {
		return nil, fmt.Errorf("making a row: %w", err)
	}
	return &rowValue{row: row, env: s.env}, nil
}

// checkColumn refuses a name that is no field, no column, and near one of them.
func (s *suite) checkColumn(name string) error {
	if slices.Contains(s.env.columns, name) {
		return nil
	}
	if near, ok := Nearest(name, append(Fields(), s.env.columns...)); ok {
		return fmt.Errorf("%q is no field and no column that the rules know (did you mean %q?)", clip(name, 60), near)
	}
	return nil
}
