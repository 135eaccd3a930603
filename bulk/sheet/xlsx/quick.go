package xlsx

import (
	"bytes"
	"errors"
	"io"
	"strconv"
)

// maxQuick bounds the rows that are looked at in one piece. Longer ones, and
// all that are not written the plain way, are read token by token.
const maxQuick = 1 << 20

// quickCell is a cell that is written the way nearly every program writes one,
// taken from the bytes of its row without making tokens of them. It takes
// nothing that the scanner would refuse or read in another way: what it does
// not know it leaves to the scanner.
type quickCell struct {
	cellAttrs
	from, to int // the whole cell
	text     []byte
	hasValue bool
	formula  bool
	empty    bool // <c/>
}

// read takes the cell that begins at b[from]. row is the number of its row in
// digits, last the column of the cell before, -1 for none. Where ok is false
// the cell is not plain, or does not end within b.
func (c *quickCell) read(b []byte, from int, row []byte, last int) (ok bool) {
	const head = `<c r="`
	if len(b)-from < len(head) || string(b[from:from+len(head)]) != head {
		return false
	}
	*c = quickCell{from: from}
	at := c.readRef(b, from+len(head), row)
	if at == 0 || c.column <= last || c.column >= maxColumn {
		return false
	}
	if at = c.readAttrs(b, at); at == 0 {
		return false
	}
	if c.empty {
		c.to = at
		return true
	}
	return c.readContent(b, at)
}

// readRef takes A1 and the quote behind it and gives where it ends, 0 for none.
func (c *quickCell) readRef(b []byte, at int, row []byte) int {
	column, end := 0, min(len(b), at+3)
	for at < end && b[at]-'A' < 26 {
		column = column*26 + int(b[at]-'A') + 1
		at++
	}
	c.column = column - 1
	rest := b[at:]
	if len(rest) <= len(row) || string(rest[:len(row)]) != string(row) || rest[len(row)] != '"' {
		return 0
	}
	return at + len(row) + 1
}

// readAttrs takes a style and a type and the end of the tag, and gives where
// that ends, 0 where something else stands there.
func (c *quickCell) readAttrs(b []byte, at int) int {
	const lead = ` s="`
	for len(b)-at >= len(lead) {
		switch b[at] {
		case '>':
			return at + len(">")
		case '/':
			c.empty = b[at+1] == '>'
			if !c.empty {
				return 0
			}
			return at + len("/>")
		}
		name, from := b[at:at+len(lead)], at+len(lead)
		end := bytes.IndexByte(b[from:min(len(b), from+16)], '"')
		if end < 0 || !c.takeAttr(string(name), b[from:from+end]) {
			return 0
		}
		at = from + end + len(`"`)
	}
	return 0
}

func (c *quickCell) takeAttr(name string, value []byte) (ok bool) {
	switch name {
	case ` s="`:
		c.style, ok = parseUint(value)
	case ` t="`:
		c.kind = typeOf(value)
		ok = c.kind != unknownCell
	}
	return ok
}

// readContent takes what stands in a cell and its end tag. Comparing with
// constants of at most 16 bytes is what makes this quick.
func (c *quickCell) readContent(b []byte, at int) bool {
	const value, inline, preserved = "<v>", "<is><t>", `<is><t xml:space="preserve">`
	if at = c.readFormula(b, at); at == 0 {
		return false
	}
	switch {
	case len(b)-at >= len(value) && string(b[at:at+len(value)]) == value:
		const tail = "</v></c>"
		end := c.readText(b, at+len(value))
		c.to = end + len(tail)
		return len(b) >= c.to && string(b[end:c.to]) == tail
	case len(b)-at >= len(inline) && string(b[at:at+len(inline)]) == inline:
		at += len(inline)
	case bytes.HasPrefix(b[at:], []byte(preserved)):
		at += len(preserved)
	default:
		return c.endsAt(b, at)
	}
	const tail = "</t></is></c>"
	end := c.readText(b, at)
	c.to = end + len(tail)
	return len(b) >= c.to && string(b[end:c.to]) == tail
}

// readFormula passes over a formula and gives where it ends, 0 for one that is
// not plain.
func (c *quickCell) readFormula(b []byte, at int) int {
	const head, tail = "<f>", "</f>"
	if len(b)-at < len(head) || string(b[at:at+len(head)]) != head {
		return at
	}
	at += len(head)
	end := at + max(0, bytes.IndexByte(b[at:], '<'))
	if len(b)-end < len(tail) || string(b[end:end+len(tail)]) != tail {
		return 0
	}
	c.formula = true
	return end + len(tail)
}

// readText takes the text to the next tag and gives where that begins.
func (c *quickCell) readText(b []byte, from int) int {
	end := from + max(0, bytes.IndexByte(b[from:], '<'))
	c.hasValue, c.text = true, b[from:end]
	return end
}

// endsAt takes the end tag of a cell without a value.
func (c *quickCell) endsAt(b []byte, at int) bool {
	c.to = at + len("</c>")
	return bytes.HasPrefix(b[at:], []byte("</c>"))
}

// quickRow walks over the cells of the row whose start tag is current.
type quickRow struct {
	digits []byte // of the row's number
	cell   quickCell
}

// walk hands each cell of the row to visit, whose bytes are valid for the call
// and whose places count from behind the row's start tag, and moves to the row's
// end. done is false, and the scanner where it was, for a row that is not plain
// or of which visit gives false.
func (q *quickRow) walk(sc *scanner, row int, visit func(cell *quickCell) bool) (done bool, err error) {
	if len(sc.full) != len("row") {
		return false, nil // with a prefix
	}
	const rowEnd = "</row>"
	q.digits = strconv.AppendInt(q.digits[:0], int64(row), 10)
	at, last := 0, -1
	for {
		b := sc.buf[sc.pos:sc.end]
		switch {
		case len(b)-at >= len(rowEnd) && string(b[at:at+len(rowEnd)]) == rowEnd:
			sc.leaveRow(at + len(rowEnd))
			return true, nil
		case q.cell.read(b, at, q.digits, last):
			if !visit(&q.cell) {
				return false, nil
			}
			at, last = q.cell.to, q.cell.column
		case len(b)-at >= maxPlain || len(b) >= maxQuick:
			return false, nil
		default: // perhaps it is only that the rest was not read yet
			if _, err := sc.more(); errors.Is(err, io.EOF) {
				return false, nil // the scanner tells what is wrong
			} else if err != nil {
				return false, err
			}
		}
	}
}

// maxPlain is how long a plain cell may be: where more bytes than these are at
// hand, it is not the end of the buffer that makes a cell look odd.
const maxPlain = 1 << 12

// leaveRow moves behind the end tag of the current row, which ends at a place
// counted from pos.
func (s *scanner) leaveRow(end int) {
	s.take(atClose, s.pos+end)
	s.level = len(s.marks)
	s.names = s.names[:s.marks[s.level-1]]
	s.marks = s.marks[:s.level-1]
	s.name, s.full, s.attrs, s.empty = nil, nil, nil, false
}
