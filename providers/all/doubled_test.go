package all_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"paysheet/providers"
	"paysheet/providers/all"
)

// TestAnAnswerThatNamesTheAmountTwice says two things at once, so that it proves
// nothing: the create is uncertain, never failed and never made, and whatever the
// provider can be asked finds the one link that it made.
func TestAnAnswerThatNamesTheAmountTwice(t *testing.T) {
	t.Parallel()
	for _, def := range all.Definitions() {
		for _, alike := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, alike %t", def.Name, alike), func(t *testing.T) {
				t.Parallel()
				s := newStage(t, def.Name, nil)
				field := map[string]string{"onepay": `"amount":`, "conomy": `"totalAmount":`, "zoho": `"amount":`, "payu": `"totalAmount":`}[def.Name]
				spoilt := 0
				s.between(func(w http.ResponseWriter, r *http.Request, behind http.Handler) {
					if isToken(r) || r.Method != http.MethodPost || !createPath(r.URL.Path) {
						behind.ServeHTTP(w, r)
						return
					}
					rewritten(w, r, behind, func(text string) string {
						_, rest, found := strings.Cut(text, field)
						value, _, _ := strings.Cut(rest, ",")
						if found {
							spoilt++
						}
						if !alike {
							value = `"1.00"`
						}
						return strings.Replace(text, field, field+value+","+field, 1)
					})
				})
				p := s.paced(t, nil, nil)
				req := s.request(t, "INV-00001")
				link, err := p.Create(t.Context(), req)
				if spoilt == 0 {
					t.Fatal("no amount was named twice")
				}
				if !providers.Is(err, providers.Uncertain) || link.Status != "" {
					t.Errorf("gave %+v and %v", link, err)
				}
				if n := len(s.holds(req.Reference)); n != 1 {
					t.Errorf("%d links", n)
				}
				s.settle(t, p, s.can(t), req, err)
			})
		}
	}
}

// createPath tells the path of a create, which names no link.
func createPath(path string) bool {
	path = strings.TrimRight(path, "/")
	return strings.HasSuffix(path, "/payment-link") || strings.HasSuffix(path, "/payment-links") || strings.HasSuffix(path, "/paymentlinks")
}
