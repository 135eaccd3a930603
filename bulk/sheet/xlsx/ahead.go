package xlsx

import (
	"io"
	"sync"
)

const (
	aheadPieces = 4
	aheadSize   = 64 << 10
)

// ahead unpacks a part while what came out of it before is being read: on two
// cores a large worksheet is read in two thirds of the time. close ends it.
type ahead struct {
	full  chan piece
	empty chan []byte
	stop  chan struct{}
	done  sync.WaitGroup

	now  piece
	rest []byte // of now, not read yet
}

// piece is what one Read gave.
type piece struct {
	buf []byte
	n   int
	err error
}

func readAhead(src io.Reader) *ahead {
	a := &ahead{full: make(chan piece, aheadPieces), empty: make(chan []byte, aheadPieces), stop: make(chan struct{})}
	for range aheadPieces {
		a.empty <- make([]byte, aheadSize)
	}
	a.done.Go(func() { a.run(src) })
	return a
}

// run fills buffers until the part ends or nobody wants more. There is a place in
// full for every buffer, so that sending never waits.
func (a *ahead) run(src io.Reader) {
	for {
		select {
		case buf := <-a.empty:
			n, err := src.Read(buf)
			a.full <- piece{buf, n, err}
			if err != nil {
				return
			}
		case <-a.stop:
			return
		}
	}
}

// Read gives what was unpacked, and the part's error after it.
func (a *ahead) Read(b []byte) (int, error) {
	if len(a.rest) == 0 {
		if a.now.err != nil {
			return 0, a.now.err
		}
		if a.now.buf != nil {
			a.empty <- a.now.buf
		}
		a.now = <-a.full
		a.rest = a.now.buf[:a.now.n]
	}
	n := copy(b, a.rest)
	if a.rest = a.rest[n:]; len(a.rest) == 0 {
		return n, a.now.err
	}
	return n, nil
}

// close waits until nobody reads the part any more.
func (a *ahead) close() {
	close(a.stop)
	a.done.Wait()
}
