// Package spool keeps what a run needs again and what would not fit into memory:
// the rows of a large sheet, its plan, its results.
//
// A spool is a row of bytes that only grows. The first few MiB stay in memory;
// what is more goes into one temporary file, which is encrypted with a key that
// only this process has and is removed as soon as it is there, so that a run that
// is killed leaves nothing that anybody could read. A disk that takes no more
// costs memory, never a record.
//
// It knows nothing of invoices. bulk and cmd use it.
package spool

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"os"
	"runtime"
	"sync"
)

const (
	blockBits = 16
	blockSize = 1 << blockBits
	// inMemory is how many blocks are kept before there is a file.
	inMemory = 128
)

// Spool is a spool. Its methods may be called from many goroutines. It must be
// closed.
type Spool struct {
	folder func() string

	mu     sync.Mutex
	blocks [][]byte // by number; nil for one that is in the file
	end    int64
	file   *os.File
	key    cipher.Block
	failed bool   // the file takes no more
	sealed []byte // what is written next
	spare  []byte // a block that was written and can be filled again
}

// New makes an empty spool. folder names where its file goes, once one is needed;
// nil and "" are the system's own place for temporary files.
func New(folder func() string) *Spool { return &Spool{folder: folder} }

// End gives where the next record will begin.
func (s *Spool) End() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.end
}

// Append adds a record and gives where it begins. It keeps no part of the record.
func (s *Spool) Append(record []byte) int64 {
	var length [binary.MaxVarintLen64]byte
	n := binary.PutUvarint(length[:], uint64(len(record)))
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.end
	s.add(length[:n])
	s.add(record)
	return at
}

func (s *Spool) add(data []byte) {
	for len(data) > 0 {
		number, from := int(s.end>>blockBits), int(s.end&(blockSize-1))
		if number == len(s.blocks) {
			s.putAway()
			s.blocks = append(s.blocks, s.emptyBlock())
		}
		n := copy(s.blocks[number][from:], data)
		data, s.end = data[n:], s.end+int64(n)
	}
}

// emptyBlock gives room for more. What stands in a block behind the spool's end
// is never read.
func (s *Spool) emptyBlock() []byte {
	block := s.spare
	if s.spare = nil; block == nil {
		block = make([]byte, blockSize)
	}
	return block
}

// putAway writes the blocks that are full into the file, if there are many.
func (s *Spool) putAway() {
	if s.failed || s.file == nil && len(s.blocks) < inMemory {
		return
	}
	if s.file == nil {
		if err := s.open(); err != nil {
			s.failed = true
			return
		}
		for number := range s.blocks {
			s.write(number)
		}
		return
	}
	s.write(len(s.blocks) - 1)
}

func (s *Spool) open() error {
	key := make([]byte, 32)
	rand.Read(key) // never fails, says package crypto/rand
	var err error
	if s.key, err = aes.NewCipher(key); err != nil {
		return fmt.Errorf("making the spool's key: %w", err)
	}
	folder := ""
	if s.folder != nil {
		folder = s.folder()
	}
	s.file, err = os.CreateTemp(folder, ".paysheet-spool-*") // for the owner alone
	if err != nil {
		return fmt.Errorf("making the spool: %w", err)
	}
	if runtime.GOOS != "windows" { // which removes no open file; Close does it there
		err = os.Remove(s.file.Name())
	}
	return err
}

// write puts one block into the file and forgets it, unless it cannot be written.
func (s *Spool) write(number int) {
	if s.failed {
		return
	}
	if s.sealed == nil {
		s.sealed = make([]byte, blockSize)
	}
	s.crypt(s.sealed, s.blocks[number], number)
	if _, err := s.file.WriteAt(s.sealed, int64(number)<<blockBits); err != nil {
		s.failed = true
		return
	}
	s.blocks[number], s.spare = nil, s.blocks[number]
}

// crypt turns a block into what stands in the file, and back.
func (s *Spool) crypt(dst, src []byte, number int) {
	var counter [aes.BlockSize]byte
	binary.BigEndian.PutUint64(counter[:], uint64(number)+1)
	cipher.NewCTR(s.key, counter[:]).XORKeyStream(dst, src)
}

// copyBlock gives a block as it is now; held tells that it is in memory and may
// grow.
func (s *Spool) copyBlock(dst []byte, number int) error {
	s.mu.Lock()
	if number >= len(s.blocks) {
		s.mu.Unlock()
		return fmt.Errorf("the spool has no block %d", number)
	}
	if block := s.blocks[number]; block != nil {
		copy(dst, block)
		s.mu.Unlock()
		return nil
	}
	file := s.file
	s.mu.Unlock()
	if _, err := file.ReadAt(dst, int64(number)<<blockBits); err != nil {
		return fmt.Errorf("reading the spool: %w", err)
	}
	s.crypt(dst, dst, number)
	return nil
}

// Close gives everything up.
func (s *Spool) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocks, s.sealed, s.spare = nil, nil, nil
	if s.file == nil {
		return nil
	}
	name, file := s.file.Name(), s.file
	s.file = nil
	if err := file.Close(); err != nil {
		return fmt.Errorf("closing the spool: %w", err)
	}
	if runtime.GOOS == "windows" {
		return os.Remove(name)
	}
	return nil
}
