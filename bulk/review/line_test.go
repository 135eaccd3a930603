package review

import (
	"strings"
	"testing"

	"paysheet/bulk"
)

// TestPrefill suggests yes only where nobody has to look first.
func TestPrefill(t *testing.T) {
	t.Parallel()
	warned := []string{"new payee"}
	for _, tt := range []struct {
		action  bulk.Action
		notices []string
		warned  []string
		want    string
	}{
		{bulk.Create, nil, nil, Yes},
		{bulk.Create, nil, warned, ""},
		{bulk.Create, warned, nil, ""},
		{bulk.Replace, warned, nil, ""},
		{bulk.Refresh, warned, nil, Yes}, // it makes nothing
		{bulk.Refresh, nil, warned, ""},
		{bulk.Hold, nil, warned, No},
		{bulk.Reject, warned, warned, No},
		{bulk.Skip, warned, warned, ""},
	} {
		i := item(t, 2, tt.action)
		i.Reason, i.Notices = "no link yet", tt.notices
		values := Values(i, id, tt.warned...)
		if got := values[6].Text; got != tt.want {
			t.Errorf("%s, notices %q, warned %q: %q, want %q", tt.action, tt.notices, tt.warned, got, tt.want)
		}
		want := strings.Join(append(append(append([]string{}, tt.warned...), "no link yet"), tt.notices...), "; ")
		if got := values[5].Text; got != want {
			t.Errorf("%s: reason %q, want %q", tt.action, got, want)
		}
	}
}

// TestIn knows a review by its columns, and an ordinary sheet as none.
func TestIn(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"Number|Note|Approve|Review Key":                    true,
		"Number|Review Action|Review Account|Review Amount": true, // the keys were taken out
		"Number|Approve":            false,
		"Number|Review Action|Note": false,
		"Number|" + strings.Join(Columns(), "|") + "|Link URL|Link ID": true,
	} {
		if got := In(strings.Split(header, "|")); got != want {
			t.Errorf("%s: %t", header, got)
		}
	}
	items := []bulk.Item{item(t, 2, bulk.Create)}
	if got, err := IDOf(t.Context(), copyOf(items, nil)); err != nil || got != id {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := IDOf(t.Context(), sheetOf(items)); err != nil || got != "" {
		t.Errorf("%q, %v", got, err)
	}
}
