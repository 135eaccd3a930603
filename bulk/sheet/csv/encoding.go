package csv

import (
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"paysheet/bulk/sheet"

	"golang.org/x/text/encoding/charmap"
)

// codec turns stored bytes into text and back.
type codec struct {
	name  string
	guess string           // the sentence to tell; empty where a byte order mark said it
	bom   int              // bytes of the byte order mark
	width int              // bytes to a unit
	big   bool             // UTF-16 with the high byte first
	table *charmap.Charmap // of an 8-bit encoding
}

func utf8Codec(bom int, guess string) codec {
	return codec{name: "UTF-8", guess: guess, bom: bom, width: 1}
}

func utf16Codec(big bool, bom int) codec {
	name := "UTF-16LE"
	if big {
		name = "UTF-16BE"
	}
	return codec{name: name, bom: bom, width: 2, big: big}
}

func windowsCodec(guess string) codec {
	return codec{name: "Windows-1252", guess: guess, width: 1, table: charmap.Windows1252}
}

// unit reads the UTF-16 unit at the start of b.
func (c codec) unit(b []byte) uint16 {
	if c.big {
		return binary.BigEndian.Uint16(b)
	}
	return binary.LittleEndian.Uint16(b)
}

// shadow gives one byte for each whole unit of raw, see scanner.units.
func (c codec) shadow(dst, raw []byte) []byte {
	if c.width == 1 {
		return raw
	}
	for i := 0; i+1 < len(raw); i += 2 {
		u := c.unit(raw[i:])
		if u > 0x7F {
			u = 0x80
		}
		dst = append(dst, byte(u))
	}
	return dst
}

// decode gives the text of stored bytes.
func (c codec) decode(b []byte) string {
	switch {
	case c.width == 2:
		return c.decode16(b)
	case c.table != nil && !ascii(b):
		text := make([]byte, 0, len(b)+len(b)/4)
		for _, x := range b {
			text = utf8.AppendRune(text, c.table.DecodeByte(x))
		}
		return string(text)
	}
	return string(b)
}

func (c codec) decode16(b []byte) string {
	text := make([]byte, 0, len(b))
	for i := 0; i+1 < len(b); i += 2 {
		r := rune(c.unit(b[i:]))
		if utf16.IsSurrogate(r) {
			low := rune(0)
			if i+3 < len(b) {
				low = rune(c.unit(b[i+2:]))
			}
			if r = utf16.DecodeRune(r, low); r != unicode.ReplacementChar {
				i += 2
			}
		}
		text = utf8.AppendRune(text, r)
	}
	return string(text)
}

// encode appends text as it is stored in the file. A character that an 8-bit
// encoding does not have becomes "?".
func (c codec) encode(dst []byte, text string) []byte {
	switch {
	case c.width == 2:
		for _, u := range utf16.Encode([]rune(text)) {
			if c.big {
				dst = binary.BigEndian.AppendUint16(dst, u)
				continue
			}
			dst = binary.LittleEndian.AppendUint16(dst, u)
		}
		return dst
	case c.table == nil:
		return append(dst, text...)
	}
	for _, r := range text {
		b, ok := c.table.EncodeRune(r)
		if !ok {
			b = '?'
		}
		dst = append(dst, b)
	}
	return dst
}

// stored gives the text that a reader will find after encode.
func (c codec) stored(text string) string {
	if c.table == nil {
		return text
	}
	return c.decode(c.encode(nil, text))
}

// cells appends the cells of a record. Where the bytes are the text, all cells
// share one string, which costs one allocation for a row.
func (c codec) cells(dst []sheet.Cell, r *record) []sheet.Cell {
	if r.body == 0 {
		return dst
	}
	whole := ""
	if c.width == 1 && (c.table == nil || ascii(r.raw)) {
		whole = string(r.raw[:r.body])
	}
	for _, f := range r.fields {
		dst = append(dst, cell(c.text(r, f, whole)))
	}
	return dst
}

// text gives a field without the quotes around it. whole is the record's text
// where it could be had in one piece.
func (c codec) text(r *record, f span, whole string) string {
	part := func(from, to int) string {
		if whole != "" {
			return whole[from:to]
		}
		return c.decode(r.bytes(from, to))
	}
	if f.quote == 0 {
		return part(f.start, f.end)
	}
	text := part(f.start+1, f.quote)
	if f.escaped {
		text = strings.ReplaceAll(text, `""`, `"`)
	}
	if f.quote+1 < f.end {
		text += part(f.quote+1, f.end)
	}
	return text
}

// texts gives all fields of a record, trimmed.
func (c codec) texts(r *record) []string {
	texts := make([]string, len(r.fields))
	for i, f := range r.fields {
		texts[i] = strings.TrimSpace(c.text(r, f, ""))
	}
	return texts
}

func cell(text string) sheet.Cell {
	if blank(text) {
		return sheet.Cell{}
	}
	return sheet.Cell{Kind: sheet.Text, Text: text}
}

// blank tells whether there is nothing but white space.
func blank(text string) bool {
	if text != "" && text[0] > ' ' && text[0] < utf8.RuneSelf {
		return false
	}
	return strings.TrimSpace(text) == ""
}

func ascii(b []byte) bool {
	for _, x := range b {
		if x >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
