package csv

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"paysheet/bulk/sheet"
)

// window is how much of a file is in memory at first; it grows only for a
// record that does not fit, and never beyond twice maxRecord.
const window = 256 << 10

// span is one field inside its record, in units from the record's start. A
// unit is a byte, or two in UTF-16.
type span struct {
	start, end int
	quote      int  // the closing quote; 0 where the field is not quoted
	escaped    bool // there are doubled quotes inside
}

// record is a line, or several where a quoted field holds line breaks. It is
// valid until the next one is asked for.
type record struct {
	line, lines int    // where it starts, and how many lines it covers
	width       int    // bytes to a unit
	raw         []byte // all of it, with its line end
	units       []byte // one byte for each unit, see scanner.units
	body        int    // units before the line end
	fields      []span // one at least
}

// bytes gives the stored bytes between two units.
func (r *record) bytes(from, to int) []byte {
	return r.raw[from*r.width : to*r.width]
}

// scanner cuts a stream into records and fields. Joining the raw bytes of all
// records gives the stream again.
type scanner struct {
	src   io.Reader
	path  string // for errors
	codec codec
	delim byte
	stop  [256]bool // units that end an unquoted field

	raw []byte
	// units shadows raw with one byte for each unit: raw itself where a unit is
	// a byte; in UTF-16 the character where it is ASCII and 0x80 where it is
	// not. All structure is ASCII, so one scanner serves every encoding, and
	// what it does not understand (half a surrogate pair) it cannot damage.
	units []byte
	pos   int // unit where the next record starts
	line  int // its line
	eof   bool
	count int
	rec   record
}

func newScanner(src io.Reader, path string, c codec, d dialect) *scanner {
	s := &scanner{src: src, path: path, codec: c, delim: d.delim, line: d.line}
	s.stop['\n'], s.stop['\r'], s.stop[d.delim] = true, true, true
	s.raw = make([]byte, 0, window)
	return s
}

// next gives the next record, or io.EOF after the last.
func (s *scanner) next() (*record, error) {
	for {
		n, err := s.scan(s.units[s.pos:])
		switch {
		case err != nil:
			return nil, err
		case n > 0:
			return s.take(n)
		case s.eof:
			return nil, io.EOF
		}
		if err := s.fill(); err != nil {
			return nil, err
		}
	}
}

// take makes the record of the next n units and moves behind it.
func (s *scanner) take(n int) (*record, error) {
	r := &s.rec
	if s.count++; s.count > maxRows {
		return nil, fmt.Errorf("%s: line %d: more than %d rows; split the file", s.path, s.line, maxRows)
	}
	r.width, r.line, r.lines = s.codec.width, s.line, 1
	r.units = s.units[s.pos : s.pos+n]
	r.raw = s.raw[s.pos*r.width : (s.pos+n)*r.width]
	for _, f := range r.fields {
		if f.quote > 0 {
			r.lines += breaks(r.units[f.start:f.quote])
		}
	}
	s.line += r.lines
	s.pos += n
	return r, nil
}

// fill reads on, keeping what is not yet a record.
func (s *scanner) fill() error {
	w := s.codec.width
	s.raw = s.raw[:copy(s.raw, s.raw[s.pos*w:])]
	s.pos = 0
	if len(s.raw) > maxRecord {
		return fmt.Errorf("%s: line %d: the record is longer than %d MiB; "+
			"look for a quote that opens there and never closes", s.path, s.line, maxRecord>>20)
	}
	if len(s.raw) == cap(s.raw) {
		s.raw = append(make([]byte, 0, 2*cap(s.raw)), s.raw...)
	}
	n, err := s.src.Read(s.raw[len(s.raw):cap(s.raw)])
	s.raw = s.raw[:len(s.raw)+n]
	s.units = s.codec.shadow(s.units[:0], s.raw)
	if errors.Is(err, io.EOF) {
		s.eof = true
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", s.path, err)
	}
	return nil
}

// scan measures the record at the start of u. 0 means that it does not end
// within u, or that nothing is left.
func (s *scanner) scan(u []byte) (int, error) {
	s.rec.fields = s.rec.fields[:0]
	if len(u) == 0 {
		return 0, nil
	}
	for i := 0; ; i++ {
		f, ok, err := s.field(u, i)
		if !ok || err != nil {
			return 0, err
		}
		if s.rec.fields = append(s.rec.fields, f); len(s.rec.fields) > maxColumns {
			return 0, s.fault(u, i, "more than %d columns; is this the right file?", maxColumns)
		}
		if i = f.end; i == len(u) || u[i] != s.delim {
			return s.lineEnd(u, i), nil
		}
	}
}

// lineEnd closes the record at unit i, which is a line end or the end of file.
func (s *scanner) lineEnd(u []byte, i int) int {
	s.rec.body = i
	switch {
	case i == len(u):
		return i
	case u[i] == '\n':
		return i + 1
	case i+1 == len(u) && !s.eof:
		return 0 // a CR whose LF may be still to come
	case i+1 < len(u) && u[i+1] == '\n':
		return i + 2
	}
	return i + 1
}

// field measures the field at unit start; false means that more is needed.
func (s *scanner) field(u []byte, start int) (span, bool, error) {
	f := span{start: start}
	i := start
	if i < len(u) && u[i] == '"' {
		var err error
		if i, err = s.quoted(u, &f); i == 0 || err != nil {
			return f, false, err
		}
	}
	for i < len(u) && !s.stop[u[i]] {
		i++
	}
	if (i-start)*s.codec.width > maxField {
		return f, false, s.fault(u, start, "the field is longer than %d MiB; look for a quote or a line end that is missing",
			maxField>>20)
	}
	f.end = i
	return f, i < len(u) || s.eof, nil
}

// quoted finds the closing quote of f and gives the unit behind it and the
// blanks that follow; 0 means that more is needed. A spreadsheet would glue
// other text behind a closing quote to the field; here it is an error, since it
// is how an unclosed quote some rows above shows first.
func (s *scanner) quoted(u []byte, f *span) (int, error) {
	i := f.start + 1
	for {
		k := bytes.IndexByte(u[i:], '"')
		if k < 0 {
			return 0, s.open(u, f)
		}
		i += k
		if i+1 == len(u) && !s.eof {
			return 0, nil
		}
		if i+1 == len(u) || u[i+1] != '"' {
			break
		}
		f.escaped = true
		i += 2
	}
	f.quote = i
	for i++; i < len(u) && u[i] == ' '; {
		i++
	}
	if i < len(u) && !s.stop[u[i]] {
		closing := s.line + breaks(u[:f.quote])
		return 0, s.fault(u, f.start, "the quoted field ends on line %d but %s follows its closing quote; "+
			"close the quotes at the end of the field and double those inside it", closing, s.excerpt(u, i))
	}
	return i, nil
}

// open is called where a quoted field has no closing quote so far.
func (s *scanner) open(u []byte, f *span) error {
	switch {
	case s.eof:
		return s.fault(u, f.start, "a quote opens here and never closes: %s; close it, or double it if it is part of the text",
			s.excerpt(u, f.start))
	case (len(u)-f.start)*s.codec.width > maxField:
		return s.fault(u, f.start, "a quote opens here and does not close within %d MiB: %s; close it, or double it if it is part of the text",
			maxField>>20, s.excerpt(u, f.start))
	}
	return nil
}

// fault names the place of unit at in the record that is being scanned.
func (s *scanner) fault(u []byte, at int, format string, args ...any) error {
	column := sheet.ColumnName(min(len(s.rec.fields), maxColumns))
	return fmt.Errorf("%s: line %d, column %s: %s", s.path, s.line+breaks(u[:at]), column, fmt.Sprintf(format, args...))
}

// excerpt quotes the first characters from unit at on.
func (s *scanner) excerpt(u []byte, at int) string {
	w := s.codec.width
	from := (s.pos + at) * w
	return excerpt(s.codec.decode(s.raw[from:min(from+40*w, (s.pos+len(u))*w)]))
}

// breaks counts line ends; CRLF is one.
func breaks(u []byte) int {
	n := bytes.Count(u, []byte{'\n'})
	for {
		i := bytes.IndexByte(u, '\r')
		if i < 0 {
			return n
		}
		if u = u[i+1:]; len(u) == 0 || u[0] != '\n' {
			n++
		}
	}
}
