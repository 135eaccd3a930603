package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

const (
	chunkBits = 20
	chunkSize = 1 << chunkBits
	blockBits = 14
	blockSize = 1 << blockBits
)

// keepSome is how many bytes of shared strings are kept of a workbook of which
// only the header is wanted. Programs number strings in the order in which the
// cells first use them, so the header's are nearly always among the first.
const keepSome = 12 << 20

// sharedStrings holds the shared strings of a workbook in a few large chunks:
// all of them or, where they are many and only some are wanted, the first ones.
// A string costs its bytes and four more; looking one up copies nothing.
type sharedStrings struct {
	chunks []string
	open   strings.Builder // the chunk being filled
	// ends holds where each string ends, counting chunkSize for every full
	// chunk. A string that did not fit starts the next chunk. Blocks of fixed
	// size, so that growing never holds the list twice.
	ends [][]uint32
	kept int    // how many are held
	last uint32 // end of the last string

	count  int            // how many there are
	size   int            // bytes of all
	picked map[int]string // those that were asked for beyond the ones held
	blank  []uint64       // a bit for each of the ones not held: it is empty
}

var (
	errNoString  = errors.New("there is no such shared string")
	errElsewhere = errors.New("the shared string is not in memory")
)

// readStrings reads a sharedStrings part and holds the strings that end within
// the first bytes of text.
func readStrings(sc *scanner, keep int) (*sharedStrings, error) {
	table := &sharedStrings{}
	err := eachString(sc, func(_ int, text []byte) error { return table.add(text, keep) })
	if err != nil {
		return nil, err
	}
	table.flush()
	return table, nil
}

// eachString reads a sharedStrings part to its end. A text is valid for the
// call only.
func eachString(sc *scanner, visit func(index int, text []byte) error) error {
	var text []byte
	for index := 0; ; index++ {
		var (
			more bool
			err  error
		)
		text, more, err = sc.nextString(text[:0])
		if err != nil {
			return fmt.Errorf("shared string %d: %w", index, err)
		}
		if !more {
			return nil
		}
		if err := visit(index, text); err != nil {
			return err
		}
	}
}

// nextString appends the next shared string; more tells that there was one.
func (s *scanner) nextString(dst []byte) (text []byte, more bool, err error) {
	for {
		if raw, ok := s.plainString(); ok {
			text, err = appendValue(dst, raw)
			return text, true, err
		}
		if err := s.next(); err != nil {
			return dst, false, err
		}
		switch {
		case s.kind == atEnd:
			return dst, false, nil
		case s.kind != atStart || s.level != 2:
		case string(s.name) == "si":
			text, err = s.rich(dst)
			return text, true, err
		default:
			if err := s.skip(); err != nil {
				return dst, false, err
			}
		}
	}
}

// plainString takes a shared string that is written the plain way and wholly in
// the buffer, without making tokens of it.
func (s *scanner) plainString() (raw []byte, ok bool) {
	const start, preserved, tail = "<si><t>", `<si><t xml:space="preserve">`, "</t></si>"
	b := s.buf[s.pos:s.end]
	rest, ok := bytes.CutPrefix(b, []byte(start))
	if !ok {
		rest, ok = bytes.CutPrefix(b, []byte(preserved))
	}
	if !ok || len(s.marks) != 1 {
		return nil, false
	}
	end := bytes.IndexByte(rest, '<')
	if end < 0 || end > maxText || !bytes.HasPrefix(rest[end:], []byte(tail)) {
		return nil, false
	}
	s.take(atClose, s.end-len(rest)+end+len(tail))
	return rest[:end], true
}

func (t *sharedStrings) add(text []byte, keep int) error {
	if len(text) > chunkSize {
		return fmt.Errorf("shared string %d is longer than %d bytes; a cell holds at most 32767 characters", t.count, chunkSize)
	}
	t.size += len(text)
	switch {
	case t.size > maxArena:
		return errors.New("the shared strings are larger than 1 GiB: split the workbook")
	case t.size <= keep && t.count < keep/8:
		t.hold(text)
	case len(text) == 0:
		for len(t.blank) <= t.count/64 {
			t.blank = append(t.blank, 0)
		}
		t.blank[t.count/64] |= 1 << (t.count % 64)
	}
	t.count++
	return checkCount(t.count, maxStrings, "shared strings")
}

// hold keeps a string. As those that are held are the first ones, none comes
// after one that is not.
func (t *sharedStrings) hold(text []byte) {
	if t.open.Len()+len(text) > chunkSize {
		t.flush()
	}
	if t.open.Cap() == 0 {
		// Small workbooks grow from nothing; large ones get whole chunks.
		if len(t.chunks) > 0 {
			t.open.Grow(chunkSize)
		}
	}
	if len(text) > 0 {
		t.open.Write(text)
		t.last = uint32(len(t.chunks)<<chunkBits + t.open.Len())
	}
	if t.kept&(blockSize-1) == 0 {
		t.ends = append(t.ends, make([]uint32, 0, blockSize))
	}
	block := &t.ends[t.kept>>blockBits]
	*block = append(*block, t.last)
	t.kept++
}

func (t *sharedStrings) flush() {
	t.chunks = append(t.chunks, t.open.String())
	t.open = strings.Builder{}
}

// has tells whether there is a string with an index, and whether it is more
// than nothing.
func (t *sharedStrings) has(index int) (holds, exists bool) {
	switch {
	case t == nil || index < 0 || index >= t.count:
		return false, false
	case index < t.kept:
		return t.start(index) != t.end(index), true
	}
	return index/64 >= len(t.blank) || t.blank[index/64]>>(index%64)&1 == 0, true
}

// get returns the string with an index: errNoString, or errElsewhere for one
// that is not held.
func (t *sharedStrings) get(index int) (string, error) {
	switch {
	case t == nil || index < 0 || index >= t.count:
		return "", errNoString
	case index >= t.kept:
		text, ok := t.picked[index]
		if holds, _ := t.has(index); holds && !ok {
			return "", errElsewhere
		}
		return text, nil
	}
	start, end := t.start(index), t.end(index)
	if start == end {
		return "", nil
	}
	chunk := (end - 1) >> chunkBits
	base := chunk << chunkBits
	return t.chunks[chunk][max(start, base)-base : end-base], nil
}

func (t *sharedStrings) start(index int) uint32 {
	if index == 0 {
		return 0
	}
	return t.end(index - 1)
}

func (t *sharedStrings) end(index int) uint32 {
	return t.ends[index>>blockBits][index&(blockSize-1)]
}

// pick reads the part again for the strings that are wanted.
func (t *sharedStrings) pick(sc *scanner, wanted []missing) error {
	t.picked = make(map[int]string, len(wanted))
	for _, m := range wanted {
		t.picked[m.index] = ""
	}
	return eachString(sc, func(index int, text []byte) error {
		if _, ok := t.picked[index]; ok {
			t.picked[index] = string(text)
		}
		return nil
	})
}
