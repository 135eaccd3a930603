package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
)

// index says where in the log the last line about each link is. It holds no
// pointer for each link: the garbage collector would follow them all, over and
// over, which was half of what a create cost where there are 100,000 links.
type index struct {
	numbers numbers // a link's number, by its page and by its merchant and id
	places  []place // by number, in order of creation
	lists   []*link // by number, what lists have read; nil where no list has
}

// place is one line of the log, its end included.
type place struct {
	at   int64
	size int
}

// digest stands for a name. That two names in use have the same one is as good as
// impossible: of a million links, once in ten million logs.
type digest uint64

func pageDigest(page string) digest { return digestOf(0, page) }

func idDigest(merchant, id string) digest { return digestOf(len(merchant)+1, merchant+id) }

// digestOf tells names of one text apart by kind.
func digestOf(kind int, text string) digest {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", kind, text))
	return digest(binary.LittleEndian.Uint64(sum[:]))
}

// names is what a line calls its link.
type names struct {
	ID       string `json:"id"`
	Merchant string `json:"merchant"`
	Page     string `json:"page"`
}

// keep notes where the last line about a link is.
func (x *index) keep(name names, at place) {
	id := idDigest(name.Merchant, name.ID)
	if number, known := x.numbers.find(id); known {
		x.places[number] = at
		if int(number) < len(x.lists) {
			x.lists[number] = nil
		}
		return
	}
	next := uint32(len(x.places))
	x.numbers.put(id, next)
	x.numbers.put(pageDigest(name.Page), next)
	x.places = append(x.places, at)
}

// read takes a link from the log; the caller may change what it gets.
func (b *book) read(number uint32) (link, error) {
	var l link
	line := make([]byte, b.places[number].size)
	_, err := b.file.ReadAt(line, b.places[number].at)
	if err == nil {
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.UseNumber()
		err = decoder.Decode(&l)
	}
	if err != nil {
		return link{}, fmt.Errorf("sandbox state %s: the line of link %d: %w", b.file.Name(), number+1, err)
	}
	if l.Fields == nil {
		l.Fields = map[string]any{}
	}
	return l, nil
}

// listed is read for a list, which looks at every link, often of page after page: it
// reads each once.
func (b *book) listed(number uint32) (*link, error) {
	if len(b.lists) < len(b.places) {
		b.lists = slices.Grow(b.lists, len(b.places)-len(b.lists))[:len(b.places)]
	}
	if b.lists[number] == nil {
		l, err := b.read(number)
		if err != nil {
			return nil, err
		}
		b.lists[number] = &l
	}
	return b.lists[number], nil
}
