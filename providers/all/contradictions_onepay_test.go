package all_test

import (
	"net/http"
	"strings"
	"testing"

	"paysheet/providers"
)

func TestContradiction18OnePayCreateBody(t *testing.T) {
	t.Parallel()
	for _, reference := range []string{"reference_number", "reference"} {
		for _, kind := range []string{"string", "number"} {
			for _, least := range []string{"minimum_partial_amount", "minimum_amount"} {
				s := newStage(t, "onepay", map[string]string{
					"onepay.reference_field": reference, "onepay.amount_type": kind, "onepay.minimum_partial_field": least,
				})
				p := s.bare(t, map[string]string{"reference_field": reference, "amount_type": kind, "min_partial_field": least})
				req := s.request(t, "INV-1")
				req.Amount, req.MinPartial = money(t, "150000.50", "LKR"), money(t, "50000", "LKR")
				link, sent := s.create(t, p, req)
				amount := map[string]string{"string": `"amount":"150000.50"`, "number": `"amount":150000.50`}[kind]
				if !strings.Contains(string(sent.body), amount) || !strings.Contains(string(sent.body), `"`+reference+`":"INV-1"`) || !strings.Contains(string(sent.body), `"`+least+`":`) {
					t.Errorf("%s, %s, %s: sent %s", reference, kind, least, sent.body)
				}
				if link.Reference != "INV-1" || link.Amount != req.Amount || len(s.holds("INV-1")) != 1 {
					t.Errorf("%s, %s, %s: made %+v", reference, kind, least, link)
				}
			}
		}
	}
}

func money(t *testing.T, amount, currency string) providers.Money {
	t.Helper()
	m, err := providers.ParseMoney(amount, currency)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestContradiction19OnePayAppIDInQueryOrBody(t *testing.T) {
	t.Parallel()
	s := newStage(t, "onepay", nil)
	p := s.bare(t, nil)
	req := s.request(t, "INV-1")
	link, create := s.create(t, p, req)
	s.front.arm("", 0)
	if _, err := p.Get(t.Context(), link.ID); err != nil {
		t.Error(err)
	}
	if _, err := p.Update(t.Context(), link.ID, req); err != nil {
		t.Error(err)
	}
	if _, err := p.Cancel(t.Context(), link.ID); err != nil {
		t.Error(err)
	}
	for _, sent := range append(s.front.requests(), create) {
		inQuery := strings.Contains(sent.target, "?app_id=SANDBOXAPP")
		inBody := len(sent.body) > 0 && sent.json(t)["app_id"] != nil
		if update := sent.method == http.MethodPut; inQuery == update || inBody != update {
			t.Errorf("%s %s %s: in the query %t, in the body %t", sent.method, sent.target, sent.body, inQuery, inBody)
		}
	}
}
