package sandbox

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
)

// book is one provider's links: an append-only log of JSON lines. The last line
// about a link wins. Memory holds where it is, not what it says, so that many links
// cost little; what a list has read stays for the next. Any number of processes may have the same log open: each change
// is made under the file's lock, after reading what the others appended.
type book struct {
	mu     sync.Mutex
	file   *os.File
	offset int64 // how much of the log the index reflects
	lines  int
	index
	sync flusher
}

// openBook replays the log of one provider, making it where there is none.
func openBook(dir, name string) (*book, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("sandbox state: %w", err)
	}
	path := filepath.Join(dir, name+".jsonl")
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("sandbox state: %w", err)
	}
	b := &book{file: file}
	b.sync.file = file
	b.sync.ready = sync.NewCond(&b.sync.mu)
	if err := errors.Join(b.replay(), syncDir(dir)); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return b, nil
}

func (b *book) replay() error {
	unlock, err := lockFile(b.file)
	if err != nil {
		return err
	}
	defer unlock()
	return b.catchUp()
}

// syncDir makes the log's name durable, not only its content. Some systems cannot sync
// a folder; what they offer is all there is.
func syncDir(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sandbox state: %w", err)
	}
	_ = folder.Sync()
	return folder.Close()
}

// catchUp reads what was appended since; the caller holds both locks. A last line
// without an end was cut off by a crash: nobody was answered on its strength, so
// it is removed.
func (b *book) catchUp() error {
	size, err := b.file.Seek(0, io.SeekEnd) // cheaper than Stat; nothing else uses the position
	if err != nil {
		return fmt.Errorf("sandbox state: %w", err)
	}
	if size == b.offset {
		return nil
	}
	if size < b.offset {
		return fmt.Errorf("sandbox state %s became shorter while it was in use: restart the sandbox", b.file.Name())
	}
	reader := bufio.NewReaderSize(io.NewSectionReader(b.file, b.offset, size-b.offset), 1<<16)
	for {
		line, err := reader.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("sandbox state %s: %w", b.file.Name(), err)
		}
		if err := b.learn(line); err != nil {
			return err
		}
	}
	b.sync.written.Store(b.offset)
	if b.offset < size {
		if err := b.file.Truncate(b.offset); err != nil {
			return fmt.Errorf("sandbox state: %w", err)
		}
	}
	return nil
}

func (b *book) learn(line []byte) error {
	var name names
	err := json.Unmarshal(line, &name)
	if err == nil && name.Page == "" {
		err = errors.New("it names no page")
	}
	if err != nil {
		return fmt.Errorf("sandbox state %s, line %d is damaged (%w): move the file away to start afresh", b.file.Name(), b.lines+1, err)
	}
	b.wrote(name, len(line))
	return nil
}

// wrote notes a line at the end of what is known.
func (b *book) wrote(name names, size int) {
	b.keep(name, place{b.offset, size})
	b.offset += int64(size)
	b.lines++
}

// do runs one request's work while nothing else changes the log, in this process or
// another, and returns once everything the work saw or wrote is on the disk.
func do[T any](b *book, work func(*txn) T) (T, error) {
	result, upTo, err := locked(b, work)
	if err != nil {
		return result, err
	}
	return result, b.sync.wait(upTo)
}

func locked[T any](b *book, work func(*txn) T) (T, int64, error) {
	var none T
	b.mu.Lock()
	defer b.mu.Unlock()
	unlock, err := lockFile(b.file)
	if err != nil {
		return none, 0, err
	}
	defer unlock()
	if err := b.catchUp(); err != nil {
		return none, 0, err
	}
	t := &txn{book: b}
	result := work(t)
	if err := t.finish(); err != nil {
		return none, 0, err
	}
	return result, b.offset, nil
}

// txn is the view of one piece of work under the locks.
type txn struct {
	book   *book
	staged *link
	failed error // the log could not be read
}

func (t *txn) get(merchant, id string) (link, bool) { return t.find(idDigest(merchant, id)) }

func (t *txn) page(page string) (link, bool) { return t.find(pageDigest(page)) }

func (t *txn) find(name digest) (link, bool) {
	number, found := t.book.numbers.find(name)
	if !found {
		return link{}, false
	}
	l, err := t.book.read(number)
	if err != nil {
		t.failed = err
		return link{}, false
	}
	return l, true
}

// each visits the links of a merchant, of all with "", in order of creation, until the
// visitor says false. The visitor must not change what it is shown.
func (t *txn) each(merchant string, visit func(*link) bool) {
	for number := range t.book.places {
		l, err := t.book.listed(uint32(number))
		if err != nil {
			t.failed = err
			return
		}
		if (merchant == "" || l.Merchant == merchant) && !visit(l) {
			return
		}
	}
}

// put stages a new or changed link; it counts once the work is done and written.
func (t *txn) put(l link) { t.staged = &l }

// finish writes what the work staged.
func (t *txn) finish() error {
	if t.failed != nil || t.staged == nil {
		return t.failed
	}
	line, err := json.Marshal(t.staged)
	if err != nil {
		return fmt.Errorf("sandbox state: %w", err)
	}
	line = append(line, '\n')
	b := t.book
	if _, err := b.file.Write(line); err != nil {
		return errors.Join(fmt.Errorf("sandbox state: %w", err), b.file.Truncate(b.offset))
	}
	b.wrote(names{t.staged.ID, t.staged.Merchant, t.staged.Page}, len(line))
	b.sync.written.Store(b.offset)
	return nil
}

func (b *book) close() error { return b.file.Close() }

// flusher lets all that wait for the disk share one fsync: whoever finds none running
// runs one for everything written so far.
type flusher struct {
	file    *os.File
	written atomic.Int64
	mu      sync.Mutex
	ready   *sync.Cond
	running bool
	done    int64
	failed  error // after a failed fsync nobody knows what is on the disk
}

func (f *flusher) wait(upTo int64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.done < upTo && f.failed == nil {
		if f.running {
			f.ready.Wait()
			continue
		}
		f.running = true
		f.mu.Unlock()
		target := f.written.Load()
		err := f.file.Sync()
		f.mu.Lock()
		f.running = false
		if err != nil {
			f.failed = fmt.Errorf("sandbox state: %w", err)
		} else {
			f.done = target
		}
		f.ready.Broadcast()
	}
	return f.failed
}
