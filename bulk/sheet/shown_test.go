package sheet

import "testing"

func TestPlain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ stored, want string }{
		{"0", "0"},
		{"-0", "0"},
		{"0.0", "0"},
		{"12", "12"},
		{"012.50", "12.5"},
		{"-0.5", "-0.5"},
		{".5", "0.5"},
		{"5.", "5"},
		{"+7", "7"},
		{"1E+05", "100000"},
		{"1e5", "100000"},
		{"1.5E-3", "0.0015"},
		{"-1.25E2", "-125"},
		{"0.30000000000000004", "0.3"},
		{"1234.5600000000001", "1234.56"},
		{"1234.5599999999999", "1234.56"},
		{"999999999999999.9", "1000000000000000"},
		{"12345678901234567", "12345678901234600"},
		{"123456789012345", "123456789012345"},
		{"0.1234567890123455", "0.123456789012346"},
		{"9.9999999999999995E-2", "0.1"},
		{"1E-20", "0.00000000000000000001"},
	} {
		got, ok := Cell{Kind: Number, Text: c.stored}.Plain()
		if !ok || got != c.want {
			t.Errorf("Plain(%s) = %q, %v, want %q", c.stored, got, ok, c.want)
		}
	}
	for _, bad := range []string{"", "-", ".", "1,5", "abc", "1E", "1E+500", "0x10", "1.2.3", "--1", "NaN"} {
		if got, ok := (Cell{Kind: Number, Text: bad}).Plain(); ok {
			t.Errorf("Plain(%q) = %q", bad, got)
		}
	}
	if got, ok := (Cell{Kind: Text, Text: "12"}).Plain(); ok {
		t.Errorf("a text cell is a number: %q", got)
	}
}

func TestShown(t *testing.T) {
	t.Parallel()
	const accounting = `_("$"* #,##0.00_);_("$"* \(#,##0.00\);_("$"* "-"??_);_(@_)`
	for _, c := range []struct{ stored, format, want string }{
		{"1234.5", "", "1234.5"},
		{"1234.5", "0", "1235"},
		{"1234.4", "0", "1234"},
		{"-1234.5", "0", "-1235"},
		{"1234.5", "0.00", "1234.50"},
		{"1.005", "0.00", "1.01"},
		{"2.675", "0.00", "2.68"},
		{"0.005", "0.00", "0.01"},
		{"0.004", "0.00", "0.00"},
		{"999.995", "#,##0.00", "1,000.00"},
		{"1234567.891", "#,##0.00", "1,234,567.89"},
		{"1234567", "#,##0", "1,234,567"},
		{"123", "#,##0", "123"},
		{"0", "#,##0", "0"},
		{"0", "#,##0.00", "0.00"},
		{"0.5", "#.00", ".50"},
		{"7", "000", "007"},
		{"1.5", "0.0##", "1.5"},
		{"1.23456", "0.0##", "1.235"},
		{"1E+05", "#,##0", "100,000"},
		{"1234.5", `"LKR "#,##0.00`, "LKR 1,234.50"},
		{"1234.5", `[$LKR-45B] #,##0.00`, "LKR 1,234.50"},
		{"1234.5", `[$€-2] #,##0.00`, "€ 1,234.50"},
		{"1234.5", `#,##0.00 €`, "1,234.50 €"},
		{"1234.5", `#,##0.00\ "Rs."`, "1,234.50 Rs."},
		{"-500", "#,##0.00;(#,##0.00)", "(500.00)"},
		{"-500", "#,##0.00;[Red]-#,##0.00", "-500.00"},
		{"500", "#,##0.00_);(#,##0.00)", "500.00"},
		{"-500", `"$"#,##0.00`, "-$500.00"},
		{"1234.5", accounting, "$1,234.50"},
		{"-1234.5", accounting, "$(1,234.50)"},
		{"0", accounting, "$-"},
		{"5", "0;0;;@", "5"},
		{"0", "0;0;;@", ""},
		{"0.5", "0%", "0.5"},
		{"1234", "0.00E+00", "1234"},
		{"1234", "#,##0,", "1234"},
		{"1234", "# ?/?", "1234"},
		{"1234", "[>1000]0.0;0", "1234"},
		{"1234", "@", "1234"},
		{"1234", `0"abc`, "1234"},
		{"abc", "0.00", "abc"},
	} {
		if got := (Cell{Kind: Number, Text: c.stored, Format: c.format}).Shown(); got != c.want {
			t.Errorf("Shown(%s as %s) = %q, want %q", c.stored, c.format, got, c.want)
		}
	}
	if got := (Cell{Kind: Date, Text: "2026-11-30", Format: "0"}).Shown(); got != "2026-11-30" {
		t.Errorf("a date is shown as %q", got)
	}
}

// FuzzShown looks for a format or number that breaks the reading of either.
func FuzzShown(f *testing.F) {
	for _, format := range []string{"0.00", "#,##0;(#,##0)", `_("$"* "-"??_)`, `[$€-2] 0`, `"`, `\`, "[", "_", ";;;", "€0"} {
		f.Add("-1234.5E-2", format)
	}
	f.Fuzz(func(t *testing.T, text, format string) {
		c := Cell{Kind: Number, Text: text, Format: format}
		plain, ok := c.Plain()
		shown := c.Shown()
		if !ok && shown != text {
			t.Errorf("%q is no number but is shown as %q", text, shown)
		}
		if again, _ := (Cell{Kind: Number, Text: plain}).Plain(); ok && again != plain {
			t.Errorf("Plain(%q) = %q, and of that %q", text, plain, again)
		}
	})
}
