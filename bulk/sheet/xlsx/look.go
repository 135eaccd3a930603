package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"paysheet/bulk/sheet"
)

// mostDecimals is how many decimals an amount is shown with at most; no currency
// of ISO 4217 has more.
const mostDecimals = 4

// look is what a dress adds to the styles of a workbook: cell styles at the end
// of the list, so that no other changes its number.
type look struct {
	part   string // of the styles; empty where the workbook has none, and then nothing has a style
	styles []byte // its new content
	amount int    // the cell style of an amount without decimals; those with 1 to 4 follow
	open   int    // of a cell that can be filled in
	text   int    // of any other text: with some room after the number on its left
	strong int
	right  int // strong, above numbers
	tint   int // the first of the formats for the tints
}

// column gives the style of a column's cells.
func (l *look) column(dress sheet.ColumnDress) *columnLook {
	if l.part == "" {
		return &columnLook{}
	}
	c := &columnLook{amount: l.amount, text: strconv.Itoa(l.text)}
	if dress.Open {
		c.text = strconv.Itoa(l.open)
	}
	return c
}

// columnLook is how the cells of one new column look.
type columnLook struct {
	text   string
	amount int // 0 for none
}

// style gives the style of a cell: for an amount the one with as many decimals
// as it is written with. otherwise is what the cell would have without a dress.
func (c *columnLook) style(value sheet.Value, otherwise string) string {
	switch {
	case c == nil:
		return otherwise
	case value.Number && c.amount > 0:
		_, fraction, _ := strings.Cut(value.Text, ".")
		return strconv.Itoa(c.amount + min(len(fraction), mostDecimals))
	case c.text != "":
		return c.text
	default:
		return otherwise
	}
}

// styleCounts is how many elements the lists of the styles have.
type styleCounts struct {
	inside             string
	fonts, cells, dxfs int
	code               int // the highest number of a number format
}

func (c *styleCounts) visit(sc *scanner) error {
	switch sc.level {
	case 2:
		c.inside = string(sc.name)
	case 3:
		switch c.inside {
		case "fonts":
			c.fonts++
		case "cellXfs":
			c.cells++
		case "dxfs":
			c.dxfs++
		case "numFmts":
			id, err := sc.attr("numFmtId")
			if n, ok := parseUint([]byte(id)); ok {
				c.code = max(c.code, n)
			}
			return err
		}
	}
	return nil
}

// newLook adds to the styles what a dress needs.
func newLook(p *pack, book *workbook, dress *sheet.Dress) (*look, error) {
	l := &look{}
	relations, err := readRelations(p, book.part)
	if err != nil {
		return nil, err
	}
	for _, r := range relations {
		if r.kind == "styles" {
			l.part = r.target
		}
	}
	if l.part == "" {
		return l, nil
	}
	counts := styleCounts{code: 163} // the numbers up to it are built in (ISO/IEC 29500-1, 18.8.30)
	if err := p.scan(l.part, counts.visit); err != nil {
		return nil, err
	}
	l.amount, l.tint = counts.cells, counts.dxfs
	l.open = l.amount + mostDecimals + 1
	l.strong, l.right, l.text = l.open+1, l.open+2, l.open+3
	l.styles, err = p.amend(l.part, l.additions(counts, dress.Tints)...)
	return l, err
}

// additions gives the formats, the bold font, the cell styles and the tints.
// The order of the lists is that of CT_Stylesheet (ISO/IEC 29500-1, 18.8.39).
func (l *look) additions(counts styleCounts, tints []sheet.Tint) []addition {
	lists := []string{"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst"}
	behind := func(list string) []string {
		for i, name := range lists {
			if name == list {
				return lists[i+1:]
			}
		}
		return nil
	}
	add := func(list string, elements []string) addition {
		return addition{list: list, count: len(elements), before: behind(list), body: func(prefix string) string {
			text := strings.Join(elements, "")
			return strings.ReplaceAll(strings.ReplaceAll(text, "</", "</"+prefix), "<~", "<"+prefix)
		}}
	}
	var formats, cells, dxfs []string
	for decimals := range mostDecimals + 1 {
		code := "#,##0"
		if decimals > 0 {
			code += "." + strings.Repeat("0", decimals)
		}
		formats = append(formats, fmt.Sprintf(`<~numFmt numFmtId="%d" formatCode="%s"/>`, counts.code+1+decimals, code))
		cells = append(cells, fmt.Sprintf(`<~xf numFmtId="%d" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`, counts.code+1+decimals))
	}
	cells = append(cells,
		`<~xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1" applyProtection="1"><~alignment horizontal="center"/><~protection locked="0"/></xf>`,
		fmt.Sprintf(`<~xf numFmtId="0" fontId="%d" fillId="0" borderId="0" xfId="0" applyFont="1"/>`, counts.fonts),
		fmt.Sprintf(`<~xf numFmtId="0" fontId="%d" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"><~alignment horizontal="right"/></xf>`, counts.fonts),
		`<~xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><~alignment horizontal="left" indent="1"/></xf>`)
	for _, t := range tints {
		dxfs = append(dxfs, fmt.Sprintf(`<~dxf><~font><~color rgb="FF%s"/></font><~fill><~patternFill patternType="solid"><~fgColor rgb="FF%[2]s"/><~bgColor rgb="FF%[2]s"/></patternFill></fill></dxf>`, t.Ink, t.Fill))
	}
	all := []addition{
		add("numFmts", formats),
		add("fonts", []string{`<~font><~b/><~sz val="11"/><~name val="Calibri"/><~family val="2"/></font>`}),
		add("cellXfs", cells),
	}
	if len(dxfs) > 0 {
		all = append(all, add("dxfs", dxfs))
	}
	return all
}
