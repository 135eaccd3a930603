// Package xlsx reads the rows of an XLSX or XLSM workbook in one pass and writes
// result cells back by patching the bytes of its one worksheet part. Every
// other part is copied as it is packed.
//
// It is no spreadsheet library: it knows of a workbook what a table of rows
// needs, calculates nothing and formats nothing. Only paysheet/bulk/sheet/all
// and tests call it.
package xlsx

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"paysheet/bulk/sheet"
)

// table is an open worksheet. It holds no file open between calls, so that the
// file can be replaced, but notices when it was.
type table struct {
	info   sheet.Info
	state  stamp
	plain  []byte // the package inside of a password-protected file
	book   *workbook
	part   string // name of the worksheet's part
	opts   sheet.Options
	region region
	survey
}

// Open finds the table in a workbook and checks the whole file: everything
// that would make reading or patching it go wrong later is an error here,
// before anybody relies on it. Each error is a sentence that names the file
// and what to do. Errors of the operating system stay visible to errors.Is.
func Open(ctx context.Context, path string, opts sheet.Options) (sheet.Table, error) {
	t, err := open(ctx, path, opts)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

func open(ctx context.Context, path string, opts sheet.Options) (*table, error) {
	var plain []byte
	digest, err := checkFile(ctx, path)
	if errors.Is(err, errProtected) {
		plain, err = unlock(path, opts)
	}
	if err != nil {
		return nil, err
	}
	p, state, err := openPack(path, plain)
	if err != nil {
		return nil, err
	}
	defer p.close()
	book, err := readWorkbook(p, wantedStrings(opts))
	if err != nil {
		return nil, err
	}
	where, err := findRegion(p, book, opts)
	if err != nil {
		return nil, err
	}
	found, err := choose(ctx, p, book, opts, where)
	if err != nil {
		return nil, err
	}
	t := &table{state: state, plain: plain, book: book, part: found.tab.part, opts: opts, region: where}
	t.info = sheet.Info{Path: path, Format: "xlsx", Sheet: found.tab.name, HeaderRow: found.row, Digest: digest, Protected: plain != nil, Guesses: found.guesses}
	if book.macros {
		t.info.Format = "xlsm"
	}
	if err := t.look(ctx, p, found, opts.Score); err != nil {
		return nil, fmt.Errorf("worksheet %q: %w", t.info.Sheet, explain(err))
	}
	if t.info.Protected {
		t.info.Guesses = append(t.info.Guesses, "the workbook is password-protected; the copy with the results has no password")
	}
	if book.signed {
		t.info.Guesses = append(t.info.Guesses, "the workbook is digitally signed; writing results makes the signature invalid")
	}
	t.handedOut()
	return t, p.checkAll(ctx)
}

// wantedStrings is how many bytes of shared strings opening needs.
func wantedStrings(opts sheet.Options) int {
	if opts.Keep != nil {
		return maxArena
	}
	return keepSome
}

// handedOut ends the keeping of rows: what is opened later, to verify it, is not
// this table, and whoever has the rows hardly ever asks for them again.
func (t *table) handedOut() {
	if t.opts.Keep != nil {
		t.book.strings, t.opts.Keep = nil, nil
	}
}

// checkFile looks at the file before it is taken for a package and gives its
// SHA-256, with errProtected too.
func checkFile(ctx context.Context, path string) (digest string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", errors.New("not a file: name a workbook")
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }() // only read from
	kind := checkMagic(file, info.Size())
	if kind != nil && !errors.Is(kind, errProtected) {
		return "", kind
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, &contextReader{ctx, file}); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), kind
}

// contextReader ends a long read when its context is done.
type contextReader struct {
	ctx context.Context
	io.Reader
}

func (r *contextReader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(b)
}

// Info describes the table.
func (t *table) Info() sheet.Info { return t.info }

// Close frees nothing: no file stays open between calls.
func (t *table) Close() error { return nil }

// reopen opens the package again and the worksheet in it.
func (t *table) reopen() (*pack, *part, error) {
	p, state, err := openPack(t.info.Path, t.plain)
	if err != nil {
		return nil, nil, err
	}
	if err = t.state.same(state); err == nil {
		var r *part
		if r, err = p.openSheet(t.part); err == nil {
			return p, r, nil
		}
	}
	p.close()
	return nil, nil, err
}

// openSheet opens a worksheet part.
func (p *pack) openSheet(name string) (*part, error) {
	f, ok := p.parts[partName(name)]
	if !ok {
		return nil, fmt.Errorf("part %q of the worksheet is missing from the package: save it again in Excel", name)
	}
	return p.openPart(f)
}

// Rows streams the rows below the header that the worksheet has, in rising
// order. Rows between them that have never been touched have no element in
// the file and are not given.
func (t *table) Rows(ctx context.Context) iter.Seq2[sheet.Row, error] {
	return func(yield func(sheet.Row, error) bool) {
		p, part, err := t.reopen()
		if err != nil {
			yield(sheet.Row{}, fmt.Errorf("%s: %w", t.info.Path, err))
			return
		}
		defer p.close()
		defer func() { _ = part.Close() }() // only read from
		if err := t.book.load(p); err != nil {
			yield(sheet.Row{}, fmt.Errorf("%s: %w", t.info.Path, err))
			return
		}
		r := t.reader(p, part)
		for {
			more, err := r.step(ctx)
			if err != nil {
				yield(sheet.Row{}, fmt.Errorf("%s: worksheet %q: %w", t.info.Path, t.info.Sheet, explain(err)))
				return
			}
			if !more {
				return
			}
			if r.row <= t.info.HeaderRow || r.row > t.region.bottom {
				continue // read on, so that a damaged end is an error
			}
			t.region.mask(r.cells[:r.filled], t.own)
			if !yield(sheet.Row{Number: r.row, Hidden: r.hidden, Cells: r.cells[:r.filled]}, nil) {
				return
			}
		}
	}
}

func (t *table) reader(p *pack, part io.Reader) *sheetReader {
	r := newSheetReader(p, part, t.book)
	r.stale = t.book.stale || t.extra.stale
	return r
}

// step is next with a look at the context now and then.
func (r *sheetReader) step(ctx context.Context) (bool, error) {
	if r.row&0xff == 0 {
		if err := ctx.Err(); err != nil {
			return false, err
		}
	}
	return r.next()
}

// Verify reads a patched copy as the next run will open it, which checks every
// part of it, and compares the header and where its rows begin and end and how
// many there are. A patch may add rows between others, never take one away.
func (t *table) Verify(ctx context.Context, path string) error {
	opts := t.opts
	opts.Name, opts.Password = t.info.Sheet, nil
	copied, err := open(ctx, path, opts)
	if err != nil {
		return fmt.Errorf("the written copy cannot be read back: %w", err)
	}
	if copied.info.HeaderRow != t.info.HeaderRow {
		return fmt.Errorf("the header of the written copy is found in row %d instead of %d: name the header row", copied.info.HeaderRow, t.info.HeaderRow)
	}
	for i, text := range t.info.Header {
		if i >= len(copied.info.Header) || copied.info.Header[i] != text {
			return fmt.Errorf("the header cell %s of the written copy does not hold %q: name the header row", cellName(t.info.HeaderRow, i), text)
		}
	}
	if copied.info.Sheet != t.info.Sheet || copied.lastRow != t.lastRow || copied.rows < t.rows {
		return fmt.Errorf("the written copy has %d rows to row %d of worksheet %q instead of %d to row %d of %q",
			copied.rows, copied.lastRow, copied.info.Sheet, t.rows, t.lastRow, t.info.Sheet)
	}
	return nil
}
