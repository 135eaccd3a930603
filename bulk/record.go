package bulk

import "time"

// recordReader takes a record apart. Its texts are parts of one string.
type recordReader struct {
	rest string
	bad  bool
}

func (r *recordReader) end() error {
	if r.bad || r.rest != "" {
		return errRecord
	}
	return nil
}

func (r *recordReader) byte() byte {
	if r.rest == "" {
		r.bad = true
		return 0
	}
	first := r.rest[0]
	r.rest = r.rest[1:]
	return first
}

func (r *recordReader) uint() (value uint64) {
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

func (r *recordReader) int() int64 {
	value := r.uint()
	number := int64(value >> 1)
	if value&1 != 0 {
		number = ^number
	}
	return number
}

// length reads how many bytes or elements follow; none of them takes no byte.
func (r *recordReader) length() int {
	n := r.uint()
	if n > uint64(len(r.rest)) {
		r.bad = true
		return 0
	}
	return int(n)
}

func (r *recordReader) text() string {
	n := r.length()
	text := r.rest[:n]
	r.rest = r.rest[n:]
	return text
}

func (r *recordReader) time() time.Time {
	if r.byte() == 0 {
		return time.Time{}
	}
	return time.Unix(0, r.int()).UTC()
}
