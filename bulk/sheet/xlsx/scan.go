package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
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

func (s *scanner) markup() error {
	for s.end-s.pos < 2 {
		if _, err := s.more(); err != nil {
			return cutOff(err)
		}
	}
	switch s.buf[s.pos+1] {
	case '!':
		return s.declaration()
	case '?':
		return s.instruction()
	}
	end, err := s.tagEnd()
	if err != nil {
		return err
	}
	if s.buf[s.pos+1] == '/' {
		return s.closeTag(end)
	}
	return s.startTag(end)
}

func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return errCutOff
	}
	return err
}

// tagEnd finds the > that ends the tag at pos; one inside quotes does not.
func (s *scanner) tagEnd() (int, error) {
	var quote byte
	i := s.pos + 1
	for {
		for ; i < s.end; i++ {
			c := s.buf[i]
			switch {
			case c > '>': // nearly all bytes: letters
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '>':
				return i, nil
			case c == '"' || c == '\'':
				quote = c
			case c == '<':
				return 0, s.malformed("a tag begins inside a tag")
			}
		}
		shift, err := s.more()
		if err != nil {
			return 0, cutOff(err)
		}
		i -= shift
	}
}

func (s *scanner) startTag(end int) error {
	s.take(atStart, end+1)
	inner := s.raw[1 : len(s.raw)-1]
	s.empty = len(inner) > 0 && inner[len(inner)-1] == '/'
	if s.empty {
		inner = inner[:len(inner)-1]
	}
	n := nameLength(inner)
	if n == 0 {
		return s.malformed("a tag without a name")
	}
	s.full, s.attrs = inner[:n], inner[n:]
	s.name = local(s.full)
	s.level = len(s.marks) + 1
	if s.level == 1 {
		if s.rooted {
			return s.malformed("a second root element")
		}
		s.rooted = true
	}
	if s.empty {
		return nil
	}
	if s.level > 256 {
		return s.malformed("elements nested more than 256 deep")
	}
	s.marks = append(s.marks, len(s.names))
	s.names = append(s.names, s.full...)
	return nil
}

func nameLength(b []byte) int {
	for i, c := range b {
		if isSpace(c) || c == '=' || c == '"' || c == '\'' {
			return i
		}
	}
	return len(b)
}

func local(name []byte) []byte {
	return name[bytes.IndexByte(name, ':')+1:]
}

func (s *scanner) closeTag(end int) error {
	s.take(atClose, end+1)
	s.full = trimRight(s.raw[2 : len(s.raw)-1])
	s.name, s.attrs, s.empty = local(s.full), nil, false
	s.level = len(s.marks)
	if s.level == 0 {
		return s.malformed("an end tag without its start tag")
	}
	mark := s.marks[s.level-1]
	if !bytes.Equal(s.names[mark:], s.full) {
		return s.malformed(fmt.Sprintf("%.40q ends where %.40q should", s.full, s.names[mark:]))
	}
	s.names, s.marks = s.names[:mark], s.marks[:s.level-1]
	return nil
}

func (s *scanner) instruction() error {
	if err := s.until("?>"); err != nil {
		return err
	}
	s.kind = atOther
	if !bytes.HasPrefix(s.raw, []byte("<?xml ")) {
		return nil
	}
	list := attributes{rest: s.raw[len("<?xml") : len(s.raw)-len("?>")]}
	for list.next() {
		if string(list.name) != "encoding" {
			continue
		}
		switch strings.ToLower(string(list.value)) {
		case "utf-8", "utf8", "us-ascii", "ascii":
		default:
			return fmt.Errorf("%w but %.40q", errEncoding, list.value)
		}
	}
	return nil
}

func (s *scanner) declaration() error {
	const cdata, comment = "<![CDATA[", "<!--"
	for s.end-s.pos < len(cdata) {
		if _, err := s.more(); err != nil {
			return cutOff(err)
		}
	}
	head := s.buf[s.pos : s.pos+len(cdata)]
	switch {
	case bytes.HasPrefix(head, []byte(comment)):
		return s.until("-->")
	case string(head) == cdata:
		if err := s.until("]]>"); err != nil {
			return err
		}
		s.kind, s.level = atCData, len(s.marks)
		if s.level == 0 {
			return s.malformed("text outside of the root element")
		}
		return nil
	case bytes.EqualFold(head, []byte("<!DOCTYPE")):
		return errDoctype
	}
	return s.malformed("a declaration that no workbook has")
}

// until takes everything to the end of mark as a token of kind atOther.
func (s *scanner) until(mark string) error {
	from := s.pos + len("<!--")
	if mark == "?>" {
		from = s.pos + len("<?")
	}
	for {
		if from < s.end {
			if i := bytes.Index(s.buf[from:s.end], []byte(mark)); i >= 0 {
				s.take(atOther, from+i+len(mark))
				s.level = len(s.marks)
				return nil
			}
			from = max(from, s.end-len(mark)+1)
		}
		shift, err := s.more()
		if err != nil {
			return cutOff(err)
		}
		from -= shift
	}
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
