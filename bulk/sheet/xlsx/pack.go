package xlsx

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"sync"
	"time"

	"paysheet/bulk/sheet"
)

// Limits on what comes out of a file. A worksheet of a million rows and a
// hundred columns stays below them; a zip bomb does not.
const (
	maxPart  = 4<<30 - 1 // also where zip64 begins, which Excel reads from no data descriptor
	maxTotal = 16 << 30
	maxRatio = 1000     // deflate itself cannot pass 1032
	freeSize = 64 << 20 // below this the ratio does not matter
	// Shared strings are kept in memory, and as no two are the same they never
	// pack as well as a worksheet may.
	maxStringRatio = 200
)

// pack is an open zip package. Parts are found the way OPC (ECMA-376 part 2)
// compares names: without case, with a slash in front or not.
type pack struct {
	*zip.Reader
	file  *os.File
	src   io.ReaderAt
	parts map[string]*zip.File
	mu    sync.Mutex         // for whole and total while two parts are read at once
	whole map[*zip.File]bool // read to the end with the right CRC
	total int64              // bytes that came out of them
	idle  []*unpacker        // for the next parts: a workbook of pictures has thousands
}

// stamp tells one state of a file from another without reading it.
type stamp struct {
	size int64
	mod  time.Time
}

func stampOf(info os.FileInfo) stamp { return stamp{size: info.Size(), mod: info.ModTime()} }

// openPack opens the package. The file stays open until close. plain is what
// is inside of a password-protected file, nil for any other.
func openPack(name string, plain []byte) (*pack, stamp, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, stamp{}, err
	}
	p := &pack{file: file, src: file}
	info, err := file.Stat()
	if err == nil {
		size := info.Size()
		if plain != nil {
			p.src, size = bytes.NewReader(plain), int64(len(plain))
		}
		err = p.index(size)
	}
	if err != nil {
		_ = file.Close() // nothing was written
		return nil, stamp{}, err
	}
	return p, stampOf(info), nil
}

func (p *pack) index(size int64) error {
	var err error
	p.Reader, err = zip.NewReader(p.src, size)
	if err != nil {
		return fmt.Errorf("the file is no whole zip package, so it is cut off or damaged: take a fresh copy, or open and save it in Excel: %w", err)
	}
	p.RegisterDecompressor(zip.Deflate, p.unpack)
	p.parts, p.whole = make(map[string]*zip.File, len(p.File)), map[*zip.File]bool{}
	for _, f := range p.File {
		if isFolder(f) {
			if f.CompressedSize64 > 0 && f.Name[len(f.Name)-1] == '/' {
				return fmt.Errorf("folder entry %q of the package has content, which cannot be kept: save it again in Excel", f.Name)
			}
			continue
		}
		name := partName(f.Name)
		if other, ok := p.parts[name]; ok {
			return fmt.Errorf("the package has two parts of one name, %q and %q, so programs disagree on what is in it: save it again in Excel", other.Name, f.Name)
		}
		p.parts[name] = f
	}
	return nil
}

func (p *pack) close() { _ = p.file.Close() } // only read from

func isFolder(f *zip.File) bool {
	return strings.HasSuffix(f.Name, "/") || strings.HasSuffix(f.Name, `\`)
}

// partName brings a part's name to the form in which names are compared.
func partName(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+name), "/"))
}

// checkAll reads every part that was not read yet, so that archive/zip compares
// its CRC.
func (p *pack) checkAll(ctx context.Context) error {
	buf := make([]byte, 128<<10)
	for _, f := range p.File {
		if isFolder(f) || p.whole[f] {
			continue
		}
		if err := p.checkPart(ctx, f, buf); err != nil {
			return err
		}
	}
	return nil
}

func (p *pack) checkPart(ctx context.Context, f *zip.File, buf []byte) error {
	r, err := p.openPart(f)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // only read from
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		_, err := r.Read(buf)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// part is one part being read, with its limits.
type part struct {
	io.ReadCloser
	pack *pack
	file *zip.File
	out  int64
	most uint64 // how many times its packed size it may have
}

// openPart opens a part for reading.
func (p *pack) openPart(f *zip.File) (*part, error) {
	if f.Flags&1 != 0 {
		return nil, fmt.Errorf("part %q is encrypted: save a copy without a password", f.Name)
	}
	if f.UncompressedSize64 > maxPart {
		return nil, fmt.Errorf("part %q is larger than 4 GiB: split the sheet", f.Name)
	}
	r, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return nil, fmt.Errorf("part %q is packed in a way that no workbook uses (method %d): save it again in Excel", f.Name, f.Method)
	}
	if err != nil {
		return nil, fmt.Errorf("part %q: %w", f.Name, err)
	}
	return &part{ReadCloser: r, pack: p, file: f, most: maxRatio}, nil
}

// Read reads on, with an error once the part is too large or its CRC is wrong.
func (p *part) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	p.out += int64(n)
	if p.out > maxPart {
		return n, fmt.Errorf("part %q is larger than 4 GiB: split the sheet", p.file.Name)
	}
	if p.out > freeSize && uint64(p.out)/p.most > p.file.CompressedSize64 {
		return n, fmt.Errorf("part %q unpacks to more than %d times its size, like a zip bomb", p.file.Name, p.most)
	}
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, io.EOF):
		return n, p.finish()
	case errors.Is(err, zip.ErrChecksum):
		return n, fmt.Errorf("part %q does not match its checksum, so it is damaged or was altered: take a fresh copy: %w", p.file.Name, err)
	default:
		return n, fmt.Errorf("part %q cannot be unpacked, so it is cut off or damaged: %w", p.file.Name, err)
	}
}

// finish notes that a part is whole and gives io.EOF, or an error once all
// parts together are too large.
func (p *part) finish() error {
	p.pack.mu.Lock() // a worksheet is unpacked while the strings may be
	defer p.pack.mu.Unlock()
	if !p.pack.whole[p.file] {
		p.pack.whole[p.file] = true
		p.pack.total += p.out
	}
	if p.pack.total > maxTotal {
		return fmt.Errorf("the package unpacks to more than %d GiB, like a zip bomb", int64(maxTotal)>>30)
	}
	return io.EOF
}

// scan reads a small part token by token.
func (p *pack) scan(name string, visit func(sc *scanner) error) error {
	f, ok := p.parts[partName(name)]
	if !ok {
		return fmt.Errorf("part %q is missing from the package: save it again in Excel", name)
	}
	r, err := p.openPart(f)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // only read from
	if err := visitAll(newScanner(r), visit); err != nil {
		return fmt.Errorf("part %q: %w", f.Name, explain(err))
	}
	return nil
}

func visitAll(sc *scanner, visit func(sc *scanner) error) error {
	for {
		if err := sc.next(); err != nil {
			return err
		}
		switch sc.kind {
		case atEnd:
			return nil
		case atStart:
			if err := visit(sc); err != nil {
				return err
			}
		default:
		}
	}
}

// explain adds what to do to the errors of the scanner.
func explain(err error) error {
	switch {
	case errors.Is(err, errEncoding):
		return fmt.Errorf("%w: open it in Excel or LibreOffice and save it again", err)
	case errors.Is(err, errDoctype):
		return fmt.Errorf("%w: open it in Excel or LibreOffice and save it again", err)
	case errors.Is(err, errCutOff):
		return fmt.Errorf("%w: take a fresh copy", err)
	}
	return err
}

// same checks that a file is what it was.
func (s stamp) same(other stamp) error {
	if s.size != other.size || !s.mod.Equal(other.mod) {
		return sheet.ErrChanged
	}
	return nil
}
