package spool

import (
	"context"
	"encoding/binary"
	"errors"
	"iter"

	"paysheet/bulk/sheet"
)

// Rows keeps the rows of a table while it is opened (sheet.Options.Keep), so
// that whoever needs them again need not take the file apart once more.
type Rows struct {
	spool     *Spool
	from, to  int64
	buf       []byte
	formats   []string
	formatOf  map[string]int
	forgotten bool
}

// NewRows makes a keeper of one table's rows.
func NewRows(s *Spool) *Rows {
	return &Rows{spool: s, from: -1, formatOf: map[string]int{}}
}

// The bits of a cell's first byte, above its kind.
const (
	kindMask   = 0x0f
	hasFormula = 0x10
	isStale    = 0x20
	hasFormat  = 0x40
)

// Begin is sheet.Keeper's.
func (k *Rows) Begin(sheet.Info) {}

// Add keeps a row.
func (k *Rows) Add(row sheet.Row) {
	if k.forgotten {
		return
	}
	b := binary.AppendUvarint(k.buf[:0], uint64(row.Number))
	hidden := byte(0)
	if row.Hidden {
		hidden = 1
	}
	b = binary.AppendUvarint(append(b, hidden), uint64(len(row.Cells)))
	for i := range row.Cells {
		b = k.cell(b, &row.Cells[i])
	}
	for i := range row.Cells {
		b = append(b, row.Cells[i].Text...)
	}
	k.buf = b
	at := k.spool.Append(b)
	if k.from < 0 {
		k.from = at
	}
	k.to = k.spool.End()
}

func (k *Rows) cell(b []byte, cell *sheet.Cell) []byte {
	head := byte(cell.Kind)
	if cell.Formula {
		head |= hasFormula
	}
	if cell.Stale {
		head |= isStale
	}
	if cell.Format != "" {
		head |= hasFormat
	}
	b = binary.AppendUvarint(append(b, head), uint64(len(cell.Text)))
	if cell.Format != "" {
		at, known := k.formatOf[cell.Format]
		if !known {
			at = len(k.formats)
			k.formats, k.formatOf[cell.Format] = append(k.formats, cell.Format), at
		}
		b = binary.AppendUvarint(b, uint64(at))
	}
	return b
}

// Forget says that what was kept is not what the table's Rows gives.
func (k *Rows) Forget() { k.forgotten = true }

// Table gives the table with its rows read from the spool. Several goroutines may
// read rows at once. Everything else is the table's own.
func (k *Rows) Table(t sheet.Table) sheet.Table {
	if k.forgotten || k.from < 0 {
		return t
	}
	return &keptTable{Table: t, rows: k}
}

type keptTable struct {
	sheet.Table
	rows *Rows
}

var errBroken = errors.New("the spool does not hold what was written: run again")

// looksAtContext is after how many rows the context is looked at.
const looksAtContext = 512

// Rows gives the rows as they were when the table was opened.
func (t *keptTable) Rows(ctx context.Context) iter.Seq2[sheet.Row, error] {
	return func(yield func(sheet.Row, error) bool) {
		header := t.Info().HeaderRow
		reader, cells := t.rows.spool.Reader(), []sheet.Cell(nil)
		for at, n := t.rows.from, 0; at < t.rows.to; n++ {
			if n%looksAtContext == 0 && ctx.Err() != nil {
				yield(sheet.Row{}, context.Cause(ctx))
				return
			}
			record, next, err := reader.Record(at)
			if err != nil {
				yield(sheet.Row{}, err)
				return
			}
			at = next
			row, ok := t.rows.decode(record, cells)
			if !ok {
				yield(sheet.Row{}, errBroken)
				return
			}
			cells = row.Cells
			if row.Number > header && !yield(row, nil) {
				return
			}
		}
	}
}

// decode reads a row; ok is false for bytes that are none.
func (k *Rows) decode(b []byte, cells []sheet.Cell) (row sheet.Row, ok bool) {
	d := decoder{b: b}
	row.Number = d.uint()
	row.Hidden = d.byte() == 1
	n := d.uint()
	if d.bad || n > len(b) {
		return row, false
	}
	if cap(cells) < n {
		cells = make([]sheet.Cell, n)
	}
	row.Cells = cells[:n]
	total := 0
	var lengths [64]int
	long := lengths[:0]
	for i := range row.Cells {
		head := d.byte()
		length := d.uint()
		total += length
		long = append(long, length)
		cell := sheet.Cell{Kind: sheet.Kind(head & kindMask), Formula: head&hasFormula != 0, Stale: head&isStale != 0}
		if head&hasFormat != 0 {
			at := d.uint()
			if at >= len(k.formats) {
				return row, false
			}
			cell.Format = k.formats[at]
		}
		row.Cells[i] = cell
	}
	if d.bad || total != len(d.b) {
		return row, false
	}
	text := string(d.b)
	for i, length := range long {
		row.Cells[i].Text, text = text[:length], text[length:]
	}
	return row, true
}

// decoder takes numbers from the front of a record.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) byte() byte {
	if len(d.b) == 0 {
		d.bad = true
		return 0
	}
	first := d.b[0]
	d.b = d.b[1:]
	return first
}

func (d *decoder) uint() int {
	value, n := binary.Uvarint(d.b)
	if n <= 0 || value > 1<<40 {
		d.bad = true
		return 0
	}
	d.b = d.b[n:]
	return int(value)
}
