package wrap

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"paysheet/providers"
)

// book has a list of three pages; the second is refused at first.
type book struct {
	fake
	asked []string
}

func (b *book) List(_ context.Context, cursor string) (providers.Page, error) {
	b.asked = append(b.asked, cursor)
	if cursor == "1" && len(b.asked) < 4 {
		return providers.Page{}, failing(providers.Throttled, time.Second)
	}
	n, _ := strconv.Atoi(cursor)
	page := providers.Page{Links: []providers.Link{{ID: strconv.Itoa(n)}}}
	if n < 2 {
		page.Next = strconv.Itoa(n + 1)
	}
	return page, nil
}

// TestListPageByPage: a page that is refused is asked for again, and not the pages
// before it.
func TestListPageByPage(t *testing.T) {
	t.Parallel()
	c, b := &clock{}, &book{}
	p := Pace(b, Limits{}, c.policy(), BreakerPolicy{Now: c.Now})
	var ids []string
	for link, err := range providers.Links(t.Context(), p) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, link.ID)
	}
	if !slices.Equal(ids, []string{"0", "1", "2"}) || !slices.Equal(b.asked, []string{"", "1", "1", "1", "2"}) {
		t.Errorf("links %v from pages %v", ids, b.asked)
	}
	if want := []time.Duration{time.Second, time.Second}; !slices.Equal(c.slept, want) {
		t.Errorf("slept %v, want %v", c.slept, want)
	}
}
