package providers

import "context"

// Listing is what a provider's whole list showed: the references of its links,
// whatever became of them. One listing answers for many references, where a look
// for each would read the list as often. The zero value is ready; it is not safe
// for use by several goroutines at once.
type Listing struct {
	whole      bool
	references map[string]bool
}

type listingKey struct{}

// WithListing has a Find made under the context fill l instead of looking for
// its one reference: it reads the whole list, changes nothing and gives no link.
// Every provider whose Capabilities.Find is FindScan does so.
func WithListing(ctx context.Context, l *Listing) context.Context {
	return context.WithValue(ctx, listingKey{}, l)
}

// ListingOf gives the listing that a Find is to fill; nil for a Find that looks
// for its reference. Drivers call it.
func ListingOf(ctx context.Context) *Listing {
	l, _ := ctx.Value(listingKey{}).(*Listing)
	return l
}

// Fill makes the listing whole with the references of all links. Drivers call it.
func (l *Listing) Fill(references map[string]bool) { l.whole, l.references = true, references }

// Whole tells that the list was read to its end.
func (l *Listing) Whole() bool { return l.whole }

// Has tells that the list showed a link under a reference.
func (l *Listing) Has(reference string) bool { return l.references[reference] }
