package xlsx

import (
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

// sharedStrings holds every shared string of a workbook in a few large chunks.
// A string costs its bytes and four more; looking one up copies nothing.
type sharedStrings struct {
	chunks []string
	open   strings.Builder // the chunk being filled
	// ends holds where each string ends, counting chunkSize for every full
	// chunk. A string that did not fit starts the next chunk. Blocks of fixed
	// size, so that growing never holds the list twice.
	ends  [][]uint32
	count int
	last  uint32 // end of the last string
}

// readStrings reads a sharedStrings part.
func readStrings(sc *scanner) (*sharedStrings, error) {
	table := &sharedStrings{}
	var text []byte
	for {
		if err := sc.next(); err != nil {
			return nil, err
		}
		switch {
		case sc.kind == atEnd:
			table.flush()
			return table, nil
		case sc.kind != atStart || sc.level != 2:
		case string(sc.name) != "si":
			if err := sc.skip(); err != nil {
				return nil, err
			}
		default:
			var err error
			if text, err = sc.rich(text[:0]); err != nil {
				return nil, fmt.Errorf("shared string %d: %w", table.count, err)
			}
			if err = table.add(text); err != nil {
				return nil, err
			}
		}
	}
}

func (t *sharedStrings) add(text []byte) error {
	if len(text) > chunkSize {
		return fmt.Errorf("shared string %d is longer than %d bytes; a cell holds at most 32767 characters", t.count, chunkSize)
	}
	if t.open.Len()+len(text) > chunkSize {
		t.flush()
	}
	if t.open.Cap() == 0 {
		// Small workbooks grow from nothing; large ones get whole chunks.
		if len(t.chunks) > 0 {
			t.open.Grow(chunkSize)
		}
	}
	end := uint64(len(t.chunks))<<chunkBits + uint64(t.open.Len()) + uint64(len(text))
	if end > maxArena {
		return errors.New("the shared strings are larger than 1 GiB: split the workbook")
	}
	t.open.Write(text)
	if len(text) > 0 {
		t.last = uint32(end)
	}
	if t.count&(blockSize-1) == 0 {
		t.ends = append(t.ends, make([]uint32, 0, blockSize))
	}
	block := &t.ends[t.count>>blockBits]
	*block = append(*block, t.last)
	t.count++
	return checkCount(t.count, maxStrings, "shared strings")
}

func (t *sharedStrings) flush() {
	t.chunks = append(t.chunks, t.open.String())
	t.open = strings.Builder{}
}

// get returns the string with an index.
func (t *sharedStrings) get(index int) (string, bool) {
	if t == nil || index < 0 || index >= t.count {
		return "", false
	}
	var start uint32
	if index > 0 {
		start = t.end(index - 1)
	}
	end := t.end(index)
	if start == end {
		return "", true
	}
	chunk := (end - 1) >> chunkBits
	base := chunk << chunkBits
	return t.chunks[chunk][max(start, base)-base : end-base], true
}

func (t *sharedStrings) end(index int) uint32 {
	return t.ends[index>>blockBits][index&(blockSize-1)]
}
