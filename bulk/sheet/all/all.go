// Package all opens a table in a file of any format that paysheet reads. It
// picks by what is in the file, not by what the file is called.
//
// Only the command line calls it; everything else gets a sheet.Table.
package all

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"paysheet/bulk/sheet"
	"paysheet/bulk/sheet/csv"
	"paysheet/bulk/sheet/xlsx"
)

// Open opens the table in the file at path: a workbook (.xlsx, .xlsm) or, where
// the file is none, a text file with delimiters. What cannot be read (a folder,
// an empty file, another spreadsheet format, a damaged file) is an error that
// names the file and says what to do; errors of the file system stay visible
// to errors.Is. The other errors are those of xlsx.Open and csv.Open.
func Open(ctx context.Context, path string, opts sheet.Options) (sheet.Table, error) {
	workbook, err := isWorkbook(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if workbook {
		return xlsx.Open(ctx, path, opts)
	}
	return csv.Open(ctx, path, opts)
}

// isWorkbook looks at the first bytes: a zip package, or a compound file,
// which package xlsx refuses with the reason.
func isWorkbook(path string) (bool, error) {
	info, err := os.Stat(path)
	if err != nil {
		return false, err
	}
	switch {
	case info.IsDir():
		return false, errors.New("it is a folder: name a file in it")
	case !info.Mode().IsRegular():
		return false, errors.New("it is not a file: save the sheet to a file first")
	case info.Size() == 0:
		return false, errors.New("the file is empty: take a fresh copy")
	}
	if err := refuseByName(path); err != nil {
		return false, err
	}
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer func() { _ = file.Close() }() // only read from
	head := make([]byte, 4)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, err
	}
	head = head[:n]
	if bytes.Equal(head, []byte("PK\x03\x04")) || bytes.Equal(head, []byte("\xd0\xcf\x11\xe0")) {
		return true, nil
	}
	return false, refuseByContent(head, strings.ToLower(filepath.Ext(path)))
}

// refuseByContent refuses what people take for a sheet because it looks like one,
// and what is called a workbook but begins otherwise.
func refuseByContent(head []byte, ext string) error {
	what := ""
	switch {
	case bytes.HasPrefix(head, []byte("%PDF")):
		what = "a PDF"
	case bytes.HasPrefix(head, []byte("\x89PNG")), bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		what = "a picture"
	case ext == ".xlsx", ext == ".xlsm":
		return fmt.Errorf("the file is called %s but is no workbook, so it is damaged or wrongly named: take a fresh copy, or call it .csv if it is text", ext)
	default:
		return nil
	}
	return fmt.Errorf("the file is %s and no sheet: take the CSV or Excel file that it was made from", what)
}

// refuseByName refuses the formats that are spreadsheets but not ours. A .xls
// may hold anything: HTML and CSV are as common there as the old format.
func refuseByName(path string) error {
	what := ""
	switch strings.ToLower(filepath.Ext(path)) {
	case ".xls":
		what = "an old Excel workbook"
	case ".xlsb":
		what = "a binary Excel workbook"
	case ".ods":
		what = "an OpenDocument spreadsheet"
	case ".numbers":
		what = "a Numbers document"
	default:
		return nil
	}
	return fmt.Errorf("the file is %s, which is not read: open it and save it as .xlsx", what)
}
