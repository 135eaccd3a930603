package invoice

import (
	"cmp"
	"hash/maphash"
	"iter"
	"slices"
)

// Duplicates finds references that stand in a sheet more than once, or that
// differ only in case, space or punctuation. It holds some 45 bytes a
// reference: the references one behind the other, two 64-bit hashes to find
// them by, and the rows. A collision of hashes is settled by comparing the
// references themselves.
//
// Add everything first, then ask: asking after an Add sorts again. Once asked,
// it may be asked by several goroutines until the next Add.
type Duplicates struct {
	seed   maphash.Seed
	text   []byte
	ends   []uint32 // where each reference ends in text
	rows   []uint32
	exact  index
	alike  index
	sorted bool
}

// index orders entries by a hash.
type index struct {
	hashes []uint64 // by entry
	order  []uint32 // entries by hash, then as added
}

// NewDuplicates makes an empty one.
func NewDuplicates() *Duplicates { return &Duplicates{seed: maphash.MakeSeed()} }

// Add takes a row's reference; an empty one is ignored. References of a sheet
// beyond 4 GiB in all are not taken.
func (d *Duplicates) Add(reference string, row int) {
	if reference == "" || uint64(len(d.text))+uint64(len(reference)) > 1<<32-1 {
		return
	}
	d.text = append(d.text, reference...)
	d.ends = append(d.ends, uint32(len(d.text)))
	d.rows = append(d.rows, uint32(row))
	d.exact.hashes = append(d.exact.hashes, maphash.String(d.seed, reference))
	d.alike.hashes = append(d.alike.hashes, maphash.String(d.seed, Lookalike(reference)))
	d.sorted = false
}

// Exact gives the rows with this very reference, in the order of Add.
func (d *Duplicates) Exact(reference string) []int {
	return d.find(&d.exact, reference, func(other []byte) bool { return string(other) == reference })
}

// Similar gives the rows whose reference is another one but differs only in
// case, space or punctuation, in the order of Add.
func (d *Duplicates) Similar(reference string) []int {
	form := Lookalike(reference)
	return d.find(&d.alike, form, func(other []byte) bool {
		return string(other) != reference && Lookalike(string(other)) == form
	})
}

// Alike gives the other references that differ from this one only in case,
// space or punctuation, in the order of Add.
func (d *Duplicates) Alike(reference string) []string {
	form := Lookalike(reference)
	var texts []string
	d.find(&d.alike, form, func(other []byte) bool {
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
		d.sort()
		order := d.alike.order
		for from := 0; from < len(order); {
			to := from + 1
			for to < len(order) && d.alike.hashes[order[to]] == d.alike.hashes[order[from]] {
				to++
			}
			if d.differ(order[from:to]) && !yield(d.twins(order[from:to])) {
				return
			}
			from = to
		}
	}
}

// differ tells that not all of the entries are one reference.
func (d *Duplicates) differ(entries []uint32) bool {
	return slices.ContainsFunc(entries, func(e uint32) bool { return d.exact.hashes[e] != d.exact.hashes[entries[0]] })
}

func (d *Duplicates) twins(entries []uint32) []Twin {
	twins := make([]Twin, 0, len(entries))
	for _, e := range entries {
		twins = append(twins, Twin{string(d.reference(e)), int(d.rows[e])})
	}
	return twins
}

// find collects the rows of the entries that have key's hash and match.
func (d *Duplicates) find(in *index, key string, matches func(reference []byte) bool) []int {
	d.sort()
	hash := maphash.String(d.seed, key)
	at, _ := slices.BinarySearchFunc(in.order, hash, func(entry uint32, hash uint64) int {
		return cmp.Compare(in.hashes[entry], hash)
	})
	var rows []int
	for ; at < len(in.order) && in.hashes[in.order[at]] == hash; at++ {
		if entry := in.order[at]; matches(d.reference(entry)) {
			rows = append(rows, int(d.rows[entry]))
		}
	}
	return rows
}

func (d *Duplicates) reference(entry uint32) []byte {
	start := uint32(0)
	if entry > 0 {
		start = d.ends[entry-1]
	}
	return d.text[start:d.ends[entry]]
}

func (d *Duplicates) sort() {
	if d.sorted {
		return
	}
	for _, in := range []*index{&d.exact, &d.alike} {
		in.order = slices.Grow(in.order[:0], len(in.hashes))
		for entry := range in.hashes {
			in.order = append(in.order, uint32(entry))
		}
		slices.SortFunc(in.order, func(a, b uint32) int {
			return cmp.Or(cmp.Compare(in.hashes[a], in.hashes[b]), cmp.Compare(a, b))
		})
	}
	d.sorted = true
}
