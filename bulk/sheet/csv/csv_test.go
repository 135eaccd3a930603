package csv

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"paysheet/bulk/sheet"

	"github.com/google/go-cmp/cmp"
)

func TestRows(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, content string
		want          []string
	}{
		{"plain", "Reference,Amount\nA,1\nB,2\n", []string{"02:A|1", "03:B|2"}},
		{"no final line end", "Reference,Amount\nA,1", []string{"02:A|1"}},
		{"crlf", "Reference,Amount\r\nA,1\r\nB,2\r\n", []string{"02:A|1", "03:B|2"}},
		{"lone cr", "Reference,Amount\rA,1\rB,2\r", []string{"02:A|1", "03:B|2"}},
		{"lone cr at the end of file without lf", "Reference,Amount\nA,1\r", []string{"02:A|1"}},
		{"mixed line ends", "Reference,Amount\r\nA,1\nB,2\rC,3", []string{"02:A|1", "03:B|2", "04:C|3"}},
		{"blank lines", "\nReference,Amount\n\nA,1\n\n\n", []string{"03:", "04:A|1", "05:", "06:"}},
		{"white space is blank", "Reference,Amount\n \t,\u00a0\n\"\",\"  \"\n", []string{"02:·|·", "03:·|·"}},
		{"exact text", "Reference,Amount\n 007 ,\" 1,50\"\n", []string{"02: 007 | 1,50"}},
		{"line break in quotes", "Reference,Amount\n\"A\r\nB\rC\nD\",1\nE,2\n", []string{"02:A\r\nB\rC\nD|1", "06:E|2"}},
		{"doubled quotes", "Reference,Amount\n\"a \"\"b\"\"\",\"\"\"\"\n", []string{"02:a \"b\"|\""}},
		{"bare quote", "Reference,Amount\n12\" pipe,5\"\"\n", []string{"02:12\" pipe|5\"\""}},
		{"blank behind a closing quote", "Reference,Amount\n\"A\" ,\"1\"\n", []string{"02:A |1"}},
		{"short row", "Reference,Amount,Name\nA\nB,2\nC,3,\n", []string{"02:A", "03:B|2", "04:C|3|·"}},
		{"extra blank fields", "Reference,Amount\nA,1,\nB,2, ,\n", []string{"02:A|1|·", "03:B|2|·|·"}},
		{"header only", "Reference,Amount\n", nil},
		{"utf-8", "Reference,Name\n١,Zoë 李 😀\n", []string{"02:١|Zoë 李 😀"}},
		{"one column", "Reference\nA\n\nB\n", []string{"02:A", "03:", "04:B"}},
		{"titles above", "Sales 2026\n,,,,\nReference,Amount\nA,1\n", []string{"04:A|1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tab := open(t, tt.content, sheet.Options{Score: score})
			if diff := cmp.Diff(tt.want, read(t, tab)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.want, read(t, tab)); diff != "" {
				t.Errorf("a second time: %s", diff)
			}
		})
	}
}

func TestInfo(t *testing.T) {
	t.Parallel()
	content := "Report\n\nReference ;\" Amount\";;Name\nA;1\nB;2;;x;\n"
	tab := open(t, content, sheet.Options{Score: score, Name: "Invoices"})
	sum := sha256.Sum256([]byte(content))
	want := sheet.Info{
		Path: tab.path, Format: "csv", HeaderRow: 3, Header: []string{"Reference", "Amount", "", "Name"},
		Digest: hex.EncodeToString(sum[:]),
		Guesses: []string{
			"The encoding is UTF-8: every character is ASCII.",
			`A CSV file has no worksheets, so the worksheet name "Invoices" is not used.`,
			"The delimiter is a semicolon: 1 of the first 4 records have 5 fields.",
			"The header row is line 3.",
			"1 row has fewer fields than the header (line 4): what is missing is read as blank.",
			"1 row has more fields than the header (line 5): the extra ones are blank, and result columns go to the right of them.",
		},
	}
	if diff := cmp.Diff(want, tab.Info()); diff != "" {
		t.Error(diff)
	}
}

func TestManyShortRowsAreCounted(t *testing.T) {
	t.Parallel()
	tab := open(t, "Reference,Amount\n"+strings.Repeat("A\n", 12), sheet.Options{Score: score})
	want := "12 rows have fewer fields than the header (lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more): what is missing is read as blank."
	if !slices.Contains(tab.Info().Guesses, want) {
		t.Errorf("%q", tab.Info().Guesses)
	}
}

func TestBadRows(t *testing.T) {
	t.Parallel()
	six := "Reference,Amount,Currency,Name,E,F\n"
	tests := []struct {
		name, content string
		words         []string
	}{
		{"empty file", "", []string{"empty"}},
		{
			"long row", "Reference,Amount\nA,1\nB,1,250.00\n",
			[]string{"line 3", "3 fields", "line 1 has 2", "column C", `"250.00"`, "in quotes"},
		},
		{"long row behind a blank one", "Reference,Amount\nA,1,,x\n", []string{"line 2", "column D", `"x"`}},
		{"unclosed quote", "Reference,Amount\nA,1\nB,\"2\nC,3\n", []string{"line 3", "column B", "never closes", `\"2`}},
		{"unclosed quote at the end", "Reference,Amount\nA,\"", []string{"line 2", "column B", "never closes"}},
		{"unclosed behind line breaks", "Reference,Amount\n\"A\nB\",\"2\n", []string{"line 3", "column B", "never closes"}},
		{
			"text behind a closing quote", "Reference,Name\n1,\"ACME Ltd\n2,\"Beta\"\n",
			[]string{"line 2", "column B", "ends on line 3", `"Beta`},
		},
		{
			"quotes that swallow a row", six + "A,1,LKR,\"ACME,e,f\nB,2,LKR,x,e,f\nC,3,LKR,Beta\",e,f\n",
			[]string{"lines 2 to 4", "column D", "6 fields", "not closed"},
		},
		{"no header", "a,b\nc,d\n", []string{"no header row", "--header-row"}},
		{"too many columns", "Reference" + strings.Repeat(",", 1024) + "\n", []string{"line 1", "1024 columns"}},
		{"field too long", "Reference,Amount\nA," + strings.Repeat("x", maxField+1) + "\n", []string{"line 2", "column B", "1 MiB"}},
		{"field too long at the end", "Reference,Amount\nA," + strings.Repeat("x", maxField+1), []string{"line 2", "column B", "1 MiB"}},
		{
			"quoted field too long", "Reference,Amount\nA,\"" + strings.Repeat("x\n", maxField) + "\"\n",
			[]string{"line 2", "column B", "1 MiB", "quote"},
		},
		{"closed field too long", "Reference,Amount\nA,\"" + strings.Repeat("x", maxField) + "\"\n", []string{"line 2", "column B", "1 MiB"}},
		{
			"record too long", "Reference" + strings.Repeat(",", 99) + "\n" + strings.Repeat(strings.Repeat("x", 1<<19)+",", 80) + "\n",
			[]string{"line 2", "16 MiB"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			mustFail(t, tt.content, sheet.Options{Score: score}, tt.words...)
		})
	}
}

func TestTextOfSeveralLinesIsNoSwallowedRow(t *testing.T) {
	t.Parallel()
	content := "Reference,Amount,Currency,Name,E,F\nA,1,LKR,\"12, Main Street,\nColombo, Sri Lanka\",e,f\n"
	got := read(t, open(t, content, sheet.Options{Score: score}))
	if diff := cmp.Diff([]string{"02:A|1|LKR|12, Main Street,\nColombo, Sri Lanka|e|f"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestOpenRefusesWhatIsNoFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := Open(t.Context(), filepath.Join(dir, "none.csv"), sheet.Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	if _, err := Open(t.Context(), dir, sheet.Options{}); err == nil || !strings.Contains(err.Error(), "is not a file") {
		t.Errorf("folder: %v", err)
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	tab := open(t, "Reference,Amount\n"+strings.Repeat("A,1\n", 3*between), sheet.Options{Score: score})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	rows := 0
	var last error
	for _, err := range tab.Rows(ctx) {
		if rows++; rows == 10 {
			cancel()
		}
		last = err
	}
	if !errors.Is(last, context.Canceled) || rows > 2*between {
		t.Errorf("after %d rows: %v", rows, last)
	}
	if err := tab.Patch(ctx, &strings.Builder{}, []string{"Link URL"}, results()); !errors.Is(err, context.Canceled) {
		t.Errorf("patch: %v", err)
	}
	if _, err := Open(ctx, tab.path, tab.opts); !errors.Is(err, context.Canceled) {
		t.Errorf("open: %v", err)
	}
}

func TestFileChangedMeanwhile(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"a row less":   "Reference,Amount\nA,1\n",
		"a row more":   "Reference,Amount\nA,1\nB,2\nC,3\n",
		"other amount": "Reference,Amount\nA,1\nB,3\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := open(t, "Reference,Amount\nA,1\nB,2\n", sheet.Options{Score: score})
			if err := os.WriteFile(tab.path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			err := tab.Patch(t.Context(), &strings.Builder{}, []string{"Link URL"}, results(texts(2, "u")))
			if !errors.Is(err, sheet.ErrChanged) {
				t.Errorf("patch: %v", err)
			}
			var last error
			for _, err := range tab.Rows(t.Context()) {
				last = err
			}
			if name == "a row less" && !errors.Is(last, sheet.ErrChanged) {
				t.Errorf("rows: %v", last)
			}
		})
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	content := "Reference,Amount\nA,1\nB,2\n"
	tests := []struct {
		name, content, want string
	}{
		{"same", content, ""},
		{"patched", "Reference,Amount,Link URL\nA,1,x\nB,2,y\n", ""},
		{"a row less", "Reference,Amount\nA,1\n", "number of rows is 1"},
		{"other delimiter", "Reference;Amount\nA;1\nB;2\n", "delimiter is semicolon"},
		{"other header row", "\n" + content, "header row is 2"},
		{"other encoding", encoded16(content, true, true), "encoding is UTF-16BE"},
		{"a column less", "Reference\nA\nB\n", "number of columns is 1"},
		{"other header", "Reference,Currency\nA,1\nB,2\n", "header B is Currency"},
		{"unreadable", "Reference,Amount\nA,\"1\n", "never closes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := open(t, content, sheet.Options{Score: score}).Verify(t.Context(), write(t, tt.content))
			if got := ""; err != nil {
				got = err.Error()
				if tt.want == "" || !strings.Contains(got, tt.want) {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			} else if tt.want != "" {
				t.Errorf("no error, want %q", tt.want)
			}
		})
	}
}
