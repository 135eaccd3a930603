package invoice

import (
	"bytes"
	"hash/maphash"
	"iter"
	"math/bits"
	"unicode"
)

// Duplicates finds references that stand in a sheet more than once, or that
// differ only in case, space or punctuation. It holds some 45 bytes a
// reference: the references one behind the other, a 64-bit hash of the form in
// which they are alike, and a table to find them by it. A collision of hashes is
// settled by comparing the references themselves.
//
// Add everything first, then ask: asking after an Add makes the table again.
// After Ready it may be asked by several goroutines until the next Add.
type Duplicates struct {
	seed maphash.Seed
	text []byte
	// entries are in pieces of the same length, so that nothing is copied when
	// there are more, and what is asked of one lies side by side.
	entries [][]entry
	n       int
	// table finds by hash the first entry that has it, as 1 more than its place,
	// 0 for none; next leads from there to the following ones.
	table []uint32
	next  []uint32
	// several has a bit for the hashes that more than one entry has. It is small
	// enough to stay at hand, where table is not.
	several [1 << severalBits / 64]uint64
	made    bool
}

// entry is one reference.
type entry struct {
	hash uint64 // of the look-alike form
	end  uint32 // where the reference ends in text
	row  uint32
}

// pieceBits is how many entries a piece has, as a power of two.
const pieceBits = 12

// at gives an entry, the first of which is 0.
func (d *Duplicates) at(i int) *entry { return &d.entries[i>>pieceBits][i&(1<<pieceBits-1)] }

// severalBits is the size of Duplicates.several, as a power of two: a sheet with
// some hundreds of doubles still has most of its references told by it.
const severalBits = 12

// NewDuplicates makes an empty one.
func NewDuplicates() *Duplicates { return &Duplicates{seed: maphash.MakeSeed()} }

// Add takes a row's reference; an empty one is ignored. References of a sheet
// beyond 4 GiB in all are not taken.
func (d *Duplicates) Add(reference string, row int) {
	if reference == "" || uint64(len(d.text))+uint64(len(reference)) > 1<<32-1 {
		return
	}
	d.text = append(d.text, reference...)
	if d.n>>pieceBits == len(d.entries) {
		d.entries = append(d.entries, make([]entry, 1<<pieceBits))
	}
	*d.at(d.n) = entry{d.hash(reference), uint32(len(d.text)), uint32(row)}
	d.n++
	d.made = false
}

// Ready makes the table, so that asking changes nothing any more.
func (d *Duplicates) Ready() { d.make() }

// Lone tells that a reference which was added stands in the sheet once, and that
// no other looks like it. For one that was not added it tells nothing.
func (d *Duplicates) Lone(reference string) bool {
	d.make()
	hash := d.hash(reference)
	if word, bit := severalBit(hash); d.several[word]&bit == 0 {
		return true
	}
	first := d.first(hash)
	return first > 0 && d.next[first-1] == 0
}

// severalBit gives where a hash is in several. The table goes by the lowest bits
// of a hash, this by the highest.
func severalBit(hash uint64) (word int, bit uint64) {
	at := hash >> (64 - severalBits)
	return int(at / 64), 1 << (at % 64)
}

// Exact gives the rows with this very reference, in the order of Add.
func (d *Duplicates) Exact(reference string) []int {
	return d.find(reference, func(other []byte) bool { return string(other) == reference })
}

// Similar gives the rows whose reference is another one but differs only in
// case, space or punctuation, in the order of Add.
func (d *Duplicates) Similar(reference string) []int {
	form := Lookalike(reference)
	return d.find(reference, func(other []byte) bool {
		return string(other) != reference && Lookalike(string(other)) == form
	})
}

// Alike gives the other references that differ from this one only in case,
// space or punctuation, in the order of Add.
func (d *Duplicates) Alike(reference string) []string {
	form := Lookalike(reference)
	var texts []string
	d.find(reference, func(other []byte) bool {
		alike := string(other) != reference && Lookalike(string(other)) == form
		if alike {
			texts = append(texts, string(other))
		}
		return alike
	})
	return texts
}

// Twin is a reference and the row that it stands in.
type Twin struct {
	Reference string
	Row       int
}

// Groups yields the references that look alike, in sets of two or more of which
// at least two differ; within a set they are in the order of Add.
func (d *Duplicates) Groups() iter.Seq[[]Twin] {
	return func(yield func([]Twin) bool) {
		d.make()
		for i := range d.n {
			first := uint32(i + 1)
			if d.next[i] == 0 || d.first(d.at(i).hash) != first {
				continue
			}
			if d.differ(first) && !yield(d.twins(first)) {
				return
			}
		}
	}
}

// differ tells that not all of the entries from here on are one reference.
func (d *Duplicates) differ(entry uint32) bool {
	first := d.reference(entry)
	for ; entry > 0; entry = d.next[entry-1] {
		if !bytes.Equal(d.reference(entry), first) {
			return true
		}
	}
	return false
}

func (d *Duplicates) twins(entry uint32) (twins []Twin) {
	for ; entry > 0; entry = d.next[entry-1] {
		twins = append(twins, Twin{string(d.reference(entry)), int(d.at(int(entry - 1)).row)})
	}
	return twins
}

// find collects the rows of the entries that look like a reference and match.
func (d *Duplicates) find(reference string, matches func(reference []byte) bool) (rows []int) {
	for entry := d.first(d.hash(reference)); entry > 0; entry = d.next[entry-1] {
		if matches(d.reference(entry)) {
			rows = append(rows, int(d.at(int(entry-1)).row))
		}
	}
	return rows
}

// reference gives an entry's reference; the first entry is 1.
func (d *Duplicates) reference(entry uint32) []byte {
	start := uint32(0)
	if entry > 1 {
		start = d.at(int(entry - 2)).end
	}
	return d.text[start:d.at(int(entry-1)).end]
}

// first gives the first entry with a hash, 0 for none.
func (d *Duplicates) first(hash uint64) uint32 {
	d.make()
	return d.table[d.slot(hash)]
}

// slot gives the place of a hash in the table, or where it would be.
func (d *Duplicates) slot(hash uint64) uint64 {
	last := uint64(len(d.table) - 1)
	for at := hash & last; ; at = (at + 1) & last {
		if entry := d.table[at]; entry == 0 || d.at(int(entry-1)).hash == hash {
			return at
		}
	}
}

// make makes the table, which is at most two thirds full. It goes from the last
// entry to the first, so that the entries of one hash follow each other in the
// order of Add.
func (d *Duplicates) make() {
	if d.made {
		return
	}
	clear(d.several[:])
	size := 1 << bits.Len(uint(d.n+d.n/2))
	d.table, d.next = make([]uint32, size), make([]uint32, d.n)
	for i := d.n - 1; i >= 0; i-- {
		hash := d.at(i).hash
		at := d.slot(hash)
		if d.table[at] != 0 {
			word, bit := severalBit(hash)
			d.several[word] |= bit
		}
		d.next[i], d.table[at] = d.table[at], uint32(i+1)
	}
	d.made = true
}

// shortReference is what a reference's form is made in without an allocation.
const shortReference = 64

// hash gives the hash of a reference's look-alike form.
func (d *Duplicates) hash(reference string) uint64 {
	var form [shortReference]byte
	n := 0
	for i := range len(reference) {
		b := reference[i]
		switch {
		case b > unicode.MaxASCII || i == shortReference:
			return maphash.String(d.seed, Lookalike(reference))
		case b >= 'A' && b <= 'Z':
			form[n] = b + 'a' - 'A'
		case b >= 'a' && b <= 'z', b >= '0' && b <= '9':
			form[n] = b
		default:
			continue
		}
		n++
	}
	if n == 0 {
		return maphash.String(d.seed, reference)
	}
	return maphash.Bytes(d.seed, form[:n])
}
