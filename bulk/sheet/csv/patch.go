package csv

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"paysheet/bulk/sheet"
)

// patch is one run of Patch.
type patch struct {
	t     *table
	w     *bufio.Writer
	names []string
	at    []int // column of each result
	order []int // the results by rising column
	total int   // columns of the patched header
	buf   []byte
	delim []byte

	next    func() (int, []sheet.Value, bool)
	row     int // the result that waits for its row
	values  []sheet.Value
	waiting bool
}

// Patch copies the file to w with the result fields set. A result column is
// found by a header that equals its name, white space around it aside;
// otherwise it is appended to the right of the widest row. Rows that are not
// yielded keep their bytes, except that a row as long as the header stays as
// long as the header. A short row is filled up with blank fields only when it
// gets a value behind its end. Records above the header are never changed.
//
// Errors: a result for a row that does not exist, rows that do not rise, a
// number of values that is not the number of columns, a Number that is no plain
// decimal, a result header that stands in the file twice, more columns than are
// read again, sheet.ErrChanged where the file is not the one that was opened, and
// those of the context, the file and w. What was written to w before an error is
// worthless.
func (t *table) Patch(ctx context.Context, w io.Writer, columns []string, results iter.Seq2[int, []sheet.Value]) error {
	p := &patch{t: t, w: bufio.NewWriterSize(w, window), names: columns}
	p.delim = t.codec.encode(nil, string(rune(t.dialect.delim)))
	if err := p.place(); err != nil {
		return err
	}
	next, stop := iter.Pull2(results)
	defer stop()
	p.next = next
	if err := p.run(ctx); err != nil {
		return err
	}
	if err := p.w.Flush(); err != nil {
		return fmt.Errorf("writing the results of %s: %w", t.path, err)
	}
	return nil
}

// place gives each result its column.
func (p *patch) place() error {
	t := p.t
	p.total = t.columns
	for i, name := range p.names {
		if name == "" || strings.TrimSpace(name) != name || slices.Contains(p.names[:i], name) {
			return fmt.Errorf("result column %q: needs a name of its own without white space around it", name)
		}
		column := slices.Index(t.info.Header, name)
		if column < 0 {
			column = max(p.total, t.width)
			p.total = column + 1
		} else if again := slices.Index(t.info.Header[column+1:], name); again >= 0 {
			return fmt.Errorf("%s: the header %q stands in %s and in %s; remove one of the columns", t.path, name,
				t.info.Ref(t.info.HeaderRow, column), t.info.Ref(t.info.HeaderRow, column+1+again))
		}
		p.at = append(p.at, column)
		p.order = append(p.order, i)
	}
	if p.total > maxColumns {
		return fmt.Errorf("%s: with the result columns there would be %d columns, and %d is the limit; remove some",
			t.path, p.total, maxColumns)
	}
	slices.SortFunc(p.order, func(a, b int) int { return p.at[a] - p.at[b] })
	return nil
}

// run copies head and records, and makes sure by the digest that what it copied
// is what was opened: results belong to the rows that were read then.
func (p *patch) run(ctx context.Context) error {
	t := p.t
	digest := sha256.New()
	head := io.NewSectionReader(t.file, 0, t.dialect.head)
	if _, err := io.Copy(io.MultiWriter(p.w, digest), head); err != nil {
		return fmt.Errorf("copying %s: %w", t.path, err)
	}
	if err := p.advance(); err != nil {
		return err
	}
	s := t.scan(t.dialect)
	s.src = io.TeeReader(s.src, digest)
	for rec, err := range t.records(ctx, s) {
		if err != nil {
			return err
		}
		if err := p.record(rec); err != nil {
			return err
		}
	}
	if p.waiting {
		return p.noRow()
	}
	stat, err := t.file.Stat()
	if err != nil {
		return fmt.Errorf("copying %s: %w", t.path, err)
	}
	if stat.Size() != t.size || hex.EncodeToString(digest.Sum(nil)) != t.info.Digest {
		return t.changed()
	}
	return nil
}

// record writes one record.
func (p *patch) record(rec *record) error {
	var err error
	switch {
	case rec.line < p.t.info.HeaderRow:
		_, err = p.w.Write(rec.raw)
	case rec.line == p.t.info.HeaderRow:
		err = p.fields(rec, p.names) // those that were found read the same and stay
	case p.waiting && p.row < rec.line:
		return p.noRow()
	case p.waiting && p.row == rec.line:
		var texts []string
		if texts, err = p.texts(rec.line); err != nil {
			return err
		}
		if err = p.fields(rec, texts); err == nil {
			return p.advance()
		}
	default:
		err = p.fields(rec, nil)
	}
	if err != nil {
		return fmt.Errorf("writing the results of %s: %w", p.t.path, err)
	}
	return nil
}

// fields writes a record with our texts in it; nil means that there are none.
func (p *patch) fields(rec *record, texts []string) error {
	done := 0 // units written
	beyond := false
	for _, i := range p.order {
		if texts == nil {
			break
		}
		if p.at[i] >= len(rec.fields) {
			beyond = beyond || texts[i] != ""
			continue
		}
		f := rec.fields[p.at[i]]
		if p.same(rec, f, texts[i]) {
			continue
		}
		p.write(rec.bytes(done, f.start))
		p.text(texts[i])
		done = f.end
	}
	p.write(rec.bytes(done, rec.body))
	if beyond || rec.body > 0 && len(rec.fields) >= p.t.columns {
		p.fill(len(rec.fields), texts)
	}
	_, err := p.w.Write(rec.raw[rec.body*rec.width:])
	return err
}

// same tells whether a field reads as text already, whatever its quotes. The
// header's white space is not ours to tidy.
func (p *patch) same(rec *record, f span, text string) bool {
	stored := p.t.codec.text(rec, f, "")
	if rec.line == p.t.info.HeaderRow {
		stored = strings.TrimSpace(stored)
	}
	return stored == p.t.codec.stored(text)
}

// fill appends fields from column from on.
func (p *patch) fill(from int, texts []string) {
	k := 0
	for column := from; column < p.total; column++ {
		p.write(p.delim)
		for k < len(p.order) && p.at[p.order[k]] < column {
			k++
		}
		if texts != nil && k < len(p.order) && p.at[p.order[k]] == column {
			p.text(texts[p.order[k]])
		}
	}
}

// write and text leave errors to the writer, which keeps the first and gives it
// to the Write that ends the record.
func (p *patch) write(b []byte) { _, _ = p.w.Write(b) }

func (p *patch) text(text string) {
	p.buf = p.t.codec.encode(p.buf[:0], quote(text, p.t.dialect.delim))
	p.write(p.buf)
}

// texts gives the waiting values as they are to be read again.
func (p *patch) texts(line int) ([]string, error) {
	texts := make([]string, len(p.values))
	for i, v := range p.values {
		text, err := field(v)
		if err != nil {
			return nil, fmt.Errorf("%s: result %q of line %d: %w", p.t.path, p.names[i], line, err)
		}
		texts[i] = text
	}
	return texts, nil
}

// advance fetches the next result.
func (p *patch) advance() error {
	before := p.row
	row, values, ok := p.next()
	if p.waiting = ok; !ok {
		return nil
	}
	if row <= before {
		return fmt.Errorf("results for %s: row %d comes after row %d; they must rise", p.t.path, row, before)
	}
	if len(values) != len(p.names) {
		return fmt.Errorf("results for %s: row %d has %d values for %d columns", p.t.path, row, len(values), len(p.names))
	}
	p.row, p.values = row, values
	return nil
}

func (p *patch) noRow() error {
	return fmt.Errorf("results for %s: there is no row below the header that starts on line %d", p.t.path, p.row)
}
