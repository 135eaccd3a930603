package reference

func dates() []Entry {
	span := func(name, doc, expr, gives string) Entry {
		return Entry{
			Name: name, Params: []Param{{"n", "int", "", "how many"}}, Returns: "days", Doc: doc,
			Examples: []Example{{Expr: expr, Gives: gives}},
		}
	}
	entries := []Entry{
		{
			Name: "date", Params: []Param{{"year", "int | str", "", `or the whole date as "2026-01-31"`}, {"month", "int", "None", ""}, {"day", "int", "None", ""}}, Returns: "date",
			Doc:      "A civil date, without a time or a zone. + and - take days(…); the difference of two dates is a number of days.",
			Examples: []Example{{Expr: "date(2026, 1, 31)", Gives: "2026-01-31"}, {Expr: `date("2026-01-31") + months(1)`, Gives: "2026-02-28"}, {Expr: "(row.due_date - today()).days", Gives: "30"}},
		},
		{
			Name: "today", Returns: "date", Doc: "The run's date, the same for every row and written into the run; --as-of sets it.",
			Examples: []Example{{Expr: "today()", Gives: "2026-03-01"}},
		},
		span("days", "A number of days, to add to a date.", "today() + days(14)", "2026-03-15"),
		span("weeks", "Seven days each.", "today() + weeks(2)", "2026-03-15"),
		span("months", "Calendar months; a day that the month does not have becomes its last.", "date(2026, 1, 31) + months(1)", "2026-02-28"),
		span("years", "Twelve months each.", "date(2024, 2, 29) + years(1)", "2025-02-28"),
		{
			Name: "days.days", Value: true, Returns: "int", Doc: "The number of days of a span.",
			Examples: []Example{{Expr: "(row.due_date - today()).days", Gives: "30"}},
		},
		{
			Name: "days.months", Value: true, Returns: "int", Doc: "The number of months of a span.",
			Examples: []Example{{Expr: "years(1).months", Gives: "12"}},
		},
	}
	return append(entries, dateParts()...)
}

func dateParts() []Entry {
	part := func(name, doc, gives string) Entry {
		return Entry{Name: "date." + name, Value: true, Returns: "int", Doc: doc, Examples: []Example{{Expr: "row.due_date." + name, Gives: gives}}}
	}
	calendar := Param{"holidays", "holidays", "None", `days that are none, from holidays("lk-2026.csv")`}
	return []Entry{
		part("year", "The year.", "2026"),
		part("month", "The month, from 1.", "3"),
		part("day", "The day of the month.", "31"),
		{
			Name: "date.weekday", Value: true, Returns: "weekday", Doc: "The day of the week; it equals its English name in any case.",
			Examples: []Example{{Expr: "row.due_date.weekday", Gives: "Tuesday"}, {Expr: `row.due_date.weekday in ("Saturday", "Sunday")`, Gives: "False"}},
		},
		{
			Name: "date.start_of_month", Returns: "date", Doc: "The first day of the month.",
			Examples: []Example{{Expr: "row.due_date.start_of_month()", Gives: "2026-03-01"}},
		},
		{
			Name: "date.end_of_month", Returns: "date", Doc: "The last day of the month.",
			Examples: []Example{{Expr: "today().end_of_month()", Gives: "2026-03-31"}},
		},
		{
			Name: "date.next", Params: []Param{{"weekday", "str", "", "an English name"}}, Returns: "date", Doc: "The first such day after the date.",
			Examples: []Example{{Expr: `today().next("Monday")`, Gives: "2026-03-02"}},
		},
		{
			Name: "date.add_business_days", Params: []Param{{"n", "int", "", "how many; negative goes back"}, calendar}, Returns: "date",
			Doc:      "Counts days that are neither Saturday, Sunday nor a holiday. A year of which the list names no day is told with the row.",
			Examples: []Example{{Expr: "date(2026, 3, 6).add_business_days(1)", Gives: "2026-03-09"}, {Top: `HOLIDAYS = holidays("holidays.csv")`, Expr: "date(2026, 2, 27).add_business_days(1, HOLIDAYS)", Gives: "2026-03-03"}},
		},
		{
			Name: "date.is_business_day", Params: []Param{calendar}, Returns: "bool", Doc: "Whether the date is neither Saturday, Sunday nor a holiday.",
			Examples: []Example{{Expr: "date(2026, 3, 7).is_business_day()", Gives: "False"}},
		},
		{
			Name: "date.format", Params: []Param{{"layout", "str", "", "%d %e %m %b %B %y %Y %a %A, and %% for a percent sign"}}, Returns: "str",
			Doc:      "The date as text, in English.",
			Examples: []Example{{Expr: `row.due_date.format("%e %B %Y")`, Gives: `"31 March 2026"`}},
		},
	}
}
