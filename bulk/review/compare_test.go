package review

import (
	"slices"
	"strings"
	"testing"

	"paysheet/bulk"
	"paysheet/bulk/sheet"
)

// sheetOf is the sheet that copyOf copies.
func sheetOf(items []bulk.Item) memory {
	var rows [][]string
	for _, i := range items {
		rows = append(rows, []string{i.Reference, "own"})
	}
	return table([]string{"Number", "Note"}, rows...)
}

func TestCompare(t *testing.T) {
	t.Parallel()
	items := []bulk.Item{item(t, 2, bulk.Create), item(t, 3, bulk.Hold), item(t, 4, bulk.Create)}
	tests := map[string]struct {
		change  func(m *memory)
		changed bool
		want    []string
	}{
		"nothing":                  {func(*memory) {}, true, nil},
		"a cell":                   {func(m *memory) { m.rows[0].Cells[1].Text = "theirs" }, true, []string{"row 2, Note: was own when reviewed, is theirs"}},
		"a cell in the copy":       {func(m *memory) { m.rows[0].Cells[1].Text = "theirs" }, false, []string{"row 2, Note: the review says own, the sheet theirs: correct the sheet instead"}},
		"a cell of no consequence": {func(m *memory) { m.rows[1].Cells[1].Text = "theirs" }, false, nil},
		"a blanked cell":           {func(m *memory) { m.rows[2].Cells[1] = sheet.Cell{} }, true, []string{"row 4, Note: was own when reviewed, is blank"}},
		"a formula":                {func(m *memory) { m.rows[0].Cells[1] = sheet.Cell{Text: "own", Kind: sheet.Text, Formula: true} }, true, nil},
		"a row more": {
			func(m *memory) { m.rows = append(m.rows, sheet.Row{Number: 5, Cells: m.rows[0].Cells}) }, true,
			[]string{"row 5 is not in the review: it was added since, or the plan was told to leave it"},
		},
		"a row less":       {func(m *memory) { m.rows = m.rows[:2] }, true, []string{"row 4 was taken out of the sheet"}},
		"a column more":    {func(m *memory) { m.info.Header = append(m.info.Header, "Region") }, true, []string{`column "Region" of the sheet is not in the review`}},
		"a column less":    {func(m *memory) { m.info.Header = m.info.Header[:1] }, true, []string{`column "Note" of the review is not in the sheet`}},
		"beside the range": {func(m *memory) { m.info.Header = m.info.Header[:1] }, false, nil},
		"beside the range, and a cell": {
			func(m *memory) { m.info.Header, m.rows[0].Cells[0].Text = m.info.Header[:1], "theirs" }, false,
			[]string{"row 2, Number: the review says INV-2, the sheet theirs: correct the sheet instead"},
		},
		"our own columns": {func(m *memory) { m.info.Header = append(m.info.Header, "Link URL", "Link Note") }, true, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, copied := sheetOf(items), copyOf(items, nil)
			tt.change(&m)
			r, err := Read(t.Context(), copied)
			if err != nil {
				t.Fatal(err)
			}
			got, err := r.Compare(t.Context(), m, copied, tt.changed)
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

// TestCompareCounts tells a handful and counts the rest.
func TestCompareCounts(t *testing.T) {
	t.Parallel()
	var items []bulk.Item
	for row := 2; row < 40; row++ {
		items = append(items, item(t, row, bulk.Create))
	}
	m, copied := sheetOf(items), copyOf(items, nil)
	for i := range m.rows {
		m.rows[i].Cells[1].Text = "theirs"
	}
	r, err := Read(t.Context(), copied)
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Compare(t.Context(), m, copied, true)
	if err != nil || len(got) != most+1 || got[most] != "and 33 more" {
		t.Errorf("%d sentences, the last %q, %v", len(got), got[len(got)-1], err)
	}
}

// TestContent is another for what a plan can depend on, and only for that.
func TestContent(t *testing.T) {
	t.Parallel()
	items := []bulk.Item{item(t, 2, bulk.Create), item(t, 3, bulk.Hold)}
	content := func(change func(m *memory)) string {
		m := sheetOf(items)
		if change != nil {
			change(&m)
		}
		digest, err := Content(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		return digest
	}
	plain := content(nil)
	for name, change := range map[string]func(m *memory){
		"results": func(m *memory) {
			m.info.Header = append(m.info.Header, "Link URL")
			m.rows[0].Cells = append(m.rows[0].Cells, sheet.Cell{Text: "https://example.com", Kind: sheet.Text})
		},
		"a blank row": func(m *memory) { m.rows = append(m.rows, sheet.Row{Number: 9}) },
		"white space": func(m *memory) { m.rows[0].Cells[1].Text = " own\t" },
		"a format":    func(m *memory) { m.rows[0].Cells[1].Format = "@" },
	} {
		if content(change) != plain {
			t.Errorf("%s makes another content", name)
		}
	}
	for name, change := range map[string]func(m *memory){
		"a cell":       func(m *memory) { m.rows[0].Cells[1].Text = "theirs" },
		"a hidden row": func(m *memory) { m.rows[0].Hidden = true },
		"a row less":   func(m *memory) { m.rows = m.rows[:1] },
		"a header":     func(m *memory) { m.info.Header = []string{"Number", "Remark"} },
		"a shift":      func(m *memory) { m.rows[1].Number = 7 },
		"two cells":    func(m *memory) { m.rows[0].Cells[0].Text, m.rows[0].Cells[1].Text = "INV-2 ", "3:own" },
	} {
		if content(change) == plain {
			t.Errorf("%s does not make another content", name)
		}
	}
	// Numbers are the same whichever program wrote them.
	number := func(text string) string {
		return content(func(m *memory) { m.rows[0].Cells[1] = sheet.Cell{Text: text, Kind: sheet.Number} })
	}
	if number("25000.10") != number("25000.100000000001") || number("1E+05") != number("100000") || number("1") == number("2") {
		t.Error("a number is another one after it was saved again")
	}
	if strings.Contains(plain, " ") || len(plain) != 64 {
		t.Errorf("%q is no SHA-256", plain)
	}
}
