package script_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"paysheet/providers"
	"paysheet/script"
)

// sameBothWays decides a row in both ways. Where the quick way comes to a decision
// the interpreter must come to the same; otherwise Decide must say what the
// interpreter says. Explain, which tells people why, must agree too.
func sameBothWays(t *testing.T, rules *script.Rules, row script.Row) (quick bool) {
	t.Helper()
	fast, quick := rules.Quickly(t.Context(), row)
	want, wantErr := rules.Interpret(t.Context(), row)
	got, err := rules.Decide(t.Context(), row)
	switch {
	case quick && wantErr != nil:
		t.Errorf("quick: %+v, interpreter: %v", fast, wantErr)
	case quick && !reflect.DeepEqual(fast, want):
		t.Errorf("quick: %s\ninterpreter: %s", spelled(fast), spelled(want))
	case !reflect.DeepEqual(got, want) || fmt.Sprint(err) != fmt.Sprint(wantErr):
		t.Errorf("decided: %s, %v\ninterpreter: %s, %v", spelled(got), err, spelled(want), wantErr)
	}
	_, explained, err := rules.Explain(t.Context(), row)
	if !reflect.DeepEqual(explained, want) || fmt.Sprint(err) != fmt.Sprint(wantErr) {
		t.Errorf("explained: %s, %v\ninterpreter: %s, %v", spelled(explained), err, spelled(want), wantErr)
	}
	return quick
}

// spelled shows what a decision's pointers point to.
func spelled(d script.Decision) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%+v", d)
	link := reflect.ValueOf(d.Link)
	for i := range link.NumField() {
		if field := link.Field(i); field.Kind() == reflect.Pointer && !field.IsNil() {
			fmt.Fprintf(&text, "\n  %s = %v", link.Type().Field(i).Name, field.Elem().Interface())
		}
	}
	return text.String()
}

// oddCells are what is put into any cell, besides the texts that stand in the rules.
func oddCells() []string {
	return []string{
		"", "", " ", "0", "0.00", "1", "-4500.50", "12,5O0.00", "99999.99", "100000", "100000.01", "150000.00", "5000000.01", "99999999999999",
		"0.005", "2026-02-29", "2026-03-01", "2026-03-31", "2025-12-31", "9999-12-31", "31/12/2026", "LKR", "INR", "CLP", "USD", "lkr", "XXX",
		"+94 77 123 4567", "077-1234567", "(161) 2345678", "a@example.com", "பெயர்", "\u202eevil", "a\nb\tc", "100 % wool", strings.Repeat("long ", 900),
	}
}

var quoted = regexp.MustCompile(`"([^"\\\n]*)"`)

// oddRow makes a row whose cells are odd ones and texts of the rules. Now and then
// a cell is as it should be, so that rules come far.
func oddRow(pick *rand.Rand, texts []string) fakeRow {
	row := fakeRow{number: 2 + pick.IntN(1000), cells: map[string]string{}, extra: map[string]string{}}
	any := func() string { return texts[pick.IntN(len(texts))] }
	good := sampleRow()
	for _, field := range script.Fields() {
		row.cells[field] = good.cells[field]
		if pick.IntN(4) == 0 {
			row.cells[field] = any()
		}
	}
	row.cells["currency"] = []string{"LKR", "LKR", "INR", "CLP", "USD", "EUR", "JPY", "BHD"}[pick.IntN(8)]
	switch pick.IntN(8) {
	case 0:
		row.cells["currency"] = any()
	case 1, 2, 3:
		row.cells["amount"] = strconv.Itoa(pick.IntN(20_000_000)) + []string{"", ".5", ".50"}[pick.IntN(3)]
	}
	if pick.IntN(2) == 0 {
		row.cells["due_date"] = providers.Date{Year: 2026, Month: 1, Day: 1}.AddDays(pick.IntN(500)).String()
	}
	for _, header := range texts { // row["Region"] names its columns in quotes
		if header != "" && pick.IntN(30) > 0 {
			row.extra[header] = any()
		}
	}
	return row
}

// textsOf gives the odd cells and the texts that stand in a folder's rules.
func textsOf(t *testing.T, folder fs.FS) []string {
	t.Helper()
	texts := oddCells()
	names, err := fs.Glob(folder, "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, err := fs.ReadFile(folder, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range quoted.FindAllStringSubmatch(string(content), -1) {
			texts = append(texts, match[1])
		}
		if strings.HasSuffix(name, ".csv") {
			texts = append(texts, strings.FieldsFunc(string(content), func(r rune) bool { return r == ',' || r == '\n' })...)
		}
	}
	return texts
}

// quickEnvironment has the accounts of every sample.
func quickEnvironment() script.Environment {
	env := environment()
	for _, name := range []string{"onepay", "conomy", "zoho", "payu", "jaffna", "mumbai", "santiago", "tokyo"} {
		env.Accounts = append(env.Accounts, script.Account{Name: name, Provider: name, Capabilities: env.Accounts[len(name)%2].Capabilities})
	}
	return env
}

// TestQuickSamples holds every sample to the quick way: all of them have it, and
// most rows, odd as they are, are decided by it and not only by the interpreter.
func TestQuickSamples(t *testing.T) {
	t.Parallel()
	all, err := filepath.Glob("../samples/*/rules.star")
	if err != nil || len(all) < 10 {
		t.Fatal(all, err)
	}
	for _, path := range all {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			t.Parallel()
			folder := os.DirFS(filepath.Dir(path))
			rules, err := script.Compile(folder, "rules.star", quickEnvironment())
			if err != nil {
				t.Fatal(err)
			}
			if !rules.HasQuickWay() {
				t.Fatal("no quick way")
			}
			texts := textsOf(t, folder)
			pick := rand.New(rand.NewPCG(1, 2))
			const rows = 1000
			quick, decided := 0, 0
			for range rows {
				row := oddRow(pick, texts)
				if sameBothWays(t, rules, row) {
					quick++
				}
				if _, err := rules.Interpret(t.Context(), row); err == nil {
					decided++
				}
			}
			if quick != decided || quick < rows/10 {
				t.Errorf("of %d rows %d were decided, %d in the quick way", rows, decided, quick)
			}
		})
	}
}

// rulesInTests gives every rules file that stands in this package's tests and in
// the stories.
func rulesInTests(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	tests, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range tests {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && strings.Contains(lit.Value, "def decide(") && !madeLong.MatchString(lit.Value) {
				if text, err := strconv.Unquote(lit.Value); err == nil {
					found[fmt.Sprintf("%s %d", name, len(found))] = text
				}
			}
			return true
		})
	}
	stories, err := filepath.Glob("../testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range stories {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range strings.Split(string(content), "\n-- ")[1:] {
			head, text, _ := strings.Cut(section, "\n")
			if strings.HasSuffix(head, ".star --") {
				found[filepath.Base(name)+" "+head] = text
			}
		}
	}
	return found
}

// madeLong tells rules of the tests that are made to meet a limit.
var madeLong = regexp.MustCompile(`range\(\d{5,}`)

var pastLimit = regexp.MustCompile(`the rules (took|needed|met)`)

// TestQuickEveryRules decides odd rows by every rules file of the tests that
// compiles alone, in both ways.
func TestQuickEveryRules(t *testing.T) {
	t.Parallel()
	all := rulesInTests(t)
	compiled, quick := 0, 0
	for _, name := range slices.Sorted(maps.Keys(all)) {
		files := folder(all[name])
		rules, err := script.Compile(files, "rules.star", quickEnvironment())
		if err != nil {
			continue
		}
		compiled++
		if rules.HasQuickWay() {
			quick++
		}
		texts := textsOf(t, files)
		pick := rand.New(rand.NewPCG(3, 4))
		for range 40 {
			row := oddRow(pick, texts)
			if _, err := rules.Interpret(t.Context(), row); err != nil && pastLimit.MatchString(err.Error()) {
				break // where it ends depends on the heap and on the rows before
			}
			sameBothWays(t, rules, row)
		}
		if t.Failed() {
			t.Fatalf("%s:\n%s", name, all[name])
		}
	}
	if compiled < 40 || quick < compiled/2 {
		t.Errorf("of %d rules %d compiled, %d have the quick way", len(all), compiled, quick)
	}
	t.Logf("of %d rules %d compiled, %d have the quick way", len(all), compiled, quick)
}

// TestQuickManyAtOnce decides the same rows in many goroutines, each of which must
// see the decisions that one alone sees.
func TestQuickManyAtOnce(t *testing.T) {
	t.Parallel()
	rules := compile(t, everything)
	texts := textsOf(t, fstest.MapFS{"rules.star": {Data: []byte(everything)}})
	pick := rand.New(rand.NewPCG(5, 6))
	rows := make([]fakeRow, 200)
	alone := make([]script.Decision, len(rows))
	mistakes := make([]string, len(rows))
	for i := range rows {
		rows[i] = oddRow(pick, texts)
		d, err := rules.Interpret(t.Context(), rows[i])
		alone[i], mistakes[i] = d, fmt.Sprint(err)
	}
	var workers sync.WaitGroup
	for range 8 {
		workers.Go(func() {
			for i, row := range rows {
				d, err := rules.Decide(t.Context(), row)
				if !reflect.DeepEqual(d, alone[i]) || fmt.Sprint(err) != mistakes[i] {
					t.Errorf("row %d: %s, %v\nalone: %s, %s", i, spelled(d), err, spelled(alone[i]), mistakes[i])
				}
			}
		})
	}
	workers.Wait()
}
