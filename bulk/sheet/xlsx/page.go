package xlsx

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"paysheet/bulk/sheet"
)

// pageType is the content type of a worksheet (ISO/IEC 29500-1, 12.3.24).
const pageType = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"

// neighbour is what the workbook says of its worksheets, as another one has to
// be named.
type neighbour struct {
	space     string // the namespace of the elements
	attribute string // that names the relationship: r:id
	declared  string // the namespaces that each worksheet declares for itself
	lastID    int
	names     []string
}

func (n *neighbour) visit(sc *scanner) error {
	list := attributes{rest: sc.attrs}
	switch {
	case sc.level == 1:
		declared := "xmlns"
		if prefix := string(sc.full[:len(sc.full)-len(sc.name)]); prefix != "" {
			declared = "xmlns:" + strings.TrimSuffix(prefix, ":")
		}
		space, err := sc.attr(declared)
		n.space = space
		return err
	case sc.level == 3 && string(sc.name) == "sheet":
		n.declared = ""
		for list.next() {
			switch {
			case bytes.HasPrefix(list.name, []byte("xmlns:")):
				n.declared += fmt.Sprintf(` %s="%s"`, list.name, list.value)
			case bytes.HasSuffix(list.name, []byte(":id")):
				n.attribute = string(list.name)
			case string(list.name) == "sheetId":
				id, _ := parseUint(list.value)
				n.lastID = max(n.lastID, id)
			case string(list.name) == "name":
				n.names = append(n.names, string(unescape(list.value, 0)))
			}
		}
	}
	return list.err()
}

// name gives a worksheet name that the workbook does not have, which Excel
// compares without case.
func (n *neighbour) name(wanted string) string {
	name := wanted
	for i := 2; slices.ContainsFunc(n.names, func(s string) bool { return strings.EqualFold(s, name) }); i++ {
		name = wanted + " " + strconv.Itoa(i)
	}
	return name
}

// addPage puts a page behind the worksheets that there are.
func (t *table) addPage(p *pack, s *suit, page sheet.Page, look *look) error {
	if page.Name == "" {
		return nil
	}
	var beside neighbour
	if err := p.scan(t.book.part, beside.visit); err != nil {
		return err
	}
	folder, file := path.Split(t.book.part)
	relations := path.Join(folder, "_rels", file+".rels")
	id, kind, err := p.freeRelation(relations)
	if err != nil {
		return err
	}
	s.page = p.freePart(folder)
	s.text = pageText(beside.space, page, look)
	target := strings.TrimPrefix(s.page, folder)
	attribute := func(text string) string { return escapedAttribute(text) }
	amended := map[string]addition{
		t.book.part: {list: "sheets", body: func(prefix string) string {
			return fmt.Sprintf(`<%ssheet name="%s" sheetId="%d" %s="%s"%s/>`, prefix, attribute(beside.name(page.Name)), beside.lastID+1, beside.attribute, id, beside.declared)
		}},
		relations: {body: func(prefix string) string {
			return fmt.Sprintf(`<%sRelationship Id="%s" Type="%s" Target="%s"/>`, prefix, id, attribute(kind), attribute(target))
		}},
		"[Content_Types].xml": {body: func(prefix string) string {
			return fmt.Sprintf(`<%sOverride PartName="/%s" ContentType="%s"/>`, prefix, attribute(s.page), pageType)
		}},
	}
	for name, add := range amended {
		if s.parts[partName(name)], err = p.amend(name, add); err != nil {
			return err
		}
	}
	return nil
}

// freeRelation gives an id that no relationship of the workbook has, and the
// type of those of its worksheets.
func (p *pack) freeRelation(part string) (id, kind string, err error) {
	var taken []string
	err = p.scan(part, func(sc *scanner) error {
		if string(sc.name) != "Relationship" {
			return nil
		}
		name, err := sc.attr("Id")
		if err != nil {
			return err
		}
		taken = append(taken, name)
		of, err := sc.attr("Type")
		if strings.HasSuffix(of, "/worksheet") {
			kind = of
		}
		return err
	})
	for n := len(taken) + 1; ; n++ {
		if id = "rId" + strconv.Itoa(n); !slices.Contains(taken, id) {
			return id, kind, err
		}
	}
}

// freePart gives the name of a worksheet's part that the package does not have.
func (p *pack) freePart(folder string) string {
	for n := 1; ; n++ {
		name := fmt.Sprintf("%sworksheets/sheet%d.xml", folder, n)
		if _, taken := p.parts[partName(name)]; !taken {
			return name
		}
	}
}

// pageText writes the page's part.
func pageText(space string, page sheet.Page, look *look) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+`<worksheet xmlns="%s"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`+
		`<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>`, escapedAttribute(space))
	if len(page.Widths) > 0 {
		b.WriteString("<cols>")
		for i, width := range page.Widths {
			fmt.Fprintf(&b, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, width)
		}
		b.WriteString("</cols>")
	}
	b.WriteString("<sheetData>")
	var cells []byte
	tags := (*cellTags)(nil).withPrefix(nil)
	for i, row := range page.Rows {
		cells = cells[:0]
		for column, cell := range row {
			if cell.Text != "" {
				cells = tags.append(cells, i+1, column, look.page(cell), cell.Value)
			}
		}
		if len(cells) > 0 {
			fmt.Fprintf(&b, `<row r="%d">%s</row>`, i+1, cells)
		}
	}
	b.WriteString(`</sheetData><pageSetup orientation="portrait"/></worksheet>`)
	return b.Bytes()
}

// page gives the style of a page's cell.
func (l *look) page(cell sheet.PageCell) string {
	switch {
	case l.part == "":
		return ""
	case cell.Number:
		return (&columnLook{amount: l.amount}).style(cell.Value, "")
	case cell.Right:
		return strconv.Itoa(l.right)
	case cell.Strong:
		return strconv.Itoa(l.strong)
	default:
		return ""
	}
}
