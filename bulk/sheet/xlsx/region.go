package xlsx

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"paysheet/bulk/sheet"
)

// region is the part of a worksheet that was named as the table.
type region struct {
	area
	tab    string // the worksheet's name, empty where the region does not say
	header int    // 0: to be found by looking
	told   bool
	what   string // for messages
	own    []string
}

// everything is a whole worksheet.
func everything() area { return area{left: 0, top: 1, right: maxColumn - 1, bottom: maxRow} }

// findRegion finds what the options name.
func findRegion(p *pack, book *workbook, opts sheet.Options) (region, error) {
	r := region{area: everything(), tab: opts.Name, header: opts.HeaderRow, own: opts.Own}
	var err error
	switch {
	case opts.Table != "" && opts.Range != "":
		return r, sheet.NotThere(errors.New("both a table and a range were named: leave one out"))
	case opts.Table != "":
		err = r.takeTable(p, book, opts.Table)
	case opts.Range != "":
		err = r.takeRange(book, opts.Range)
	default:
		return r, nil
	}
	if err != nil {
		return r, err
	}
	r.told = true
	if opts.Name != "" && !strings.EqualFold(r.tab, opts.Name) {
		return r, sheet.NotThere(fmt.Errorf("%s is on worksheet %q, not on %q: leave the worksheet out or name the right one", r.what, r.tab, opts.Name))
	}
	if r.header > 0 && (r.header < r.top || r.header >= r.bottom) {
		return r, sheet.NotThere(fmt.Errorf("header row %d has no rows below it in %s, which reaches from row %d to row %d", r.header, r.what, r.top, r.bottom))
	}
	return r, nil
}

// takeTable takes a table's header and rows, not its totals.
func (r *region) takeTable(p *pack, book *workbook, name string) error {
	var names []string
	for _, t := range book.tabs {
		if t.kind != "worksheet" {
			continue
		}
		relations, err := readRelations(p, t.part)
		if err != nil {
			return err
		}
		list, err := p.readTables(relations)
		if err != nil {
			return err
		}
		for _, l := range list {
			names = append(names, l.name)
			if strings.EqualFold(l.name, strings.TrimSpace(name)) {
				return r.takeListObject(t, l)
			}
		}
	}
	if len(names) == 0 {
		return sheet.NotThere(fmt.Errorf("there is no table %q: the workbook has no tables; name a worksheet or a range", name))
	}
	return sheet.NotThere(fmt.Errorf("there is no table %q%s (the workbook has %s)", name, didYouMean(name, names), quoteList(names)))
}

func (r *region) takeListObject(t tab, l listObject) error {
	r.what = fmt.Sprintf("table %q (%s)", l.name, l.area)
	if !l.headed {
		return sheet.NotThere(fmt.Errorf("%s has no header row: show it in Excel (Table Design, Header Row), or name a range", r.what))
	}
	r.tab, r.area = t.name, l.area
	r.bottom -= l.totals
	if r.header == 0 {
		r.header = l.area.top
	}
	return nil
}

// takeRange takes A1:F20, Sheet!A1:F20, A:F or a defined name.
func (r *region) takeRange(book *workbook, text string) error {
	r.what = fmt.Sprintf("range %q", text)
	ref := strings.TrimSpace(text)
	if i := slices.IndexFunc(book.names, func(n definedName) bool { return strings.EqualFold(n.name, ref) }); i >= 0 {
		ref = book.names[i].ref
		r.what = fmt.Sprintf("range %q (%s)", text, ref)
	}
	tab, a, ok := parseRange(ref)
	if !ok {
		return sheet.NotThere(fmt.Errorf("%s is neither a range such as A3:F200, Invoices!A3:F200 or A:F, nor the name of one%s", r.what, book.nameHint(text)))
	}
	if tab == "" && r.tab == "" {
		tab = book.firstVisible()
	}
	if tab != "" {
		r.tab = tab
	}
	r.area = a
	if r.header == 0 && a.bottom < maxRow {
		r.header = a.top
	}
	return nil
}

func (b *workbook) nameHint(text string) string {
	var names []string
	for _, n := range b.names {
		if _, _, ok := parseRange(n.ref); ok {
			names = append(names, n.name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("%s (the workbook has the names %s)", didYouMean(text, names), quoteList(names))
}

func (b *workbook) firstVisible() string {
	for _, t := range b.tabs {
		if !t.hidden && t.kind == "worksheet" {
			return t.name
		}
	}
	return ""
}

// parseRange reads a reference to one rectangle as formulas and people write
// it: 'A sheet'!$A$3:$F$200, A3:F200, A:F, 3:200.
func parseRange(text string) (tab string, a area, ok bool) {
	text = strings.TrimPrefix(text, "=")
	if i := strings.LastIndexByte(text, '!'); i >= 0 {
		tab, text = text[:i], text[i+1:]
		if inner, quoted := strings.CutPrefix(tab, "'"); quoted {
			tab = strings.ReplaceAll(strings.TrimSuffix(inner, "'"), "''", "'")
		}
		if tab == "" || strings.ContainsAny(tab, "[]") {
			return "", area{}, false // of another workbook
		}
	}
	first, second, found := strings.Cut(strings.ReplaceAll(text, "$", ""), ":")
	if !found {
		second = first
	}
	a, ok = parseArea([]byte(first + ":" + second))
	if !ok {
		a, ok = wholeLines(first, second)
	}
	return tab, a, ok && a.right < maxColumn && a.bottom <= maxRow
}

// wholeLines reads A:F and 3:200.
func wholeLines(first, second string) (area, bool) {
	if a, ok := parseArea([]byte(first + "1:" + second + "1")); ok {
		a.bottom = maxRow
		return a, true
	}
	a, ok := parseArea([]byte("A" + first + ":A" + second))
	a.right = maxColumn - 1
	return a, ok
}

// mask blanks what is outside of the region's columns, but for own columns.
func (r *region) mask(cells []sheet.Cell, own []int) {
	if !r.told {
		return
	}
	for i := range cells {
		if (i < r.left || i > r.right) && !slices.Contains(own, i) {
			cells[i] = sheet.Cell{}
		}
	}
}

// ownColumns gives the columns right of the region whose header is one of ours.
func (r *region) ownColumns(cells []sheet.Cell) []int {
	var list []int
	for i := r.right + 1; r.told && i < len(cells); i++ {
		if slices.Contains(r.own, strings.TrimSpace(cells[i].Text)) {
			list = append(list, i)
		}
	}
	return list
}

func didYouMean(name string, names []string) string {
	if near := nearest(name, names); near != "" {
		return fmt.Sprintf(", did you mean %q?", near)
	}
	return ""
}
