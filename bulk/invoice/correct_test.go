package invoice

import (
	"slices"
	"strings"
	"testing"

	"paysheet/bulk/sheet"
)

// TestCorrect: a corrected cell is read as something else and named; amounts are
// never asked for, and a problem still tells what is stored.
func TestCorrect(t *testing.T) {
	t.Parallel()
	c := mapped(t, Config{}, "Invoice Number", "Amount", "Currency")
	raw := sheet.Row{Number: 7, Cells: []sheet.Cell{number("123"), number("50"), text("L KR")}}
	c.Correct(func(field Field, cell sheet.Cell) (string, bool) {
		if field == Amount || cell.Kind == sheet.Blank {
			t.Errorf("asked for %s %q", field, cell.Text)
		}
		return "00" + cell.Text, field == Reference
	})
	row := c.Row(raw)
	inv, problems := row.Invoice()
	if inv.Reference != "00123" {
		t.Errorf("the reference is %q", inv.Reference)
	}
	if len(problems) != 1 || problems[0].Value != "L KR" {
		t.Errorf("the problems are %v", problems)
	}
	if got := strings.Join(row.Warnings(), "|"); got != `reference "123" read as "00123" (accepted)` {
		t.Errorf("told %q", got)
	}
	if stored, _ := row.Cell("Invoice Number"); stored != "123" || row.Stored(Reference).Text != "123" {
		t.Errorf("stored is told as %q", stored)
	}
	c.Correct(nil)
	if got, _ := c.Row(raw).Text("reference"); got != "123" {
		t.Errorf("without a correction the reference is %q", got)
	}
	if digits, err := c.Borrow(raw).Digits(Amount); digits != "50" || err != nil {
		t.Errorf("the amount's digits are %q, %v", digits, err)
	}
}

func TestGroups(t *testing.T) {
	t.Parallel()
	d := NewDuplicates()
	for i, reference := range []string{"A-1", "B-1", "a 1", "B-1", "A-1", "C"} {
		d.Add(reference, i)
	}
	var got [][]Twin
	for group := range d.Groups() {
		got = append(got, group)
	}
	if len(got) != 1 || !slices.Equal(got[0], []Twin{{"A-1", 0}, {"a 1", 2}, {"A-1", 4}}) {
		t.Errorf("got %v", got)
	}
	if alike := d.Alike("A/1"); !slices.Equal(alike, []string{"A-1", "a 1", "A-1"}) {
		t.Errorf("alike are %q", alike)
	}
	if alike := d.Alike("C"); len(alike) > 0 {
		t.Errorf("alike are %q", alike)
	}
}

func TestOrderOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"25/12/2026": DayFirst, "12/25/2026": MonthFirst, "05/06/2026": "unsure", "05/05/2026": "", "2026-12-25": "", "soon": ""} {
		order, unsure := OrderOf(text)
		if unsure {
			order += "unsure"
		}
		if order != want {
			t.Errorf("%s shows %q, want %q", text, order, want)
		}
	}
}
