package ledger

import (
	"errors"
	"testing"
)

func TestSoleRefusesALinkOfAnotherReference(t *testing.T) {
	t.Parallel()
	l := open(t, t.TempDir())
	first := entry(t, "INV-1")
	put(t, l, first, Known, 1)

	other := entry(t, "INV-2")
	elsewhere := entry(t, "INV-3")
	elsewhere.Merchant = "APP2"
	for _, e := range []Entry{other, elsewhere} {
		put(t, l, e, Intent, 0)
	}
	_, err := l.Finish(t.Context(), other.Key, Outcome{State: Known, Link: link(t, 1), Sole: true})
	var exists *ExistsError
	if !errors.As(err, &exists) || exists.Found.Reference != "INV-1" {
		t.Fatalf("a link of another reference gives %v", err)
	}
	if now := one(t, l, "INV-2"); now.State != Intent || now.Link.ID != "" {
		t.Errorf("the refused outcome left %s with link %q", now.State, now.Link.ID)
	}
	if _, err := l.Finish(t.Context(), elsewhere.Key, Outcome{State: Known, Link: link(t, 1), Sole: true}); err != nil {
		t.Errorf("another merchant's link of the same id: %v", err)
	}
	if _, err := l.Finish(t.Context(), other.Key, Outcome{State: Known, Link: link(t, 2), Sole: true}); err != nil {
		t.Errorf("a link of its own: %v", err)
	}
	if _, err := l.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}
