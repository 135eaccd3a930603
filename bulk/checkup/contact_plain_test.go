package checkup

import (
	"strings"
	"testing"
)

// TestQuickAnswersAreRight goes through every short text of the marks that
// matter: what is taken for plain is what the long way finds nothing odd about.
func TestQuickAnswersAreRight(t *testing.T) {
	t.Parallel()
	mails, phones := 0, 0
	var walk func(text string, marks string, most int)
	walk = func(text, marks string, most int) {
		if isPlainMail(text) {
			if mails++; !isOneMail(text) {
				t.Errorf("%q is taken for a plain address", text)
			}
		}
		if number := strings.ReplaceAll(text, "a", "077123"); isPlainPhone(number) {
			if phones++; judgeOddPhone(number) != (verdict{}) {
				t.Errorf("%q is taken for a plain number", number)
			}
		}
		if len(text) == most {
			return
		}
		for _, mark := range marks {
			walk(text+string(mark), marks, most)
		}
	}
	walk("", "a.@+,1 :", 6)
	if mails == 0 || phones == 0 || !isPlainMail("Ann-Lee_1+x@mail.example.com") || isPlainMail("mailto:a@b.lk") {
		t.Errorf("%d plain addresses and %d plain numbers were found", mails, phones)
	}
}
