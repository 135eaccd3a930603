package csv

import (
	"errors"
	"io"
	"strings"
	"testing"

	"paysheet/bulk/sheet"

	"github.com/google/go-cmp/cmp"
)

func TestPatch(t *testing.T) {
	t.Parallel()
	cols := []string{"Link URL", "Link Note"}
	tests := []struct {
		name, content string
		columns       []string
		results       []result
		want          string
	}{
		{
			"appended", "Reference,Amount\nA,1\nB,2\n", cols,
			[]result{texts(2, "u", "n"), texts(3, "v", "")},
			"Reference,Amount,Link URL,Link Note\nA,1,u,n\nB,2,v,\n",
		},
		{
			"line ends, quotes, blank lines, no final line end",
			"Reference;\"Amount\"\r\n\r\n\"00123\";\"\"\r\"B\r\nC\";2\n D ;\t3", cols,
			[]result{texts(3, "u", "n"), texts(6, "w", "")},
			"Reference;\"Amount\";Link URL;Link Note\r\n\r\n\"00123\";\"\";u;n\r\"B\r\nC\";2;;\n D ;\t3;w;",
		},
		{
			"byte order mark, sep line and titles", "\xEF\xBB\xBFsep=;\r\nReport;;\r\nReference;Amount\r\nA;1\r\n", cols,
			[]result{texts(4, "u", "n")},
			"\xEF\xBB\xBFsep=;\r\nReport;;\r\nReference;Amount;Link URL;Link Note\r\nA;1;u;n\r\n",
		},
		{
			"found again and kept", "Reference,Link Note,Amount, Link URL \nA,x,1,\"u\"\nB,y,2,old\nC,z,3,keep\n", cols,
			[]result{texts(2, "u", "x"), texts(3, "new", "")},
			"Reference,Link Note,Amount, Link URL \nA,x,1,\"u\"\nB,,2,new\nC,z,3,keep\n",
		},
		{"one found, one appended", "Link URL,Amount\na,1\n", cols, []result{texts(2, "b", "n")}, "Link URL,Amount,Link Note\nb,1,n\n"},
		{
			"short rows", "Reference,Amount,Name\nA\nB\nC,1\n\nD,1,n\n", cols,
			[]result{texts(2, "", ""), texts(3, "", "n"), texts(5, "", "blank")},
			"Reference,Amount,Name,Link URL,Link Note\nA\nB,,,,n\nC,1\n,,,,blank\nD,1,n,,\n",
		},
		{"results beyond a short row are blank already", "Reference,Link URL\nA\n", cols[:1], []result{texts(2, "")}, "Reference,Link URL\nA\n"},
		{
			"extra blank fields", "Reference,Amount\nA,1,\nB,2\n", cols,
			[]result{texts(2, "u", "n"), texts(3, "v", "")},
			"Reference,Amount,,Link URL,Link Note\nA,1,,u,n\nB,2,,v,\n",
		},
		{
			"quoted when needed", "Reference\nA\nB\nC\nD\n",
			[]string{"Link Note"},
			[]result{texts(2, "a,b"), texts(3, `say "x"`), texts(4, " x"), texts(5, "x;y|z")},
			"Reference,Link Note\nA,\"a,b\"\nB,\"say \"\"x\"\"\"\nC,\" x\"\nD,x;y|z\n",
		},
		{
			"line breaks become spaces", "Reference,x\nA,1\n",
			[]string{"Link Note"},
			[]result{texts(2, "one\r\ntwo\nthree\x00\x1b[2J")},
			"Reference,x,Link Note\nA,1,one two three  [2J\n",
		},
		{
			"numbers", "Reference,x\nA,1\n",
			[]string{"Link Paid"},
			[]result{{2, []sheet.Value{{Text: "-1200.50", Number: true}}}},
			"Reference,x,Link Paid\nA,1,-1200.50\n",
		},
		{
			"their formulas stay, ours are text", "Reference,x\n=1+1,-5\n",
			[]string{"Link Note"},
			[]result{texts(2, "=1+1")},
			"Reference,x,Link Note\n=1+1,-5,'=1+1\n",
		},
		{"one column", "Reference\nA\n\nB\n", []string{"Link URL"}, []result{texts(2, "u")}, "Reference,Link URL\nA,u\n\nB,\n"},
		{"tab", "Reference\tx\nA\t1\n", []string{"Link Note"}, []result{texts(2, "a\tb, c")}, "Reference\tx\tLink Note\nA\t1\t\"a\tb, c\"\n"},
		{"windows-1252", "Reference,Name\nA,Jos\xE9\n", []string{"Link Note"}, []result{texts(2, "é € 李")}, "Reference,Name,Link Note\nA,Jos\xE9,\xE9 \x80 ?\n"},
		{
			"utf-16", encoded16("Reference;Name\r\nA;é\r\n", false, true),
			[]string{"Link Note"},
			[]result{texts(2, "李;😀")},
			encoded16("Reference;Name;Link Note\r\nA;é;\"李;😀\"\r\n", false, true),
		},
		{"no results, no columns", "Reference,Amount\n\"A\",1", nil, nil, "Reference,Amount\n\"A\",1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tab := open(t, tt.content, sheet.Options{Score: score})
			got := patched(t, tab, tt.columns, tt.results...)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Fatal(diff)
			}
			path := write(t, got)
			if err := tab.Verify(t.Context(), path); err != nil {
				t.Error(err)
			}
			if again := patched(t, openFile(t, path, tab.opts), tt.columns, tt.results...); again != got {
				t.Errorf("a second patch differs: %s", cmp.Diff(got, again))
			}
		})
	}
}

func TestPatchRefuses(t *testing.T) {
	t.Parallel()
	const plain = "Reference,Amount\nA,1\nB,2\n"
	one := []string{"Link URL"}
	tests := []struct {
		name, content string
		columns       []string
		results       []result
		words         []string
	}{
		{"no such row", plain, one, []result{texts(2, "u"), texts(7, "v")}, []string{"no row", "line 7"}},
		{"the header", plain, one, []result{texts(1, "u")}, []string{"no row", "line 1"}},
		{"inside a record", "Reference,x\n\"A\nB\",1\nC,2\n", one, []result{texts(3, "u")}, []string{"no row", "line 3"}},
		{"not rising", plain, one, []result{texts(3, "u"), texts(2, "v")}, []string{"row 2 comes after row 3"}},
		{"twice", plain, one, []result{texts(2, "u"), texts(2, "v")}, []string{"row 2 comes after row 2"}},
		{"too few values", plain, []string{"a", "b"}, []result{texts(2, "u")}, []string{"1 values for 2 columns"}},
		{"no decimal", plain, one, []result{{2, []sheet.Value{{Text: "=1+1", Number: true}}}}, []string{"line 2", "Link URL", "plain decimal"}},
		{"text too long", plain, one, []result{texts(2, strings.Repeat("x", maxField))}, []string{"line 2", "too long"}},
		{"header twice", "Reference,Link URL,Link URL\nA,u,v\n", one, nil, []string{"Link URL", "B1", "C1"}},
		{"column named twice", plain, []string{"a", "a"}, nil, []string{`"a"`}},
		{"column without a name", plain, []string{""}, nil, []string{"needs a name"}},
		{"too many columns", "Reference,Amount" + strings.Repeat(",", 1022) + "\n", one, nil, []string{"1025 columns"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := open(t, tt.content, sheet.Options{Score: score}).Patch(t.Context(), io.Discard, tt.columns, results(tt.results...))
			if err == nil {
				t.Fatal("no error")
			}
			wants(t, err.Error(), tt.words...)
		})
	}
}

type full struct{ room int }

var errFull = errors.New("no space left")

func (f *full) Write(b []byte) (int, error) {
	if f.room -= len(b); f.room < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestPatchTellsAFullDisk(t *testing.T) {
	t.Parallel()
	tab := open(t, "Reference,Amount\n"+strings.Repeat("A,1\n", window), sheet.Options{Score: score})
	for _, room := range []int{0, window, 3 * window} {
		if err := tab.Patch(t.Context(), &full{room}, []string{"Link URL"}, results(texts(2, "u"))); !errors.Is(err, errFull) {
			t.Errorf("room for %d: %v", room, err)
		}
	}
}

func TestNeutral(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"=1", "+1", "-1", "@x", "|x", "%x", "＝1", "＋1", "－1", "＠x", "\tx", "\rx", "\nx", " =1", "\u00a0=1", "\ufeff=1", "\x00=1",
		"\u200b=1", "  \t+1", "\r\n@x",
	} {
		if got := neutral(text); got != "'"+text {
			t.Errorf("%q became %q", text, got)
		}
	}
	for _, text := range []string{"", "https://pay.example/l?a=1&b=-2", "'=1", "a=1", "(500)", "1-2", " x", "ü", "0"} {
		if got := neutral(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestPlainDecimal(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"0": true, "12": true, "-12.50": true, "007": true,
		"": false, "-": false, "1.": false, ".5": false, "1e5": false, "+1": false, "1,5": false, "--1": false, "1-": false, "=1": false, "1.2.3": false,
	} {
		if got := plainDecimal(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
