package sheet

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"
)

// SaveOptions say what happens around the replacing of a file.
type SaveOptions struct {
	// BackupDir is where a file that is about to be replaced is copied first,
	// named by its content, so that the same content is there only once. It is
	// made where it is missing. Empty: no backup.
	BackupDir string
	// Now is the time of the save. Temporary files that a dead run on another
	// machine left behind are removed a day after; zero: never.
	Now time.Time
	// Expect is the SHA-256 in hex that an existing dst must have; ErrChanged
	// where it has not. Empty: the table's own, where dst is the table's file.
	Expect string
}

// Save is Replace for those who do not need to know what was written.
func Save(ctx context.Context, t Table, dst string, columns []string, results iter.Seq2[int, []Value], opts SaveOptions) error {
	_, err := Replace(ctx, t, dst, columns, results, opts)
	return err
}

// Replace writes a copy of the table with its result cells (see Table.Patch) to
// dst, whole or not at all: into a temporary file in the same folder, which is
// read back, brought to disk and then put in dst's place in one step. dst may
// be the table's own file. Where dst is a symbolic link, what it points to is
// replaced. An existing dst keeps its mode and, where the system allows, its
// owner; a new one gets 0644 less the umask.
//
// ErrLocked: dst is open in a spreadsheet program. ErrChanged: dst is the
// table's own file and is not what was opened. Errors of the file system stay
// visible to errors.Is. After any error dst is what it was. digest is the
// SHA-256 of what was written, in hex.
func Replace(ctx context.Context, t Table, dst string, columns []string, results iter.Seq2[int, []Value], opts SaveOptions) (digest string, err error) {
	s := saver{table: t, opts: opts}
	err = s.save(ctx, dst, columns, results)
	switch {
	case err == nil:
		return s.digest, nil
	case s.replaced:
		return s.digest, fmt.Errorf("%s is written, but its folder could not be brought to disk, so a power cut may undo it: %w", dst, err)
	}
	return "", fmt.Errorf("writing %s, which is left as it was: %w", dst, err)
}

// saver is one Save.
type saver struct {
	table  Table
	opts   SaveOptions
	target string      // what is replaced, symbolic links resolved
	old    fs.FileInfo // nil for a new file
	own    bool        // target is the table's own file

	replaced bool   // the target is the new file
	digest   string // of what was written
}

func (s *saver) save(ctx context.Context, dst string, columns []string, results iter.Seq2[int, []Value]) error {
	if err := s.look(dst); err != nil {
		return err
	}
	removeStale(s.target, s.opts.Now)
	// Told before the table is read again, which reads nonsense from a file that
	// somebody wrote into.
	if err := s.unchanged(ctx); err != nil {
		return err
	}
	temp, mode, err := s.write(ctx, columns, results)
	if err != nil {
		return err
	}
	if err := s.replace(ctx, temp, mode); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	s.replaced = true
	return syncFolder(filepath.Dir(s.target))
}

// look finds out what is to be replaced and whether that is possible.
func (s *saver) look(dst string) error {
	s.target = dst
	_, err := os.Lstat(dst)
	if errors.Is(err, fs.ErrNotExist) {
		return refuseLocked(s.target)
	}
	if err != nil {
		return err
	}
	if s.target, err = filepath.EvalSymlinks(dst); err != nil {
		return fmt.Errorf("following the link: %w", err)
	}
	info, err := os.Stat(s.target)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("it is not a file: name a file to write to")
	}
	s.old = info
	if source, err := os.Stat(s.table.Info().Path); err == nil {
		s.own = os.SameFile(source, info)
	}
	// A file that may not be written to may not be replaced either.
	file, err := os.OpenFile(s.target, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return refuseLocked(s.target)
}

// write makes the temporary file and checks it by reading it back.
func (s *saver) write(ctx context.Context, columns []string, results iter.Seq2[int, []Value]) (temp string, mode fs.FileMode, err error) {
	file, mode, err := createTemp(s.target)
	if err != nil {
		return "", 0, fmt.Errorf("its folder takes no new file, which is needed to replace it in one step (write somewhere else): %w", err)
	}
	temp = file.Name()
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp))
		}
	}()
	hash := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(file, hash), 256<<10)
	err = s.table.Patch(ctx, out, columns, results)
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return temp, mode, errors.Join(err, file.Close())
	}
	s.digest = hex.EncodeToString(hash.Sum(nil))
	if s.old != nil {
		mode = s.old.Mode().Perm()
	}
	synced := make(chan error, 1)
	go func() { synced <- errors.Join(file.Sync(), file.Close()) }() // the disk works while the copy is read back
	err = s.table.Verify(ctx, temp)
	return temp, mode, errors.Join(<-synced, err)
}

// replace puts the temporary file in the target's place.
func (s *saver) replace(ctx context.Context, temp string, mode fs.FileMode) error {
	if s.old != nil {
		keepOwner(temp, s.old)
	}
	if err := os.Chmod(temp, mode); err != nil {
		return err
	}
	if s.old != nil && s.opts.BackupDir != "" {
		if _, err := Backup(ctx, s.target, s.opts.BackupDir); err != nil {
			return fmt.Errorf("backup: %w", err)
		}
	}
	if err := refuseLocked(s.target); err != nil {
		return err
	}
	if err := s.unchanged(ctx); err != nil {
		return err
	}
	return rename(ctx, temp, s.target)
}

// unchanged makes sure that nobody saved the file since it was opened.
func (s *saver) unchanged(ctx context.Context) error {
	if s.old == nil {
		if _, err := os.Lstat(s.target); !errors.Is(err, fs.ErrNotExist) {
			return ErrChanged // a file that was not there
		}
		return nil
	}
	expect := s.opts.Expect
	if expect == "" && s.own {
		expect = s.table.Info().Digest
	}
	if expect == "" {
		return nil
	}
	digest, err := digestOf(ctx, s.target)
	if err != nil {
		return err
	}
	if digest != expect {
		return ErrChanged
	}
	return nil
}

// Digest gives the SHA-256 of a file in hex, as Info.Digest has it.
func Digest(ctx context.Context, path string) (string, error) {
	digest, err := digestOf(ctx, path)
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", path, err)
	}
	return digest, nil
}

// digestOf gives the SHA-256 of a file, in hex.
func digestOf(ctx context.Context, path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }() // only read from
	return copyHashed(ctx, io.Discard, file)
}

// copyHashed copies and gives the SHA-256 of what was copied, in hex.
func copyHashed(ctx context.Context, dst io.Writer, src io.Reader) (string, error) {
	hash := sha256.New()
	buf := make([]byte, 256<<10)
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := src.Read(buf)
		hash.Write(buf[:n]) // never fails, says package hash
		if _, err := dst.Write(buf[:n]); err != nil {
			return "", err
		}
		if errors.Is(err, io.EOF) {
			return hex.EncodeToString(hash.Sum(nil)), nil
		}
		if err != nil {
			return "", err
		}
	}
}
