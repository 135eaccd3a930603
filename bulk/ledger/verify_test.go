package ledger

import (
	"errors"
	"path/filepath"
	"testing"
)

func TestVerifyNamesWhatIsBroken(t *testing.T) {
	t.Parallel()
	// Events: 1 run; 2, 3 INV-1; 4, 5 INV-2; 6, 7 INV-3; 8 end.
	for name, tc := range map[string]struct {
		sql  string
		seq  int64
		read int64
	}{
		"an amount":               {"UPDATE entries SET amount = '1.00' WHERE reference = 'INV-2'", 5, 8},
		"a status":                {"UPDATE entries SET link_status = 'paid' WHERE reference = 'INV-3'", 7, 8},
		"a reference":             {"UPDATE entries SET reference = 'INV-9' WHERE reference = 'INV-1'", 3, 8},
		"an older event's state":  {"UPDATE entries SET seq = 2 WHERE reference = 'INV-1'", 2, 8},
		"a deleted entry":         {"DELETE FROM entries WHERE reference = 'INV-2'", 5, 8},
		"a deleted event":         {"DELETE FROM events WHERE seq = 4", 4, 3},
		"the first event":         {"DELETE FROM events WHERE seq = 1", 1, 0},
		"the last event":          {"DELETE FROM events WHERE seq = 8", 8, 7},
		"a changed event":         {"UPDATE events SET body = replace(body, 'LKR', 'INR') WHERE seq = 3", 3, 2},
		"a changed hash":          {"UPDATE events SET hash = 'x' WHERE seq = 6", 6, 5},
		"two events exchanged":    {"", 4, 3},
		"a changed run":           {"UPDATE runs SET body = replace(body, 'apply', 'plan')", 8, 8},
		"a deleted run":           {"DELETE FROM runs", 8, 8},
		"the end":                 {"DELETE FROM events WHERE seq > 4", 5, 4},
		"two entries":             {"DELETE FROM entries WHERE reference = 'INV-3'; UPDATE entries SET amount = 1 WHERE reference = 'INV-2'", 5, 8},
		"an entry out of nowhere": {"INSERT INTO entries SELECT 99, seq, checked, provider, environment, host, merchant, namespace, 'NEW', generation, state, account, sent, amount, currency, asked_description, asked_expires, asked_min_partial, terms, link_id, link_url, link_reference, link_status, link_amount, link_paid, link_min_partial, link_expires, link_created, run, sheet, sheet_row, attempts, answer, reason, previous, retiring, began, changed, sheet_reference, payee FROM entries WHERE id = 1", 3, 8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			l := open(t, dir)
			if err := l.StartRun(t.Context(), Run{ID: "r1", Command: "apply", Sheet: "invoices.xlsx"}); err != nil {
				t.Fatal(err)
			}
			for i, reference := range []string{"INV-1", "INV-2", "INV-3"} {
				put(t, l, entry(t, reference), Known, i)
			}
			if err := l.EndRun(t.Context(), "r1", Summary{}); err != nil {
				t.Fatal(err)
			}
			if n, err := l.Verify(t.Context()); n != 8 || err != nil {
				t.Fatalf("before: %d, %v", n, err)
			}
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			text := tc.sql
			if name == "two events exchanged" { // a primary key cannot be exchanged in one step
				text = "UPDATE events SET seq = 90 WHERE seq = 4; UPDATE events SET seq = 4 WHERE seq = 5; UPDATE events SET seq = 5 WHERE seq = 90"
			}
			if err := raw(filepath.Join(dir, fileName), text); err != nil {
				t.Fatal(err)
			}
			n, err := reader(t, dir).Verify(t.Context())
			var broken *BrokenError
			if !errors.As(err, &broken) || broken.Seq != tc.seq || n != tc.read {
				t.Errorf("got %d, %v; want event %d after reading %d", n, err, tc.seq, tc.read)
			}
		})
	}
}

func TestHead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := open(t, dir)
	if n, hash, err := l.Head(t.Context()); n != 0 || hash != "" || err != nil {
		t.Fatalf("a new ledger's head: %d %q %v", n, hash, err)
	}
	put(t, l, entry(t, "INV-1"), Known, 1)
	n, hash, err := l.Head(t.Context())
	if n != 2 || len(hash) != 64 || err != nil {
		t.Fatalf("head: %d %q %v", n, hash, err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = open(t, dir)
	put(t, l, entry(t, "INV-2"), Known, 2)
	if events, err := l.History(t.Context(), entry(t, "INV-2").Key); err != nil || len(events) != 2 || events[0].Prev != hash {
		t.Errorf("the chain does not go on from %s: %+v, %v", hash, events, err)
	}
}
