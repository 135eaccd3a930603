package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// markup takes the tag, comment, instruction or CDATA section at pos.
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
