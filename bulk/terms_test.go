package bulk

import (
	"fmt"
	"testing"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// TestTermsStayAsTheyWere: ledgers hold the digest, so that what it is made of must
// never change, whatever the texts hold.
func TestTermsStayAsTheyWere(t *testing.T) {
	t.Parallel()
	amount, err := providers.ParseMoney("1234567.50", "LKR")
	if err != nil {
		t.Fatal(err)
	}
	nasty := "a \"quoted\"\\ text\n\t\x00\x7f\xff සිංහල \u2028\U0001f600"
	for _, q := range []providers.LinkRequest{
		{},
		{Reference: "INV-7", Amount: amount, Description: "Invoice INV-7", Customer: providers.Customer{Name: "Perera", Email: "p@example.lk", Phone: "+94771234567"}},
		{
			Reference: nasty, Amount: amount, Description: nasty, MinPartial: amount, ReturnURL: nasty, FailureURL: nasty,
			Customer: providers.Customer{Name: nasty, Email: nasty, Phone: nasty},
		},
	} {
		want := ledger.Digest(fmt.Sprintf("%q %q %q %q %q %q %q %q %v", q.Reference, q.Amount, q.Description, q.MinPartial,
			q.Customer.Name, q.Customer.Email, q.Customer.Phone, q.ReturnURL, q.FailureURL))
		if got := terms(&q); got != want {
			t.Errorf("%+v: %s, want %s", q, got, want)
		}
	}
}
