package sheet

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Holder is what the lock beside a sheet says of the run that holds it.
type Holder struct {
	Who   string    `json:"who"`   // the person
	Host  string    `json:"host"`  // the machine
	PID   int       `json:"pid"`   // the process
	Since time.Time `json:"since"` // UTC
	Run   string    `json:"run"`   // the run's id
	State string    `json:"state"` // the folder of the ledger that knows what the run did
	Sheet string    `json:"sheet"` // the sheet, as it was named
}

// Held is a sheet's lock in our hands.
type Held struct {
	path string
	mine Holder
}

// HeldError says that another run holds the sheet.
type HeldError struct {
	Path   string // the lock file
	Holder Holder // empty where it cannot be read
	// Gone tells that the holder ran on this machine and runs no more.
	Gone bool
}

// Error names the holder.
func (e *HeldError) Error() string {
	h := e.Holder
	switch {
	case h.Host == "":
		return fmt.Sprintf("the sheet is locked by a run that does not say who it is (%s)", e.Path)
	case e.Gone:
		return fmt.Sprintf("the sheet is locked by run %s of %s on %s since %s, which has ended without giving it back (process %d is gone; %s)",
			h.Run, h.Who, h.Host, h.Since.UTC().Format(time.RFC3339), h.PID, e.Path)
	}
	return fmt.Sprintf("the sheet is locked by run %s of %s on %s, process %d, since %s (%s)",
		h.Run, h.Who, h.Host, h.PID, h.Since.UTC().Format(time.RFC3339), e.Path)
}

// HoldPath gives the lock file of a sheet: .NAME.paysheet.lock beside the file
// that the path leads to.
func HoldPath(sheet string) string {
	sheet = behind(sheet)
	return filepath.Join(filepath.Dir(sheet), "."+filepath.Base(sheet)+".paysheet.lock")
}

// behind gives the file that a path leads to.
func behind(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// Hold takes a sheet for one run by making a file that must not be there yet,
// which keeps away other machines with other ledgers too. It never waits, and
// no lock ever expires: a *HeldError names whoever has it. On folders that are
// copied between machines by a sync client it cannot keep two machines apart,
// because each has its own copy for a while. me.Host and me.PID are filled in.
func Hold(sheet string, me Holder) (*Held, error) {
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", sheet, err)
	}
	me.Host, me.PID, me.Since, me.Sheet = host, os.Getpid(), me.Since.UTC(), sheet
	text, err := json.Marshal(me)
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", sheet, err)
	}
	path := HoldPath(sheet)
	switch err := makeLock(path, behind(sheet), append(text, '\n')); {
	case errors.Is(err, fs.ErrExist):
		return nil, heldBy(path)
	case err != nil:
		return nil, fmt.Errorf("locking %s: %w", sheet, err)
	}
	return &Held{path, me}, nil
}

// makeLock makes a lock that must not be there yet. It comes into its place with
// its text in it, so that a kill leaves none that names nobody; where the file
// system has no hard links it is made first and written then.
func makeLock(path, sheet string, text []byte) error {
	temp, mode, err := createTemp(sheet)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }() // one that stays is removed by a later run
	if err := writeLock(temp, mode, text); err != nil {
		return err
	}
	if err = os.Link(temp.Name(), path); err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	if err := writeLock(file, mode, text); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// writeLock fills a lock and closes it. mode lets others who may open the sheet
// read who has it.
func writeLock(file *os.File, mode fs.FileMode, text []byte) error {
	_, err := file.Write(text)
	if err == nil {
		err = file.Sync()
	}
	if err == nil {
		if err = file.Chmod(mode); errors.Is(err, errors.ErrUnsupported) {
			err = nil // a file system without modes
		}
	}
	return errors.Join(err, file.Close())
}

// Release gives the sheet back. A lock that is somebody else's by now, because
// a person freed ours by force, is left alone.
func (h *Held) Release() error {
	now, err := readHolder(h.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && (now.Run != h.mine.Run || now.PID != h.mine.PID || now.Host != h.mine.Host) {
		return nil
	}
	if err := os.Remove(h.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("unlocking the sheet: %w", err)
	}
	return nil
}

// HeldBy tells who holds a sheet; ErrNotHeld where nobody does.
func HeldBy(sheet string) (*HeldError, error) {
	path := HoldPath(sheet)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotHeld
	} else if err != nil {
		return nil, fmt.Errorf("reading the lock of %s: %w", sheet, err)
	}
	return heldBy(path), nil
}

// Free removes the lock that a HeldBy told of, unless it changed hands since.
func (e *HeldError) Free() error {
	now, err := readHolder(e.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && now != e.Holder {
		return heldBy(e.Path)
	}
	if err := os.Remove(e.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("unlocking the sheet: %w", err)
	}
	return nil
}

// Elsewhere tells that the holder ran on another machine, or does not say
// where, so that nobody here can know whether it still runs.
func (e *HeldError) Elsewhere() bool {
	host, err := os.Hostname()
	return err != nil || e.Holder.Host != host
}

func heldBy(path string) *HeldError {
	holder, err := readHolder(path)
	if err != nil {
		return &HeldError{Path: path}
	}
	e := &HeldError{Path: path, Holder: holder}
	// A process never meets a lock of its own, so one with its number belonged
	// to another that had the number before.
	e.Gone = !e.Elsewhere() && (holder.PID == os.Getpid() || !isAlive(holder.PID))
	return e
}

// readHolder reads a lock; texts from it reach a terminal, so they are cleaned.
func readHolder(path string) (Holder, error) {
	file, err := os.Open(path)
	if err != nil {
		return Holder{}, err
	}
	defer func() { _ = file.Close() }() // only read from
	text, err := io.ReadAll(io.LimitReader(file, 64<<10))
	if err != nil {
		return Holder{}, err
	}
	var h Holder
	if err := json.Unmarshal(text, &h); err != nil {
		return Holder{}, err
	}
	for _, field := range []*string{&h.Who, &h.Host, &h.Run, &h.State, &h.Sheet} {
		*field = printable(*field)
	}
	return h, nil
}
