package zoho

import (
	"strings"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/wireserver"
	"paysheet/providers/internal/wiretest"
)

func TestPayments(t *testing.T) {
	t.Parallel()
	documented := exchange(t, "get", 0)
	const list = `[{"payment_id": "173000002314883", "amount": "100.50", "status": "succeeded", "date": 1708950750}]`
	amount := wireserver.Money(t, "100.50", "INR")
	paid := providers.Payment{ID: "173000002314883", At: time.Unix(1708950750, 0).UTC(), Amount: amount}
	byUPI, back, later := paid, paid, paid
	byUPI.Method, back.Refund, back.At = "upi", true, time.Time{}
	later.At = time.UnixMilli(1708950750123).UTC()
	refund := providers.Payment{ID: "9", Refund: true, At: paid.At, Amount: wireserver.Money(t, "0.50", "INR")}
	for what, test := range map[string]struct {
		list string
		want []providers.Payment
	}{
		"documented":       {list, []providers.Payment{paid}},
		"with its type":    {strings.Replace(list, `"status"`, `"type":"upi","status"`, 1), []providers.Payment{byUPI}},
		"in milliseconds":  {strings.Replace(list, "1708950750", "1708950750123", 1), []providers.Payment{later}},
		"failed":           {strings.Replace(list, "succeeded", "failed", 1), nil},
		"nobody paid":      {`[]`, nil},
		"null":             {`null`, nil},
		"went back":        {strings.Replace(list, "succeeded", "refunded", 1), []providers.Payment{paid, back}},
		"a card's number":  {strings.Replace(list, `"status"`, `"type":"card 4111111111111111","status"`, 1), []providers.Payment{paid}},
		"a refund's entry": {strings.Replace(list, "]", `,{"payment_id":9,"amount":0.5,"type":"refund","status":"succeeded","date":1708950750}]`, 1), []providers.Payment{paid, refund}},
	} {
		ex := wiretest.Saying(documented, list, test.list)
		got, err := opened(t, wireserver.Serve(t, exchange(t, "token", 0), ex)).Payments(t.Context(), "173000002315107")
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if len(got) != len(test.want) {
			t.Errorf("%s: %+v, want %+v", what, got, test.want)
			continue
		}
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("%s: %+v, want %+v", what, got[i], test.want[i])
			}
		}
	}
	for what, bad := range map[string]string{
		"no list": `{"a":1}`, "no id": strings.Replace(list, "173000002314883", "", 1), "an address": strings.Replace(list, "173000002314883", "a@b.in", 1),
		"no amount": strings.Replace(list, `"100.50"`, `"x"`, 1),
	} {
		ex := wiretest.Saying(documented, list, bad)
		got, err := opened(t, wireserver.Serve(t, exchange(t, "token", 0), ex)).Payments(t.Context(), "173000002315107")
		if !providers.Is(err, providers.Unavailable) {
			t.Errorf("%s: %+v, %v, want an error", what, got, err)
		}
	}
}
