package csv

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// census is what one pass over the bytes tells about their encoding. Offsets
// are -1 where there is nothing to point at.
type census struct {
	head      []byte // the first bytes, up to sampleSize
	multi     int    // characters of two or more bytes that are valid UTF-8
	invalid   int    // bytes that are not
	odd       int64  // first byte that is not valid UTF-8
	nul       int64  // first NUL
	undefined int64  // first byte that Windows-1252 leaves undefined
}

const sampleSize = 64 << 10

// detect reads the whole file and gives its encoding and its SHA-256. It looks
// at every byte, because the one accent that decides may stand in the last row.
func detect(ctx context.Context, file io.ReaderAt, path string, size int64) (codec, string, error) {
	if size == 0 {
		return codec{}, "", fmt.Errorf("%s: is empty; it needs a header row", path)
	}
	hash := sha256.New()
	c := census{odd: -1, nul: -1, undefined: -1}
	if err := c.read(ctx, io.TeeReader(io.NewSectionReader(file, 0, size), hash)); err != nil {
		return codec{}, "", fmt.Errorf("reading %s: %w", path, err)
	}
	found, fault, at := c.decide(size)
	if fault != "" {
		return codec{}, "", fmt.Errorf("%s: line %d: %s", path, lineAt(file, at), fault)
	}
	if found.width == 2 {
		if err := check16(ctx, io.NewSectionReader(file, 0, size), path, found); err != nil {
			return codec{}, "", err
		}
	}
	return found, hex.EncodeToString(hash.Sum(nil)), nil
}

// read takes the census. Up to three bytes wait for the rest of a character.
func (c *census) read(ctx context.Context, r io.Reader) error {
	buf := make([]byte, sampleSize)
	kept, at := 0, int64(0)
	for {
		n, err := io.ReadFull(r, buf[kept:])
		final := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !final {
			return err
		}
		b := buf[:kept+n]
		if at == 0 {
			c.head = bytes.Clone(b)
		}
		used := c.count(b, at, final)
		if final {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		kept = copy(buf, b[used:])
		at += int64(used)
	}
}

// count looks at b, which starts at offset at, and gives how much of it was used.
func (c *census) count(b []byte, at int64, final bool) int {
	if i := bytes.IndexByte(b, 0); i >= 0 && c.nul < 0 {
		c.nul = at + int64(i)
	}
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r != utf8.RuneError || n > 1 {
			c.multi++
		} else {
			if !final && !utf8.FullRune(b[i:]) {
				return i
			}
			if c.invalid++; c.odd < 0 {
				c.odd = at + int64(i)
			}
		}
		if j := undefined1252(b[i : i+n]); c.undefined < 0 && j >= 0 {
			c.undefined = at + int64(i+j)
		}
		i += n
	}
	return len(b)
}

// undefined1252 gives the index of the first byte to which Windows-1252 (as
// Microsoft and Unicode publish it) gives no character, or -1.
func undefined1252(b []byte) int {
	for i, x := range b {
		switch x {
		case 0x81, 0x8D, 0x8F, 0x90, 0x9D:
			return i
		}
	}
	return -1
}

// decide names the encoding, or says what is wrong and at which byte.
func (c *census) decide(size int64) (found codec, fault string, at int64) {
	head := c.head
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE, 0, 0}), bytes.HasPrefix(head, []byte{0, 0, 0xFE, 0xFF}):
		return found, "the encoding is UTF-32, which is not read; save the file as CSV UTF-8", 0
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return utf16Codec(head[0] == 0xFE, 2), "", 0
	case c.nul >= 0:
		big, ok := looksUTF16(head, size)
		if !ok {
			return found, "there is a NUL byte, so this is not a text file that can be read safely; " +
				"save it as CSV UTF-8 (a workbook as .xlsx)", c.nul
		}
		found = utf16Codec(big, 0)
		found.guess = "The encoding is " + found.name + ": there is no byte order mark, but every character has two bytes."
		return found, "", 0
	}
	bom := 0
	if bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}) {
		bom = 3
	}
	return c.decide8(bom)
}

// decide8 is decide for text without NUL bytes. When some of it is UTF-8 and
// some is not, names would be wrong whichever is taken, so it is refused.
func (c *census) decide8(bom int) (found codec, fault string, at int64) {
	const save = "; save the file as CSV UTF-8"
	switch {
	case c.invalid == 0 && bom > 0:
		return utf8Codec(bom, ""), "", 0
	case c.invalid == 0 && c.multi == 0:
		return utf8Codec(0, "The encoding is UTF-8: every character is ASCII."), "", 0
	case c.invalid == 0:
		return utf8Codec(0, "The encoding is UTF-8: all characters beyond ASCII are valid in it."), "", 0
	case bom > 0:
		return found, "the file says that it is UTF-8 but here it is not" + save, c.odd
	case c.multi >= c.invalid:
		return found, "most of the file is UTF-8 but here it is not: two encodings are mixed" + save, c.odd
	case c.undefined >= 0:
		return found, "the encoding is neither UTF-8 nor Windows-1252" + save, c.undefined
	}
	return windowsCodec("The encoding is Windows-1252 (which covers Latin-1): it is not UTF-8. " +
		"If accents in names look wrong, save the file as CSV UTF-8."), "", 0
}

// looksUTF16 decides on UTF-16 without a byte order mark: in one byte order the
// sample is clean text of which at least a fifth is ASCII (delimiters, digits,
// line ends), and more than twice as much as in the other order.
func looksUTF16(sample []byte, size int64) (big, ok bool) {
	if size%2 != 0 {
		return false, false
	}
	little := asciiShare(sample, utf16Codec(false, 0))
	bigger := asciiShare(sample, utf16Codec(true, 0))
	big = bigger > little
	return big, max(little, bigger) >= 20 && max(little, bigger) > 2*max(0, min(little, bigger))
}

// asciiShare gives the percentage of ASCII text among the units, or -1 where
// there is a control character that text does not have.
func asciiShare(sample []byte, c codec) int {
	units := c.shadow(nil, sample)
	text := 0
	for _, u := range units {
		switch {
		case u >= 0x20 && u < 0x7F, u == '\t', u == '\n', u == '\r':
			text++
		case u < 0x20, u == 0x7F:
			return -1
		}
	}
	return 100 * text / max(1, len(units))
}

// check16 makes sure that a UTF-16 file has whole characters only.
func check16(ctx context.Context, r io.Reader, path string, c codec) error {
	buf := make([]byte, sampleSize)
	at, high := lineCounter{line: 1}, false
	for {
		n, err := io.ReadFull(r, buf)
		final := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !final {
			return fmt.Errorf("reading %s: %w", path, err)
		}
		used, fault := 0, ""
		used, high, fault = c.check16(buf[:n], high)
		at.add(c.shadow(nil, buf[:used]))
		if fault == "" && final && (high || n%2 != 0) {
			fault = "the file ends in the middle of a character"
		}
		switch {
		case fault != "":
			return fmt.Errorf("%s: line %d: this is no valid %s: %s; save the file as CSV UTF-8", path, at.line, c.name, fault)
		case final:
			return nil
		case ctx.Err() != nil:
			return fmt.Errorf("reading %s: %w", path, ctx.Err())
		}
	}
}

// check16 looks for NUL and for halves of surrogate pairs, and gives how many
// bytes are good. high tells that the bytes before ended in a first half.
func (c codec) check16(b []byte, high bool) (used int, open bool, fault string) {
	for i := 0; i+1 < len(b); i += 2 {
		u := c.unit(b[i:])
		if u == 0 {
			return i, false, "there is a NUL character"
		}
		if low := u >= 0xDC00 && u < 0xE000; low != high {
			return i, false, "there is half a character (an unpaired surrogate)"
		}
		high = u >= 0xD800 && u < 0xDC00
	}
	return len(b), high, ""
}

// lineCounter counts lines over chunks; a CRLF may lie across two of them.
type lineCounter struct {
	line int
	cr   bool
}

func (l *lineCounter) add(u []byte) {
	if len(u) == 0 {
		return
	}
	last := u[len(u)-1] == '\r'
	if l.cr && u[0] == '\n' {
		u = u[1:]
	}
	l.line += breaks(u)
	l.cr = last
}

// lineAt gives the line of a byte for an error message.
func lineAt(file io.ReaderAt, at int64) int {
	lines := lineCounter{line: 1}
	buf := make([]byte, sampleSize)
	r := io.NewSectionReader(file, 0, at)
	for {
		n, err := r.Read(buf)
		lines.add(buf[:n])
		if err != nil {
			return lines.line
		}
	}
}
