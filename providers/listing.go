package providers

import (
	"context"
	"iter"
)

// Page is a part of the list of an account's links.
type Page struct {
	// Links stand in no order, whatever became of them. Of each its ID and
	// Reference are told; what else an unreadable one holds may be missing. While
	// others make links, one may stand on two pages.
	Links []Link
	Next  string // the cursor of the next page, for List alone to read; empty after the last
}

// Links reads an account's whole list, and holds one page of it at a time. An
// error, which is one of List, is the last that it gives; without one the list was
// read to its end.
func Links(ctx context.Context, p Provider) iter.Seq2[Link, error] {
	return func(yield func(Link, error) bool) {
		for cursor := ""; ; {
			page, err := p.List(ctx, cursor)
			if err != nil {
				yield(Link{}, err)
				return
			}
			for _, link := range page.Links {
				if !yield(link, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			cursor = page.Next
		}
	}
}
