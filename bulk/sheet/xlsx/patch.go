package xlsx

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"

	"paysheet/bulk/sheet"
)

// Patch writes a copy of the workbook to w in which only the worksheet's part
// differs, and in it only the dimension, the spans of rows and our cells; where
// the header row is that of a table, its part too, which gets our columns. A
// result cell that holds a formula or lies in a merged range is an error, as is
// a row that the worksheet does not reach; patching into io.Discard, which packs
// nothing, finds all of these before anything depends on it. The values of a
// result are used before the next one is asked for.
func (t *table) Patch(ctx context.Context, w io.Writer, columns []string, results iter.Seq2[int, []sheet.Value]) error {
	if err := t.write(ctx, w, columns, results, nil); err != nil {
		return fmt.Errorf("%s: %w", t.info.Path, err)
	}
	return nil
}

func (t *table) write(ctx context.Context, w io.Writer, columns []string, results iter.Seq2[int, []sheet.Value], dress *sheet.Dress) error {
	rehearsal := w == io.Discard
	where, err := t.place(columns)
	if err != nil {
		return err
	}
	f, stop, err := newFeed(results, where)
	if err != nil {
		return fmt.Errorf("worksheet %q: %w", t.info.Sheet, err)
	}
	defer stop()
	p, part, err := t.reopen()
	if err != nil {
		return err
	}
	defer p.close()
	defer func() { _ = part.Close() }() // only read from
	suit, err := t.newSuit(p, where, dress)
	if err != nil {
		return err
	}
	if !rehearsal {
		t.book.strings = nil // a copy has its own when it is verified; Rows loads them again
	}
	return t.pack(ctx, w, p, part, f, suit)
}

// pack writes the package part by part.
func (t *table) pack(ctx context.Context, w io.Writer, p *pack, part *part, f *feed, suit *suit) error {
	rehearsal := w == io.Discard
	zw := zip.NewWriter(w)
	packers := packers{rehearsal: rehearsal}
	defer packers.stop()
	zw.RegisterCompressor(zip.Deflate, packers.next)
	for _, entry := range p.File {
		err := error(nil)
		switch {
		case entry == part.file:
			err = t.patchEntry(ctx, zw, part, f, suit)
		case !rehearsal:
			err = suit.write(p, zw, entry, f.plan.table)
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("part %q: %w", entry.Name, err)
		}
	}
	if err := suit.finish(zw); err != nil {
		return err
	}
	if err := zw.SetComment(p.Comment); err != nil {
		return err
	}
	return zw.Close()
}

func (t *table) patchEntry(ctx context.Context, zw *zip.Writer, part *part, f *feed, suit *suit) error {
	out, err := zw.CreateHeader(patchedHeader(part.file))
	if err != nil {
		return err
	}
	src := readAhead(part)
	defer src.close()
	if err := patchSheet(ctx, src, out, f, suit); err != nil {
		return fmt.Errorf("worksheet %q: %w", t.info.Sheet, explain(err))
	}
	return nil
}

// patcher streams a worksheet part from src to out.
type patcher struct {
	sc     *scanner
	out    *bufio.Writer
	feed   *feed
	plan   *plan
	suit   *suit  // nil for a copy without a dress
	prefix []byte // of sheetData, for rows that have to be added
	row    int
	inside bool // in sheetData
	line   line
	own    []sheet.Value // scratch: the header's values
}

func patchSheet(ctx context.Context, src io.Reader, dst io.Writer, f *feed, suit *suit) error {
	p := &patcher{sc: newScanner(src), out: bufio.NewWriterSize(dst, 64<<10), feed: f, plan: f.plan, suit: suit}
	return p.run(ctx)
}

func (p *patcher) run(ctx context.Context) error {
	for {
		if err := p.sc.next(); err != nil {
			return err
		}
		if p.sc.kind == atEnd {
			return p.finish()
		}
		if err := p.token(ctx); err != nil {
			return err
		}
	}
}

// finish makes sure that no result was left over.
func (p *patcher) finish() error {
	if p.feed.row > 0 {
		return fmt.Errorf("the worksheet ends before row %d, for which there is a result: %w", p.feed.row, sheet.ErrChanged)
	}
	return p.out.Flush()
}

// token copies the current token or does what stands in for it.
func (p *patcher) token(ctx context.Context) error {
	sc := p.sc
	switch {
	case p.inside && sc.kind == atStart && sc.level == 3 && string(sc.name) == "row":
		if p.row&0xff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		return p.patchRow()
	case sc.kind == atStart && sc.level == 2:
		return p.write(p.suit.token(sc, p.section()))
	case sc.kind == atClose && sc.level == 2:
		p.inside = false
	}
	return p.write(p.suit.token(sc, sc.raw))
}

// section gives the start tag of a child of the root.
func (p *patcher) section() []byte {
	sc := p.sc
	switch string(sc.name) {
	case "dimension":
		return p.dimension()
	case "sheetData":
		p.inside = !sc.empty
		p.prefix = bytes.Clone(sc.full[:len(sc.full)-len(sc.name)])
	}
	return sc.raw
}

func (p *patcher) write(b []byte) error {
	_, err := p.out.Write(b)
	return err
}

// dimension widens the range that the worksheet says it fills.
func (p *patcher) dimension() []byte {
	ref, err := p.sc.attr("ref")
	old, ok := parseArea([]byte(ref))
	if err != nil || !ok || (old.has(p.plan.corner.top, p.plan.corner.left) && old.has(p.plan.corner.bottom, p.plan.corner.right)) {
		return p.sc.raw
	}
	c := p.plan.corner
	wide := area{left: min(old.left, c.left), top: min(old.top, c.top), right: max(old.right, c.right), bottom: max(old.bottom, c.bottom)}
	return setAttr(p.sc, "ref", wide.String())
}

// setAttr gives the current start tag with another value of an attribute.
func setAttr(sc *scanner, name, value string) []byte {
	list := attributes{rest: sc.attrs}
	for list.next() {
		if string(list.name) != name {
			continue
		}
		end := len("<") + len(sc.full) + len(sc.attrs) - len(list.rest) - len(`"`)
		tag := append([]byte(nil), sc.raw[:end-len(list.value)]...)
		tag = append(tag, value...)
		return append(tag, sc.raw[end:]...)
	}
	return sc.raw
}

// patchRow copies the row whose start tag is current, with the rows that have
// to be added before it.
func (p *patcher) patchRow() error {
	attrs, err := p.sc.rowAttrs(p.row)
	if err != nil {
		return err
	}
	for p.feed.before(attrs.number) {
		if err := p.addRow(); err != nil {
			return err
		}
	}
	p.row = attrs.number
	values := p.feed.values
	switch p.row {
	case p.plan.header:
		values = p.headers()
	case p.feed.row:
	default:
		return p.copyRow()
	}
	first := p.plan.corner.left
	if p.row == p.plan.header {
		first = 0
	}
	if err := p.line.read(p.sc, attrs, first); err != nil {
		return err
	}
	if err := p.writeLine(values); err != nil {
		return err
	}
	if p.row == p.plan.header {
		return nil
	}
	return p.feed.advance()
}

func (p *patcher) writeLine(values []sheet.Value) error {
	start, cells, rest, err := p.line.patch(p.plan, values)
	if err != nil {
		return err
	}
	if err := p.write(start); err != nil {
		return err
	}
	if err := p.write(cells); err != nil {
		return err
	}
	return p.write(rest)
}

// headers gives the header row's values: texts for new columns.
func (p *patcher) headers() []sheet.Value {
	p.own = make([]sheet.Value, len(p.plan.targets))
	for _, t := range p.plan.targets {
		p.own[t.index] = sheet.Value{Text: t.header}
	}
	return p.own
}

func (p *patcher) copyRow() error {
	empty := p.sc.empty
	if err := p.write(p.sc.raw); err != nil || empty {
		return err
	}
	length, err := p.sc.plainRow()
	if err != nil {
		return err
	}
	if length >= 0 {
		p.sc.leaveRow(length + len(rowTail))
		return p.write(p.sc.raw)
	}
	for {
		if err := p.sc.next(); err != nil {
			return err
		}
		if err := p.write(p.sc.raw); err != nil {
			return err
		}
		if p.sc.kind == atClose && p.sc.level == 3 {
			return nil
		}
	}
}

// addRow writes a row that has no element yet, unless it would stay empty.
func (p *patcher) addRow() error {
	row := p.feed.row
	cells := p.line.fresh(p.plan, p.prefix, row, p.feed.values)
	if len(cells) > 0 {
		if _, err := fmt.Fprintf(p.out, `<%srow r="%d">%s</%srow>`, p.prefix, row, cells, p.prefix); err != nil {
			return err
		}
	}
	return p.feed.advance()
}
