package checkup

import (
	"strconv"
	"strings"
	"testing"
)

// TestWordsAreFew: a column of many words is none that rules compare with, and
// is let go of.
func TestWordsAreFew(t *testing.T) {
	t.Parallel()
	values := []string{"Void", "void"}
	for i := range mostWords - 1 {
		values = append(values, strconv.Itoa(i))
	}
	report, _, _ := column("Status", values...).read(t)
	wantTold(t, report, "spellings likely C3 void→Void")
	report, _, _ = column("Status", append(values, "one more")...).read(t)
	wantTold(t, report)
	report, _, _ = column("Notes", "Void", "void", strings.Repeat("x", longestWord+1)).read(t)
	wantTold(t, report)
}
