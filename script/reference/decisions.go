package reference

func decisions() []Entry {
	reason := []Param{{"reason", "str", "", "why, in words that a person can read later"}}
	return []Entry{
		{
			Name: "rules", Params: []Param{{"version", "int", "", "the version of the language: 1"}}, Keywords: true, Returns: "None",
			Doc:      "Says in which version of the language the file is written. It is the first statement of the rules.",
			Examples: []Example{{Expr: "rules(version = 1)", Gives: "None"}},
		},
		{
			Name: "link", Params: linkParams(), Keywords: true, Returns: "decision",
			Doc: "The row should have a payment link. What is left out stays as the sheet has it; None leaves it out on purpose.",
			Examples: []Example{
				{Expr: "link(account = accounts.colombo, expires = row.due_date + days(14))", Gives: `link(account = "colombo")`},
				{Expr: "link(account = accounts.colombo, min_partial = row.amount.percent(30)).min_partial", Gives: "45,000.00 LKR"},
			},
		},
		{
			Name: "skip", Params: reason, Returns: "decision", Doc: "Nothing is to be done for the row.",
			Examples: []Example{{Expr: `skip("nothing due")`, Gives: `skip("nothing due")`}},
		},
		{
			Name: "hold", Params: reason, Returns: "decision", Doc: "A person must look at the row first; no link is made.",
			Examples: []Example{{Expr: `hold("over five million: ask the controller")`, Gives: `hold("over five million: ask the controller")`}},
		},
		{
			Name: "reject", Params: reason, Returns: "decision", Doc: "The row is wrong and must be corrected in the sheet; the run ends with 3.",
			Examples: []Example{{Expr: `reject("no phone number")`, Gives: `reject("no phone number")`}},
		},
		{
			Name: "cancel", Params: reason, Returns: "decision", Doc: "Takes back a link that is live and unpaid; without one it is the same as skip.",
			Examples: []Example{{Expr: `cancel("settled outside")`, Gives: `cancel("settled outside")`}},
		},
		{
			Name: "because", Params: []Param{{"text", "str", "", "the reason"}, {"value", "any", "None", "what is given back"}}, Returns: "any",
			Doc:      "Gives value back and keeps the reason: plan shows it below the row, explain in its place.",
			Examples: []Example{{Expr: `because("a wallet customer", accounts.colombo)`, Gives: "colombo"}},
		},
	}
}

func linkParams() []Param {
	return []Param{
		{"account", "account | str", "None", "where the link is made; None: the row's account column"},
		{"amount", "money", "None", "instead of the row's amount; the plan shows both"},
		{"reference", "str", "None", "instead of the row's reference; the plan shows both"},
		{"description", "str", "None", "what the customer reads"},
		{"expires", "date | days", "None", "the last day on which it can be paid; days(14) counts from today"},
		{"min_partial", "money", "None", "the smallest part that may be paid; None: only the whole"},
		{"customer_name", "str", "None", "instead of the row's"},
		{"email", "str", "None", "instead of the row's"},
		{"phone", "str", "None", "instead of the row's"},
		{"return_url", "str", "None", "where the customer goes after paying: https://…"},
		{"failure_url", "str", "None", "where the customer goes after failing to pay"},
		{"notify", "str | tuple", "None", `"email", "sms" or both: the provider writes to the customer`},
		{"metadata", "dict", "None", "texts that the provider keeps with the link, at most 50"},
		{"on_change", "str", "None", `"keep", "update" or "replace", where the amount of a link that exists has changed`},
		{"on_expired", "str", "None", `"keep" or "renew", where a link that exists has expired`},
	}
}

func row() []Entry {
	field := func(name, returns, doc, gives string) Entry {
		return Entry{Name: "row." + name, Value: true, Returns: returns, Doc: doc, Examples: []Example{{Expr: "row." + name, Gives: gives}}}
	}
	return []Entry{
		{
			Name: "row", Value: true, Returns: "row",
			Doc:      `The row that decide was asked about. row["Header"] is the text of any column; a column that is not there is an error.`,
			Examples: []Example{{Expr: `row["Region"]`, Gives: `"north"`}, {Expr: `"Region" in row`, Gives: "True"}},
		},
		field("reference", "str", "The invoice's own number.", `"INV-1001"`),
		field("amount", "money", "What is owed, exactly; None for a blank cell.", "150,000.00 LKR"),
		field("currency", "str", "The ISO 4217 code that holds for the row.", `"LKR"`),
		field("customer_name", "str", `The customer; "" for a blank cell.`, `"Nimal Perera"`),
		field("email", "str", `The customer's address; "" for a blank cell.`, `"nimal@example.com"`),
		field("phone", "str", `The customer's phone; "" for a blank cell.`, `"+94771234567"`),
		field("description", "str", "What the sheet says the link is for.", `""`),
		field("due_date", "date", "When the invoice is due; None for a blank cell.", "2026-03-31"),
		field("expires", "date", "Until when the sheet wants the link; None for a blank cell.", "None"),
		field("account", "str", "The account that the sheet names.", `"colombo"`),
		field("min_partial", "money", "The smallest part that the sheet allows; None for a blank cell.", "None"),
		field("number", "int", "The row's number as the spreadsheet shows it.", "17"),
		field("columns", "tuple", "The sheet's headers.", `("Status", "Region", "Segment")`),
		{
			Name: "row.get", Params: []Param{{"header", "str", "", "a column's header"}, {"default", "any", "None", "where the sheet has no such column"}}, Returns: "str",
			Doc:      `The text of a column that may be missing; for one that must be there write row["Header"].`,
			Examples: []Example{{Expr: `row.get("Region", "-")`, Gives: `"north"`}, {Expr: `row.get("Cost centre", "-")`, Gives: `"-"`}},
		},
		{
			Name: "row.raw", Params: []Param{{"field", "str", "", `a field's name, such as "amount"`}}, Returns: "str",
			Doc:      "The text of a field's cell exactly as it is stored: before it is read as money or a date, checked, trimmed, or corrected by --accept.",
			Examples: []Example{{Expr: `row.raw("amount")`, Gives: `"150000.00"`}},
		},
	}
}

func accounts() []Entry {
	part := func(name, returns, doc, gives string) Entry {
		return Entry{Name: "account." + name, Value: true, Returns: returns, Doc: doc, Examples: []Example{{Expr: "accounts.colombo." + name, Gives: gives}}}
	}
	return []Entry{
		{
			Name: "accounts", Value: true, Returns: "accounts",
			Doc:      `The accounts of the configuration: accounts.NAME, or accounts["name"] for a name out of a cell.`,
			Examples: []Example{{Expr: "accounts.colombo", Gives: "colombo"}, {Expr: "accounts[row.account].provider", Gives: `"onepay"`}},
		},
		part("name", "str", "The account's name in the configuration.", `"colombo"`),
		part("provider", "str", "The provider's name.", `"onepay"`),
		part("currencies", "tuple", "The currencies that the provider documents; empty where it names none.", `("LKR", "USD")`),
		{
			Name: "account.takes", Params: []Param{{"currency", "str", "", "an ISO 4217 code"}}, Returns: "bool",
			Doc:      "Whether the provider takes a currency. Where it documents no list, it takes all.",
			Examples: []Example{{Expr: "accounts.colombo.takes(row.currency)", Gives: "True"}, {Expr: `accounts.delhi.takes("LKR")`, Gives: "False"}},
		},
		part("min_amount", "decimal", "The smallest amount of a link; None where none is documented.", "None"),
		part("max_reference", "int", "How many characters a reference may have; None for no limit.", "None"),
		part("max_description", "int", "How many characters a description may have; None for no limit.", "500"),
		part("description_required", "bool", "Whether a link needs a description.", "False"),
		part("partial", "bool", "Whether links can be paid in parts.", "True"),
		part("partial_above", "tuple", "The amounts from which links can be paid in parts, one a currency.", "()"),
		part("partial_min_percent", "int", "The smallest part, in percent of the amount; None for no limit.", "30"),
		part("partial_max_percent", "int", "The largest smallest part, in percent; None for no limit.", "None"),
		part("find", "str", "How links can be found by reference: exact, scan or none.", `""`),
		part("tells_paid", "bool", "Whether the provider tells how much was paid.", "False"),
		part("notifies", "bool", "Whether the provider writes to customers when asked.", "False"),
	}
}

func files() []Entry {
	const limits = `LIMITS = table("limits.csv", key = "segment")`
	const closed = `HOLIDAYS = holidays("holidays.csv")`
	return []Entry{
		{
			Name: "table", Params: []Param{{"file", "str", "", "a CSV file in the rules' folder"}, {"key", "str", "None", "the column that rows are looked up by"}}, Returns: "table",
			Doc: `Reads a file once, at the top of the rules: TABLE["retail"]["limit"], or for record in TABLE. Cells are text.`,
			Examples: []Example{
				{Top: limits, Expr: `money(LIMITS["retail"]["limit"], "LKR")`, Gives: "50,000.00 LKR"},
				{Top: limits, Expr: `[record["segment"] for record in LIMITS]`, Gives: `["retail", "wholesale"]`},
			},
		},
		{
			Name: "table.get", Params: []Param{{"key", "str", "", "what the key column holds"}, {"default", "any", "None", "where no row has it"}}, Returns: "record",
			Doc:      "The record of a key that may be missing.",
			Examples: []Example{{Top: limits, Expr: `LIMITS.get("unknown", "none")`, Gives: `"none"`}},
		},
		{
			Name: "table.columns", Value: true, Returns: "tuple", Doc: "The file's headers.",
			Examples: []Example{{Top: limits, Expr: "LIMITS.columns", Gives: `("segment", "limit")`}},
		},
		{
			Name: "holidays", Params: []Param{{"file", "str", "", "a CSV file in the rules' folder"}, {"column", "str", `"date"`, "the column with the dates"}}, Returns: "holidays",
			Doc:      "Reads a list of dates for add_business_days and is_business_day; date in HOLIDAYS works too. The plan tells where the list has no day of a year.",
			Examples: []Example{{Top: closed, Expr: "date(2026, 3, 2) in HOLIDAYS", Gives: "True"}},
		},
		{
			Name: "load", Params: []Param{{"file", "str", "", "a .star file in the rules' folder"}, {"*names", "str", "", "what to take from it; new = \"old\" takes it by another name"}}, Returns: "None",
			Doc:      "Takes functions and values from another rules file, at the top of the rules.",
			Examples: []Example{{Top: `load("./wallets.star", "is_wallet")`, Expr: "is_wallet(row.phone)", Gives: "True"}},
		},
	}
}
