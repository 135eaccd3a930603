package template

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestWrite reads a template back as a spreadsheet program would.
func TestWrite(t *testing.T) {
	t.Parallel()
	columns := []Column{
		{Header: "Reference", Width: 14, Hint: "Each invoice has its own."},
		{Header: "Currency", Width: 10, Choices: []string{"LKR", "USD"}},
		{Header: "Status", Width: 10, Choices: []string{"Open", "Paid"}, Open: true},
		{Header: "Due", Width: 12, Amount: true},
		{Header: "Date", Width: 12, Date: true},
		{Header: "Name", Width: 30},
	}
	var file bytes.Buffer
	if err := Write(&file, "Invoices", columns, [][]any{{"A-1", "LKR", "Open", 1500, "2030-01-31", nil}}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rules, err := f.GetDataValidations("Invoices")
	if err != nil {
		t.Fatal(err)
	}
	want := []struct{ ref, kind, style, formula string }{
		{"A2:A5000", "", "", ""},
		{"B2:B5000", "list", "stop", `"LKR,USD"`},
		{"C2:C5000", "list", "warning", `"Open,Paid"`},
		{"D2:D5000", "decimal", "stop", "0"},
		{"E2:E5000", "date", "stop", "36526"},
	}
	if len(rules) != len(want) {
		t.Fatalf("%d rules, want %d", len(rules), len(want))
	}
	for i, w := range want {
		style := ""
		if rules[i].ErrorStyle != nil {
			style = *rules[i].ErrorStyle
		}
		if rules[i].Sqref != w.ref || rules[i].Type != w.kind || style != w.style || rules[i].Formula1 != w.formula {
			t.Errorf("rule %d is %s %s %s %s, want %+v", i, rules[i].Sqref, rules[i].Type, style, rules[i].Formula1, w)
		}
	}
	for cell, text := range map[string]string{"A1": "Reference", "A2": "A-1", "D2": "1,500.00", "E2": "2030-01-31", "F2": ""} {
		if got, err := f.GetCellValue("Invoices", cell); got != text || err != nil {
			t.Errorf("%s shows %q, %v, want %q", cell, got, err, text)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		column Column
		row    []any
		want   string
	}{
		"too many choices": {Column{Header: "X", Width: 9, Choices: []string{strings.Repeat("x", 300)}}, nil, `column "X"`},
		"a broken date":    {Column{Header: "X", Width: 9, Date: true}, []any{"31.1.2030"}, "31.1.2030"},
		"no width":         {Column{Header: "X", Width: 1000}, nil, `column "X"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := Write(&bytes.Buffer{}, "Invoices", []Column{test.column}, [][]any{test.row})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q in it", err, test.want)
			}
		})
	}
}
