package providers

import (
	"strings"
	"testing"
)

func TestMethodKeepsNothingPersonal(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"UPI": "UPI", " net_banking ": "net_banking", "CC": "CC", "card": "card", "3DS2": "3DS2", "": "",
		"XXXXXXXXXXXX2346": "", "4111111111111111": "", "asha@okbank": "", "card 4111": "", "kart\x1b[2J": "",
		strings.Repeat("a", 33): "",
	} {
		if got := Method(word); got != want {
			t.Errorf("Method(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestPaymentCheck(t *testing.T) {
	t.Parallel()
	good := Payment{ID: "403993715532491867", Amount: mustMoney(t, "19", "INR")}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for what, spoil := range map[string]func(*Payment){
		"no id":      func(p *Payment) { p.ID = "" },
		"an address": func(p *Payment) { p.ID = "asha@example.com" },
		"a long id":  func(p *Payment) { p.ID = strings.Repeat("7", 65) },
		"a newline":  func(p *Payment) { p.ID = "1\n2" },
		"no amount":  func(p *Payment) { p.Amount = Money{} },
		"below zero": func(p *Payment) { p.Amount = mustMoney(t, "-1", "INR") },
	} {
		bad := good
		spoil(&bad)
		if bad.Check() == nil {
			t.Errorf("%s: %+v passes", what, bad)
		}
	}
}

func TestReceived(t *testing.T) {
	t.Parallel()
	one := Payment{ID: "1", Amount: mustMoney(t, "100.10", "INR")}
	two := Payment{ID: "2", Amount: mustMoney(t, "50", "INR")}
	back := Payment{ID: "2", Refund: true, Amount: mustMoney(t, "20.05", "INR")}
	if sum, err := Received([]Payment{one, two, back}); err != nil || sum.String() != "130.05 INR" {
		t.Errorf("%s, %v", sum, err)
	}
	if sum, err := Received(nil); err != nil || !sum.IsNone() {
		t.Errorf("of nothing: %s, %v", sum, err)
	}
	if _, err := Received([]Payment{one, {ID: "3", Amount: mustMoney(t, "1", "USD")}}); err == nil {
		t.Error("rupees and dollars were added")
	}
}
