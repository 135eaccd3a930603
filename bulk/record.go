package bulk

import (
	"encoding/binary"
	"time"
)

// record writes a record, or takes one apart. Its methods write the value that they
// are given, and only read it then, for others may read it too; or they fill it.
type record struct {
	out []byte

	reading bool
	in      string // what is read; its texts are parts of one string
	at      int    // how far
	bad     bool   // it is none of our records
}

func (r *record) end() error {
	if r.bad || r.at < len(r.in) {
		return errRecord
	}
	return nil
}

func (r *record) text(t *string) {
	if !r.reading {
		r.putUint(uint64(len(*t)))
		r.out = append(r.out, *t...)
		return
	}
	n := r.length()
	*t = r.in[r.at : r.at+n]
	r.at += n
}

func (r *record) texts(all ...*string) {
	for _, t := range all {
		r.text(t)
	}
}

func (r *record) number(n *int) {
	if !r.reading {
		r.out = binary.AppendVarint(r.out, int64(*n))
		return
	}
	*n = int(r.int())
}

// flags takes eight at most.
func (r *record) flags(all ...*bool) {
	if r.reading {
		set := r.byte()
		for i, flag := range all {
			*flag = set&(1<<i) != 0
		}
		return
	}
	set := byte(0)
	for i, flag := range all {
		if *flag {
			set |= 1 << i
		}
	}
	r.out = append(r.out, set)
}

func (r *record) time(at *time.Time) {
	is := !at.IsZero()
	r.flags(&is)
	switch {
	case !is:
	case r.reading:
		*at = time.Unix(0, r.int()).UTC()
	default:
		r.out = binary.AppendVarint(r.out, at.UnixNano())
	}
}

// maybe is a value that may not be there.
func maybe[T any](r *record, value **T, each func(*record, *T)) {
	is := *value != nil
	r.flags(&is)
	if !is {
		return
	}
	if r.reading {
		*value = new(T)
	}
	each(r, *value)
}

// list tells one that is empty from one that is not there.
func list[T any](r *record, values *[]T, each func(*record, *T)) {
	if !r.reading {
		n := uint64(0)
		if *values != nil {
			n = uint64(len(*values)) + 1
		}
		r.putUint(n)
	} else if n := r.uint(); n > 0 && n-1 <= uint64(len(r.in)-r.at) { // none of them takes no byte
		*values = make([]T, n-1)
	} else if n > 0 {
		r.bad = true
	}
	for i := range *values {
		each(r, &(*values)[i])
	}
}

func (r *record) putUint(n uint64) { r.out = binary.AppendUvarint(r.out, n) }

func (r *record) byte() byte {
	if r.at == len(r.in) {
		r.bad = true
		return 0
	}
	r.at++
	return r.in[r.at-1]
}

func (r *record) uint() (value uint64) {
	for shift := 0; shift < 64; shift += 7 {
		b := r.byte()
		value |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return value
		}
	}
	r.bad = true
	return 0
}

func (r *record) int() int64 {
	value := r.uint()
	number := int64(value >> 1)
	if value&1 != 0 {
		number = ^number
	}
	return number
}

// length reads how many bytes follow.
func (r *record) length() int {
	n := r.uint()
	if n > uint64(len(r.in)-r.at) {
		r.bad = true
		return 0
	}
	return int(n)
}
