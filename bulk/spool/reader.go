package spool

import (
	"encoding/binary"
	"errors"
)

// remembered is how many blocks a Reader holds: results of several accounts lie
// in several places at once.
const remembered = 8

// errNoRecord says that no record begins at a place.
var errNoRecord = errors.New("the spool has no record there")

// Reader reads a spool. It is for one goroutine; a spool may have several.
type Reader struct {
	spool *Spool
	end   int64 // of what the blocks below hold
	held  [remembered]heldBlock
	turn  int
	buf   []byte
}

type heldBlock struct {
	number int
	upTo   int64 // the spool's end when it was read
	data   []byte
}

// Reader makes a Reader.
func (s *Spool) Reader() *Reader { return &Reader{spool: s} }

// Record gives the record that begins at a place, and where the next one begins.
// The record is valid until the next call.
func (r *Reader) Record(at int64) (record []byte, next int64, err error) {
	length, n, err := r.length(at)
	if err != nil {
		return nil, 0, err
	}
	record, err = r.bytes(at+int64(n), length)
	return record, at + int64(n) + int64(length), err
}

// length reads how long a record is.
func (r *Reader) length(at int64) (length, n int, err error) {
	end := r.reach(at + binary.MaxVarintLen64)
	if at < 0 || at >= end {
		return 0, 0, errNoRecord
	}
	head, err := r.bytes(at, int(min(binary.MaxVarintLen64, end-at)))
	if err != nil {
		return 0, 0, err
	}
	value, n := binary.Uvarint(head)
	if n <= 0 || at+int64(n)+int64(value) > r.reach(at+int64(n)+int64(value)) {
		return 0, 0, errNoRecord
	}
	return int(value), n, nil
}

// reach gives the spool's end, as far as it matters for bytes up to a place.
func (r *Reader) reach(to int64) int64 {
	if to > r.end {
		r.end = r.spool.End()
	}
	return r.end
}

// bytes gives a piece of the spool, which may span blocks.
func (r *Reader) bytes(at int64, length int) ([]byte, error) {
	from := int(at & (blockSize - 1))
	first, err := r.block(int(at>>blockBits), at+int64(length))
	if err != nil {
		return nil, err
	}
	if from+length <= blockSize {
		return first[from : from+length], nil
	}
	r.buf = append(r.buf[:0], first[from:]...)
	for len(r.buf) < length {
		data, err := r.block(int((at+int64(len(r.buf)))>>blockBits), at+int64(length))
		if err != nil {
			return nil, err
		}
		r.buf = append(r.buf, data[:min(blockSize, length-len(r.buf))]...)
	}
	return r.buf, nil
}

// block gives a block that holds all that the spool had before a place.
func (r *Reader) block(number int, upTo int64) ([]byte, error) {
	upTo = min(upTo, int64(number+1)<<blockBits)
	for i := range r.held {
		if h := &r.held[i]; h.data != nil && h.number == number && h.upTo >= upTo {
			return h.data, nil
		}
	}
	h := &r.held[r.turn]
	for i := range r.held { // one that has grown since takes its own place
		if r.held[i].data != nil && r.held[i].number == number {
			h = &r.held[i]
		}
	}
	if h == &r.held[r.turn] {
		r.turn = (r.turn + 1) % remembered
	}
	if h.data == nil {
		h.data = make([]byte, blockSize)
	}
	h.number, h.upTo = number, min(r.spool.End(), int64(number+1)<<blockBits)
	if err := r.spool.copyBlock(h.data, number); err != nil {
		h.upTo = -1
		return nil, err
	}
	return h.data, nil
}
