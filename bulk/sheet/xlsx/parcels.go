package xlsx

import (
	"bytes"
	"io"
	"runtime"
	"sync"

	"github.com/klauspost/compress/flate"
)

const (
	// parcelSize is how many bytes of a part are packed together, whatever the
	// machine, so that the same part always gives the same bytes. It is a multiple
	// of what flate takes at once. A parcel does not refer to the one before it,
	// which costs a third of a per cent of the size.
	parcelSize = 8 * 65535
	// mostPackers is how many goroutines pack a part: more than one that reads and
	// patches rows keeps busy.
	mostPackers = 4
)

// parcels packs a part into one deflate stream, in parcels that several
// goroutines pack side by side. What fits into one parcel is packed without them.
// Somebody has to call Close or stop.
type parcels struct {
	out   io.Writer
	now   *parcel      // being filled
	work  chan *parcel // to be packed
	order chan *parcel // to be written, as they came
	spare chan *parcel
	done  sync.WaitGroup
	ended bool
}

// parcel is one stretch of a part on its way.
type parcel struct {
	plain  []byte
	packed bytes.Buffer
	last   bool
	ready  chan error // gets one each time that it was packed
	err    error      // of packing or writing it or one before it
}

func newParcels(out io.Writer) *parcels { return &parcels{out: out, now: newParcel()} }

func newParcel() *parcel { return &parcel{ready: make(chan error, 1)} }

// Write takes what comes next; an error may be that of an earlier call.
func (w *parcels) Write(b []byte) (int, error) {
	taken := 0
	for taken < len(b) {
		n := min(len(b)-taken, parcelSize-len(w.now.plain))
		w.now.plain = append(w.now.plain, b[taken:taken+n]...)
		taken += n
		if len(w.now.plain) < parcelSize {
			break
		}
		if err := w.send(); err != nil {
			return taken, err
		}
	}
	return taken, nil
}

// send hands on the current parcel and waits for another to fill.
func (w *parcels) send() error {
	if w.work == nil {
		w.start()
	}
	w.work <- w.now
	w.order <- w.now
	w.now = <-w.spare
	return w.now.err
}

// start begins the goroutines. There is a place in each channel for every parcel,
// so that it is only for one to fill that Write ever waits.
func (w *parcels) start() {
	packers := min(runtime.GOMAXPROCS(0), mostPackers)
	most := 2*packers + 1
	w.work, w.order, w.spare = make(chan *parcel, most), make(chan *parcel, most), make(chan *parcel, most)
	for range most - 1 {
		w.spare <- newParcel()
	}
	for range packers {
		w.done.Go(w.pack)
	}
	w.done.Go(w.write)
}

func (w *parcels) pack() {
	var packer *flate.Writer
	for b := range w.work {
		var err error
		packer, err = b.pack(packer)
		b.ready <- err
	}
}

// pack packs the parcel by a packer, which is made where there is none.
func (b *parcel) pack(packer *flate.Writer) (_ *flate.Writer, err error) {
	b.packed.Reset()
	if packer == nil {
		if packer, err = flate.NewWriter(&b.packed, packLevel); err != nil {
			return nil, err
		}
	} else {
		packer.Reset(&b.packed)
	}
	if _, err = packer.Write(b.plain); err != nil {
		return packer, err
	}
	if b.last {
		return packer, packer.Close()
	}
	return packer, packer.Flush()
}

// write writes what was packed, in order, until the first error; the parcels that
// come after it are only given back.
func (w *parcels) write() {
	var failed error
	for b := range w.order {
		if err := <-b.ready; failed == nil {
			failed = err
		}
		if failed == nil {
			_, failed = w.out.Write(b.packed.Bytes())
		}
		b.plain, b.err = b.plain[:0], failed
		w.spare <- b
	}
}

// Close packs and writes the rest.
func (w *parcels) Close() error {
	last := w.now
	last.last = true
	if w.work == nil {
		w.ended = true
		if _, err := last.pack(nil); err != nil {
			return err
		}
		_, err := w.out.Write(last.packed.Bytes())
		return err
	}
	w.work <- last
	w.order <- last
	w.stop()
	return last.err
}

// stop waits until nobody works any more.
func (w *parcels) stop() {
	if w.work == nil || w.ended {
		return
	}
	w.ended = true
	close(w.work)
	close(w.order)
	w.done.Wait()
}
