package invoice

import (
	"fmt"
	"slices"
	"testing"
)

func TestDuplicates(t *testing.T) {
	t.Parallel()
	d := NewDuplicates()
	for i, reference := range []string{"INV-001", "INV 001", "INV-002", "INV-001", "", "inv001", "INV-003"} {
		d.Add(reference, i+2)
	}
	tests := []struct {
		reference      string
		exact, similar []int
	}{
		{"INV-001", []int{2, 5}, []int{3, 7}},
		{"INV 001", []int{3}, []int{2, 5, 7}},
		{"INV-002", []int{4}, nil},
		{"INV_003", nil, []int{8}},
		{"INV-004", nil, nil},
		{"", nil, nil},
	}
	for _, tt := range tests {
		if got := d.Exact(tt.reference); !slices.Equal(got, tt.exact) {
			t.Errorf("%q stands in %v, want %v", tt.reference, got, tt.exact)
		}
		if got := d.Similar(tt.reference); !slices.Equal(got, tt.similar) {
			t.Errorf("%q looks like %v, want %v", tt.reference, got, tt.similar)
		}
	}
	for reference, lone := range map[string]bool{"INV-001": false, "inv001": false, "INV-002": true, "INV-003": true} {
		if d.Lone(reference) != lone {
			t.Errorf("%q is lone: %t, want %t", reference, !lone, lone)
		}
	}
	d.Add("INV-004", 9)
	if got := d.Exact("INV-004"); !slices.Equal(got, []int{9}) {
		t.Errorf("after another Add: %v", got)
	}
}

// TestManyDuplicatesAreNotLone has more doubles than the quick answer can tell.
func TestManyDuplicatesAreNotLone(t *testing.T) {
	t.Parallel()
	const half = 20_000
	d := NewDuplicates()
	for i := range 2 * half {
		d.Add(fmt.Sprintf("INV-%d", i), i)
	}
	for i := range half {
		d.Add(fmt.Sprintf("inv %d", i), i)
	}
	for i := range 2 * half {
		if reference := fmt.Sprintf("INV-%d", i); d.Lone(reference) != (i >= half) {
			t.Fatalf("%s is lone: %t", reference, i < half)
		}
	}
}

// TestDuplicatesSurviveCollisions gives every reference one hash.
func TestDuplicatesSurviveCollisions(t *testing.T) {
	t.Parallel()
	d := NewDuplicates()
	for i := range 50 {
		d.Add(fmt.Sprintf("INV-%d", i/2), i)
	}
	hash := d.hash("INV-0")
	for i := range d.n {
		d.at(i).hash = hash
	}
	if got := d.Exact("INV-0"); !slices.Equal(got, []int{0, 1}) {
		t.Errorf("got %v", got)
	}
}
