package reference

func moneyEntries() []Entry {
	mode := Param{"mode", "str", `"nearest"`, `"up" (away from zero), "down", "nearest" or "half_even"`}
	return []Entry{
		{
			Name: "LKR", Params: []Param{{"amount", "int | str | decimal", "", "whole units, or text with decimals"}}, Returns: "money",
			Doc:      "An exact amount. Every ISO 4217 code is such a function: USD(5), INR(\"4,75,000.00\"). Amounts of two currencies never meet.",
			Examples: []Example{{Expr: "LKR(25000)", Gives: "25,000.00 LKR"}, {Expr: `USD("10.50")`, Gives: "10.50 USD"}, {Expr: `row.amount > LKR("100,000.00")`, Gives: "True"}},
		},
		{
			Name: "money", Params: []Param{{"amount", "int | str | decimal", "", "as for LKR"}, {"currency", "str", "", "an ISO 4217 code"}}, Returns: "money",
			Doc:      "An amount whose currency is known only as text. + and - take the same currency, * an int or a decimal, and / gives the ratio of two amounts.",
			Examples: []Example{{Expr: `money("1,250.00", row.currency)`, Gives: "1,250.00 LKR"}, {Expr: "row.amount / LKR(100000)", Gives: "1.5"}},
		},
		{
			Name: "money.percent", Params: []Param{{"n", "int | str | decimal", "", "the percentage"}, {"rounding", "str", `"half_even"`, "as mode of round"}}, Returns: "money",
			Doc:      "A share of an amount, rounded to the smallest unit.",
			Examples: []Example{{Expr: "row.amount.percent(30)", Gives: "45,000.00 LKR"}, {Expr: `LKR("10.01").percent("12.5", rounding = "up")`, Gives: "1.26 LKR"}},
		},
		{
			Name: "money.round", Params: []Param{{"to", "int | str | decimal | money", "1", "in whole units: 100, or \"0.05\""}, mode}, Returns: "money",
			Doc:      "The nearest multiple of an amount.",
			Examples: []Example{{Expr: `LKR(12345).round(to = 100, mode = "up")`, Gives: "12,400.00 LKR"}, {Expr: `CHF("12.34").round(to = "0.05")`, Gives: "12.35 CHF"}},
		},
		{
			Name: "money.split", Params: []Param{{"n", "int", "", "how many parts, up to 1,000"}}, Returns: "list",
			Doc:      "Parts that differ by at most one smallest unit and sum back to the amount.",
			Examples: []Example{{Expr: "LKR(100).split(3)", Gives: "[33.34 LKR, 33.33 LKR, 33.33 LKR]"}},
		},
		{
			Name: "money.clamp", Params: []Param{{"lo", "money", "", "the least"}, {"hi", "money", "", "the most"}}, Returns: "money",
			Doc:      "The amount, but no less than one bound and no more than the other.",
			Examples: []Example{{Expr: "LKR(300).clamp(LKR(500), LKR(50000))", Gives: "500.00 LKR"}},
		},
		{
			Name: "money.amount", Value: true, Returns: "decimal", Doc: "The number without its currency.",
			Examples: []Example{{Expr: "row.amount.amount", Gives: "150000.00"}},
		},
		{
			Name: "money.currency", Value: true, Returns: "str", Doc: "The ISO 4217 code.",
			Examples: []Example{{Expr: "row.amount.currency", Gives: `"LKR"`}},
		},
		{
			Name: "money.is_zero", Value: true, Returns: "bool", Doc: "Whether the amount is zero; an amount of zero is also false by itself.",
			Examples: []Example{{Expr: "LKR(0).is_zero", Gives: "True"}, {Expr: "not LKR(0)", Gives: "True"}},
		},
		{
			Name: "money.minor", Value: true, Returns: "int", Doc: "The amount in smallest units: cents.",
			Examples: []Example{{Expr: `LKR("12.50").minor`, Gives: "1250"}},
		},
		{
			Name: "money.number", Value: true, Returns: "str", Doc: "The plain digits, for texts: 150000.00.",
			Examples: []Example{{Expr: "row.amount.number", Gives: `"150000.00"`}},
		},
	}
}

func numbers() []Entry {
	return []Entry{
		{
			Name: "decimal", Params: []Param{{"number", "int | str", "", "digits, as text where there are decimals"}}, Returns: "decimal",
			Doc:      "An exact number for rates and ratios, with + - * / and comparison. There are no floats in rules.",
			Examples: []Example{{Expr: `LKR(100) * decimal("1.18")`, Gives: "118.00 LKR"}, {Expr: `decimal("1.5") + 1`, Gives: "2.5"}},
		},
		{
			Name: "sum", Params: []Param{{"list", "list", "", "money, decimals, spans of days or whole numbers"}, {"start", "any", "None", "what is added to, and the sum of nothing"}}, Returns: "any",
			Doc:      "Adds up.",
			Examples: []Example{{Expr: "sum(row.amount.split(3))", Gives: "150,000.00 LKR"}, {Expr: "sum([], LKR(0))", Gives: "0.00 LKR"}},
		},
		{
			Name: "abs", Params: []Param{{"x", "money | decimal | int", "", ""}}, Returns: "any", Doc: "The value without its sign.",
			Examples: []Example{{Expr: "abs(LKR(-5))", Gives: "5.00 LKR"}},
		},
		{
			Name: "min", Params: []Param{{"*values", "any", "", "or one list"}}, Returns: "any", Doc: "The smallest of several values of one type.",
			Examples: []Example{{Expr: "min(LKR(500), row.amount)", Gives: "500.00 LKR"}},
		},
		{
			Name: "max", Params: []Param{{"*values", "any", "", "or one list"}}, Returns: "any", Doc: "The largest of several values of one type.",
			Examples: []Example{{Expr: "max(row.due_date, today())", Gives: "2026-03-31"}},
		},
		{
			Name: "int", Params: []Param{{"x", "str | int", "", "whole digits"}, {"base", "int", "10", ""}}, Returns: "int", Doc: "A whole number out of text.",
			Examples: []Example{{Expr: `int("42")`, Gives: "42"}},
		},
		{
			Name: "float", Params: []Param{{"x", "any", "", ""}}, Returns: "error", Doc: "Always an error: floats lose digits. Write decimal(\"1.18\").",
			Examples: []Example{{Expr: `decimal("1.18")`, Gives: "1.18"}},
		},
	}
}
