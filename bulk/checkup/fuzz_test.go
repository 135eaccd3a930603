package checkup

import (
	"testing"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
)

// FuzzJudge: whatever is in a cell, looking at it ends, a proposal is one about
// which nothing is odd any more, and tidying twice is tidying once.
func FuzzJudge(f *testing.F) {
	for _, seed := range []string{"a@b.c, d@e.f", "mailto:mailto:a@b.c", "<<a@b.c>", "a,b@c.d", ".a@b..c", "tel:tel:1", "1+2+3", "0771234567/0112345678", "1.2E+15", "\u00a0x\u200b y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if v := judgeMail(text); v.proposed != "" && judgeMail(v.proposed).confidence > 0 {
			t.Errorf("for the mail %q it proposes %q", text, v.proposed)
		}
		if v := judgePhone(text); v.proposed != "" && judgePhone(v.proposed).confidence > 0 {
			t.Errorf("for the phone %q it proposes %q", text, v.proposed)
		}
		once := tidy(text)
		if twice := tidy(once); twice != once {
			t.Errorf("%q tidied is %q, and %q the second time", text, once, twice)
		}
		if digits := bare(invoice.Phone, sheet.Cell{Kind: sheet.Text, Text: text}); digits != "" && !isDigits(digits) {
			t.Errorf("the digits of %q are %q", text, digits)
		}
		isScientific(text)
		parts(text)
	})
}
