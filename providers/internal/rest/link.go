package rest

import (
	"errors"
	"strings"

	"paysheet/providers"
)

// Checked passes on a link that a provider answered with, or says why it cannot
// be used. problem is what the driver found wrong with it, nil for nothing.
//
// Without an id there is no link to pass on. A URL that CheckLinkURL refuses, or
// that holds a secret, is withheld: where the call makes or looks for a link that
// is an error of kind Uncertain beside the link, so that the id is kept; elsewhere
// the link merely comes without URL.
func (c *Client) Checked(call Call, answer Answer, link providers.Link, problem error) (providers.Link, error) {
	if link.ID == "" || strings.ContainsFunc(link.ID, isControl) {
		return providers.Link{}, c.Unreadable(call, answer, "it has no usable link id")
	}
	bad := CheckLinkURL(link.URL)
	if bad == nil && c.secrets.hide(link.URL) != link.URL {
		bad = errors.New("the URL holds a secret of this account")
	}
	if bad != nil {
		link.URL = ""
	}
	if link.Status == providers.Paid && link.Paid.IsNone() {
		link.Paid = link.Amount // whoever says that a link is paid says that all of it is
	}
	switch {
	case bad != nil && (call.Creates || call.Op == "find"):
		return link, c.Fail(call, answer, providers.Uncertain, "link "+link.ID+" exists but its URL is withheld: "+bad.Error())
	case problem != nil:
		return link, c.Unreadable(call, answer, problem.Error())
	}
	return link, nil
}

// Without gives a text, such as a phone number, without the marks that people
// set it apart with.
func Without(text, marks string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(marks, r) {
			return -1
		}
		return r
	}, text)
}
