package providers

import "context"

// Provider is one account at one provider. It is flat, with no optional
// interfaces, so that a wrapper can never hide a method. Every method may be
// called from many goroutines at once, honours ctx, and fails with *Error.
// No method retries a call that the provider may have acted on.
type Provider interface {
	// Create makes a link and returns it payable. An error of kind Uncertain
	// means that the link may exist; if its id is known, the returned Link has
	// it. Every other kind means that no link was made.
	Create(ctx context.Context, req LinkRequest) (Link, error)
	// Get reads a link by the provider's id.
	Get(ctx context.Context, id string) (Link, error)
	// Payments lists what came in on a link and what went back, each id once,
	// those that failed or are under way left out. Unsupported where the API
	// does not tell.
	Payments(ctx context.Context, id string) ([]Payment, error)
	// Find looks for the link that a lost Create made, by the reference sent,
	// and completes what that Create began: what it returns is payable as
	// Create's own would be. Unsupported where the API has no way to look.
	Find(ctx context.Context, reference string) (Link, error)
	// List reads the account's links a page at a time and changes nothing: the
	// first page for an empty cursor, each further one for the Next of the page
	// before. Unsupported where Capabilities.Find is not FindScan.
	List(ctx context.Context, cursor string) (Page, error)
	// Update brings a link to the request as far as Capabilities.Update allows;
	// other fields of the request are ignored.
	Update(ctx context.Context, id string, req LinkRequest) (Link, error)
	// Cancel takes a link back. Cancelling a cancelled link succeeds.
	Cancel(ctx context.Context, id string) (Link, error)
}
