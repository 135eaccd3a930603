package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// token tells what a scanner stands on.
type token uint8

const (
	atEnd   token = iota // the part is over, whole
	atStart              // <a> or, with empty set, <a/>
	atClose              // </a>
	atText               // character data with its entities still in it
	atCData              // the inside of <![CDATA[ ]]>
	atOther              // comment or processing instruction
)

// maxToken bounds one tag or one run of text. The longest text that a cell may
// have is 32,767 characters, at most some 330 KB with every one escaped.
const maxToken = 16 << 20

var (
	errCutOff   = errors.New("the XML ends in the middle: the file is cut off or damaged")
	errDoctype  = errors.New("the XML has a DOCTYPE, which no workbook needs and an attack would use")
	errEncoding = errors.New("the XML is not UTF-8")
)

// scanner splits XML into tokens over a byte window, without copying: raw,
// name and attrs are valid until the next call of next. It checks that tags
// nest, because a part that was cut off must never look like a shorter one.
type scanner struct {
	src    io.Reader
	buf    []byte
	pos    int   // where the next token starts
	end    int   // end of what has been read
	before int64 // bytes of the part before buf[0]
	drained,
	rooted bool // all was read; the root element has begun

	kind  token
	raw   []byte // the whole token as it stands in the part
	full  []byte // name with its prefix
	name  []byte // name without its prefix
	attrs []byte // what stands between name and end of a start tag
	empty bool   // <a/>
	level int    // nesting level of the element: 1 for the root

	names []byte // full names of the open elements, one after the other
	marks []int  // where each of them starts
}

func newScanner(src io.Reader) *scanner {
	return &scanner{src: src, buf: make([]byte, 64<<10)}
}

// more reads on, keeping what stands from pos on. shift says by how much it
// moved towards the front.
func (s *scanner) more() (shift int, err error) {
	if s.drained {
		return 0, io.EOF
	}
	if s.pos > 0 {
		shift = s.pos
		copy(s.buf, s.buf[s.pos:s.end])
		s.end -= shift
		s.pos = 0
		s.before += int64(shift)
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxToken {
			return shift, fmt.Errorf("one piece of XML at byte %d is longer than %d MiB", s.before, maxToken>>20)
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.src.Read(s.buf[s.end:])
		s.end += n
		if errors.Is(err, io.EOF) {
			s.drained = true
			if n == 0 {
				return shift, io.EOF
			}
			return shift, nil
		}
		if err != nil {
			return shift, err
		}
		if n > 0 {
			return shift, nil
		}
	}
	return shift, io.ErrNoProgress
}

// next moves to the next token. At the end of a whole part kind is atEnd; a
// part that ends early gives errCutOff.
func (s *scanner) next() error {
	if s.pos == s.end {
		_, err := s.more()
		if errors.Is(err, io.EOF) {
			return s.finish()
		}
		if err != nil {
			return err
		}
	}
	if !s.rooted && s.before == 0 && s.pos == 0 {
		if err := s.prologue(); err != nil {
			return err
		}
	}
	if s.buf[s.pos] != '<' {
		return s.text()
	}
	return s.markup()
}

// prologue looks at the first bytes: a mark of UTF-16 is refused here, where
// it can still be told apart from damage.
func (s *scanner) prologue() error {
	for s.end < 4 {
		if _, err := s.more(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
	}
	head := s.buf[:s.end]
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) ||
		bytes.IndexByte(head[:min(4, len(head))], 0) >= 0 {
		return fmt.Errorf("%w but UTF-16 or UTF-32", errEncoding)
	}
	return nil
}

func (s *scanner) finish() error {
	if len(s.marks) > 0 || !s.rooted {
		return errCutOff
	}
	s.kind, s.raw = atEnd, nil
	return nil
}

func (s *scanner) text() error {
	from := s.pos
	for {
		if i := bytes.IndexByte(s.buf[from:s.end], '<'); i >= 0 {
			s.take(atText, from+i)
			break
		}
		from = s.end
		shift, err := s.more()
		if errors.Is(err, io.EOF) {
			s.take(atText, s.end)
			break
		}
		if err != nil {
			return err
		}
		from -= shift
	}
	s.level = len(s.marks)
	outside := bytes.TrimPrefix(s.raw, []byte("\xef\xbb\xbf"))
	if s.level == 0 && len(bytes.TrimSpace(outside)) > 0 {
		return s.malformed("text outside of the root element")
	}
	return nil
}

// take makes the bytes up to end the current token.
func (s *scanner) take(kind token, end int) {
	s.kind, s.raw = kind, s.buf[s.pos:end]
	s.pos = end
}

func (s *scanner) malformed(what string) error {
	return fmt.Errorf("the XML is damaged at byte %d: %s", s.before+int64(s.pos), what)
}

// skip moves to the end of the element whose start tag is current.
func (s *scanner) skip() error {
	if s.empty {
		return nil
	}
	level := s.level
	for {
		if err := s.next(); err != nil {
			return err
		}
		if s.kind == atClose && s.level == level {
			return nil
		}
	}
}
