package conomy

import (
	"context"
	"net/url"
	"strconv"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

// list fills a listing.
func (d *driver) list(ctx context.Context, call rest.Call, listing *providers.Listing) error {
	references := map[string]bool{}
	err := d.scan(ctx, call, func(each *wireLink) { references[each.CheckoutToken] = true })
	if err != nil {
		return err
	}
	listing.Fill(references)
	return nil
}

// scan reads the whole list, whose order is not documented, page by page.
func (d *driver) scan(ctx context.Context, call rest.Call, visit func(*wireLink)) error {
	seen := map[string]bool{}
	for {
		call.Query = url.Values{
			"owner.identityId": {d.account.Settings.Get("owner_identity_id")},
			"limit":            {strconv.Itoa(pageSize)},
			"offset":           {strconv.Itoa(len(seen))},
		}
		if sort := d.account.Settings.Get("list_sort"); sort != "" {
			call.Query.Set("sort", sort)
		}
		page, err := d.page(ctx, call)
		if err != nil {
			return err
		}
		known := len(seen)
		for i := range page.Results {
			each := &page.Results[i]
			seen[each.ID] = true
			visit(each)
		}
		// What "next" and "count" count is described in two ways, and "offset" in
		// one: the links to skip. So it skips what it has seen, until the total is
		// reached or a page brings nothing new.
		if total := page.Pagination.Total; len(seen) == known || (total > 0 && len(seen) >= total) {
			return nil
		}
	}
}
