package script_test

import (
	"testing"
)

// TestExpressions tells what each part of the language gives, as repr shows it.
func TestExpressions(t *testing.T) {
	t.Parallel()
	tests := []struct{ expr, want string }{
		// Money.
		{`LKR(25000)`, `25,000.00 LKR`},
		{`LKR("25,000.50") == LKR("25000.5")`, `True`},
		{`LKR("5,00,000.00")`, `500,000.00 LKR`},
		{`money("1234567", row.currency)`, `1,234,567.00 LKR`},
		{`money(12, JPY)`, `12 JPY`},
		{`LKR(LKR(5))`, `5.00 LKR`},
		{`row.amount + LKR(1) - LKR("0.01")`, `150,000.99 LKR`},
		{`-row.amount`, `-150,000.00 LKR`},
		{`abs(-row.amount)`, `150,000.00 LKR`},
		{`3 * LKR("33.33")`, `99.99 LKR`},
		{`LKR(100) * decimal("0.125")`, `12.50 LKR`},
		{`LKR("0.05") * decimal("0.5")`, `0.02 LKR`}, // half to even
		{`row.amount / LKR(100000)`, `1.5`},
		{`row.amount.percent(30)`, `45,000.00 LKR`},
		{`LKR("10.01").percent("12.5")`, `1.25 LKR`},
		{`LKR("10.01").percent("12.5", rounding = "up")`, `1.26 LKR`},
		{`LKR("-10.01").percent("12.5", rounding = "up")`, `-1.26 LKR`},
		{`LKR("-10.01").percent("12.5", rounding = "down")`, `-1.25 LKR`},
		{`LKR("92233720368547758.07").percent(100)`, `92,233,720,368,547,758.07 LKR`},
		{`LKR(12345).round(to = 100, mode = "up")`, `12,400.00 LKR`},
		{`LKR(12345).round(to = 100, mode = "down")`, `12,300.00 LKR`},
		{`LKR(12350).round(to = 100)`, `12,400.00 LKR`},
		{`LKR(12450).round(to = 100, mode = "half_even")`, `12,400.00 LKR`},
		{`LKR("12.34").round(to = "0.05")`, `12.35 LKR`},
		{`LKR("12.50").round()`, `13.00 LKR`},
		{`LKR(12345).round(to = LKR(1000))`, `12,000.00 LKR`},
		{`LKR("100.00").split(3)`, `[33.34 LKR, 33.33 LKR, 33.33 LKR]`},
		{`sum(LKR("-100.00").split(7))`, `-100.00 LKR`},
		{`LKR(5).clamp(LKR(10), LKR(20))`, `10.00 LKR`},
		{`LKR(25).clamp(LKR(10), LKR(20))`, `20.00 LKR`},
		{`LKR(15).clamp(LKR(10), LKR(20))`, `15.00 LKR`},
		{`[row.amount.amount, row.amount.currency, row.amount.minor, row.amount.number, row.amount.is_zero]`, `[150000.00, "LKR", 15000000, "150000.00", False]`},
		{`bool(LKR(0))`, `False`},
		{`LKR(5) == USD(5)`, `False`},
		{`row.amount in (USD(5), LKR(150000))`, `True`},
		{`not row.min_partial`, `True`},
		{`sum([])`, `0`},
		{`sum([], LKR(0))`, `0.00 LKR`},
		{`sum([1, 2, 3])`, `6`},
		{`max([LKR(1), LKR(3), LKR(2)])`, `3.00 LKR`},
		{`min(LKR(1), LKR(3), LKR(2))`, `1.00 LKR`},
		{`sorted([LKR(3), LKR(1), LKR(2)])`, `[1.00 LKR, 2.00 LKR, 3.00 LKR]`},
		{`{LKR(1): "a"}[LKR("1.00")]`, `"a"`},
		{`decimal("1.50") == decimal("1.5")`, `True`},
		{`decimal("1.18") * 2 + 1 - decimal("0.36")`, `3.00`},
		{`1 / decimal(8)`, `0.125`},
		// Dates.
		{`date(2026, 1, 31) + months(1)`, `2026-02-28`},
		{`date("2026-01-31") - days(31)`, `2025-12-31`},
		{`date(2024, 2, 29) + years(1)`, `2025-02-28`},
		{`row.due_date - today()`, `days(30)`},
		{`(row.due_date - today()).days`, `30`},
		{`row.due_date - today() > days(29)`, `True`},
		{`weeks(2) == days(14)`, `True`},
		{`-days(3) + weeks(1) * 2`, `days(11)`},
		{`months(12) == years(1)`, `True`},
		{`months(1) < months(2)`, `True`},
		{`months(1) + days(3) != months(1) + days(4)`, `True`},
		{`today() + weeks(1)`, `2026-03-08`},
		{`date(9999, 12, 31) - date(1, 1, 1)`, `days(3652058)`},
		{`date(2026, 2, 10).end_of_month()`, `2026-02-28`},
		{`date(2026, 2, 10).start_of_month()`, `2026-02-01`},
		{`[row.due_date.year, row.due_date.month, row.due_date.day]`, `[2026, 3, 31]`},
		{`row.due_date.weekday`, `Tuesday`},
		{`row.due_date.weekday == "tuesday"`, `True`},
		{`row.due_date.weekday in ("Saturday", "Sunday")`, `False`},
		{`row.due_date.format("%A %e %B %Y, %d/%m/%y %a %b 100%%")`, `"Tuesday 31 March 2026, 31/03/26 Tue Mar 100%"`},
		{`date(2026, 3, 6).add_business_days(1)`, `2026-03-09`},
		{`date(2026, 3, 9).add_business_days(-1)`, `2026-03-06`},
		{`date(2026, 3, 7).is_business_day()`, `False`},
		{`date(2026, 3, 2).next("monday")`, `2026-03-09`},
		{`max(row.due_date, today())`, `2026-03-31`},
		// Rows.
		{`row.number`, `17`},
		{`row.description`, `""`},
		{`row.expires == None`, `True`},
		{`None == row.expires`, `True`},
		{`row.expires != None`, `False`},
		{`row.expires in (None, today())`, `True`},
		{`row.amount == None`, `False`},
		{`row["Region"]`, `"north"`},
		{`"Region" in row`, `True`},
		{`"Nope" in row`, `False`},
		{`row.get("Nope")`, `None`},
		{`row.get("Nope", "-")`, `"-"`},
		{`row.raw("amount")`, `"150000.00"`},
		{`row.columns`, `("Status", "Region", "Segment")`},
		{`row.expires or today()`, `2026-03-01`},
		// Accounts.
		{`accounts.colombo.provider`, `"onepay"`},
		{`accounts["delhi"].name`, `"delhi"`},
		{`accounts.colombo == accounts[row.account]`, `True`},
		{`[accounts.colombo.partial, accounts.colombo.partial_min_percent, accounts.delhi.max_description]`, `[True, 30, None]`},
		{`row.currency in accounts.colombo.currencies`, `True`},
		{`accounts.delhi.takes("LKR")`, `False`},
		{`accounts.colombo.takes("lkr")`, `True`},
		// Equality of values of one type.
		{`1 == 1.0`, `True`},
		{`[1, "a"] == [1, "a"]`, `True`},
		{`"a" not in ["b"]`, `True`},
		{`"ab" in "xabx"`, `True`},
		{`{"a": 1} | {"b": 2}`, `{"a": 1, "b": 2}`},
		{`1 | 6`, `7`},
		{`"%s of %d%%" % ("a", 5)`, `"a of 5%"`},
		{`"{} {x}".format(1, x = LKR(2))`, `"1 2.00 LKR"`},
		{`", ".join(["a", "b"])`, `"a, b"`},
		{`"a-b".replace("-", "+")`, `"a+b"`},
	}
	for _, tt := range tests {
		t.Run(tt.expr, func(t *testing.T) {
			t.Parallel()
			got, err := eval(t, tt.expr, sampleRow())
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// What a rule must not be able to build in one step is refused before it is built.
func TestBounds(t *testing.T) {
	t.Parallel()
	for _, expr := range []string{
		`"a" * (1 << 29)`,
		`[None] * (1 << 28)`,
		`(None,) * (1 << 28)`,
		`list(range(1 << 28))`,
		`max(range((1 << 31) - 1))`,
		`int("9" * 10000)`,
		`(1 << 500) * (1 << 500) * (1 << 500) * (1 << 500) * (1 << 500) * (1 << 500) * (1 << 500) * (1 << 500) * (1 << 500)`,
		`("%s" * 4096) % tuple(["x" * 1000] * 4096)`,
		`("{0}" * 4096).format("x" * 100000)`,
		`("x" * 1000).join([""] * 10000)`,
		`("a" * 1000).replace("", "b" * 100000)`,
		`LKR(1).split(1000000)`,
		`today() + days(9999999)`,
		`today().add_business_days(99999)`,
		`LKR("99999999999999999") * 1000`,
	} {
		t.Run(expr, func(t *testing.T) {
			t.Parallel()
			if got, err := eval(t, expr, sampleRow()); err == nil {
				t.Errorf("gave %.60s", got)
			}
		})
	}
	statements := []string{
		"s = [1]\n    for i in range(40):\n        s.extend(s)\n",
		"s = {\"a\": \"aaaaaaaa\"}\n    for i in range(40):\n        s[\"a\"] += s[\"a\"]\n",
		"s = \"aaaaaaaa\"\n    for i in range(40):\n        s += s\n",
		"s = [1]\n    for i in range(40):\n        s += s\n",
		"s = \"aaaaaaaa\"\n    for i in range(40):\n        s = s + s\n",
		"n = 3\n    for i in range(40):\n        n = n * n\n",
		"x = [1]\n    for i in range(40):\n        x = [x, x]\n    s = str(x)\n",
	}
	for _, body := range statements {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			e := asError(t, decideError(t, "def decide(row):\n    "+body+"    return skip(\"x\")\n"))
			if e.Row != "row 17" || e.Line == 0 {
				t.Errorf("the error names no place: %v", e)
			}
		})
	}
}
