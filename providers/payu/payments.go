package payu

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

// transaction is one attempt to pay: PayU Fetch Transaction Details, docs.payu.in,
// 2026. Its customerEmail and cardNum are not read.
type transaction struct {
	CreatedOn         string    `json:"createdOn"`
	TransactionID     rest.Text `json:"transactionId"`
	MerchantReference rest.Text `json:"merchantReferenceId"`
	PaymentID         rest.Text `json:"paymentId"`
	SettledAmount     rest.Text `json:"settledAmount"`
	Status            string    `json:"status"`
	Mode              rest.Text `json:"mode"`
}

// transactions is a page of them; the same page says that where nobody tried to
// pay the whole result is an empty list.
type transactions struct {
	Status *rest.Text      `json:"status"`
	Result json.RawMessage `json:"result"`
}

const (
	txnPage  = 50 // the sample asks for 10; no greatest size is documented
	txnPages = 20 // more payments than one link takes
)

// Payments lists the transactions of a link that succeeded. The page's headline
// has the path end in /transactions, its sample and the SDK in /txns.
func (d *driver) Payments(ctx context.Context, id string) ([]providers.Payment, error) {
	var list []providers.Payment
	seen := map[string]bool{}
	for page := range txnPages {
		found, err := d.transactions(ctx, id, page*txnPage)
		if err != nil {
			return nil, err
		}
		fresh := false
		for _, one := range found {
			if seen[one.key()] {
				continue
			}
			seen[one.key()], fresh = true, true
			payment, ok, err := d.payment(one)
			if err != nil {
				return nil, d.client.Unreadable(txnCall(id), rest.Answer{Status: http.StatusOK}, err.Error())
			}
			if ok {
				list = append(list, payment)
			}
		}
		if len(found) < txnPage || !fresh { // the last page, or a server that pages in another way
			return list, nil
		}
	}
	return nil, d.client.Unreadable(txnCall(id), rest.Answer{Status: http.StatusOK}, fmt.Sprintf("it lists more than %d transactions", txnPage*txnPages))
}

func txnCall(id string) rest.Call {
	return rest.Call{Op: "payments", Method: http.MethodGet, Path: "/payment-links/{id}/txns", ID: id}
}

// transactions reads one page. A year back covers every default expiry; whether
// the last day itself is taken in is not told, so that tomorrow is asked for.
func (d *driver) transactions(ctx context.Context, id string, offset int) ([]transaction, error) {
	today := providers.DateOf(d.account.Clock().In(d.zone))
	call := txnCall(id)
	call.Query = url.Values{
		"dateFrom": {today.AddMonths(-12).String()}, "dateTo": {today.AddDays(1).String()},
		"pageSize": {strconv.Itoa(txnPage)}, "pageOffset": {strconv.Itoa(offset)},
	}
	_, answer, err := d.send(ctx, call)
	if err != nil {
		return nil, err
	}
	var whole transactions
	if err := rest.ReadJSON(answer.Body, &whole); err != nil {
		return nil, d.client.Unreadable(call, answer, rest.NotJSON)
	}
	var page struct {
		Data *[]transaction `json:"data"`
	}
	var bare []transaction
	switch {
	case len(whole.Result) > 0 && whole.Result[0] == '[' && rest.ReadJSON(whole.Result, &bare) == nil:
		return bare, nil
	case rest.ReadJSON(whole.Result, &page) != nil || page.Data == nil:
		return nil, d.client.Unreadable(call, answer, "its result is no list of transactions")
	}
	return *page.Data, nil
}

// key tells one transaction from another in lists that overlap.
func (t transaction) key() string {
	return strings.Join([]string{string(t.TransactionID), string(t.PaymentID), t.CreatedOn, t.Status}, "\n")
}

// payment maps a transaction; false for one in which no money moved.
func (d *driver) payment(t transaction) (providers.Payment, bool, error) {
	one := providers.Payment{Method: providers.Method(string(t.Mode))}
	switch strings.ToLower(strings.TrimSpace(t.Status)) {
	case "success":
	case "refund", "refunded":
		one.Refund = true
	default:
		return one, false, nil
	}
	// The transaction id is what PayU's dashboard shows; the payment id of the
	// sample is null.
	one.ID = first(string(t.TransactionID), string(t.PaymentID), string(t.MerchantReference))
	if at, ok := d.instant(t.CreatedOn); ok {
		one.At = at.UTC()
	}
	var err error
	if one.Amount, err = t.SettledAmount.Money("INR"); err != nil {
		return one, false, fmt.Errorf("the amount %q of a transaction cannot be read", t.SettledAmount)
	}
	return one, true, one.Check()
}
