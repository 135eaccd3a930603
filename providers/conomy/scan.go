package conomy

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"paysheet/providers/internal/rest"
)

func listCall(op string) rest.Call {
	return rest.Call{Op: op, Method: http.MethodGet, Path: "/payment-links"}
}

// best looks through the whole list, whose order is not documented, for the link
// of a reference; nil where there is none.
func (d *driver) best(ctx context.Context, call rest.Call, reference string) (found *wireLink, err error) {
	for cursor := ""; ; {
		results, next, err := d.part(ctx, call, cursor)
		if err != nil {
			return nil, err
		}
		for i := range results {
			if each := &results[i]; each.CheckoutToken == reference && each.betterThan(found) {
				found = each
			}
		}
		if next == "" {
			return found, nil
		}
		cursor = next
	}
}

// part reads a page of the list and gives the cursor of the next. What "next" and
// "count" count is described in two ways, and "offset" in one: the links to skip
// (Payment API, OpenAPI, 2026-03). So the cursor says how many were read, and
// the first link of the page before. The list ends where the total is reached or
// nothing comes; without a total also where a page comes again.
func (d *driver) part(ctx context.Context, call rest.Call, cursor string) (results []wireLink, next string, err error) {
	skip, first, _ := strings.Cut(cursor, " ")
	read, _ := strconv.Atoi(skip) // empty before the first page
	call.Query = url.Values{
		"owner.identityId": {d.account.Settings.Get("owner_identity_id")},
		"limit":            {strconv.Itoa(pageSize)},
		"offset":           {strconv.Itoa(read)},
	}
	if sort := d.account.Settings.Get("list_sort"); sort != "" {
		call.Query.Set("sort", sort)
	}
	page, err := d.page(ctx, call)
	if err != nil {
		return nil, "", err
	}
	read += len(page.Results)
	total := page.Pagination.Total
	if len(page.Results) == 0 || total > 0 && read >= total || total == 0 && page.Results[0].ID == first {
		return page.Results, "", nil
	}
	return page.Results, strconv.Itoa(read) + " " + page.Results[0].ID, nil
}
