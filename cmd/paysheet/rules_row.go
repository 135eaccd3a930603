package main

import (
	"maps"
	"slices"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
	"paysheet/script"
)

// newRow makes a row that exists in no file, for tests and for the prompt. Its
// cells are read by the same code as a CSV file's, with the config's currency,
// marks and dates, so "12,000" and "31 Mar 2026" mean what
// they would there.
func (b *bench) newRow(number int, fields, columns map[string]string) (script.Row, error) {
	cfg := invoice.Config{
		Columns: map[invoice.Field]string{}, Rounding: b.config.sheet.Rounding == "half-up",
		Zone: b.config.zone, Decimal: b.config.sheet.Decimal, DateOrder: b.config.sheet.Dates,
	}
	if cfg.Decimal == "" {
		cfg.Decimal = invoice.DecimalPoint
	}
	var err error
	if cfg.Currency, err = configuredCurrency(b.config); err != nil {
		return nil, err
	}
	info := sheet.Info{Path: "a row of a test", Format: "csv", HeaderRow: 1}
	row := sheet.Row{Number: number}
	add := func(header, text string) {
		cell := sheet.Cell{Text: text, Kind: sheet.Text}
		if text == "" {
			cell.Kind = sheet.Blank
		}
		info.Header, row.Cells = append(info.Header, header), append(row.Cells, cell)
	}
	for _, field := range script.Fields() {
		cfg.Columns[invoice.Field(field)] = field
		add(field, fields[field])
	}
	for _, header := range slices.Sorted(maps.Keys(columns)) {
		add(header, columns[header])
	}
	mapped, err := invoice.Map(info, cfg)
	if err != nil {
		return nil, err
	}
	return mapped.Row(row), nil
}
