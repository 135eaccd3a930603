package xlsx

import (
	"errors"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"paysheet/bulk/sheet"
)

// protected gives the accountant's workbook with a password.
func protected(t *testing.T, password string) string {
	t.Helper()
	plain, err := os.ReadFile(accountants(t))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := excelize.Encrypt(plain, &excelize.Options{Password: password})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "protected.xlsx")
	if err := os.WriteFile(path, sealed, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func answer(password string) func() (string, error) {
	return func() (string, error) { return password, nil }
}

func TestPasswordProtected(t *testing.T) {
	t.Parallel()
	path := protected(t, "s3cret & more")
	opts := sheet.Options{Score: fields, Password: answer("s3cret & more")}
	table, rows := openRows(t, path, opts)
	info := table.Info()
	if !info.Protected || info.HeaderRow != 3 || rows[0].Cell(0).Text != "INV-001" {
		t.Errorf("%+v %+v", info, rows)
	}
	if !strings.Contains(strings.Join(info.Guesses, "|"), "has no password") {
		t.Errorf("it is not told that the copy has no password: %q", info.Guesses)
	}
	out := filepath.Join(t.TempDir(), "out.xlsx")
	if err := patchTo(t, table, out, []int{4, 5}); err != nil {
		t.Fatal(err)
	}
	if err := table.Verify(t.Context(), out); err != nil {
		t.Error(err)
	}
	if again, _ := openRows(t, out, sheet.Options{Score: fields}); again.Info().Protected {
		t.Error("the copy is protected")
	}
}

func TestPasswordRefusals(t *testing.T) {
	t.Parallel()
	path := protected(t, "right")
	if got := refusal(t, path, sheet.Options{}); !strings.Contains(got, "save a copy without a password") {
		t.Errorf("without a password: %q", got)
	}
	got := refusal(t, path, sheet.Options{Password: answer("wr0ng")})
	if !strings.Contains(got, "this password does not open it") || strings.Contains(got, "wr0ng") {
		t.Errorf("with another password: %q", got)
	}
	noTerminal := errors.New("nobody to ask")
	if _, err := Open(t.Context(), path, sheet.Options{Password: func() (string, error) { return "", noTerminal }}); !errors.Is(err, noTerminal) {
		t.Errorf("with nobody to ask: %v", err)
	}
	asked := false
	openRows(t, accountants(t), sheet.Options{Score: fields, Password: func() (string, error) { asked = true; return "", nil }})
	if asked {
		t.Error("a workbook without a password was asked for one")
	}
}

// TestRehearsal finds what stands in the way without packing anything.
func TestRehearsal(t *testing.T) {
	t.Parallel()
	formula := rowsXML(`<row r="2"><c r="C2"><f>1+1</f><v>2</v></c></row>`)
	formula = strings.Replace(formula, "</row>", `<c r="C1" t="str"><v>Link Note</v></c></row>`, 1)
	table, _ := openRows(t, build(t, minimal(formula)), sheet.Options{})
	err := sheet.Rehearse(t.Context(), table, resultColumns, row2(false))
	if err == nil || !strings.Contains(err.Error(), "C2 holds a formula") {
		t.Errorf("a formula in the way: %v", err)
	}
	err = sheet.Rehearse(t.Context(), table, resultColumns[:3], row2(false))
	if err != nil {
		t.Errorf("nothing in the way: %v", err)
	}
	if err := sheet.Rehearse(t.Context(), table, resultColumns, row2(true)); err != nil {
		t.Errorf("a formula to which the results yield: %v", err)
	}
}

// row2 is one row, with whether its results yield.
func row2(yields bool) iter.Seq2[int, bool] {
	return func(yield func(int, bool) bool) { yield(2, yields) }
}
