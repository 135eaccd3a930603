package book

import (
	"fmt"
	"strings"

	"paysheet/bulk/sheet"
)

const (
	declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	spaceMain   = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	schemas     = "http://schemas.openxmlformats.org/officeDocument/2006/"
	packages    = "http://schemas.openxmlformats.org/package/2006/"
	mime        = "application/vnd.openxmlformats-officedocument."
)

// sheetTail ends a worksheet: printed on A4 across, as wide as the paper.
const sheetTail = `</sheetData><pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>` +
	`<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>` +
	`<headerFooter><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter></worksheet>`

// part is one small file of the package.
type part struct{ name, text string }

// parts gives everything but the worksheets.
func (b *Book) parts() []part {
	return []part{
		{"[Content_Types].xml", b.contentTypes()},
		{"_rels/.rels", relations(
			relation{"officeDocument", "xl/workbook.xml"}, relation{"extended-properties", "docProps/app.xml"})},
		{"docProps/app.xml", declaration + `<Properties xmlns="` + schemas + `extended-properties"><Application>` + Application + `</Application></Properties>`},
		{"xl/workbook.xml", b.workbook()},
		{"xl/_rels/workbook.xml.rels", b.workbookRelations()},
		{"xl/styles.xml", styles()},
	}
}

func (b *Book) contentTypes() string {
	var s strings.Builder
	s.WriteString(declaration + `<Types xmlns="` + packages + `content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/docProps/app.xml" ContentType="` + mime + `extended-properties+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + mime + `spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + mime + `spreadsheetml.styles+xml"/>`)
	for i := range b.sheets {
		fmt.Fprintf(&s, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sspreadsheetml.worksheet+xml"/>`, i+1, mime)
	}
	s.WriteString(`</Types>`)
	return s.String()
}

type relation struct{ kind, target string }

func relations(list ...relation) string {
	var s strings.Builder
	s.WriteString(declaration + `<Relationships xmlns="` + packages + `relationships">`)
	for i, r := range list {
		fmt.Fprintf(&s, `<Relationship Id="rId%d" Type="%srelationships/%s" Target="%s"/>`, i+1, schemas, r.kind, r.target)
	}
	s.WriteString(`</Relationships>`)
	return s.String()
}

func (b *Book) workbookRelations() string {
	list := make([]relation, 0, len(b.sheets)+1)
	for i := range b.sheets {
		list = append(list, relation{"worksheet", fmt.Sprintf("worksheets/sheet%d.xml", i+1)})
	}
	return relations(append(list, relation{"styles", "styles.xml"})...)
}

// workbook names the sheets and, for each, the header row as its print title.
func (b *Book) workbook() string {
	var s, titles strings.Builder
	fmt.Fprintf(&s, `%s<workbook %s xmlns:r="%srelationships"><sheets>`, declaration, spaceMain, schemas)
	for i, sheet := range b.sheets {
		name := string(appendQuoted(nil, sheet.name))
		fmt.Fprintf(&s, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, name, i+1, i+1)
		fmt.Fprintf(&titles, `<definedName name="_xlnm.Print_Titles" localSheetId="%d">'%s'!$1:$1</definedName>`, i, name)
	}
	fmt.Fprintf(&s, `</sheets><definedNames>%s</definedNames></workbook>`, titles.String())
	return s.String()
}

// appendQuoted escapes a text for an attribute.
func appendQuoted(dst []byte, text string) []byte {
	return append(dst, strings.ReplaceAll(string(appendEscaped(nil, text)), `"`, "&quot;")...)
}

// head begins a worksheet: the header frozen, the columns as wide as asked.
func (s *Sheet) head(first bool) string {
	var b strings.Builder
	selected := ""
	if first {
		selected = ` tabSelected="1"`
	}
	fmt.Fprintf(&b, `%s<worksheet %s><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:%s%d"/>`,
		declaration, spaceMain, sheet.ColumnName(len(s.columns)-1), s.rows)
	fmt.Fprintf(&b, `<sheetViews><sheetView%s workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>`+
		`<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="%d" customHeight="1"/><cols>`, selected, lineHeight)
	for i, c := range s.columns {
		fmt.Fprintf(&b, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, c.width())
	}
	b.WriteString(`</cols><sheetData>`)
	return b.String()
}

// styles are in the order of the style constants.
func styles() string {
	var s strings.Builder
	s.WriteString(declaration + `<styleSheet ` + spaceMain + `><numFmts count="5">` +
		`<numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="#,##0.0"/>` +
		`<numFmt numFmtId="166" formatCode="#,##0.00"/><numFmt numFmtId="167" formatCode="#,##0.000"/>` +
		`<numFmt numFmtId="168" formatCode="#,##0.0000"/></numFmts>` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>` +
		`<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>` +
		`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
		`<fill><patternFill patternType="solid"><fgColor rgb="FFE3E8EF"/><bgColor indexed="64"/></patternFill></fill></fills>` +
		`<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>` +
		`<border><left/><right/><top/><bottom style="thin"><color rgb="FF8A94A6"/></bottom><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>`)
	xfs := []string{
		`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`,
		`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment horizontal="left" vertical="top" indent="1"/></xf>`,
		`<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="left" vertical="center" wrapText="1" indent="1"/></xf>`,
		`<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="right" vertical="center" wrapText="1"/></xf>`,
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"><alignment horizontal="left" vertical="top" indent="1"/></xf>`,
		`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment horizontal="left" vertical="top" wrapText="1" indent="1"/></xf>`,
	}
	for _, format := range []int{164, 3, 165, 166, 167, 168} { // 3 is the built-in #,##0
		align := `horizontal="right" vertical="top"`
		if format == 164 {
			align = `horizontal="left" vertical="top" indent="1"`
		}
		xfs = append(xfs, fmt.Sprintf(`<xf numFmtId="%d" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment %s/></xf>`, format, align))
	}
	fmt.Fprintf(&s, `<cellXfs count="%d">%s</cellXfs>`, len(xfs), strings.Join(xfs, ""))
	s.WriteString(`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`)
	return s.String()
}
