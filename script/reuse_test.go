package script_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// TestNoRowRemembersAnother decides rows that print, that fail, that use up a
// slice of instructions and that say little, one after the other and side by side.
func TestNoRowRemembersAnother(t *testing.T) {
	t.Parallel()
	rules := compile(t, `
def decide(row):
    if row.email:
        print("mail to " + row.email)
        because("it has an address")
    if row.phone == "broken":
        fail("no telephone")
    if row.phone == "slow":
        for i in range(3000):
            pass
    return skip(row.customer_name + " " + str(row.amount))
`)
	decide := func(i int) {
		name := fmt.Sprintf("customer %d", i)
		row := sampleRow().with("customer_name", name).with("email", "").with("amount", fmt.Sprintf("%d.00", 1+i))
		row = row.with("phone", []string{"", "broken", "slow", ""}[i%4])
		if i%3 == 0 {
			row = row.with("email", fmt.Sprintf("c%d@example.com", i))
		}
		d, err := rules.Decide(t.Context(), row)
		if i%4 == 1 {
			if err == nil {
				t.Errorf("row %d did not fail", i)
			}
			return
		}
		if err != nil || !strings.HasPrefix(d.Reason, name+" ") || !strings.Contains(d.Reason, fmt.Sprintf(" %d.00 ", 1+i)) {
			t.Errorf("row %d: %q, %v", i, d.Reason, err)
		}
		if said := i%3 == 0; (len(d.Prints) == 1) != said || (len(d.Because) == 1) != said || said && !strings.Contains(d.Prints[0], row.cells["email"]) {
			t.Errorf("row %d: printed %q, because %q", i, d.Prints, d.Because)
		}
	}
	for i := range 100 {
		decide(i)
	}
	var workers sync.WaitGroup
	for w := range 4 {
		workers.Go(func() {
			for i := range 100 {
				decide(w*100 + i)
			}
		})
	}
	workers.Wait()
}
