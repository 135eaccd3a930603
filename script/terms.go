package script

import (
	"maps"
	"slices"
	"strings"

	"paysheet/providers"
)

// Term is one thing that a decision says.
type Term struct {
	Name  string `json:"name" doc:"a keyword of link, verdict or reason"`                    // a keyword of link, "verdict" or "reason"
	Value string `json:"value" doc:"as people read it; None where None was said on purpose"` // as people read it; "None" where None was said on purpose
}

// Terms lists everything that a decision says, in the order of link's keywords,
// so that two decisions can be compared and shown. Where it was said, and why,
// is no part of it.
func (d Decision) Terms() []Term {
	terms := []Term{{"verdict", d.Verdict.String()}}
	add := func(name, value string) {
		if value != "" {
			terms = append(terms, Term{name, value})
		}
	}
	add("reason", d.Reason)
	l := d.Link
	add("account", l.Account)
	add("amount", moneyTerm(l.Amount))
	add("reference", l.Reference)
	add("description", textTerm(l.Description))
	add("expires", dateTerm(l.Expires))
	add("min_partial", moneyTerm(l.MinPartial))
	add("customer_name", textTerm(l.CustomerName))
	add("email", textTerm(l.Email))
	add("phone", textTerm(l.Phone))
	add("return_url", l.ReturnURL)
	add("failure_url", l.FailureURL)
	add("notify", notifyTerm(l.Notify))
	for _, key := range slices.Sorted(maps.Keys(l.Metadata)) {
		add("metadata."+clean(key), clean(l.Metadata[key]))
	}
	add("on_change", l.OnChange)
	add("on_expired", l.OnExpired)
	return terms
}

const saidNone = "None"

func textTerm(s *string) string {
	switch {
	case s == nil:
		return ""
	case *s == "":
		return saidNone
	}
	return *s
}

func moneyTerm(m *providers.Money) string {
	switch {
	case m == nil:
		return ""
	case m.IsNone():
		return saidNone
	}
	return m.String()
}

func dateTerm(d *providers.Date) string {
	switch {
	case d == nil:
		return ""
	case d.IsZero():
		return saidNone
	}
	return d.String()
}

func notifyTerm(n providers.Notify) string {
	var words []string
	if n.Email {
		words = append(words, "email")
	}
	if n.SMS {
		words = append(words, "sms")
	}
	return strings.Join(words, ",")
}
