package xlsx

import (
	"bytes"
	stdflate "compress/flate"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/synctest"

	"github.com/klauspost/compress/flate"
)

// rowsText gives so many bytes that look like a worksheet.
func rowsText(length int) []byte {
	var some []byte
	for row := 1; row < 5000; row++ {
		some = fmt.Appendf(some, `<row r="%d"><c r="A%d"><v>%d</v></c></row>`, row, row, row*row%977)
	}
	return bytes.Repeat(some, 1+length/len(some))[:length]
}

// packedApart packs each parcel by a packer of its own.
func packedApart(t *testing.T, text []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	for last := false; !last; {
		n := min(len(text), parcelSize)
		last = n < parcelSize
		packer, err := flate.NewWriter(&out, packLevel)
		if err == nil {
			_, err = packer.Write(text[:n])
		}
		if err == nil && last {
			err = packer.Close()
		} else if err == nil {
			err = packer.Flush()
		}
		if err != nil {
			t.Fatal(err)
		}
		text = text[n:]
	}
	return out.Bytes()
}

// What is packed side by side is what one packer after the other gives, however
// it is written, and any program unpacks it.
func TestParcels(t *testing.T) {
	t.Parallel()
	for _, length := range []int{0, 1, parcelSize - 1, parcelSize, parcelSize + 1, 4*parcelSize + 77} {
		for _, each := range []int{64 << 10, 3 * parcelSize} {
			t.Run(fmt.Sprintf("%d bytes by %d", length, each), func(t *testing.T) {
				t.Parallel()
				text := rowsText(length)
				var out bytes.Buffer
				w := newParcels(&out)
				for rest := text; len(rest) > 0; rest = rest[min(each, len(rest)):] {
					if _, err := w.Write(rest[:min(each, len(rest))]); err != nil {
						t.Fatal(err)
					}
				}
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(out.Bytes(), packedApart(t, text)) {
					t.Error("the bytes depend on how they were packed")
				}
				back, err := io.ReadAll(stdflate.NewReader(&out))
				if err != nil || !bytes.Equal(back, text) {
					t.Errorf("unpacked to %d bytes, error %v", len(back), err)
				}
			})
		}
	}
}

// brittle fails once it has taken so many bytes.
type brittle struct{ left int }

var errBrittle = errors.New("no more")

func (w *brittle) Write(b []byte) (int, error) {
	if w.left -= len(b); w.left < 0 {
		return 0, errBrittle
	}
	return len(b), nil
}

// An error of what is written to comes out, and no goroutine stays: synctest
// fails where one does.
func TestParcelsFail(t *testing.T) {
	t.Parallel()
	text := rowsText(8 * parcelSize)
	for _, left := range []int{0, 200 << 10} {
		synctest.Test(t, func(t *testing.T) {
			w := newParcels(&brittle{left: left})
			_, err := w.Write(text)
			if err == nil {
				err = w.Close()
			}
			if !errors.Is(err, errBrittle) {
				t.Errorf("after %d bytes: error %v", left, err)
			}
			w.stop()
		})
	}
	synctest.Test(t, func(t *testing.T) {
		w := newParcels(&brittle{})
		if _, err := w.Write(text[:100]); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); !errors.Is(err, errBrittle) {
			t.Errorf("a single parcel: error %v", err)
		}
	})
}

// What is not wanted any more ends at once.
func TestParcelsStop(t *testing.T) {
	t.Parallel()
	for _, length := range []int{100, 7*parcelSize + 100} {
		synctest.Test(t, func(t *testing.T) {
			w := newParcels(io.Discard)
			if _, err := w.Write(rowsText(length)); err != nil {
				t.Fatal(err)
			}
			w.stop()
			w.stop()
		})
	}
}
