package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf16"
)

// The first bytes of a zip entry and of a compound file ([MS-CFB] 2.2), in
// which both old workbooks and password-protected new ones are kept.
const (
	zipMagic = "PK\x03\x04"
	cfbMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
)

// Limits on lists that are kept in memory, far above what Excel writes, so that
// a small file cannot fill the memory. Excel itself has 65,490 cell styles and
// 250 number formats (Excel specifications and limits).
const (
	maxStyles    = 1 << 18
	maxCodes     = 1 << 16
	maxTabs      = 1 << 16
	maxRelations = 1 << 16
	maxMerges    = 1 << 20
	maxStrings   = 1 << 25
	maxArena     = 1 << 30 // bytes of shared strings
	maxCell      = 1 << 20 // bytes of one text; a cell holds 32,767 characters
)

// checkCount refuses a list that has grown too long.
func checkCount(count, limit int, what string) error {
	if count > limit {
		return fmt.Errorf("the workbook has more than %d %s: split it, or save the one worksheet that is needed on its own", limit, what)
	}
	return nil
}

// checkMagic refuses what is no zip, and says what it is where that is known.
func checkMagic(file *os.File, size int64) error {
	if size == 0 {
		return errors.New("the file is empty: take a fresh copy")
	}
	head := make([]byte, len(cfbMagic))
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	switch head = head[:n]; {
	case string(head) == cfbMagic:
		return checkCompound(file)
	case bytes.HasPrefix(head, []byte(zipMagic)):
		return nil
	}
	return errors.New("the file is no workbook (not a zip package): if it is a text file name it .csv, else save it as .xlsx in Excel")
}

// checkCompound tells a protected workbook from an old one by the name of the
// stream that [MS-OFFCRYPTO] 2.3.4 puts the encrypted package into.
func checkCompound(file io.Reader) error {
	var name []byte
	for _, unit := range utf16.Encode([]rune("EncryptedPackage")) {
		name = append(name, byte(unit), byte(unit>>8))
	}
	found, err := contains(file, name)
	if err != nil {
		return err
	}
	if found {
		return errProtected
	}
	return errors.New("the file is an old Excel workbook (.xls): open it in Excel and save it as .xlsx")
}

// contains searches a stream in a window of fixed size.
func contains(r io.Reader, what []byte) (bool, error) {
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		if bytes.Contains(buf[:kept+n], what) {
			return true, nil
		}
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, fmt.Errorf("reading: %w", err)
		}
		end := kept + n
		kept = min(end, len(what)-1)
		copy(buf, buf[end-kept:end])
	}
}
