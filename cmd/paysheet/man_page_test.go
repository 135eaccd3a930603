package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestManPages are complete, and say for roff what would else be taken for its
// own.
func TestManPages(t *testing.T) {
	t.Parallel()
	code := 0
	root := newRoot(env{}, &code)
	folder := t.TempDir()
	if err := writeManual(root, folder, time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	for name, wants := range map[string][]string{
		"paysheet.1": {
			".SH EXIT STATUS\n", ".SH FILES\n", ".SH ENVIRONMENT\n", ".SS Every day\n", "\\fBpaysheet\\-rules\\fR(1)\n",
			".TP 20\nPAYSHEET_PASSWORD\nthe password of a workbook that has one\n",
			".TP 19\n\\&.paysheet\nthe state folder, beside the config, else in the working folder; state = \"FOLDER\" in the config names another\n",
		},
		"paysheet-plan.1": {
			".TH PAYSHEET\\-PLAN 1 2026-11-21 ", ".SH SYNOPSIS\n\\fBpaysheet plan\\fR SHEET [flags]\n", ".IP \\(bu 2\nthe customer was never billed",
			".TP\n\\fB\\-o, \\-\\-output\\fR \\fIFILE\\fR\n", ".SH EXAMPLES\n.nf\n  paysheet plan invoices.xlsx\n", "where \\(aqrow.currency",
			".SH SEE ALSO\n\\fBpaysheet\\fR(1),\n\\fBpaysheet\\-apply\\fR(1),\n",
		},
		"paysheet-approve.1":     {".nf\n  approvers = [\"alice\", \"bob\"]\n  approval_valid = \"72h\"            # how"},
		"paysheet-rules-test.1":  {"\\fBpaysheet\\-rules\\fR(1),\n\\fBpaysheet\\-rules\\-check\\fR(1),\n"},
		"paysheet-exit-status.1": {".TP 6\n130\ninterrupted; what was done is written\n", "\\fBpaysheet\\-files\\fR(1)\n"},
	} {
		page, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if !strings.Contains(string(page), want) {
				t.Errorf("%s lacks %q:\n%s", name, want, page)
			}
		}
	}
	if pages, _ := filepath.Glob(filepath.Join(folder, "*.1")); len(pages) != len(everyCommand(root))-1+len(topics()) {
		t.Errorf("there are %d pages", len(pages)) // the hidden man has none
	}
}
