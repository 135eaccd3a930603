package sandbox_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"paysheet/providers/sandbox"
)

// TestLatePayment lets a payment arrive on a link that is over, which no provider
// rules out: a payer may have been in the middle of it.
func TestLatePayment(t *testing.T) {
	t.Parallel()
	for _, one := range []struct{ provider, end, told string }{
		{"onepay", "expire", `"is_complete":true`},
		{"onepay", "delete", `"is_complete":true,"is_delete":true`},
		{"conomy", "expire", `"status":"FINISHED"`},
		{"zoho", "expire", `"status":"paid"`},
		{"zoho", "delete", `"amount_paid":"1500.00"`},
		{"payu", "expire", `"status":"paid"`},
		{"payu", "delete", `"status":"paid"`},
	} {
		t.Run(one.provider+" "+one.end, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, one.provider, sandbox.Options{Knobs: map[string]string{"conomy.initial_status": "ACTIVE"}})
			l := r.create("INV-1")
			page, _ := r.page(l)
			control := strings.Replace(page, "/pay/", "/control/", 1)
			late := url.Values{"action": {"late"}}
			r.post(control, late).want(t, "a link that is not over", http.StatusConflict, "it is not over")
			text := string(r.post(control, url.Values{"action": {one.end}}).body)
			if !strings.Contains(text, `aria-label="Pay late on INV-1"`) {
				t.Errorf("no button for a late payment:\n%s", text)
			}
			text = string(r.post(control, late).body)
			if strings.Contains(text, `value="late"`) || !strings.Contains(text, "1,500") {
				t.Errorf("after it:\n%s", text)
			}
			r.call("GET", getPath(one.provider, l.ID), "").want(t, "get", http.StatusOK, one.told)
			r.post(control, late).want(t, "once more", http.StatusConflict, "all of it is paid")
		})
	}
}

// TestNoLatePaymentWhereNoneCanBe: Conomy forgets what is deleted.
func TestNoLatePaymentWhereNoneCanBe(t *testing.T) {
	t.Parallel()
	r := newRig(t, "conomy", sandbox.Options{Knobs: map[string]string{"conomy.initial_status": "ATTEMPT"}})
	l := r.create("INV-1")
	for _, end := range []func(provider, url string) error{r.box.Expire, r.box.Withdraw} {
		if err := end("conomy", l.URL); err != nil {
			t.Fatal(err)
		}
		if r.box.PayLate("conomy", l.URL) == nil {
			t.Error("a link that nobody could open was paid late")
		}
	}
}

// TestPartSentTwiceIsOnePart: the control page's form knows what had been paid.
func TestPartSentTwiceIsOnePart(t *testing.T) {
	t.Parallel()
	r := newRig(t, "payu", sandbox.Options{})
	path, body := createRequest("payu", "INV-1")
	l := r.createWith(path, strings.Replace(body, `"source"`, `"isPartialPaymentAllowed":true,"maxPaymentsAllowed":9,"source"`, 1))
	page, _ := r.page(l)
	control := strings.Replace(page, "/pay/", "/control/", 1)
	part := url.Values{"action": {"part"}, "paid": {"0"}, "amount": {"600"}}
	r.post(control, part).want(t, "a part", http.StatusOK, "600.00")
	r.post(control, part).want(t, "the same form again", http.StatusConflict, "Another payment came in")
	if paid := r.box.Links("payu")[0].Paid; paid != "600" {
		t.Errorf("paid %s", paid)
	}
}
