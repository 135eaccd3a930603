package xlsx

import (
	"archive/zip"
	"bufio"
	"io"
	"time"

	"github.com/klauspost/compress/flate"
)

// packLevel of github.com/klauspost/compress packs a few per cent worse than
// the standard library does by default, in a quarter of its time.
const packLevel = 5

// packers gives how parts are packed, and ends what is at work on one that is
// not wanted any more.
type packers struct {
	rehearsal bool // nothing is packed
	last      *parcels
}

// next is the copy's zip.Compressor.
func (p *packers) next(out io.Writer) (io.WriteCloser, error) {
	if p.rehearsal {
		return unpacked{out}, nil
	}
	p.last = newParcels(out)
	return p.last, nil
}

func (p *packers) stop() {
	if p.last != nil {
		p.last.stop()
	}
}

// unpacked passes on what it is given.
type unpacked struct{ io.Writer }

func (unpacked) Close() error { return nil }

// copyEntry copies a part as it is packed, but for that of a table that grows.
func (p *pack) copyEntry(zw *zip.Writer, entry *zip.File, table *growth) error {
	if table != nil && partName(entry.Name) == partName(table.part) {
		return p.growTable(zw, entry, table)
	}
	return zw.Copy(entry)
}

// growTable writes the part of a table with its new columns.
func (p *pack) growTable(zw *zip.Writer, entry *zip.File, table *growth) error {
	src, err := p.openPart(entry)
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }() // only read from
	patched, err := table.patchTable(newScanner(src))
	if err != nil {
		return explain(err)
	}
	out, err := zw.CreateHeader(patchedHeader(entry))
	if err != nil {
		return err
	}
	_, err = out.Write(patched)
	return err
}

// patchedHeader keeps what the package says of a part but its sizes. The date
// stays in its old form alone, so that a second patch adds nothing.
func patchedHeader(entry *zip.File) *zip.FileHeader {
	h := entry.FileHeader
	h.Method, h.Modified, h.Extra = zip.Deflate, time.Time{}, nil
	h.CRC32, h.CompressedSize64, h.UncompressedSize64 = 0, 0, 0
	return &h
}

// unpacker unpacks one part after the other, in large pieces.
type unpacker struct {
	io.ReadCloser
	buf  *bufio.Reader
	pack *pack
}

// unpack is the package's zip.Decompressor.
func (p *pack) unpack(src io.Reader) io.ReadCloser {
	if last := len(p.idle) - 1; last >= 0 {
		u := p.idle[last]
		p.idle = p.idle[:last]
		u.buf.Reset(src)
		if again, ok := u.ReadCloser.(flate.Resetter); ok && again.Reset(u.buf, nil) == nil {
			return u
		}
	}
	buf := bufio.NewReaderSize(src, 32<<10)
	return &unpacker{ReadCloser: flate.NewReader(buf), buf: buf, pack: p}
}

// Close ends the part.
func (u *unpacker) Close() error {
	u.pack.idle = append(u.pack.idle, u)
	return u.ReadCloser.Close()
}
