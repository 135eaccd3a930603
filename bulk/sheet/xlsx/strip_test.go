package xlsx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"paysheet/bulk/sheet"

	"github.com/google/go-cmp/cmp"
)

// stripOurs gives the bytes of each token of a worksheet, by encoding/xml,
// without our cells, dimension and spans.
func stripOurs(t *testing.T, part []byte, table sheet.Table, where *plan) []string {
	t.Helper()
	ours := map[int]bool{}
	for _, target := range where.targets {
		ours[target.column] = true
	}
	dec := xml.NewDecoder(bytes.NewReader(part))
	var tokens []string
	depth, row, column := 0, 0, -1
	for {
		from := dec.InputOffset()
		token, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			return tokens
		}
		if err != nil {
			t.Fatal(err)
		}
		text := string(part[from:dec.InputOffset()])
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			switch {
			case token.Name.Local == "dimension":
				text = "dimension"
			case token.Name.Local == "row" && depth == 3:
				row, column = row+1, -1
				text = maskRow(token, &row)
			case token.Name.Local == "c" && depth == 4:
				column++
				for _, a := range token.Attr {
					if a.Name.Local == "r" {
						_, column, _ = parseRef([]byte(a.Value))
					}
				}
				if ours[column] && row >= table.Info().HeaderRow {
					skipRaw(t, dec)
					depth--
					continue
				}
			}
		case xml.EndElement:
			depth--
			text = "/" + token.Name.Local
		}
		tokens = append(tokens, text)
	}
}

func maskRow(token xml.StartElement, row *int) string {
	var b strings.Builder
	for _, a := range token.Attr {
		switch {
		case a.Name.Local == "r" && a.Name.Space == "":
			*row, _ = parseUint([]byte(a.Value))
		case a.Name.Local == "spans":
			continue
		}
		fmt.Fprintf(&b, "%s:%s=%q ", a.Name.Space, a.Name.Local, a.Value)
	}
	return b.String()
}

func skipRaw(t *testing.T, dec *xml.Decoder) {
	t.Helper()
	for depth := 1; depth > 0; {
		token, err := dec.RawToken()
		if err != nil {
			t.Fatal(err)
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
}

// sameTable compares the part of a table that grew with what it was: only its
// range, that of its filter and its list of columns may differ.
func sameTable(t *testing.T, old, grown []byte) {
	t.Helper()
	strip := func(part []byte) string {
		part = regexp.MustCompile(` ref="[A-Z]+(\d+:)[A-Z]+(\d+)"`).ReplaceAll(part, []byte(` ref="$1$2"`))
		part = regexp.MustCompile(`(tableColumns count=")\d+`).ReplaceAll(part, []byte("$1"))
		return string(part)
	}
	ours := regexp.MustCompile(`<(\w+:)?tableColumn id="\d+" name="(` + strings.Join(resultColumns, "|") + `)"/>`)
	if diff := cmp.Diff(strip(old), ours.ReplaceAllString(strip(grown), "")); diff != "" {
		t.Errorf("the table changed beside its columns: %s", diff)
	}
}
