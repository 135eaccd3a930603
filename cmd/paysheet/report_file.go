package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"paysheet/bulk/report"
	"paysheet/bulk/sheet/book"
)

// isReport tells that a file is a report of ours that nobody has saved since,
// so that it may be replaced.
func isReport(path string) bool {
	if !strings.EqualFold(filepath.Ext(path), ".xlsx") {
		return beginsWith(path, `<meta name="generator" content="`+report.Generator+`">`)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		return false
	}
	defer func() { _ = z.Close() }() // only read from
	maker, err := z.Open("docProps/app.xml")
	if err != nil {
		return false
	}
	defer func() { _ = maker.Close() }() // only read from
	text, err := io.ReadAll(io.LimitReader(maker, 4096))
	return err == nil && bytes.Contains(text, []byte("<Application>"+book.Application+"</Application>"))
}

// beginsWith tells that a file has a text near its start.
func beginsWith(path, text string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }() // only read from
	start, err := io.ReadAll(io.LimitReader(file, 1024))
	return err == nil && bytes.Contains(start, []byte(text))
}

// replaceFile writes a file whole or not at all. Who may read the sheet may
// read the report on it, and nobody else.
func replaceFile(source, target string, write func(io.Writer) error) (err error) {
	info, err := os.Stat(source)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(target), ".paysheet-report-*.tmp")
	if err != nil {
		return fmt.Errorf("writing %s: %w", target, err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("writing %s: %w", target, errors.Join(err, os.Remove(file.Name())))
		}
	}()
	out := bufio.NewWriterSize(file, 256<<10)
	err = write(out)
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err = os.Chmod(file.Name(), info.Mode().Perm()|0o200); err != nil {
		return err
	}
	return os.Rename(file.Name(), target)
}
