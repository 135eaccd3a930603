package bulk

import (
	"context"
	"testing"

	"paysheet/bulk/ledger"
	"paysheet/providers"
)

// telling is a provider whose calls bring raw answers.
type telling struct{ providers.Provider }

func (p telling) Create(ctx context.Context, req providers.LinkRequest) (providers.Link, error) {
	providers.Heard(ctx, []byte("abc"))
	return p.Provider.Create(ctx, req)
}

// TestTheRawAnswerIsKeptAsADigest: whatever came of a create, the ledger can say
// by which answer it went.
func TestTheRawAnswerIsKeptAsADigest(t *testing.T) {
	t.Parallel()
	for _, kind := range []providers.Kind{providers.Uncertain, providers.Invalid, providers.Conflict} {
		t.Run(kind.String(), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, providers.Capabilities{Find: providers.FindNone})
			account := b.runner.Accounts["acme"]
			account.Provider = telling{account.Provider}
			b.stand.onCreate = func(call int, _ providers.LinkRequest, made providers.Link) (providers.Link, error) {
				if call == 1 {
					return made, nil
				}
				return providers.Link{}, fail(kind, "no")
			}
			b.one(t, b.item(t, "INV-1", Create))
			b.one(t, b.item(t, "INV-2", Create))
			for _, reference := range []string{"INV-1", "INV-2"} {
				if e := b.item(t, reference, Create).Known; e == nil || e.Answer != ledger.Digest("abc") {
					t.Errorf("%s: the ledger has %+v", reference, e)
				}
			}
		})
	}
}
