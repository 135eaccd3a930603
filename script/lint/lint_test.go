package lint_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"paysheet/providers"
	"paysheet/script"
	"paysheet/script/lint"
)

func schema() lint.Schema {
	columns := []string{"Status", "Region", "Invoice Number", "Balance Due"}
	has := func(list ...string) func(string) bool {
		return func(want string) bool {
			for _, one := range list {
				if one == want {
					return true
				}
			}
			return false
		}
	}
	return lint.Schema{
		Env: script.Environment{
			Accounts: []script.Account{{Name: "colombo", Provider: "onepay"}, {Name: "delhi", Provider: "payu"}},
			Today:    providers.Date{Year: 2026, Month: 3, Day: 1}, Columns: columns,
		},
		HasColumn: has(columns...),
		HasField:  has("reference", "amount", "currency", "customer_name", "account", "phone"),
	}
}

func check(t *testing.T, source string) []string {
	t.Helper()
	found, err := lint.Check(fstest.MapFS{"rules.star": {Data: []byte("rules(version = 1)\n" + source)}}, "rules.star", schema())
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, f := range found {
		texts = append(texts, fmt.Sprintf("%d:%d %s %s: %s", f.Line, f.Col, f.Severity, f.Rule, f.Message))
	}
	return texts
}

// Each body of decide has the one finding named, and no other.
func TestFindings(t *testing.T) {
	t.Parallel()
	tests := []struct{ body, want string }{
		{`return skip(row["Staus"])`, `3:21 error unknown-column: the sheet has no column "Staus" (did you mean "Status"?)`},
		{"return skip(\"a\u202eb\")", `3:19 warning hidden-direction: the invisible character U+202E turns the direction of this line, so it may not do what it shows: delete it`},
		{`return skip(row["Zone code"])`, `3:21 error unknown-column: the sheet has no column "Zone code": write row.get("Zone code", "") where it may be missing`},
		{`return skip(row.get("Regoin", "x"))`, `3:25 warning unknown-column: the sheet has no column "Regoin" (did you mean "Region"?)`},
		{`return skip(row.get("Anything", "x"))`, ``},
		{`return skip(row[COLUMN])`, `3:21 error unknown-column: the sheet has no column "Sttus" (did you mean "Status"?)`},
		{`return skip(row.amuont)`, `3:21 error unknown-field: a row has no field amuont (did you mean row.amount?)`},
		{`return skip(row.region)`, `3:21 error unknown-field: a row has no field region: write row["Region"] for the column`},
		{`return skip(row.raw("amuont"))`, `3:25 error unknown-field: row.raw takes a field's name and "amuont" is none (did you mean "amount"?)`},
		{`return link(expires = row.due_date)`, `3:31 warning empty-field: the sheet has no column for due_date, so row.due_date is empty in every row: name the column in [columns] of paysheet.toml`},
		{`return link(account = "colmbo")`, `3:27 error unknown-account: there is no account "colmbo" (did you mean "colombo"?)`},
		{`return link(account = accounts["colmbo"])`, `3:36 error unknown-account: there is no account "colmbo" (did you mean "colombo"?)`},
		{`return link(account = accounts.colmbo)`, `3:36 error compile: there is no account "colmbo" (did you mean "colombo"?)`},
		{`return skip("x") if row.amount > 10000 else hold("y")`, `3:36 error money-and-number: row.amount is money and 10000 is a number, which do not go together: write LKR(10000) with the row's currency`},
		{"half = row.amount.percent(50)\n    return skip(\"x\") if half == 10 else hold(\"y\")", `4:30 error money-and-number: half is money and 10 is a number, which do not go together: write LKR(10) with the row's currency`},
		{`return skip("x") if row.amount in (0, 10) else hold("y")`, `3:36 error money-and-number: row.amount is money and 0 is a number, which do not go together: write LKR(0) with the row's currency`},
		{`return skip("x") if row.amuont > LKR(5) else hold("y")`, `3:29 error unknown-field: a row has no field amuont (did you mean row.amount?)`},
		{`return skip("x") if row.amount > row["Region"] else hold("y")`, `3:36 error money-and-number: row.amount is money and row["Region"] is text, which do not go together: write money(row["Region"], row.currency)`},
		{`return skip(str(row.amount + 5))`, `3:32 error money-and-number: row.amount is money and 5 is a number, which do not go together: write LKR(5) with the row's currency`},
		{`return skip(str(row.amount * 1.18))`, `3:34 error float-money: 1.18 is a float, which cannot hold every amount exactly: write decimal("1.18")`},
		{`return skip(str(LKR(10.5)))`, `3:25 error float-money: 10.5 is a float, which cannot hold every amount exactly: write it as text, "10.5"`},
		{`return skip(str(0.5))`, `3:21 warning float: 0.5 is a float, which loses digits: write decimal("0.5")`},
		{`return link(amount = 500)`, `3:26 error money-and-number: 500 is no money: write LKR(500) with the row's currency`},
		{`return link(account = 5)`, `3:27 error unknown-account: 5 is a number and no account: write accounts.NAME`},
		{`return link(provder = accounts.delhi)`, `3:17 error compile: link does not take "provder" (did you mean "account"? an account is a provider with its credentials)`},
		{`return skip(row["amuont"])`, `3:21 error unknown-column: the sheet has no column "amuont" (did you mean the field, row.amount?)`},
		{"COLUMN += \"x\"\n    return skip(COLUMN)", `3:5 error remembering: rules cannot remember things between rows: COLUMN is made at the top of the file and cannot change`},
		{"SEEN.append(row.reference)\n    return skip(\"x\")", `3:5 error remembering: rules cannot remember things between rows: SEEN is made at the top of the file and cannot change`},
		{"mine = []\n    mine.append(row.reference)\n    return skip(str(mine))", ``},
		{`return link(expires = 14)`, `3:27 error date-and-number: 14 is no date: write today() + days(14)`},
		{`return skip("x") if today() > "2026-01-01" else hold("y")`, `3:33 error date-and-text: today() is a date and "2026-01-01" is text, which do not go together: write date("2026-01-01")`},
		{`return skip("x") if row["Region"] == 5 else hold("y")`, `3:39 error text-and-number: row["Region"] is text and 5 is a number, which do not go together: cells are text; write "5", or decimal(…) around the text`},
		{"if row.amount:\n        return skip(\"x\")", `3:5 error missing-return: decide can come to its end here without a decision: end it with return link(…), skip(…), hold(…), reject(…) or cancel(…)`},
		{"if row.amount:\n        return skip(\"x\")\n    else:\n        fail(\"no\")", ``},
		{"sum = 5\n    return skip(str(sum))", `3:5 warning shadowed-name: sum is a name of the language, which this hides: choose another name`},
		{"COLUMN = \"Region\"\n    return skip(COLUMN)", `3:5 warning shadowed-name: COLUMN is also a name at the top of the file, which this hides: choose another name`},
		{"used = 5\n    return skip(\"x\")", `3:5 warning unused-variable: used is given a value that nothing uses: remove it, use it, or call it _`},
		{"return skip(\"x\")\n    print(\"y\")", `4:5 warning unreachable: this line is never reached: what stands before it has returned`},
		{"row.amount == LKR(5)\n    return skip(\"x\")", `3:5 warning no-effect: this line does nothing with its result: return it, give it a name, or remove it`},
		{"for i in range(200000):\n        print(i)\n    return skip(\"x\")", `3:19 error big-range: range has 200000 elements, more than 100000`},
		{`return skip("a" * 300000)`, `3:21 error big-range: this repeats something 300000 times, more than any rule may build`},
		{`return skip("x") if row.currency == "lkr" else hold("y")`, `3:41 error unknown-currency: row.currency is never equal to "lkr": write "LKR"`},
		{`return skip("x") if "Rs" != row.amount.currency else hold("y")`, `3:25 error unknown-currency: row.amount.currency is never equal to "Rs": write three capital letters of ISO 4217, such as "LKR"`},
		{`return skip("x") if row.currency in ("LKR", "US$") else hold("y")`, `3:49 error unknown-currency: row.currency is never equal to "US$": write three capital letters of ISO 4217, such as "LKR"`},
		{`return skip("x") if row.currency == "LKR" else hold("y")`, ``},
		{`return skip("x") if row.amount / LKR(2) > decimal("1.5") else hold("y")`, ``},
	}
	for _, tt := range tests {
		t.Run(tt.body, func(t *testing.T) {
			t.Parallel()
			top := ""
			if strings.Contains(tt.body, "COLUMN") {
				top = "\nCOLUMN = \"Sttus\"\n"
			}
			if strings.Contains(tt.body, "SEEN") {
				top = "\nSEEN = []\n"
			}
			got := check(t, "def decide(row):\n    "+tt.body+"\n"+top)
			if want := strings.TrimSpace(tt.want); strings.Join(got, "\n") != want {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
			}
		})
	}
}

// Rules that are right have no findings, whatever they use.
func TestNothingFound(t *testing.T) {
	t.Parallel()
	got := check(t, `
WALLETS = ("9476", "9477")

def decide(row):
    """Links for all."""
    if row["Status"] in ("Void", "Settled"):
        return cancel("settled outside")
    if row.currency == "LKR" and row.amount > LKR(5000000):
        return hold("over five million")
    partial = row.amount > LKR(100000) and not row.phone.startswith(WALLETS)
    return link(
        account = pick(row),
        expires = today() + days(14),
        min_partial = row.amount.percent("33.3").round(to = 100, mode = "up") if partial else None,
        description = "Invoice %s for %s" % (row.reference, row.customer_name),
    )

def pick(row):
    for account in (accounts.colombo, accounts.delhi):
        if account.takes(row.currency):
            return because("takes it", account)
    return accounts.delhi
`)
	if len(got) > 0 {
		t.Errorf("found\n%s", strings.Join(got, "\n"))
	}
}

// Without a sheet, columns and fields are left alone.
func TestWithoutSheet(t *testing.T) {
	t.Parallel()
	s := schema()
	s.HasColumn, s.HasField, s.Env.Columns = nil, nil, nil
	rules := "rules(version = 1)\ndef decide(row):\n    return skip(row[\"Anything\"] or str(row.due_date))\n"
	found, err := lint.Check(fstest.MapFS{"rules.star": {Data: []byte(rules)}}, "rules.star", s)
	if err != nil || len(found) > 0 {
		t.Errorf("found %v, %v", found, err)
	}
	if _, err := lint.Check(fstest.MapFS{}, "rules.star", s); err == nil {
		t.Error("a missing file is no error")
	}
}

func TestFormat(t *testing.T) {
	t.Parallel()
	const ugly = "rules(version=1)\n# why\ndef decide(row):\n  if row[ 'Status' ]=='Void' : # note\n    return skip( 'x' )\n  return link(\n      account   = accounts.colombo,\n      expires=today()+days(14))\nTABLE = {'b':1,'a':2}\n"
	const want = "rules(version = 1)\n\n# why\ndef decide(row):\n    if row[\"Status\"] == \"Void\":  # note\n        return skip(\"x\")\n    return link(\n        account = accounts.colombo,\n        expires = today() + days(14),\n    )\n\nTABLE = {\"b\": 1, \"a\": 2}\n"
	got, err := lint.Format("rules.star", []byte(ugly))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if again, err := lint.Format("rules.star", got); err != nil || string(again) != want {
		t.Errorf("a second time gives %v\n%s", err, again)
	}
	if _, err := lint.Format("rules.star", []byte("def f(:\n")); err == nil || !strings.Contains(err.Error(), "rules.star:1:8") {
		t.Errorf("error %v", err)
	}
}

func BenchmarkCheck(b *testing.B) {
	fsys := fstest.MapFS{"rules.star": {Data: []byte("rules(version = 1)\ndef decide(row):\n    if row.amount > LKR(5):\n        return skip(row[\"Status\"])\n    return link(account = accounts.colombo)\n")}}
	for b.Loop() {
		if _, err := lint.Check(fsys, "rules.star", schema()); err != nil {
			b.Fatal(err)
		}
	}
}

// An expression of thousands of parts is refused at once: the tools would look
// at each part together with all that is in it.
func TestDeep(t *testing.T) {
	t.Parallel()
	deep := "def decide(row):\n    return skip(str(" + strings.Repeat("1+", 100_000) + "1))\n"
	if got := check(t, deep); len(got) != 1 || !strings.Contains(got[0], "nested more than 200 deep") {
		t.Errorf("found %.300v", got)
	}
	if _, err := lint.Format("rules.star", []byte(deep)); err == nil {
		t.Error("it was laid out")
	}
	if _, err := lint.Format("rules.star", []byte(strings.Repeat("#", 300<<10))); err == nil {
		t.Error("a file larger than rules may be was laid out")
	}
}
