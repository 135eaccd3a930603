package spool

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// record makes a record of a length that depends on its number: some are empty,
// some span blocks.
func record(n int) []byte {
	length := n % 97
	if n%1000 == 999 {
		length = blockSize + n%blockSize
	}
	return bytes.Repeat([]byte{byte(n), byte(n >> 8), 'x'}, length)
}

func fill(s *Spool, n int) []int64 {
	places := make([]int64, n)
	for i := range n {
		places[i] = s.Append(record(i))
	}
	return places
}

func TestRecordsComeBack(t *testing.T) {
	t.Parallel()
	for name, n := range map[string]int{"in memory": 500, "in a file": 100_000} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			s := New(func() string { return folder })
			places := fill(s, n)
			if inFile := s.file != nil; inFile != (n > 10_000) {
				t.Fatalf("there is a file: %t", inFile)
			}
			reader, at := s.Reader(), places[0]
			for i := range n {
				if at != places[i] {
					t.Fatalf("record %d begins at %d, and %d was told", i, at, places[i])
				}
				got, next, err := reader.Record(at)
				if err != nil || !bytes.Equal(got, record(i)) {
					t.Fatalf("record %d: %v, %d bytes", i, err, len(got))
				}
				at = next
			}
			if at != s.End() {
				t.Errorf("the last record ends at %d of %d", at, s.End())
			}
			for range 2000 {
				i := rand.IntN(n)
				if got, _, err := reader.Record(places[i]); err != nil || !bytes.Equal(got, record(i)) {
					t.Fatalf("record %d out of order: %v", i, err)
				}
			}
			if _, _, err := reader.Record(s.End()); err == nil {
				t.Error("a record was read behind the end")
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
		})
	}
}

// TestNothingReadableReachesTheDisk looks at the file itself.
func TestNothingReadableReachesTheDisk(t *testing.T) {
	t.Parallel()
	s := New(func() string { return t.TempDir() })
	defer func() { _ = s.Close() }()
	line := []byte("ferret, Colombo, 1000 LKR\n")
	for range 1_000_000 {
		s.Append(line)
	}
	if s.file == nil {
		t.Fatal("there is no file")
	}
	sealed := make([]byte, 4<<20)
	if _, err := s.file.ReadAt(sealed, 0); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("ferret")) {
		t.Error("a cell can be read in the file")
	}
}

func TestADiskThatTakesNothingCostsMemoryOnly(t *testing.T) {
	t.Parallel()
	s := New(func() string { return filepath.Join(t.TempDir(), "missing") })
	defer func() { _ = s.Close() }()
	places := fill(s, 100_000)
	reader := s.Reader()
	for i, at := range places {
		if got, _, err := reader.Record(at); err != nil || !bytes.Equal(got, record(i)) {
			t.Fatalf("record %d: %v", i, err)
		}
	}
}

// TestReadersMeetAWriter lets several goroutines read what others append.
func TestReadersMeetAWriter(t *testing.T) {
	t.Parallel()
	s := New(func() string { return t.TempDir() })
	defer func() { _ = s.Close() }()
	var writers, readers sync.WaitGroup
	told := make(chan int64, 100)
	for w := range 4 {
		writers.Go(func() {
			for i := range 20_000 {
				told <- s.Append(fmt.Appendf(nil, "writer %d, record %d, and what it says %s", w, i, bytes.Repeat([]byte("x"), i%500)))
			}
		})
	}
	for range 3 {
		readers.Go(func() {
			reader := s.Reader()
			for at := range told {
				if got, _, err := reader.Record(at); err != nil || !bytes.HasPrefix(got, []byte("writer ")) {
					t.Errorf("%q: %v", got, err)
					return
				}
			}
		})
	}
	writers.Wait()
	close(told)
	readers.Wait()
}
