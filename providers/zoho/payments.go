package zoho

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

// payment is one entry of payments: the Payment Link page, zoho.com/in/payments/api,
// 2026-07; type is in the official SDK alone (github.com/zoho/zoho-payments-go-sdk,
// model/payment_link_payment.go, 2026-07).
type payment struct {
	ID     rest.Text `json:"payment_id"`
	Amount rest.Text `json:"amount"`
	Type   rest.Text `json:"type"`
	Status string    `json:"status"`
	Date   rest.Text `json:"date"`
}

// Payments reads a link for the payments that its answer lists.
func (z *account) Payments(ctx context.Context, id string) ([]providers.Payment, error) {
	call := z.call("payments", http.MethodGet, linkPath, id)
	answer, err := z.send(ctx, call)
	if err != nil {
		return nil, err
	}
	found, err := z.open(call, answer)
	if err != nil {
		return nil, err
	}
	if string(found.ID) != id {
		return nil, z.client.Unreadable(call, answer, "it is about another link")
	}
	list, err := found.receipts()
	if err != nil {
		return nil, z.client.Unreadable(call, answer, err.Error())
	}
	return list, nil
}

// payments reads the list that an answer has; one without it has none.
func (o object) payments() (list []payment, err error) {
	if len(o.Payments) == 0 {
		return nil, nil
	}
	if rest.ReadJSON(o.Payments, &list) != nil {
		return nil, errors.New("its payments are no list")
	}
	return list, nil
}

// receipts gives the payments that succeeded and the refunds.
func (o object) receipts() ([]providers.Payment, error) {
	told, err := o.payments()
	if err != nil {
		return nil, err
	}
	var list []providers.Payment
	for _, each := range told {
		one := providers.Payment{ID: string(each.ID), At: instant(string(each.Date)), Method: each.method()}
		if one.Amount, err = each.Amount.Money(o.Currency); err != nil {
			return nil, fmt.Errorf("the amount %q of a payment cannot be read", each.Amount)
		}
		came, back := each.moved()
		if !came && !back {
			continue
		}
		if err := one.Check(); err != nil {
			return nil, err
		}
		if came {
			list = append(list, one)
		}
		if back {
			one.Refund = true
			if came {
				one.At = time.Time{} // the date is the payment's
			}
			list = append(list, one)
		}
	}
	return list, nil
}

// moved tells whether a payment's money came in and whether it went back. Only
// "succeeded" is documented for a link's payment; a whole refund in the words that
// Zoho has elsewhere is understood, and any other state is no receipt.
func (p payment) moved() (came, back bool) {
	status, kind := strings.ToLower(p.Status), strings.ToLower(string(p.Type))
	switch {
	case kind == "refund":
		return false, status == "succeeded"
	case status == "refunded":
		return true, true
	}
	return status == "succeeded", false
}

// method gives the type where it names a way of paying.
func (p payment) method() string {
	switch strings.ToLower(string(p.Type)) {
	case "payment", "refund":
		return ""
	}
	return providers.Method(string(p.Type))
}
