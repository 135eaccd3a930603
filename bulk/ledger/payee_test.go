package ledger

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
)

func TestPayees(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if none, err := OpenPayeeKey(dir, false); err != nil || none.Of(providers.Customer{Name: "Nimal"}) != "" {
		t.Fatalf("a key that nobody made: %v %v", none, err)
	}
	key, err := OpenPayeeKey(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	again, err := OpenPayeeKey(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(dir, payeeFile)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key has mode %v (%v)", info.Mode(), err)
	}
	one := key.Of(providers.Customer{Name: "Nimal", Email: "nimal@example.com"})
	for _, same := range []providers.Customer{{Email: " NIMAL@Example.com"}, {Name: "Other", Email: "nimal@example.com", Phone: "1"}} {
		if got := again.Of(same); got != one || got == "" {
			t.Errorf("%v is another payee", same)
		}
	}
	phone := key.Of(providers.Customer{Phone: "+94 77 123-4567", Name: "Nimal"})
	if key.Of(providers.Customer{Phone: "0094771234567"}) != phone || phone == one {
		t.Error("one number, written in two ways, is two payees, or a number is an address")
	}
	if a, b := key.Of(providers.Customer{Name: "Perera & Sons"}), key.Of(providers.Customer{Name: "PERERA  & SONS "}); a != b || a == "" {
		t.Error("one name, written in two ways, is two payees")
	}
	if key.Of(providers.Customer{Phone: "n/a", Name: " - "}) != "" {
		t.Error("nobody is a payee")
	}
	if strings.Contains(one, "nimal") || len(one) != 8+1+32 {
		t.Errorf("the word is %s", one)
	}
	other, err := OpenPayeeKey(t.TempDir(), true)
	if err != nil || other.Of(providers.Customer{Email: "nimal@example.com"}) == one {
		t.Error("another ledger has the same words for people")
	}
	if err := os.WriteFile(filepath.Join(dir, payeeFile), []byte("zz"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenPayeeKey(dir, false); err == nil {
		t.Error("a damaged key was taken")
	}
}

func TestBilled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := open(t, dir)
	key, err := OpenPayeeKey(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	if knows, err := l.KnowsPayees(t.Context(), key, "other.xlsx", time.Time{}); err != nil || knows {
		t.Errorf("an empty ledger knows payees: %v %v", knows, err)
	}
	nimal := key.Of(providers.Customer{Email: "nimal@example.com"})
	for n, amount := range []string{"1.00", "2.00", "3.00", "4.00"} {
		e := entry(t, "INV-"+amount)
		e.Amount, e.Payee = money(t, amount, "LKR"), nimal
		state := Known
		if n == 3 {
			state = Refused
		}
		put(t, l, e, state, n+1)
	}
	put(t, l, entry(t, "INV-other"), Known, 9)
	if knows, err := l.KnowsPayees(t.Context(), key, "other.xlsx", time.Time{}); err != nil || !knows {
		t.Errorf("the ledger knows no payees: %v %v", knows, err)
	}
	soon := time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC)
	for before, want := range map[time.Time]bool{{}: false, soon: true} {
		if knows, err := l.KnowsPayees(t.Context(), key, "invoices.xlsx", before); err != nil || knows != want {
			t.Errorf("what the same sheet was given is history before %s: %v (%v)", before, knows, err)
		}
	}
	lost, err := OpenPayeeKey(t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	if knows, err := l.KnowsPayees(t.Context(), lost, "other.xlsx", time.Time{}); err != nil || knows {
		t.Errorf("words of a lost key are known: %v %v", knows, err)
	}
	bills, err := l.Billed(t.Context(), nimal, 2)
	if err != nil || len(bills) != 2 || bills[0].Amount.Number() != "3.00" || bills[1].Amount.Number() != "2.00" || bills[0].Reference != "INV-3.00" {
		t.Errorf("billed %v (%v)", bills, err)
	}
	if _, err := l.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}
