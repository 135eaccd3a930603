package sheet

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf16"
)

// LockedBy tells whether a file is open in Excel or LibreOffice, by the owner
// file that these put beside it, and by whom, as far as the owner file says.
// Owner files of programs that crashed stay behind, so a person has to decide.
func LockedBy(path string) (owner string, locked bool) {
	owner, file := lockFile(path)
	return owner, file != ""
}

// lockFile finds the owner file of a file.
func lockFile(path string) (owner, file string) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	folder, name := filepath.Split(path)
	readers := []struct {
		name string
		read func([]byte) string
	}{
		{"~$" + name, excelOwner},
		{".~lock." + name + "#", libreOfficeOwner},
	}
	for _, r := range readers {
		lock := filepath.Join(folder, r.name)
		if info, err := os.Lstat(lock); err != nil || !info.Mode().IsRegular() {
			continue
		}
		owner := r.read(readHead(lock))
		if owner == "" {
			owner = "somebody"
		}
		return owner, lock
	}
	return "", ""
}

// refuseLocked gives ErrLocked with who and what.
func refuseLocked(path string) error {
	owner, lock := lockFile(path)
	if lock == "" {
		return nil
	}
	return fmt.Errorf("%w (opened by %s; if nobody has it open, delete %s)", ErrLocked, owner, lock)
}

// readHead gives the first bytes of an owner file; one that cannot be read,
// because its program holds it, still locks.
func readHead(path string) []byte {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer func() { _ = file.Close() }() // only read from
	head, err := io.ReadAll(io.LimitReader(file, 512))
	if err != nil {
		return nil
	}
	return head
}

// excelOwner reads Office's owner file: a length and the user's name in the
// system's code page in 54 bytes, then again in UTF-16 with its own length.
func excelOwner(b []byte) string {
	const wide = 54
	if len(b) >= wide+2 {
		n := int(binary.LittleEndian.Uint16(b[wide:]))
		if text := b[wide+2:]; n > 0 && 2*n <= len(text) {
			units := make([]uint16, n)
			for i := range units {
				units[i] = binary.LittleEndian.Uint16(text[2*i:])
			}
			return printable(string(utf16.Decode(units)))
		}
	}
	if len(b) > 1 && int(b[0]) < len(b) {
		return printable(string(b[1 : 1+int(b[0])]))
	}
	return ""
}

// libreOfficeOwner reads one line: name, user, host, time, profile; with
// commas between and a semicolon at the end.
func libreOfficeOwner(b []byte) string {
	fields := strings.Split(strings.TrimSuffix(strings.TrimSpace(string(b)), ";"), ",")
	if len(fields) < 3 {
		return ""
	}
	name := fields[0]
	if name == "" {
		name = fields[1]
	}
	if host := fields[2]; name != "" && host != "" {
		name += " on " + host
	}
	return printable(name)
}

// printable drops what must not reach a terminal.
func printable(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s))
}
