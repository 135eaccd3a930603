package payu

import (
	"context"
	"net/http"

	"paysheet/providers"
	"paysheet/providers/internal/rest"
)

// Cancel takes a link back and reads it again, because PayU's word is not enough
// to make another link for the same invoice. The newer documents cancel by DELETE;
// the older ones have no such call and make a link inactive.
func (d *driver) Cancel(ctx context.Context, id string) (providers.Link, error) {
	call := rest.Call{Op: "cancel", Method: http.MethodDelete, Path: "/payment-links/{id}", ID: id}
	_, answer, refusal := d.send(ctx, call)
	older := providers.Is(refusal, providers.Invalid) || providers.Is(refusal, providers.NotFound)
	if refusal != nil && !older && !alreadyCancelled(refusal) {
		return providers.Link{}, refusal
	}
	link, err := d.get(ctx, "cancel", id)
	if err == nil && older && link.Status.Payable() {
		call = rest.Call{Op: "cancel", Method: http.MethodPut, Path: "/payment-links/{id}", ID: id, JSON: map[string]bool{"active": false}}
		if _, answer, err = d.send(ctx, call); err != nil {
			return link, err
		}
		link, err = d.get(ctx, "cancel", id)
	}
	if err == nil {
		err = d.kept(call, answer, link)
	}
	return link, err
}

// kept tells why a link is not gone after its cancel; nil where it is.
func (d *driver) kept(call rest.Call, answer rest.Answer, link providers.Link) error {
	switch link.Status {
	case providers.Cancelled, providers.Expired:
		return nil
	case providers.Paid:
		return d.client.Fail(call, answer, providers.Conflict, "the link is paid and cannot be taken back")
	default: // asking again is safe and may find it gone
		return d.client.Fail(call, answer, providers.Unavailable, "PayU answered that the link is cancelled but shows it as "+string(link.Status))
	}
}
