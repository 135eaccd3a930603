package csv

import (
	"strings"
	"testing"

	"paysheet/bulk/sheet"

	"github.com/google/go-cmp/cmp"
)

func TestDelimiter(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, content string
		opts          sheet.Options
		want          byte
		rows          []string
	}{
		{"comma", "Reference,Amount\nA,1\n", sheet.Options{Score: score}, ',', []string{"02:A|1"}},
		{
			"semicolon with decimal commas", "Reference;Amount\nA1;1.234,50\nA2;2,00\n",
			sheet.Options{Score: score},
			';',
			[]string{"02:A1|1.234,50", "03:A2|2,00"},
		},
		{"tab", "Reference\tAmount\nA\t1,5\n", sheet.Options{Score: score}, '\t', []string{"02:A|1,5"}},
		{"pipe", "Reference|Amount\nA|1;5\n", sheet.Options{Score: score}, '|', []string{"02:A|1;5"}},
		{
			"the header decides against more consistent commas", "Reference;Amount;x,y\nA;1;x,y\nB;x,y\n",
			sheet.Options{Score: score},
			';',
			[]string{"02:A|1|x,y", "03:B|x,y"},
		},
		{"consistency alone", "a;b;c\n1;2,5;3\n1;2;3\n", sheet.Options{}, ';', []string{"02:1|2,5|3", "03:1|2|3"}},
		{"one column", "Reference\nA;B\n", sheet.Options{Score: func(s []string) int { return score(s[:1]) }}, ';', nil},
		{"one column of text", "Reference\nA\n", sheet.Options{Score: score}, ',', []string{"02:A"}},
		{
			"quoted delimiters do not count", "Reference;Amount\n\"a,b,c\";1\n\"d,e,f\";2\n",
			sheet.Options{Score: score},
			';',
			[]string{"02:a,b,c|1", "03:d,e,f|2"},
		},
		{"sep line", "sep=;\nReference;Amount\nA;1\n", sheet.Options{Score: score}, ';', []string{"03:A|1"}},
		{"sep line against looking", "sep=;\r\nReference,Amount;Name\r\nA,1;n\r\n", sheet.Options{}, ';', []string{"03:A,1|n"}},
		{"sep line quoted, tab", "\"SEP=\t\"\rReference\tAmount\rA\t1\r", sheet.Options{Score: score}, '\t', []string{"03:A|1"}},
		{"sep line with another sign", "sep=^\nReference^Amount\nA^1\n", sheet.Options{Score: score}, '^', []string{"03:A|1"}},
		{"sep line behind a byte order mark", "\xEF\xBB\xBFsep=|\nReference|Amount\nA|1\n", sheet.Options{Score: score}, '|', []string{"03:A|1"}},
		{"sep line in utf-16", encoded16("sep=;\r\nReference;Amount\r\nA;1\r\n", true, true), sheet.Options{Score: score}, ';', []string{"03:A|1"}},
		{"no sep line", "sep=ab\nReference,Amount\nA,1\n", sheet.Options{Score: score}, ',', []string{"03:A|1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.rows == nil {
				mustFail(t, tt.content, tt.opts, "header")
				return
			}
			tab := open(t, tt.content, tt.opts)
			if tab.dialect.delim != tt.want {
				t.Errorf("delimiter %q", tab.dialect.delim)
			}
			if diff := cmp.Diff(tt.rows, read(t, tab)); diff != "" {
				t.Error(diff)
			}
			told := strings.Contains(strings.Join(tab.Info().Guesses, " "), "delimiter")
			if asked := strings.HasPrefix(tt.name, "sep") || strings.HasPrefix(tt.name, "one column"); told == asked {
				t.Errorf("guesses %q", tab.Info().Guesses)
			}
		})
	}
}

func TestTwoDelimitersThatFitAreRefused(t *testing.T) {
	t.Parallel()
	mustFail(t, "a;1,50\nb;2,50\n", sheet.Options{}, "comma", "semicolon", "sep=")
}

func TestHeaderRow(t *testing.T) {
	t.Parallel()
	const titled = "Report,,\n\"of\nmay\",x\nReference,Amount,Name\nA,1,n\n"
	tests := []struct {
		name, content string
		opts          sheet.Options
		row           int
		header        []string
	}{
		{"highest score", titled, sheet.Options{Score: score}, 4, []string{"Reference", "Amount", "Name"}},
		{"first of equals", "Reference,x\nAmount,y\n", sheet.Options{Score: score}, 1, []string{"Reference", "x"}},
		{"without a score", "Report\n\"of\nmay\",x\nA,1\n", sheet.Options{}, 2, []string{"of\nmay", "x"}},
		{"without a score, one column", "\nlist\na\n", sheet.Options{}, 2, []string{"list"}},
		{"told", titled, sheet.Options{Score: score, HeaderRow: 4}, 4, []string{"Reference", "Amount", "Name"}},
		{"told against the score", "A,B\nReference,Amount\n", sheet.Options{Score: score, HeaderRow: 1}, 1, []string{"A", "B"}},
		{
			"told, far down", strings.Repeat("x,y\n", 300) + "Reference,Amount\n",
			sheet.Options{Score: score, HeaderRow: 301},
			301,
			[]string{"Reference", "Amount"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			info := open(t, tt.content, tt.opts).Info()
			if info.HeaderRow != tt.row {
				t.Errorf("header row %d", info.HeaderRow)
			}
			if diff := cmp.Diff(tt.header, info.Header); diff != "" {
				t.Error(diff)
			}
			told := strings.Contains(strings.Join(info.Guesses, " "), "header row is")
			if told != (tt.opts.HeaderRow == 0) {
				t.Errorf("guesses %q", info.Guesses)
			}
		})
	}
	bad := []struct {
		name, content string
		row           int
		words         []string
	}{
		{"inside a quoted field", titled, 3, []string{"no record starts on line 3"}},
		{"sep line", "sep=;\na;b\n", 1, []string{"line 1", "sep= line"}},
		{"below the end", titled, 9, []string{"header row 9", "line 5"}},
		{"blank", "a,b\n\nc,d\n", 2, []string{"line 2 is blank"}},
	}
	for _, tt := range bad {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			mustFail(t, tt.content, sheet.Options{HeaderRow: tt.row}, tt.words...)
		})
	}
}

func TestHeaderIsLookedForAmongTheFirstRecordsOnly(t *testing.T) {
	t.Parallel()
	mustFail(t, strings.Repeat("x,y\n", headerRecords)+"Reference,Amount\n", sheet.Options{Score: score}, "no header row", "30")
	open(t, strings.Repeat("x,y\n", headerRecords-1)+"Reference,Amount\n", sheet.Options{Score: score})
}
