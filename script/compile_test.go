package script_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"paysheet/script"
)

func TestCompileMistakes(t *testing.T) {
	t.Parallel()
	big := fstest.MapFS{"rules.star": {Data: []byte("rules(version = 1)\n" + strings.Repeat("# padding\n", 30000))}}
	file := func(name, text string, more ...string) fstest.MapFS {
		all := fstest.MapFS{name: {Data: []byte(text)}}
		for i := 0; i+1 < len(more); i += 2 {
			all[more[i]] = &fstest.MapFile{Data: []byte(more[i+1])}
		}
		return all
	}
	const decide = "def decide(row):\n    return skip(\"x\")\n"
	tests := []struct {
		name string
		fsys fstest.MapFS
		want string // part of the error
	}{
		{"no version", file("rules.star", decide), "rules must begin with rules(version = 1)"},
		{"version after something else", file("rules.star", "x = 1\nrules(version = 1)\n"+decide), "rules must begin with rules(version = 1)"},
		{"newer version", file("rules.star", "rules(version = 2)\n"+decide), "this paysheet knows rules(version = 1), not 2"},
		{"no decide", file("rules.star", "rules(version = 1)\ndef decid(row):\n    return skip(\"x\")\n"), "there is no function decide(row) (there is decid: rename it)"},
		{"decide of two", file("rules.star", "rules(version = 1)\ndef decide(row, x):\n    return skip(\"x\")\n"), "decide takes one thing, the row"},
		{"not UTF-8", file("rules.star", "rules(version = 1)\ndef decide(row):\n    return skip(\"caf\xe9\")\n"), "rules.star:3:1: this is not UTF-8 text: save the file as UTF-8"},
		{"UTF-16", file("rules.star", "\xff\xfer\x00u\x00"), "rules.star:1:1: this is not UTF-8 text"},
		{"too large", big, "rules.star is larger than 256 KiB"},
		{"missing", fstest.MapFS{}, "there is no file rules.star in the rules folder"},
		{"load outside", file("rules.star", "rules(version = 1)\nload(\"../x.star\", \"f\")\n"+decide), `"../x.star" is outside the rules folder`},
		{"load of no rules", file("rules.star", "rules(version = 1)\nload(\"./x.txt\", \"f\")\n"+decide), `"./x.txt" is no .star file`},
		{"cycle", file("rules.star", "rules(version = 1)\nload(\"./a.star\", \"f\")\n"+decide, "a.star", "load(\"./b.star\", \"f\")\n", "b.star", "load(\"./a.star\", \"f\")\n"), "a.star loads itself, directly or through another file"},
		{"mistake in a loaded file", file("rules.star", "rules(version = 1)\nload(\"./a.star\", \"f\")\n"+decide, "a.star", "def f(row):\n    return lnk()\n"), "a.star:2:12: undefined: lnk (did you mean link?)"},
		{"endless top level", file("rules.star", "rules(version = 1)\nx = [i for i in range(100000) for j in range(100000)]\n"+decide), "which is the limit"},
		{"table missing", file("rules.star", "rules(version = 1)\nT = table(\"limits.csv\")\n"+decide), "there is no file limits.csv in the rules folder"},
		{"table outside", file("rules.star", "rules(version = 1)\nT = table(\"/etc/limits.csv\")\n"+decide), "is outside the rules folder"},
		{"table key missing", file("rules.star", "rules(version = 1)\nT = table(\"l.csv\", key = \"segmnt\")\n"+decide, "l.csv", "segment,limit\nretail,5\n"), `l.csv has no column "segmnt" (did you mean "segment"?)`},
		{"table key twice", file("rules.star", "rules(version = 1)\nT = table(\"l.csv\", key = \"segment\")\n"+decide, "l.csv", "segment,limit\nretail,5\nretail,6\n"), `l.csv lines 2 and 3 both have segment = "retail"`},
		{"table ragged", file("rules.star", "rules(version = 1)\nT = table(\"l.csv\")\n"+decide, "l.csv", "segment,limit\nretail\n"), "l.csv line 2 does not have 2 cells as the line of headers has"},
		{"table misspelt", file("rules.star", "rules(version = 1)\nT = table(\"limts.csv\")\n"+decide, "limits.csv", "a\n"), `there is no file limts.csv in the rules folder (did you mean "limits.csv"?)`},
		{"load misspelt", file("rules.star", "rules(version = 1)\nload(\"./lib/x.star\", \"f\")\n"+decide, "lib/y.star", ""), `there is no file lib/x.star in the rules folder (did you mean "lib/y.star"?)`},
		{"table empty", file("rules.star", "rules(version = 1)\nT = table(\"l.csv\")\n"+decide, "l.csv", ""), "l.csv is empty: its first line names the columns"},
		{"table column twice", file("rules.star", "rules(version = 1)\nT = table(\"l.csv\")\n"+decide, "l.csv", "a,a\n1,2\n"), `l.csv has two columns "a": rename one`},
		{"table open quote", file("rules.star", "rules(version = 1)\nT = table(\"l.csv\")\n"+decide, "l.csv", "a,b\n1,2\n\"x,3\n4,5\n"), `l.csv line 3 has a " that does not belong, or one too few`},
		{"table key unknown", file("rules.star", "rules(version = 1)\nT = table(\"l.csv\", key = \"a\")\nx = T[\"retial\"]\n"+decide, "l.csv", "a\nretail\n"), `l.csv has no row with a = "retial" (did you mean "retail"?): write .get("retial")`},
		{"table of another column", file("rules.star", "rules(version = 1)\nT = table(\"l.csv\", key = \"zone\")\n"+decide, "l.csv", "a;b\n1;2\n"), `l.csv has no column "zone"; it has "a", "b"`},
		{"holidays without a date", file("rules.star", "rules(version = 1)\nH = holidays(\"h.csv\")\n"+decide, "h.csv", "date\n"), "h.csv holds no date below its header"},
		{"holiday that is none", file("rules.star", "rules(version = 1)\nH = holidays(\"h.csv\")\n"+decide, "h.csv", "date\n2026-02-30\n"), `h.csv line 2: "2026-02-30" is not a date: write it as 2026-01-31`},
		{"table not text", file("rules.star", "rules(version = 1)\nT = table(\"l.csv\")\n"+decide, "l.csv", "segment\n\xff\xfe\n"), "l.csv is not UTF-8 text"},
		{"holiday no date", file("rules.star", "rules(version = 1)\nH = holidays(\"h.csv\")\n"+decide, "h.csv", "date\n13/04/2026\n"), `h.csv line 2: "13/04/2026" is not a date`},
		{"because at the top", file("rules.star", "rules(version = 1)\nx = because(\"y\", 1)\n"+decide), "because works inside decide"},
		{"several at once", file("rules.star", "rules(version = 1)\ndef decide(row):\n    x = foo1\n    return bar1\n"), "rules.star:4:12: undefined: bar1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := script.Compile(tt.fsys, "rules.star", environment())
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestMissingFileIsTold(t *testing.T) {
	t.Parallel()
	_, err := script.Compile(fstest.MapFS{}, "rules.star", environment())
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v does not wrap fs.ErrNotExist", err)
	}
}

func TestSeveralMistakes(t *testing.T) {
	t.Parallel()
	_, err := script.Compile(folder("def decide(row):\n    hold(\"a\")\n    return link(acount = accounts.colmbo)\n"), "rules.star", environment())
	var list script.Errors
	if !errors.As(err, &list) || len(list) != 3 {
		t.Fatalf("got %v, want three errors", err)
	}
	if first := asError(t, err); first.Line != 3 || first.File != "rules.star" {
		t.Errorf("the first is at %s:%d", first.File, first.Line)
	}
}

const tableRules = `"""Limits by segment."""
load("./lib/choose.star", "account_of")
rules(version = 1)

LIMITS = table("limits.csv", key = "segment")
HOLIDAYS = holidays("lib/lk.csv")

def decide(row):
    limit = LIMITS.get(row["Segment"])
    if limit == None:
        return hold("no limit for %s" % row["Segment"])
    if row.amount > money(limit.limit, row.currency):
        return hold("over %s" % limit["limit"])
    return link(account = account_of(row), expires = date(2026, 4, 10).add_business_days(2, holidays = HOLIDAYS))
`

func tableFolder() fstest.MapFS {
	return fstest.MapFS{
		"rules.star":      {Data: []byte(tableRules)},
		"limits.csv":      {Data: []byte("\ufeffsegment,limit\nretail,\"200,000.00\"\nwholesale,900000\n")},
		"lib/choose.star": {Data: []byte("load(\"./names.star\", \"HOME\")\n\ndef account_of(row):\n    return because(\"home account\", accounts[HOME])\n")},
		"lib/names.star":  {Data: []byte("HOME = \"colombo\"\n")},
		"lib/lk.csv":      {Data: []byte("date,name\n2026-04-13,Day before New Year\n2026-04-14,New Year\n")},
	}
}

func TestTablesAndLoads(t *testing.T) {
	t.Parallel()
	rules, err := script.Compile(tableFolder(), "rules.star", environment())
	if err != nil {
		t.Fatal(err)
	}
	d, err := rules.Decide(t.Context(), sampleRow())
	if err != nil {
		t.Fatal(err)
	}
	if d.Link.Account != "colombo" || d.Link.Expires.String() != "2026-04-16" {
		t.Errorf("got %+v, expires %s", d, d.Link.Expires)
	}
	if len(d.Because) != 1 || d.Because[0] != "home account" {
		t.Errorf("because %q", d.Because)
	}
	over, err := rules.Decide(t.Context(), sampleRow().with("amount", "200000.01"))
	if err != nil || over.Reason != "over 200,000.00" {
		t.Errorf("got %+v, %v", over, err)
	}
}

// What spreadsheets make of a CSV file: semicolons, tabs, rows of nothing.
func TestTablesFromSpreadsheets(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"segment;limit\r\nretail;\"5,5\"\r\n;\r\n", "segment\tlimit\nretail\t5,5\n", "segment,limit\nretail,\"5,5\"\n,\n , \n",
	} {
		fsys := folder("T = table(\"l.csv\", key = \"segment\")\n\ndef decide(row):\n    return skip(\"%d %s\" % (len(T), T[\"retail\"][\"limit\"]))\n")
		fsys["l.csv"] = &fstest.MapFile{Data: []byte(text)}
		rules, err := script.Compile(fsys, "rules.star", environment())
		if err != nil {
			t.Fatal(err)
		}
		if d, err := rules.Decide(t.Context(), sampleRow()); err != nil || d.Reason != "1 5,5" {
			t.Errorf("%q: %q, %v", text, d.Reason, err)
		}
	}
}

// A list of holidays that does not reach as far as the days that are counted is
// told with the row, once a year that is missing.
func TestHolidaysOfAnotherYear(t *testing.T) {
	t.Parallel()
	fsys := folder(`H = holidays("h.csv")

def decide(row):
    near = date(2026, 1, 14).add_business_days(1, H)
    far = date(2026, 12, 30).add_business_days(2, H)
    again = date(2027, 1, 1).is_business_day(H)
    return skip("%s %s %s" % (near, far, again))
`)
	fsys["h.csv"] = &fstest.MapFile{Data: []byte("date\n2026-01-15\n")}
	rules, err := script.Compile(fsys, "rules.star", environment())
	if err != nil {
		t.Fatal(err)
	}
	d, err := rules.Decide(t.Context(), sampleRow())
	if err != nil || d.Reason != "2026-01-16 2027-01-01 True" {
		t.Fatalf("got %+v, %v", d, err)
	}
	if got := strings.Join(d.Because, "|"); got != "h.csv has no holiday in 2027: only weekends were left out there" {
		t.Errorf("because %s", got)
	}
}

func TestDigest(t *testing.T) {
	t.Parallel()
	alone := compile(t, sampleRules)
	if want := fmt.Sprintf("%x", sha256.Sum256([]byte(sampleRules))); alone.Digest() != want {
		t.Errorf("the digest of one file is %s, want %s", alone.Digest(), want)
	}
	digest := func(fsys fstest.MapFS) string {
		rules, err := script.Compile(fsys, "rules.star", environment())
		if err != nil {
			t.Fatal(err)
		}
		return rules.Digest()
	}
	whole := digest(tableFolder())
	for name := range tableFolder() {
		changed := tableFolder()
		changed[name].Data = append(changed[name].Data, '\n')
		if digest(changed) == whole {
			t.Errorf("a change of %s does not change the digest", name)
		}
	}
	if digest(tableFolder()) != whole {
		t.Error("the digest of the same files differs")
	}
}
