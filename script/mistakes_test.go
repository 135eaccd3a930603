package script_test

import (
	"testing"

	"paysheet/script"
)

// What people write who know Python or a spreadsheet, and what they then read.
func TestMistakes(t *testing.T) {
	t.Parallel()
	const fields = "reference, amount, currency, customer_name, email, phone, description, due_date, expires, account, min_partial"
	tests := []struct{ name, source, want string }{
		{"misspelt field", "    return skip(row.amuont)", `rules.star:3:20: a row has no field amuont (did you mean row.amount?); fields are ` + fields + `; write row["Header"] for any other column
        return skip(row.amuont)
                       ^
  in row 17`},
		{"misspelt header", `    return skip(row["Regoin"])`, `rules.star:3:20: the sheet has no column "Regoin" (did you mean "Region"?)
        return skip(row["Regoin"])
                       ^
  in row 17`},
		{"misspelt builtin", "    return lnk(account = accounts.colombo)", `rules.star:3:12: undefined: lnk (did you mean link?)
        return lnk(account = accounts.colombo)
               ^`},
		{"misspelt keyword", "    return link(acount = accounts.colombo)", `rules.star:3:17: link does not take "acount" (did you mean "account"?)
        return link(acount = accounts.colombo)
                    ^`},
		{"wrong type for a keyword", "    return link(account = 5)", `rules.star:3:16: link(account = …): the int 5 is no account: write accounts.colombo, accounts.delhi
        return link(account = 5)
                   ^
  in row 17`},
		{"money plus number", "    return skip(str(row.amount + 5))", `rules.star:3:32: 5 has no currency: write LKR(5)
        return skip(str(row.amount + 5))
                                   ^
  in row 17`},
		{"money below number", "    return skip(\"s\") if row.amount < 10000 else hold(\"h\")", `rules.star:3:36: cannot compare money with int: 10000 has no currency; write LKR(10000)
        return skip("s") if row.amount < 10000 else hold("h")
                                       ^
  in row 17`},
		{"money equals number", "    return skip(\"s\") if row.amount == 10000 else hold(\"h\")", `rules.star:3:36: cannot compare money with int: the answer would always be False; 10000 has no currency: write LKR(10000)
        return skip("s") if row.amount == 10000 else hold("h")
                                       ^
  in row 17`},
		{"remembering between rows", "    seen.append(row.reference)\n    return skip(\"x\")\n\nseen = []", `rules.star:3:16: rules cannot remember things between rows: what is made at the top of a file cannot change later (append: cannot append to frozen list)
        seen.append(row.reference)
                   ^
  in row 17`},
		{"counting rows", "    n += 1\n    return skip(str(n))\n\nn = 0", `rules.star:3:5: n has no value yet in this function; if it is made at the top of the file, it cannot change: rules cannot remember things between rows
        n += 1
        ^
  in row 17`},
		{"one =", "    if row.currency = \"LKR\":\n        return skip(\"x\")", `rules.star:3:21: one = gives a name to a value: use == to compare
        if row.currency = "LKR":
                        ^`},
		{"f-string", "    return skip(f\"done {row.reference}\")", `rules.star:3:17: f-strings are not supported: write "Invoice %s" % x, or "Invoice {}".format(x)
        return skip(f"done {row.reference}")
                    ^`},
		{"is None", "    if row.amount is None:\n        return skip(\"x\")", `rules.star:3:19: is does not compare in rules: use ==, and == None for an empty cell
        if row.amount is None:
                      ^`},
		{"import", "    import re\n    return skip(\"x\")", `rules.star:3:5: import is not available in rules: use load("./other.star", "name") for another rules file
        import re
        ^`},
		{"try", "    try:\n        return skip(\"x\")", `rules.star:3:5: try is not available in rules: test a value first, and use fail("why") to stop
        try:
        ^`},
		{"class", "    class A:\n        pass", `rules.star:3:5: class is not available in rules: use a dict, or functions
        class A:
        ^`},
		{"while", "    while True:\n        pass", `rules.star:3:5: there are no while loops in rules: use for x in range(n)
        while True:
        ^`},
		{"chained comparison", "    return skip(\"x\") if 0 < row.number < 5 else None", `rules.star:3:40: comparisons cannot be chained: write 0 < x and x < 5
        return skip("x") if 0 < row.number < 5 else None
                                           ^`},
		{"too many steps", "    for i in range(100000):\n        for j in range(100):\n            pass\n    return skip(\"x\")", `rules.star:4:9: the rules took 1,000,000 steps, which is the limit: look for a loop over something long
            for j in range(100):
            ^
  in row 17`},
		{"blank date", "    return link(expires = row.expires + days(3))", `rules.star:3:39: expires is empty in Invoices!I17 (expires): test row.expires == None first
        return link(expires = row.expires + days(3))
                                          ^
  in row 17`},
		{"decision thrown away", "    hold(\"ask\")", `rules.star:3:5: this hold(…) decides nothing: write return hold(…)
        hold("ask")
        ^`},
		{"no decision", "    return", `rules.star:2:1: decide came to its end without a decision: end every path with return link(…), skip(…), hold(…), reject(…) or cancel(…)
    def decide(row):
    ^
  in row 17`},
		{"unknown account", "    return link(account = accounts.colmbo)", `rules.star:3:36: there is no account "colmbo" (did you mean "colombo"?)
        return link(account = accounts.colmbo)
                                       ^`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := decideError(t, "def decide(row):\n"+tt.source+"\n")
			if err.Error() != tt.want {
				t.Errorf("got\n%s\nwant\n%s", err, tt.want)
			}
		})
	}
}

// decideError gives the error of compiling the rules or of deciding the sample row.
func decideError(t *testing.T, source string) error {
	t.Helper()
	rules, err := script.Compile(folder(source), "rules.star", environment())
	if err != nil {
		return err
	}
	d, err := rules.Decide(t.Context(), sampleRow())
	if err == nil {
		t.Fatalf("no error but %+v", d)
	}
	return err
}

// Shorter texts: only the message is compared.
func TestMessages(t *testing.T) {
	t.Parallel()
	tests := []struct{ line, want string }{
		{`return skip(LRK(5))`, `undefined: LRK (did you mean LKR?)`},
		{`return skip(null)`, `undefined: null (did you mean None?)`},
		{`return skip(row.region)`, `a row has no field region: write row["Region"] for the column`},
		{`return skip(row.get("Nope", 5))`, `skip takes the reason as text, not the int 5`},
		{`return skip(str(LKR(10.5)))`, `10.5 is a float, which cannot hold every amount exactly: write it as text, "10.5", or decimal("10.5")`},
		{`return skip(str(row.amount * 1.18))`, `1.18 is a float, which cannot hold every amount exactly: write it as text, "1.18", or decimal("1.18")`},
		{`return skip(str(row.amount / 3))`, `money cannot be divided by the int 3: write .split(3) for parts that sum back, or .percent("33.3") for a share`},
		{`return skip(str(row.amount / 4))`, `money cannot be divided by the int 4: write .split(4) for parts that sum back, or .percent("33.3") for a share`},
		{`return skip(str(row.amount / decimal("1.5")))`, `money cannot be divided by the decimal 1.5: write .split(3) for parts that sum back, or .percent("33.3") for a share`},
		{`return skip(str(row.amount // 100))`, `money // the int 100 does not work: write .round(to = 100, mode = "down") for whole hundreds`},
		{`return skip(str(row.amount / LKR(0)))`, `cannot divide 150,000.00 LKR by 0.00 LKR, which is nothing: test it first`},
		{`return skip(str(LKR("92233720368547758") + LKR("92233720368547758")))`, `92,233,720,368,547,758.00 LKR + 92,233,720,368,547,758.00 LKR is too large`},
		{`return skip(str(decimal(1) / 0))`, `1 cannot be divided by 0: test it first`},
		{`return skip(str(decimal("9999999999999999999") + 1))`, `9999999999999999999 + 1 has more digits than a decimal holds, which is 19`},
		{`return skip(str(100 / 3))`, `100 / 3 would be a float, which loses digits: write decimal(100) / 3, or // for whole numbers`},
		{`return skip(str(row.number / 2))`, `17 / 2 would be a float, which loses digits: write decimal(17) / 2, or // for whole numbers`},
		{`return skip(str("40000" + 1))`, `the text "40000" + the int 1 does not work: cells are text; write int(…) or decimal(…) around it to reckon with it`},
		{`return skip(str(row.amount.split("3")))`, `split takes a whole number as its n, not text: write int(…) around it`},
		{`return skip(str(row.due_date.add_business_days(1, ["2026-01-15"])))`, `add_business_days takes holidays as its holidays, not a list: write HOLIDAYS = holidays("lk-2026.csv") at the top, and hand it HOLIDAYS`},
		{`return skip(because(5, "x"))`, `because takes text as its text, not a whole number: write str(…) around it`},
		{`return skip(because())`, `because needs its text: paysheet rules doc shows how it is written`},
		{`return skip({}.get("x")["y"])`, `the value before [ is None, which .get(…) gives for what is missing: test it against None first`},
		{`return skip(str(row.amount[0]))`, `there is nothing to look up in money with [ ]`},
		{`return skip(row.reference())`, `text is no function: leave out the ( ) behind it`},
		{`return skip(str([a for a in row.number]))`, `a whole number cannot be gone through: for takes a list, a dict or a table`},
		{`return skip(row.due_date.format("dd/mm/yyyy"))`, `format: "dd/mm/yyyy" names no part of the date: write "%d.%m.%Y" or "%e %B %Y"`},
		{`return skip(str(months(1) == days(30)))`, `cannot compare months(1) with days(30): months have no fixed number of days`},
		{`return skip(str(days(10000000000)))`, `days(10000000000) is longer than the calendar`},
		{`return skip(str(accounts.colombo.takes("Rs.")))`, `takes: "Rs." is not an ISO 4217 currency code: write three letters such as LKR, INR or USD`},
		{`return skip(str(row.amount + USD(5)))`, `cannot add 150,000.00 LKR and 5.00 USD: they are different currencies; test row.currency first`},
		{`return skip(str(row.amount > USD(5)))`, `cannot compare 150,000.00 LKR with 5.00 USD: they are different currencies; test row.currency first`},
		{`return skip(str(row["Region"] > 5))`, `cannot compare string with int: row["Region"] is text; write decimal(row["Region"]) for a number, or money(row["Region"], row.currency) for an amount`},
		{`return skip({"LKR": "a"}["INR"])`, `key "INR" not in dict: write .get("INR") where it may be missing`},
		{`return skip(str(row.amount in [LKR(1), 150000]))`, `cannot compare money with int: the answer would always be False; 150000 has no currency: write LKR(150000)`},
		{`return skip(str((row.amount, 1) == (150000, 1)))`, `cannot compare money with int: the answer would always be False; 150000 has no currency: write LKR(150000)`},
		{`return skip("Total " + row.amount)`, `text and money cannot be added: write str() around the amount to join it to "Total "`},
		{`return skip("n" + 5)`, `the text "n" + the int 5 does not work: write str() around the second to join them as text`},
		{`return skip("Due %s" % row.expires)`, `expires is empty in Invoices!I17 (expires): test row.expires == None first`},
		{`return skip("Due {}".format(row.expires))`, `expires is empty in Invoices!I17 (expires): test row.expires == None first`},
		{`return skip(str(row.expires))`, `expires is empty in Invoices!I17 (expires): test row.expires == None first`},
		{`return skip(str(row.min_partial.percent(5)))`, `min_partial is empty in Invoices!K17 (min partial): test row.min_partial == None first`},
		{`return skip(str(max(row.expires, today())))`, `expires is empty in Invoices!I17 (expires): test row.expires == None first`},
		{`return skip(str(row.due_date > "2026-01-01"))`, `cannot compare date with string: write date("2026-01-01")`},
		{`return skip(str(row.due_date == "2026-01-01"))`, `cannot compare date with string: the answer would always be False; write date("2026-01-01")`},
		{`return skip(str(row.due_date + 14))`, `a date and the int 14 do not go together: write 2026-03-31 + days(14)`},
		{`return skip(str(row.due_date.weekday == "Satday"))`, `"Satday" is no day of the week (did you mean "Saturday"?): write "Monday"`},
		{`return skip(str(row.account == accounts.colombo))`, `cannot compare string with account: the answer would always be False; write .name for the account's name`},
		{`return skip(str(row.currency == LKR))`, `cannot compare string with currency: the answer would always be False; write "LKR"`},
		{`return skip(str(5 in {"a": 1}))`, `cannot look for int among keys of type string: the answer would always be False; write "5"`},
		{`return skip(str(decimal("1.5") > 1))`, `cannot compare decimal with int: write decimal(1)`},
		{`return skip(str(row.amount.percnt(5)))`, `money has no .percnt (did you mean .percent?)`},
		{`return skip(str(row.amount.round(mode = "upp")))`, `"upp" is no way to round: write "up", "down", "nearest" or "half_even"`},
		{`return skip(str(LKR("12,5")))`, `"12,5" has a comma where no thousands are: write it as "25,000.00" or "25000.00"`},
		{`return skip(str(LKR("1.005")))`, `1.005 LKR: more decimal places than the currency has (LKR has 2)`},
		{`return skip(float("1.5"))`, `floats lose digits and are not used in rules: write decimal("1.5")`},
		{`return decide(row)`, `function decide called recursively, which rules cannot do: use a for loop`},
		{`return fail("no good")`, `no good`},
		{`row.amount = LKR(5)`, `can't assign to .amount field of row: rules do not change what they are given; hand link(…) the value instead`},
		{`return skip(" ")`, `skip needs a reason that a person can read later: write skip("why")`},
		{`return hold("a", "b")`, `hold takes one thing, the reason: write hold("why")`},
		{`return link("colombo")`, `link takes named values only: write link(account = "colombo")`},
		{`return link(account = "colmbo")`, `link(account = …): there is no account "colmbo" (did you mean "colombo"?)`},
		{`return link(expires = 14)`, `link(expires = …): 14 is not a date: write today() + days(14)`},
		{`return link(amount = 500)`, `link(amount = …): the int 500 is not money: write LKR(25000) or money("25,000.00", "LKR")`},
		{`return link(notify = "mail")`, `link(notify = …): the text "mail" is not one of "email", "sms"`},
		{`return link(on_change = "renew")`, `link(on_change = …): the text "renew" is not one of "keep", "update", "replace"`},
		{`return link(return_url = "javascript:alert(1)")`, `link(return_url = …): "javascript:alert(1)" is no web address: write https://…`},
		{`return link(metadata = {"a": 1})`, `link(metadata = …): "a": the int 1 is not text: write str() around it`},
		{`return skip(table("limits.csv").columns[0])`, `read limits.csv at the top of the rules, not inside a function: it is the same for every row`},
		{`if row.amount == None and: return skip("x")`, `a value is missing before this`},
		{`x = "abc`, `this text is never closed: end it with the quote that it begins with`},
		{`x = row.number > 5 ? 1 : 2`, `there is no ? here: write a if condition else b`},
		{`print "hello"`, `print takes what it says in brackets: print("text", row.amount)`},
		{`elif row: pass`, `elif belongs under an if, at the same depth: there is none here`},
		{`x = ‘abc’`, `‘ is a quote of printed text: write " instead`},
		{`x = row.amount × 2`, `× does not multiply: write *`},
		{`x = row.number – 2`, `– is a dash of printed text: write - instead`},
		{`x = row.number ≥ 2`, `≥ does not compare: write <=, >= or !=`},
		{"x =\u00a01", `there is a character here that cannot be seen, as comes with text copied from a page: delete it and type a space`},
		{`x = 5€`, `an amount is written with its currency's code: LKR(25000)`},
		{`x = 5 ÷ 2`, `÷ does not divide: write /`},
		{`x = 5 ° 2`, `the character ° has no meaning in rules; in quotes it is text`},
		{`assert row.amount`, `assert is not available in rules: test a value first, and use fail("why") to stop`},
		{`x = 5 if row.amount`, `a value with an if needs its else too: write a if condition else b`},
		{`return skip("a") if row.number = 5 else None`, `one = gives a name to a value: use == to compare`},
		{`return skip("a") if row.amount is None else None`, `is does not compare in rules: use ==, and == None for an empty cell`},
		{`return skip("x") if row["Status"] == "Void" or "Paid" else None`, `"Paid" stands alone here, and by itself it is always the same: write row["Status"] in ("Void", "Paid")`},
		{`return skip("x") if row["Status"] != "Void" and "Paid" else None`, `"Paid" stands alone here, and by itself it is always the same: write and row["Status"] != "Paid"`},
		{`return skip("x") if row.number == 5 or row["Status"] == "Void" or ("Paid") else None`, `"Paid" stands alone here, and by itself it is always the same: write row["Status"] in ("Void", "Paid")`},
		{`return skip("x") if row.phone.startswith("077") or "076" else None`, `"076" stands alone here, and by itself it is always the same: write the whole test again for it`},
		{`return link(accounts.colombo)`, `link takes named values only: write link(account = accounts.colombo)`},
		{`x = 1 2`, `the line should end here: an operator, a comma or a bracket is missing before this`},
		{`return skip("a" row.reference)`, `a comma or an operator is missing before this`},
		{`f = lambda x: (x 5)`, `a comma, an operator or the closing ) is missing before this`},
		{`x = {"a" 1}`, `a : is missing before this`},
		{`x = 1)`, `this ) closes nothing: there is one too many`},
		{`for x y in row.columns: pass`, `for says what it goes through: write for x in list:`},
		{`x = 08`, `this is no number: it begins with a 0 or runs into letters; what is text stands in quotes`},
		{`x = row.`, `a name should stand here`},
		{"if row:\n    x = 1", `what belongs under the line above stands deeper: put four spaces more before it`},
		{`x = row[Status]`, `undefined: Status: write row["Status"] for the column`},
		{`x = round(row.amount)`, `round is not available in rules: write row.amount.round(to = 100, mode = "nearest")`},
		{`x = isinstance(row, str)`, `isinstance is not available in rules: write type(x) == "string"`},
		{`x = map(str, row.columns)`, `map is not available in rules: write [f(x) for x in list]`},
		{`x = filter(str, row.columns)`, `filter is not available in rules: write [x for x in list if f(x)]`},
		{`x = foo + bar`, `undefined: foo`},
		{`x = row.due-row.number`, `a row has no field due (did you mean row.due_date?); fields are reference, amount, currency, customer_name, email, phone, description, due_date, expires, account, min_partial; write row["Header"] for any other column`},
		{`x = "%s %s" % "a"`, `not enough arguments for format string: each %s wants a value, and a % by itself is written %%`},
		{`x = "%s" % ("a", "b")`, `too many arguments for format string: each value wants a %s`},
		{`x = "%d" % row.amount`, `%d writes whole numbers only: write %s for everything else`},
		{`x = "{}{}".format(1)`, `format: there are more {} in the text than values`},
		{`x = int("1,000")`, `int: "1,000" is no whole number: write decimal("1,000")`},
		{`x = int("12 days")`, `int: "12 days" is no whole number`},
		{`x = "abc"[5]`, `string index 5 out of range [-3:2]: there are no more than 3`},
		{`x = ""[0]`, `index 0 out of range: empty string`},
		{`return skip`, `decide returned skip itself, which has decided nothing yet: write return skip("why")`},
		{`return link`, `decide returned link itself, which has decided nothing yet: write return link(account = …)`},
		{`return accounts.colombo`, `decide returned an account: write return link(account = …)`},
		{`return [skip("a")]`, `decide returned a value of type list: a row has one decision, return link(…), skip(…), hold(…), reject(…) or cancel(…)`},
		{`return "skip"`, `decide returned the text "skip": return link(…), skip(…), hold(…), reject(…) or cancel(…)`},
		{`return skip("x") if row.amount && True else None`, `write and, or, not for conditions`},
		{`return skip("x") if !row.amount else None`, `write not for the opposite, and != for different`},
		{`x = 2 ** 3`, `there is no ** here: multiply with *`},
		{`return json.decode("{}")`, `json is not available in rules: they have money, decimal, date, days and table`},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			t.Parallel()
			e := asError(t, decideError(t, "def decide(row):\n    "+tt.line+"\n"))
			if e.Message != tt.want {
				t.Errorf("got  %s\nwant %s", e.Message, tt.want)
			}
		})
	}
}
