package payu

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"paysheet/providers"
	"paysheet/providers/internal/wiretest"
)

const paidInvoice = "INV2669646610062"

// txns is the documented exchange as paysheet asks for it: two days are a year.
func txns(t *testing.T, offset int) wiretest.Exchange {
	t.Helper()
	return at(documented(t, "txns.http", 0), fmt.Sprintf("/payment-links/%s/txns?dateFrom=2025-09-15&dateTo=2026-09-16&pageOffset=%d&pageSize=50", paidInvoice, offset))
}

// TestPayments reads the documented transaction, and none of the payer's address
// and card.
func TestPayments(t *testing.T) {
	t.Parallel()
	got, err := opened(t, txns(t, 0)).Payments(t.Context(), paidInvoice)
	if err != nil || len(got) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	want := providers.Payment{ID: "403993715532491867", At: time.Date(2024, 10, 16, 10, 4, 52, 0, time.UTC), Method: "CC", Amount: inr(t, "19")}
	if got[0] != want {
		t.Errorf("%+v\nwant %+v", got[0], want)
	}
	if text := fmt.Sprintf("%+v", got); strings.Contains(text, "2346") || strings.Contains(text, "@") {
		t.Errorf("the payer's card or address is in %s", text)
	}
}

func TestPaymentsLeaveOutWhatFailed(t *testing.T) {
	t.Parallel()
	const envelope = `{"status":0,"message":null,"result":%s}`
	one := func(status, amount string) string {
		return fmt.Sprintf(`{"createdOn":"2026-09-01 10:00:00","transactionId":7,"settledAmount":%s,"status":%q,"mode":"UPI"}`, amount, status)
	}
	for what, test := range map[string]struct {
		result string
		want   string // of each: amount, and back where it went back
	}{
		"nobody tried":            {`[]`, ""},
		"nobody tried, as a page": {`{"data":[]}`, ""},
		"failed and pending":      {`{"data":[` + one("failure", "5") + "," + one("pending", "5") + `]}`, ""},
		"paid on the second try":  {`{"data":[` + one("failure", "5") + "," + one("Success", `"5.50"`) + `]}`, "5.50 INR"},
		"listed twice":            {`{"data":[` + one("success", "5") + "," + one("success", "5") + `]}`, "5.00 INR"},
		"paid and back":           {`{"data":[` + one("success", "5") + "," + one("refunded", "2") + `]}`, "5.00 INR, 2.00 INR back"},
	} {
		got, err := opened(t, wiretest.Answering(txns(t, 0), 200, fmt.Sprintf(envelope, test.result))).Payments(t.Context(), paidInvoice)
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		var words []string
		for _, each := range got {
			words = append(words, each.Amount.String()+map[bool]string{true: " back"}[each.Refund])
		}
		if text := strings.Join(words, ", "); text != test.want {
			t.Errorf("%s: %q, want %q", what, text, test.want)
		}
	}
	for what, result := range map[string]string{
		"null": "null", "a text": `"none"`, "no data": `{"rows":1}`, "no amount": `{"data":[` + one("success", "null") + `]}`,
		"a broken amount": `{"data":[` + one("success", `"five"`) + `]}`,
		"no id":           `{"data":[{"settledAmount":5,"status":"success"}]}`,
	} {
		got, err := opened(t, wiretest.Answering(txns(t, 0), 200, fmt.Sprintf(envelope, result))).Payments(t.Context(), paidInvoice)
		if !providers.Is(err, providers.Unavailable) {
			t.Errorf("%s: %+v, %v, want an error", what, got, err)
		}
	}
}

// TestPaymentsOfManyPages asks for the next page while pages are full, and stops
// at a server that gives the first one again.
func TestPaymentsOfManyPages(t *testing.T) {
	t.Parallel()
	page := func(from, n int) string {
		var items []string
		for i := range n {
			items = append(items, fmt.Sprintf(`{"createdOn":"2026-09-01 10:00:00","transactionId":"T%d","settledAmount":1,"status":"success","mode":"UPI"}`, from+i))
		}
		return `{"status":0,"message":null,"result":{"data":[` + strings.Join(items, ",") + `]}}`
	}
	for what, test := range map[string]struct {
		second string
		want   int
	}{"a second page": {page(50, 3), 53}, "the first page again": {page(0, 50), 50}} {
		p := opened(t, wiretest.Answering(txns(t, 0), 200, page(0, 50)), wiretest.Answering(txns(t, 50), 200, test.second))
		if got, err := p.Payments(t.Context(), paidInvoice); err != nil || len(got) != test.want {
			t.Errorf("%s: %d payments, %v, want %d", what, len(got), err, test.want)
		}
	}
}
