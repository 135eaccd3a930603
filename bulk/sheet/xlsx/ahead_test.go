package xlsx

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

func TestReadAhead(t *testing.T) {
	t.Parallel()
	content := make([]byte, 5*aheadSize+17)
	for i := range content {
		content[i] = byte(rand.Uint32())
	}
	torn := errors.New("torn")
	for name, src := range map[string]io.Reader{
		"whole":      bytes.NewReader(content),
		"in halves":  iotest.HalfReader(bytes.NewReader(content)),
		"with EOF":   iotest.DataErrReader(bytes.NewReader(content)),
		"with error": io.MultiReader(bytes.NewReader(content), iotest.ErrReader(torn)),
		"empty":      bytes.NewReader(nil),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := readAhead(src)
			defer a.close()
			got, err := io.ReadAll(iotest.HalfReader(a))
			want, wantErr := content, error(nil)
			switch name {
			case "with error":
				wantErr = torn
			case "empty":
				want = nil
			}
			if !bytes.Equal(got, want) || !errors.Is(err, wantErr) {
				t.Errorf("%d bytes of %d, %v", len(got), len(want), err)
			}
			for range 2 * aheadPieces { // what is over stays over
				if n, err := a.Read(make([]byte, 1)); n != 0 || err == nil {
					t.Errorf("then %d bytes, %v", n, err)
				}
			}
		})
	}
}

// TestReadAheadNeedNotEnd leaves a part of which little was read.
func TestReadAheadNeedNotEnd(t *testing.T) {
	t.Parallel()
	for read := range 3 {
		a := readAhead(endless{})
		for range read {
			if _, err := a.Read(make([]byte, aheadSize/2)); err != nil {
				t.Fatal(err)
			}
		}
		a.close()
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }
