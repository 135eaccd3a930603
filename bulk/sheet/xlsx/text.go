package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

var (
	errEntity = errors.New("the XML is damaged: a reference to a character or entity that does not exist")
	errUTF8   = errors.New("the text is not valid UTF-8")
	errLong   = errors.New("the text is longer than any cell can hold (32767 characters): the file is damaged or hostile")
)

// appendText appends character data with its entities resolved and its line
// ends as XML 1.0 (section 2.11) reads them: CR LF and CR are LF.
func appendText(dst, src []byte) ([]byte, error) {
	if !utf8.Valid(src) {
		return dst, errUTF8
	}
	for {
		i := special(src)
		if i < 0 {
			return append(dst, src...), nil
		}
		dst = append(dst, src[:i]...)
		if src[i] == '\r' {
			dst, src = append(dst, '\n'), src[i+1:]
			src = bytes.TrimPrefix(src, []byte("\n"))
			continue
		}
		end := bytes.IndexByte(src[i:], ';')
		if end < 0 {
			return dst, errEntity
		}
		r, err := entity(src[i+1 : i+end])
		if err != nil {
			return dst, err
		}
		dst, src = utf8.AppendRune(dst, r), src[i+end+1:]
	}
}

// special finds the first byte that is not just itself, -1 for none.
func special(src []byte) int {
	i := bytes.IndexByte(src, '&')
	if i >= 0 {
		src = src[:i]
	}
	if j := bytes.IndexByte(src, '\r'); j >= 0 {
		return j
	}
	return i
}

func entity(name []byte) (rune, error) {
	switch string(name) {
	case "amp":
		return '&', nil
	case "lt":
		return '<', nil
	case "gt":
		return '>', nil
	case "quot":
		return '"', nil
	case "apos":
		return '\'', nil
	}
	base, digits := 10, bytes.TrimPrefix(name, []byte("#"))
	if len(digits) == len(name) {
		return 0, fmt.Errorf("%w: %.20q", errEntity, name)
	}
	if len(digits) > 0 && digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	n, err := strconv.ParseUint(string(digits), base, 32)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		return 0, fmt.Errorf("%w: %.20q", errEntity, name)
	}
	return rune(n), nil
}

// within adds the bound on a text to an error.
func within(err error, length int) error {
	if err == nil && length > maxCell {
		return errLong
	}
	return err
}

// value appends the text of the element whose start tag is current and moves
// to its end. Escapes of the form _xHHHH_ (ISO/IEC 29500-1, ST_Xstring) become
// the characters that they stand for.
func (s *scanner) value(dst []byte) ([]byte, error) {
	if s.empty {
		return dst, nil
	}
	level, from := s.level, len(dst)
	for {
		err := s.next()
		if err != nil {
			return dst, err
		}
		switch s.kind {
		case atText:
			dst, err = appendText(dst, s.raw)
		case atCData:
			inside := s.raw[len("<![CDATA[") : len(s.raw)-len("]]>")]
			if !utf8.Valid(inside) {
				err = errUTF8
			}
			dst = append(dst, inside...)
		case atStart:
			err = s.skip()
		case atClose:
			if s.level == level {
				return unescape(dst, from), nil
			}
		default:
		}
		if err = within(err, len(dst)-from); err != nil {
			return dst, err
		}
	}
}

// rich appends the text of a shared or inline string, whose start tag is
// current: plain text or the runs of rich text, never the phonetic guides.
func (s *scanner) rich(dst []byte) ([]byte, error) {
	if s.empty {
		return dst, nil
	}
	level, from := s.level, len(dst)
	for {
		err := s.next()
		if err != nil {
			return dst, err
		}
		switch {
		case s.kind == atClose && s.level == level:
			return dst, nil
		case s.kind != atStart:
		case string(s.name) == "t":
			dst, err = s.value(dst)
		case string(s.name) == "r" && s.level == level+1:
		default:
			err = s.skip()
		}
		if err = within(err, len(dst)-from); err != nil {
			return dst, err
		}
	}
}

// unescape resolves _xHHHH_ in dst[from:] in place. Two halves of a surrogate
// pair make one character.
func unescape(dst []byte, from int) []byte {
	at := bytes.Index(dst[from:], []byte("_x"))
	if at < 0 {
		return dst
	}
	in := dst[from+at:]
	out := dst[:from+at]
	for len(in) > 0 {
		unit, ok := escaped(in)
		if !ok {
			out, in = append(out, in[0]), in[1:]
			continue
		}
		in = in[len("_xHHHH_"):]
		r := rune(unit)
		if utf16.IsSurrogate(r) {
			low, ok := escaped(in)
			r = utf16.DecodeRune(r, rune(low))
			if ok && r != utf8.RuneError {
				in = in[len("_xHHHH_"):]
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

// escaped reads _xHHHH_ at the start of b.
func escaped(b []byte) (uint16, bool) {
	if len(b) < 7 || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return uint16(n), err == nil
}
