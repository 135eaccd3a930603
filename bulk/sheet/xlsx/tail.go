package xlsx

import (
	"bytes"
	"errors"
	"io"
	"strconv"
)

const rowTail = "</row>"

// readTail takes the rest of a row that ends with a plain cell left of the columns
// that may be needed, as every row does before it has results. Of its cells it
// keeps that one alone. It passes over the others without looking at them: they
// were checked when the file was opened, and are again when the copy is verified.
func (l *line) readTail(sc *scanner) (done bool, err error) {
	length, err := sc.plainRow()
	if length <= 0 || err != nil {
		return false, err
	}
	row := sc.buf[sc.pos : sc.pos+length+len(rowTail)]
	l.quick.digits = strconv.AppendInt(l.quick.digits[:0], int64(l.attrs.number), 10)
	last := &l.quick.cell
	from := bytes.LastIndex(row[:length], []byte("<c"))
	if from < 0 || !last.read(row, from, l.quick.digits, -1) || last.to != length || last.column >= l.first || !l.visit(last) {
		return false, nil
	}
	sc.leaveRow(len(row))
	l.raw = append(l.raw, sc.raw...)
	return true, nil
}

// plainRow brings the rest of the row whose start tag is current into the buffer
// and gives how long it is without its end tag; -1 for one that is very long, or
// that may have a comment or the like in it, in which anything can stand.
func (s *scanner) plainRow() (length int, err error) {
	if len(s.full) != len("row") {
		return -1, nil // with a prefix
	}
	for from := 0; ; {
		b := s.buf[s.pos:s.end]
		if length, from = rowEnd(b, from); length >= 0 {
			if bytes.IndexByte(b[:length], '!') >= 0 || bytes.IndexByte(b[:length], '?') >= 0 {
				return -1, nil
			}
			return length, nil
		}
		if len(b) >= maxQuick {
			return -1, nil
		}
		if _, err := s.more(); errors.Is(err, io.EOF) {
			return -1, nil // the scanner tells what is wrong
		} else if err != nil {
			return -1, err
		}
	}
}

// rowEnd finds the first end tag of a row at or behind a place, -1 for none, and
// gives where to look on when there is more. Looking for the w is what makes it
// quick: hardly any other stands in a row.
func rowEnd(b []byte, from int) (at, next int) {
	const before = len("</ro")
	for from < len(b)-1 {
		w := bytes.IndexByte(b[from:len(b)-1], 'w')
		if w < 0 {
			return -1, len(b) - 1
		}
		from += w + 1
		if at = from - 1 - before; at >= 0 && string(b[at:from+1]) == rowTail {
			return at, from
		}
	}
	return -1, from
}
