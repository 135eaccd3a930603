package sandbox

import "math/bits"

// numbers finds a link's number by the digest of a name. A name takes 15 to 23
// bytes, where a map of the same takes 20 to 40: a run over a million rows holds
// two million of them in the process that is measured.
type numbers struct {
	digests []digest
	ends    []uint32 // a link's number plus 1; 0 where the place is free
	n       int
}

// mostFull is how many of 100 places are taken before there are half as many again.
const mostFull = 80

// at gives where a digest stands, or the free place where it belongs. The digests
// are spread evenly, so that the upper bits say where to begin.
func (t *numbers) at(d digest) int {
	first, _ := bits.Mul64(uint64(d), uint64(len(t.ends)))
	at := int(first)
	for t.ends[at] != 0 && t.digests[at] != d {
		if at++; at == len(t.ends) {
			at = 0
		}
	}
	return at
}

// find gives the number that was put for a digest.
func (t *numbers) find(d digest) (number uint32, found bool) {
	if t.n == 0 {
		return 0, false
	}
	end := t.ends[t.at(d)]
	return end - 1, end != 0
}

// put notes the number of a digest that has none.
func (t *numbers) put(d digest, number uint32) {
	if t.n >= len(t.ends)/100*mostFull {
		t.grow()
	}
	at := t.at(d)
	t.digests[at], t.ends[at] = d, number+1
	t.n++
}

func (t *numbers) grow() {
	const least = 1000
	size := max(least, len(t.ends)+len(t.ends)/2)
	old := *t
	t.digests, t.ends = make([]digest, size), make([]uint32, size)
	for i, end := range old.ends {
		if end != 0 {
			at := t.at(old.digests[i])
			t.digests[at], t.ends[at] = old.digests[i], end
		}
	}
}
