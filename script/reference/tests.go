package reference

// tests are the names that only a *_test.star file has. Their examples run
// inside a test.
func tests() []Entry {
	entries := []Entry{
		{
			Name: "decide", Params: []Param{{"row", "row", "", "from t.row"}}, Returns: "decision", Doc: "The rules' own function, as a test calls it.",
			Examples: []Example{{Expr: "decide(t.row()).verdict", Gives: `"link"`}},
		},
		{
			Name: "cases", Params: []Param{{"file", "str", "", "a CSV file in the rules' folder"}, {"fn", "function", "decide", ""}}, Returns: "None",
			Doc:      "Runs a table at the top of a test file: cells of a row, and want_… columns for what must come of it. A blank cell of a field is that of an ordinary invoice, - an empty one. case names a line, today sets its date. Files called *_cases.csv run by themselves.",
			Examples: []Example{{Expr: `type(cases)`, Gives: `"builtin_function_or_method"`}},
		},
		{
			Name: "t", Value: true, Returns: "t", Doc: "What a test is given: def test_small(t). A wrong answer is told and the test goes on.",
			Examples: []Example{{Expr: "type(t)", Gives: `"t"`}},
		},
		{
			Name: "t.row", Params: []Param{{"**cells", "any", "", `fields by name, other columns as **{"Header": "text"}`}}, Returns: "row",
			Doc:      "A row. Texts are read as cells of a sheet are; what is left out is an ordinary invoice of 10,000 due today.",
			Examples: []Example{{Expr: `t.row(amount = "12,000").amount`, Gives: "12,000.00 LKR"}, {Expr: `t.row(Region = "north")["Region"]`, Gives: `"north"`}},
		},
		{
			Name: "t.on", Params: []Param{{"date", "date | str", "", ""}}, Returns: "None", Doc: "Sets what today() gives for the rest of the test.",
			Examples: []Example{{Expr: `(t.on("2026-05-01"), today())[1]`, Gives: "2026-05-01"}},
		},
		{
			Name: "t.eq", Params: []Param{{"got", "any", "", ""}, {"want", "any", "", ""}}, Returns: "None", Doc: "Wants two values to be equal, and of one type.",
			Examples: []Example{{Expr: "t.eq(LKR(1) + LKR(2), LKR(3))", Gives: "None"}},
		},
		{
			Name: "t.ne", Params: []Param{{"got", "any", "", ""}, {"want", "any", "", ""}}, Returns: "None", Doc: "Wants two values to differ.",
			Examples: []Example{{Expr: `t.ne("a", "b")`, Gives: "None"}},
		},
		{
			Name: "t.true", Params: []Param{{"value", "any", "", ""}, {"why", "str", "None", "what to say if it is not"}}, Returns: "None", Doc: "Wants a value to be true.",
			Examples: []Example{{Expr: "t.true(LKR(5) > LKR(1))", Gives: "None"}},
		},
		{
			Name: "t.fails", Params: []Param{{"fn", "function", "", "often a lambda"}, {"text", "str", "None", "what the error must hold"}}, Returns: "None",
			Doc:      "Wants a call to end with an error.",
			Examples: []Example{{Expr: `t.fails(lambda: decide(t.row(amount = "12,5O0")), "12,5O0")`, Gives: "None"}},
		},
	}
	return append(entries, aboutDecisions()...)
}

// aboutDecisions are what a test wants of a decision, and its parts.
func aboutDecisions() []Entry {
	decision := []Param{{"decision", "decision", "", "what decide gave"}, {"reason", "str", "None", "the reason it must have"}}
	verdict := func(name, word, setup string) Entry {
		return Entry{
			Name: "t." + name, Params: decision, Returns: "None", Doc: "Wants the decision to be " + word + ".",
			Examples: []Example{{Expr: "t." + name + "(" + setup + ")", Gives: "None"}},
		}
	}
	part := func(name, returns, doc, gives string) Entry {
		return Entry{Name: "decision." + name, Value: true, Returns: returns, Doc: doc, Examples: []Example{{Expr: "decide(t.row())." + name, Gives: gives}}}
	}
	entries := []Entry{
		verdict("linked", "a link", "decide(t.row())"),
		verdict("skipped", "a skip", `skip("x"), reason = "x"`),
		verdict("held", "a hold", `hold("x")`),
		verdict("rejected", "a rejection", `reject("x")`),
		verdict("cancelled", "a cancellation", `cancel("x")`),
		part("verdict", "str", "link, skip, hold, reject or cancel.", `"link"`),
		part("reason", "str", "The text of skip, hold, reject or cancel.", "None"),
		part("because", "tuple", "The texts of because(), in order.", `("in rupees",)`),
		part("line", "str", "The line of the rules that decided.", `"rules.star:5"`),
	}
	for _, p := range linkParams() {
		gives := map[string]string{"account": "colombo", "expires": "2026-03-15", "min_partial": "3,000.00 LKR", "notify": "()", "metadata": "{}"}[p.Name]
		if gives == "" {
			gives = "None"
		}
		entries = append(entries, part(p.Name, p.Type, "What link("+p.Name+" = …) was given; None where the rules did not say.", gives))
	}
	return entries
}
