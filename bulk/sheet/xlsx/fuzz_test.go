package xlsx

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"testing"
	"testing/iotest"

	"paysheet/bulk/sheet"
)

// readAll reads a worksheet part as Open does.
func readAll(src io.Reader) (rows int, err error) {
	r := newSheetReader(nil, src, &workbook{styles: &styles{}})
	for {
		more, err := r.next()
		if err != nil || !more {
			return rows, err
		}
		rows++
	}
}

// FuzzWorksheet feeds worksheets that are none. Whatever is read does not depend
// on how the bytes arrive, and a prefix of a worksheet is never a worksheet.
func FuzzWorksheet(f *testing.F) {
	f.Add([]byte(rowsXML(`<row r="2" spans="1:2"><c r="A2" t="inlineStr"><is><r><t>a</t></r></is></c></row>`)))
	f.Add([]byte(`<?xml version="1.0"?><!-- c --><x:worksheet><x:sheetData><x:row><x:c s='1'><x:v><![CDATA[1]]></x:v></x:c></x:row></x:sheetData></x:worksheet>`))
	f.Add([]byte(`<worksheet><sheetData><row r="3"/></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`))
	f.Add([]byte(rowsXML(`<row r="3" spans='1:2'><c r="B3" s="1"><v>2</v></c><c s="2"/></row><row/><row r="9"></row>`)))
	f.Fuzz(func(t *testing.T, part []byte) {
		rows, err := readAll(bytes.NewReader(part))
		again, err2 := readAll(iotest.OneByteReader(bytes.NewReader(part)))
		if rows != again || (err == nil) != (err2 == nil) {
			t.Fatalf("%d rows, %v at once; %d rows, %v byte by byte", rows, err, again, err2)
		}
		if err != nil {
			return
		}
		sameEitherWay(t, part)
		root := bytes.LastIndex(part, []byte("</"))
		if root > 0 {
			if _, err := readAll(bytes.NewReader(part[:root])); err == nil {
				t.Fatalf("a part without its end was read whole")
			}
		}
		patchTwice(t, part)
	})
}

// patchTwice patches a worksheet and the patched one again: the second time
// changes nothing.
func patchTwice(t *testing.T, part []byte) {
	t.Helper()
	once, err := patchPart(t.Context(), part)
	if err != nil {
		return // a formula in the way, for one
	}
	if _, err := readAll(bytes.NewReader(once)); err != nil {
		t.Fatalf("the patched part cannot be read: %v\n%s", err, once)
	}
	twice, err := patchPart(t.Context(), once)
	if err != nil {
		t.Fatalf("the patched part cannot be patched: %v\n%s", err, once)
	}
	if !bytes.Equal(once, twice) {
		t.Fatalf("the second patch differs:\n%s\n%s", once, twice)
	}
	if slow, err := patchTokens(t.Context(), part); err != nil || !bytes.Equal(once, slow) {
		t.Fatalf("token by token the patch differs: %v\n%s\n%s", err, once, slow)
	}
}

func patchPart(ctx context.Context, part []byte) ([]byte, error) {
	return patchWith(ctx, part, &patcher{})
}

// patchTokens patches without the way that plain rows take.
func patchTokens(ctx context.Context, part []byte) ([]byte, error) {
	return patchWith(ctx, part, &patcher{line: line{visit: func(*quickCell) bool { return false }}})
}

func patchWith(ctx context.Context, part []byte, how *patcher) ([]byte, error) {
	p := &plan{last: maxRow, header: 1, targets: []target{{column: 1, index: 0}, {column: 3, index: 1}}, corner: area{left: 1, top: 1, right: 3, bottom: 9}}
	feed, stop, err := newFeed(func(yield func(int, []sheet.Value) bool) {
		for row := range 4 {
			if !yield(row+2, []sheet.Value{{Text: "a_x0041_ "}, {Text: "1", Number: true}}) {
				return
			}
		}
	}, p)
	if err != nil {
		return nil, err
	}
	defer stop()
	var out bytes.Buffer
	how.sc, how.out, how.feed, how.plan = newScanner(bytes.NewReader(part)), bufio.NewWriter(&out), feed, p
	err = how.run(ctx)
	return out.Bytes(), err
}
