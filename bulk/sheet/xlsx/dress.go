package xlsx

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"iter"
	"strings"

	"paysheet/bulk/sheet"
)

// Dress is Patch into a copy whose new columns have widths, colours and lists to
// choose from, and which has a page more. Beside the worksheet's part it adds to
// those of the styles, the workbook, its relationships and the content types;
// nothing in them is changed or lost.
func (t *table) Dress(ctx context.Context, w io.Writer, columns []string, results iter.Seq2[int, []sheet.Value], dress sheet.Dress) error {
	if err := t.write(ctx, w, columns, results, &dress); err != nil {
		return fmt.Errorf("%s: %w", t.info.Path, err)
	}
	return nil
}

// suit is what a dress makes of a workbook.
type suit struct {
	parts map[string][]byte // what takes the place of a part, by its partName
	page  string            // the name of the page's part
	text  []byte            // its content
	adder *adder            // of the worksheet
	cols  *colsWriter
}

// newSuit works out everything before the first byte is written.
func (t *table) newSuit(p *pack, where *plan, dress *sheet.Dress) (*suit, error) {
	if dress == nil {
		return nil, nil //nolint:nilnil // a copy without a dress is the ordinary one
	}
	for _, target := range where.targets {
		if target.header == "" {
			return nil, fmt.Errorf("worksheet %q has a column %q already: rename it, or name the sheet itself instead of a copy that was written earlier",
				t.info.Sheet, t.info.Header[target.column])
		}
	}
	look, err := newLook(p, t.book, dress)
	if err != nil {
		return nil, err
	}
	s := &suit{parts: map[string][]byte{}}
	if look.part != "" {
		s.parts[partName(look.part)] = look.styles
	}
	for i := range where.targets {
		where.targets[i].look = look.column(dress.Columns[where.targets[i].index])
	}
	s.adder = &adder{todo: decorations(where, dress, look)}
	s.cols = newColsWriter(where, dress)
	return s, t.addPage(p, s, dress.Page, look)
}

// behindFormats are the children of a worksheet that stand behind its
// conditional formats, and behindLists those behind its validations (ISO/IEC
// 29500-1, CT_Worksheet).
func behindLists() []string {
	return []string{
		"hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties",
		"cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects",
		"controls", "webPublishItems", "tableParts", "extLst", "AlternateContent",
	}
}

// firstPriority is far behind the priorities of the user's own rules, which go
// before ours.
const firstPriority = 1_000_001

// decorations gives the colours and lists of the new columns.
func decorations(where *plan, dress *sheet.Dress, look *look) []addition {
	top := where.header + 1
	if where.last < top {
		return nil
	}
	var all []addition
	if look.part != "" && len(dress.Tints) > 0 {
		body := func(prefix string) string {
			var b strings.Builder
			on := sheet.ColumnName(where.columnOf(dress.On))
			rows := area{left: where.targets[0].column, top: top, right: where.targets[len(where.targets)-1].column, bottom: where.last}
			fmt.Fprintf(&b, `<%sconditionalFormatting sqref="%s">`, prefix, rows)
			for i, tint := range dress.Tints {
				fmt.Fprintf(&b, `<%[1]scfRule type="expression" dxfId="%[2]d" priority="%[3]d"><%[1]sformula>$%[4]s%[5]d="%[6]s"</%[1]sformula></%[1]scfRule>`,
					prefix, look.tint+i, firstPriority+i, on, top, appendEscaped(nil, tint.Text))
			}
			fmt.Fprintf(&b, `</%sconditionalFormatting>`, prefix)
			return b.String()
		}
		all = append(all, addition{before: append([]string{"dataValidations"}, behindLists()...), body: body})
	}
	n := 0
	lists := func(prefix string) string {
		var b strings.Builder
		for i, column := range dress.Columns {
			if len(column.List) > 0 {
				at := where.columnOf(i)
				b.WriteString(validation(prefix, area{left: at, top: top, right: at, bottom: where.last}, column.List))
			}
		}
		return b.String()
	}
	for _, column := range dress.Columns {
		n += min(len(column.List), 1)
	}
	if n > 0 {
		all = append(all, addition{list: "dataValidations", count: n, before: behindLists(), body: lists})
	}
	return all
}

// validation lets cells hold nothing but the words of a list.
func validation(prefix string, where area, words []string) string {
	list := strings.Join(words, ",")
	return fmt.Sprintf(`<%[1]sdataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1" errorTitle="%[2]s" error="%[3]s" sqref="%[4]s">`+
		`<%[1]sformula1>"%[5]s"</%[1]sformula1></%[1]sdataValidation>`,
		prefix, "Not in the list", escapedAttribute("Write "+strings.Join(words, " or ")+"."), where, appendEscaped(nil, list))
}

// columnOf gives the place of a result column.
func (p *plan) columnOf(index int) int {
	for _, t := range p.targets {
		if t.index == index {
			return t.column
		}
	}
	return -1
}

// write puts a part of the package into the copy: as it is packed, or what the
// dress makes of it.
func (s *suit) write(p *pack, zw *zip.Writer, entry *zip.File, table *growth) error {
	if s != nil {
		if text, ok := s.parts[partName(entry.Name)]; ok {
			out, err := zw.CreateHeader(patchedHeader(entry))
			if err != nil {
				return err
			}
			_, err = out.Write(text)
			return err
		}
	}
	return p.copyEntry(zw, entry, table)
}

// finish writes the page.
func (s *suit) finish(zw *zip.Writer) error {
	if s == nil || s.page == "" {
		return nil
	}
	out, err := zw.Create(s.page)
	if err != nil {
		return err
	}
	_, err = out.Write(s.text)
	return err
}

// token gives what stands in for a token of the worksheet outside of its rows.
// raw is the token as the patch has it.
func (s *suit) token(sc *scanner, raw []byte) []byte {
	if s == nil {
		return raw
	}
	before := s.cols.before(sc)
	if instead, ok := s.cols.instead(sc); ok {
		return append(before, instead...)
	}
	if taken := s.adder.take(sc); len(taken) != len(sc.raw) {
		raw = taken // the patch changes none of the elements that a dress adds to
	}
	if len(before) == 0 {
		return raw
	}
	return append(before, raw...)
}
