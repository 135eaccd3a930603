package script_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"paysheet/script"
)

// FuzzQuick makes rules and a row of bytes, and decides the row in both ways.
func FuzzQuick(f *testing.F) {
	pick := rand.New(rand.NewPCG(7, 8))
	for range 20 {
		seed := make([]byte, 400)
		for i := range seed {
			seed[i] = byte(pick.UintN(256))
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, from []byte) {
		w := &rulesWriter{from: from[:min(len(from), 1000)]}
		source := w.rules()
		rules, err := script.Compile(folder(source), "rules.star", quickEnvironment())
		if err != nil {
			t.Skip()
		}
		pick := rand.New(rand.NewPCG(uint64(len(from)), uint64(w.pick(256))))
		for range 4 {
			row := oddRow(pick, append(oddCells(), "Status", "Region", "open", "north"))
			row.extra["Status"] = []string{"open", "Void", ""}[pick.IntN(3)]
			if _, err := rules.Interpret(t.Context(), row); err != nil && pastLimit.MatchString(err.Error()) {
				t.Skip() // it ends where the clock or the heap says
			}
			sameBothWays(t, rules, row)
		}
		if t.Failed() {
			t.Log(source)
		}
	})
}

// TestQuickGenerated decides rows by rules that were made at random, most of which
// must have come to a decision in the quick way: else the fuzzer compares nothing.
func TestQuickGenerated(t *testing.T) {
	t.Parallel()
	pick := rand.New(rand.NewPCG(9, 10))
	compiled, ways, quick, decided := 0, 0, 0, 0
	const programs = 400
	for range programs {
		from := make([]byte, 600)
		for i := range from {
			from[i] = byte(pick.UintN(256))
		}
		source := (&rulesWriter{from: from}).rules()
		rules, err := script.Compile(folder(source), "rules.star", quickEnvironment())
		if err != nil {
			continue
		}
		compiled++
		if rules.HasQuickWay() {
			ways++
		}
		for range 5 {
			row := oddRow(pick, append(oddCells(), "Status", "Region", "open", "north"))
			row.extra["Status"] = []string{"open", "Void", ""}[pick.IntN(3)]
			if sameBothWays(t, rules, row) {
				quick++
			}
			if _, err := rules.Interpret(t.Context(), row); err == nil {
				decided++
			}
		}
		if t.Failed() {
			t.Fatal(source)
		}
	}
	t.Logf("of %d rules %d compiled and %d have the quick way; of their rows %d were decided, %d of them in it", programs, compiled, ways, decided, quick)
	if compiled < programs*3/4 || ways < compiled*9/10 || quick != decided || quick < compiled {
		t.Error("too little is compared")
	}
}

// rulesWriter makes rules of bytes: each byte picks what comes next, and at their
// end the first choice is taken, so that everything comes to an end.
type rulesWriter struct {
	from   []byte
	at     int
	depth  int
	locals []string
	b      strings.Builder
}

func (w *rulesWriter) pick(n int) int {
	if w.at >= len(w.from) {
		return 0
	}
	w.at++
	return int(w.from[w.at-1]) % n
}

func (w *rulesWriter) one(texts ...string) string { return texts[w.pick(len(texts))] }

func (w *rulesWriter) line(indent int, format string, a ...any) {
	w.b.WriteString(strings.Repeat("    ", indent) + fmt.Sprintf(format, a...) + "\n")
}

func (w *rulesWriter) rules() string {
	w.line(0, `LIMITS = {"LKR": LKR(100000), "INR": INR("500.50"), "USD": USD(7)}`)
	w.line(0, `NAMES = ("LKR", "open", "north", "")`)
	w.line(0, `LIST = [1, 2, "x", None]`)
	w.line(0, `HOLD = hold("made at the top")`)
	for i, params := range []string{"row", `row, a, b = "x"`, "row, a = None, b = 3"} {
		w.locals = []string{"row", "a", "b"}
		if i == 0 {
			w.locals = w.locals[:1]
		}
		w.line(0, "def f%d(%s):", i, params)
		w.block(1, 3)
		w.line(1, "return %s", w.expr())
	}
	w.locals = []string{"row"}
	w.line(0, "def decide(row):")
	w.block(1, 5)
	w.line(1, "return %s", w.decision())
	return w.b.String()
}

func (w *rulesWriter) block(indent, most int) {
	for range 1 + w.pick(most) {
		w.stmt(indent)
	}
}

func (w *rulesWriter) stmt(indent int) {
	name := w.one("x", "y", "z")
	switch w.pick(12) {
	case 0, 1, 2, 3:
		w.line(indent, "%s = %s", name, w.expr())
		w.locals = append(w.locals, name)
	case 4, 5:
		w.line(indent, "if %s:", w.expr())
		w.inner(indent + 1)
		if w.pick(2) == 1 {
			w.line(indent, "elif %s:", w.expr())
			w.inner(indent + 1)
		}
		if w.pick(2) == 1 {
			w.line(indent, "else:")
			w.inner(indent + 1)
		}
	case 6:
		w.line(indent, "if %s:", w.condition())
		w.line(indent+1, "return %s", w.decision())
	case 7:
		w.line(indent, "for %s in %s:", name, w.list())
		w.locals = append(w.locals, name)
		w.inner(indent + 1)
		if w.pick(2) == 1 {
			w.line(indent+1, "if %s:", w.condition())
			w.line(indent+2, "%s", w.one("break", "continue", "pass"))
		}
	case 8:
		w.line(indent, w.one("x, y = (%s, %s)", "x, y = [%s, %s]", "(x, y) = %s, %s"), w.expr(), w.expr())
		w.locals = append(w.locals, "x", "y")
	case 9:
		w.line(indent, "%s = %s", name, w.one(`""`, "0", "[]", "{}", "row.amount"))
		w.line(indent, "%s %s %s", name, w.one("+=", "|=", "-="), w.expr())
		w.locals = append(w.locals, name)
	case 10:
		w.line(indent, "%s = {}", name)
		w.line(indent, "%s[%s] = %s", name, w.one(`"k"`, "row.currency", "1"), w.expr())
		w.locals = append(w.locals, name)
	default:
		w.line(indent, w.one(`print("said", %s)`, `because("it is " + str(%s))`), w.expr())
	}
}

// inner is a block within another.
func (w *rulesWriter) inner(indent int) {
	if w.depth > 2 {
		w.line(indent, "pass")
		return
	}
	w.depth++
	w.block(indent, 2)
	w.depth--
}

// expr makes any expression; deep inside, a short one.
func (w *rulesWriter) expr() string {
	if w.depth++; w.depth > 5 {
		w.depth--
		return w.short()
	}
	defer func() { w.depth-- }()
	switch w.pick(23) {
	case 0, 1, 2, 3, 4:
		return w.short()
	case 5:
		return w.condition()
	case 6:
		return fmt.Sprintf("(%s if %s else %s)", w.expr(), w.condition(), w.expr())
	case 7, 8:
		return fmt.Sprintf(w.one(`"%%s and %%s" %% (%s, %s)`, `"%%s has %%d" %% (%s, %s)`, `"100 %%%% of %%r %%s" %% (%s, %s)`), w.text(), w.one("3", w.expr()))
	case 9:
		return fmt.Sprintf(w.one(`"only %%s" %% %s`, `"%%d days" %% %s`, `"none" %% %s`), w.expr())
	case 10, 11:
		return fmt.Sprintf("(%s %s %s)", w.expr(), w.one("+", "-", "* 2 +", "/", "//", "%", "|", "&", "<<"), w.expr())
	case 12:
		return fmt.Sprintf(w.one("f0(%s)", "f1(row, %s)", "f1(row, a = %s)", `f1(row, b = 1, a = %s)`, "f2(row, b = %s)", "f2(%s)"), w.expr())
	case 13:
		return fmt.Sprintf(w.one("max(%s, %s)", "min(%s, %s)", "[%s, %s]", "(%s, %s)", `{"a": %s, "b": %s}`, "{%s: %s}", "sum([%s, %s])", "money(%s, %s)"), w.expr(), w.expr())
	case 14:
		return fmt.Sprintf(w.one("str(%s)", "len(%s)", "type(%s)", "bool(%s)", "repr(%s)", "int(%s)", "sorted(%s)", "list(%s)", "abs(%s)", "LKR(%s)", "days(%s)", "(-%s)", "decimal(%s)"), w.expr())
	case 15:
		return fmt.Sprintf("(%s)[%s]", w.one(w.list(), "LIMITS", "row", w.text(), w.expr()), w.one("0", "-1", "row.currency", w.expr()))
	case 16:
		return fmt.Sprintf("(%s)[%s:%s]", w.one(w.text(), w.list(), w.expr()), w.one("", "1", "-2", w.expr()), w.one("", "3", "-1", w.expr()))
	case 17:
		return fmt.Sprintf(w.one("[c for c in %s if c]", "[(c, d) for c in %s for d in NAMES if d != c]", "{str(c): 1 for c in %s}", "[str(c).upper() for c in %s]"), w.list())
	case 18:
		return w.decision()
	case 19:
		return w.amount()
	default:
		return w.method()
	}
}

func (w *rulesWriter) short() string {
	return w.one("row.amount", "1", `"LKR"`, "None", "True", w.local(), "row.reference", "row.currency", "row.due_date", `row["Status"]`, "row.min_partial",
		"LIMITS", "NAMES", "LIST", "accounts.colombo", "today()", "days(14)", "LKR(25000)", `decimal("1.18")`, `"open"`, "0", "row.number", "HOLD", "row.email")
}

func (w *rulesWriter) local() string { return w.one(w.locals...) }

func (w *rulesWriter) text() string {
	return w.one("row.reference", `row["Status"]`, "row.phone", `"a, b"`, "str("+w.short()+")", `row.get("Region", "")`, w.local())
}

func (w *rulesWriter) list() string {
	return w.one("NAMES", "LIST", "range(5)", "LIMITS", "row.phone.elems()", `"a b c".split()`, "[1, 2]", "LIMITS.items()", "range(30)", w.local())
}

func (w *rulesWriter) method() string {
	return fmt.Sprintf(w.one("(%s).strip()", "(%s).lower()", "(%s).upper()", `(%s).startswith("a")`, `(%s).endswith(("n", ""))`, `(%s).strip("-")`, `(%s).replace("a", "bb")`, `(%s).split("-")`, `(%s).lower(1)`, `" ".join([%s])`, `"{} €".format(%s)`), w.one(w.text(), w.short())) +
		w.one("", ".title()", ".title()[1:]")
}

func (w *rulesWriter) amount() string {
	return w.one("row.amount.percent(30)", `row.amount.round(to = 100, mode = "up")`, "row.amount.percent("+w.expr()+")", "row.amount.round(to = "+w.expr()+")",
		"row.amount.split(3)[0]", "row.due_date.format(\"%e %B\")", "row.due_date.add_business_days(3)", "accounts.colombo.takes(row.currency)", "row.amount.currency")
}

func (w *rulesWriter) condition() string {
	if w.depth++; w.depth > 5 {
		w.depth--
		return "row.amount"
	}
	defer func() { w.depth-- }()
	switch w.pick(8) {
	case 0:
		return fmt.Sprintf("(%s %s %s)", w.short(), w.one("==", "!="), w.one(`"LKR"`, "None", `"open"`, w.short()))
	case 1:
		return fmt.Sprintf("(%s %s %s)", w.short(), w.one("<", "<=", ">", ">="), w.one("LKR(100000)", w.short()))
	case 2:
		return fmt.Sprintf("(%s %s %s)", w.expr(), w.one("in", "not in"), w.one("NAMES", "LIMITS", `("LKR", "INR")`, `("LKR", 1)`, w.list()))
	case 3:
		return fmt.Sprintf("(%s %s %s)", w.condition(), w.one("and", "or"), w.condition())
	case 4:
		return "(not " + w.expr() + ")"
	case 5:
		return w.one(`row["Status"].startswith("o")`, "(row.due_date and row.due_date > today())", `("open" == row["Status"])`, "(row.email or row.phone)")
	default:
		return fmt.Sprintf("(%s == %s)", w.expr(), w.expr())
	}
}

func (w *rulesWriter) decision() string {
	switch w.pick(5) {
	case 0:
		return `skip("nothing")`
	case 1:
		return fmt.Sprintf(`%s("why " + str(%s))`, w.one("hold", "reject", "cancel", "skip"), w.expr())
	case 2:
		return w.one("HOLD", `link(account = accounts.delhi, on_expired = "renew")`, "link()", `hold(reason = "x")`)
	default:
		return fmt.Sprintf("link(account = %s, description = %s, %s)", w.one("accounts.colombo", `"delhi"`, w.expr()), w.text(),
			w.one("expires = max(row.due_date, today()) + days(14)", "amount = row.amount", "min_partial = "+w.amount(), `metadata = {"a": row.currency}`, `notify = ["email"]`, "amount = "+w.expr()))
	}
}
