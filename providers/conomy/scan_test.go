package conomy

import (
	"slices"
	"testing"

	"paysheet/providers"
	"paysheet/providers/internal/wiretest"
)

// TestListReadsToTheEnd: whatever a page says of itself, all links come, and no
// page is asked for once more than it takes to see the end.
func TestListReadsToTheEnd(t *testing.T) {
	t.Parallel()
	page := func(offset, pagination string, links ...string) wiretest.Exchange {
		return listed(t, offset, pagination, links...)
	}
	for name, pages := range map[string][]wiretest.Exchange{
		"one page": {
			page("0", `{"count":4,"next":4,"previous":0,"total":4}`, "a ACTIVE 01", "b EXPIRED 02", "c FINISHED 03", "d ATTEMPT 04"),
		},
		"up to the total": {
			page("0", `{"count":2,"next":2,"previous":0,"total":4}`, "a ACTIVE 01", "b EXPIRED 02"),
			page("2", `{"count":4,"next":4,"previous":0,"total":4}`, "c FINISHED 03", "d ATTEMPT 04"),
		},
		"up to an empty page": {
			page("0", `{"count":2,"next":2,"previous":0,"total":9}`, "a ACTIVE 01", "b EXPIRED 02"),
			page("2", `{"count":4,"next":4,"previous":0,"total":9}`, "c FINISHED 03", "d ATTEMPT 04"),
			page("4", `{"count":4,"next":4,"previous":2,"total":9}`),
		},
		"without a total": {
			page("0", `{}`, "a ACTIVE 01", "b EXPIRED 02"), page("2", `{}`, "c FINISHED 03", "d ATTEMPT 04"), page("4", `{}`),
		},
		"without a total, the last page again": {
			page("0", `{}`, "a ACTIVE 01", "b EXPIRED 02"), page("2", `{}`, "c FINISHED 03", "d ATTEMPT 04"), page("4", `{}`, "c FINISHED 03", "d ATTEMPT 04"),
		},
		"one in front meanwhile": {
			page("0", `{"total":4}`, "b ACTIVE 01", "c EXPIRED 02"), page("2", `{"total":5}`, "c EXPIRED 02", "d ATTEMPT 04"), page("4", `{"total":5}`, "a ACTIVE 05"),
		},
		"one unreadable": {
			page("0", `{"total":4}`, "a ACTIVE 01", "b UNHEARD-OF 02", "c FINISHED 03", "d ATTEMPT 04"),
		},
	} {
		var got []string
		for link, err := range providers.Links(t.Context(), opened(t, nil, pages...)) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got = append(got, link.Reference)
		}
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, []string{"a", "b", "c", "d"}) {
			t.Errorf("%s: the list has %v", name, got)
		}
	}
}

// TestListFails: a page that cannot be read is an error, never the end.
func TestListFails(t *testing.T) {
	t.Parallel()
	first := listed(t, "0", `{"count":2,"next":2,"previous":0,"total":4}`, "a ACTIVE 01", "b ACTIVE 02")
	second := listed(t, "2", `{}`)
	var last error
	links := 0
	for _, err := range providers.Links(t.Context(), opened(t, nil, first, wiretest.Answering(second, 429, ``))) {
		links++
		last = err
	}
	if links != 3 || !providers.Is(last, providers.Throttled) {
		t.Errorf("%d steps, the last with %v; want two links and an error", links, last)
	}
}
