package bulk

import (
	"context"
	"strings"
	"testing"

	"paysheet/providers"
)

// teller is a stand that notes whom it was asked to write to.
type teller struct {
	*stand
	told []providers.Notify
	err  error
}

func (s *teller) Update(_ context.Context, id string, req providers.LinkRequest) (providers.Link, error) {
	s.told = append(s.told, req.Notify)
	return providers.Link{ID: id}, s.err
}

// TestTellingTheCustomer: once, only of a link that is safe, and only where its
// address is the provider's own.
func TestTellingTheCustomer(t *testing.T) {
	t.Parallel()
	lost := func(_ int, req providers.LinkRequest, _ providers.Link) (providers.Link, error) {
		if req.Notify != (providers.Notify{}) {
			t.Error("the create already asks to notify")
		}
		return providers.Link{ID: "made"}, fail(providers.Uncertain, "cut off")
	}
	tests := []struct {
		name    string
		change  func(*bench, *teller)
		outcome Outcome
		told    int
		note    string
	}{
		{"made", func(*bench, *teller) {}, Created, 1, "was asked to write to the customer"},
		{"made, and the answer lost", func(b *bench, _ *teller) { b.stand.onCreate = lost }, Created, 1, "was asked to write"},
		{"not confirmed", func(_ *bench, s *teller) { s.err = fail(providers.Uncertain, "cut off") }, Created, 1, "did not confirm that it wrote"},
		{"a strange address", func(b *bench, _ *teller) {
			b.runner.Accounts["acme"].Familiar = func(string) bool { return false }
		}, Created, 0, "is not known for pay.example; the customer was not written to"},
		{"a provider that writes to nobody", func(b *bench, _ *teller) { b.runner.Accounts["acme"].Capabilities.Notifies = false }, Created, 0, ""},
		{"refused", func(b *bench, _ *teller) {
			b.stand.onCreate = func(int, providers.LinkRequest, providers.Link) (providers.Link, error) {
				return providers.Link{}, fail(providers.Invalid, "no")
			}
		}, Failed, 0, "no"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, providers.Capabilities{Notifies: true, Find: providers.FindExact})
			s := &teller{stand: b.stand}
			b.runner.Accounts["acme"].Provider = s
			test.change(b, s)
			item := b.item(t, "INV-1", Create)
			item.Request.Notify.Email = true
			result := b.one(t, item)
			if result.Outcome != test.outcome || len(s.told) != test.told || !strings.Contains(result.Note, test.note) {
				t.Errorf("got %s %q, told %d times", result.Outcome, result.Note, len(s.told))
			}
		})
	}
}
