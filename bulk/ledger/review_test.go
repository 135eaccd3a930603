package ledger

import (
	"errors"
	"path/filepath"
	"testing"
)

// TestReviewsAndApprovals follows a review from its plan to its approval.
func TestReviewsAndApprovals(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := busy(t, dir)
	want := Review{Path: "review.xlsx", Sheet: "invoices.xlsx", Plan: "aa", Rows: 3, Today: "2026-11-21", Asked: ReviewAsks{Rows: "2-4"}}
	made, err := l.AddReview(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	other, err := l.AddReview(t.Context(), Review{Path: "other.xlsx"})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{made.ID, other.ID, made.ID} {
		if _, err := l.AddApproval(t.Context(), Approval{Review: id, Digest: "bb", Rows: 2}); err != nil {
			t.Fatal(err)
		}
	}
	found, err := l.FindReview(t.Context(), made.ID)
	if err != nil || found.Review != want || found.Who != "Nimali" || !found.At.Equal(made.At) || found.At.IsZero() {
		t.Fatalf("found %+v, %v", found, err)
	}
	approvals, err := l.Approvals(t.Context(), made.ID)
	if err != nil || len(approvals) != 2 || approvals[0].Who != "Nimali" || approvals[0].Digest != "bb" || approvals[0].Event == approvals[1].Event {
		t.Fatalf("approvals %+v, %v", approvals, err)
	}
	if n, err := l.Verify(t.Context()); err != nil || n != 21 {
		t.Errorf("the chain: %d events, %v", n, err)
	}
}

func TestReviewsThatAreNotThere(t *testing.T) {
	t.Parallel()
	l := busy(t, t.TempDir())
	made, err := l.AddReview(t.Context(), Review{Path: "review.xlsx"})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"R1-" + made.ID[len(made.ID)-12:], "R999-000000000000", made.ID[:len(made.ID)-12] + "000000000000"} {
		if _, err := l.FindReview(t.Context(), id); !errors.Is(err, ErrMissing) {
			t.Errorf("%s: %v", id, err)
		}
	}
	for _, id := range []string{"", "R0-000000000000", "R17-00", "17"} {
		if _, err := l.FindReview(t.Context(), id); err == nil || errors.Is(err, ErrMissing) {
			t.Errorf("%q: %v", id, err)
		}
	}
	empty, err := Open(t.Context(), filepath.Join(t.TempDir(), "none"), Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = empty.Close() }()
	if _, err := empty.FindReview(t.Context(), made.ID); !errors.Is(err, ErrMissing) {
		t.Errorf("an empty ledger: %v", err)
	}
	if _, err := l.AddReview(t.Context(), Review{}); err != nil {
		t.Fatal(err)
	}
	// The run's own event and a review's are told apart.
	if _, err := l.FindReview(t.Context(), eventIDAt(t, l, 1)); !errors.Is(err, ErrMissing) {
		t.Errorf("a run's event was taken for a review: %v", err)
	}
}

// TestAChangedReviewIsNoticed writes another sheet into a review's event.
func TestAChangedReviewIsNoticed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := busy(t, dir)
	made, err := l.AddReview(t.Context(), Review{Sheet: "invoices.xlsx"})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	forge := "UPDATE events SET body = replace(body, 'invoices.xlsx', 'forged.xlsx') WHERE body ->> '$.kind' = 'review'"
	if err := raw(filepath.Join(dir, fileName), forge); err != nil {
		t.Fatal(err)
	}
	l = reader(t, dir)
	var broken *BrokenError
	if _, err := l.FindReview(t.Context(), made.ID); !errors.As(err, &broken) {
		t.Errorf("a changed review was found: %v", err)
	}
	if _, err := l.Verify(t.Context()); !errors.As(err, &broken) {
		t.Errorf("a changed review was not noticed: %v", err)
	}
}

func eventIDAt(t *testing.T, l *Ledger, seq int64) string {
	t.Helper()
	for e, err := range l.Events(t.Context(), seq) {
		if err != nil {
			t.Fatal(err)
		}
		return eventID(&e)
	}
	t.Fatalf("no event %d", seq)
	return ""
}
