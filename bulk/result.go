package bulk

import (
	"fmt"

	"paysheet/bulk/invoice"
	"paysheet/bulk/ledger"
	"paysheet/providers"
)

func notAttempted(item Item) Result {
	result := fromKnown(item)
	result.Outcome = NotAttempted
	result.Note = "the run was stopped before this row; run apply again"
	switch {
	case item.Action == Leave:
		result.Outcome, result.Note = Left, ""
	case item.Postponed != "":
		result.Note = item.Postponed
	case doubtful(item):
		result.Outcome = Uncertain
		result.Note = "an earlier create was not answered, and the run was stopped before it was looked for; run apply again"
	default:
	}
	return result
}

// without gives the result of an item that needs no call.
func (r *Runner) without(item Item) Result {
	result := fromKnown(item)
	result.Note = item.Reason
	switch item.Action {
	case Skip:
		result.Outcome = Skipped
	case Hold:
		result.Outcome = Held
	case Reject:
		result.Outcome = Rejected
		result.Note = problemNote(item)
	case Keep:
		result.Outcome = Kept
	case Leave:
		result.Outcome = Left
	default:
		// A link whose account is no longer in the config cannot be asked about.
		result.Outcome = Failed
		if doubtful(item) {
			result.Outcome = Uncertain
		}
		if item.Known != nil {
			result.Note = fmt.Sprintf("the link was made by account %s, which the config no longer has: put the account back", item.Known.Account)
		}
	}
	result.Outcome = lasting(item, result.Outcome)
	if item.StillOpen && item.Known != nil {
		result.Note += "; link still open at " + item.Known.Account
	}
	return result
}

// fromKnown starts a result with what the ledger remembers.
func fromKnown(item Item) Result {
	result := Result{Item: item}
	if item.Known != nil {
		result.Link = item.Known.Link
		result.Label = item.Known.Account
		if result.Previous == "" {
			result.Previous = item.Known.Previous
		}
		if item.Known.State == ledger.Refused {
			result.Link, result.Label = providers.Link{}, ""
		}
	}
	if c := item.named; c != nil {
		result.Link, result.Label = providers.Link{ID: c.id, URL: c.url, Status: providers.Status(c.status)}, c.account
		if result.Previous == "" {
			result.Previous = c.previous
		}
	}
	return result
}

// lasting keeps a row uncertain that says so itself while the ledger knows
// nothing of it: a later run must not take it for one that never had a link.
func lasting(item Item, outcome Outcome) Outcome {
	if item.Known == nil && item.named != nil && item.named.doubted && outcome != Left {
		return Uncertain
	}
	return outcome
}

// problemNote gives every reason of a rejected row, cells first.
func problemNote(item Item) string {
	note := item.Reason
	for i, problem := range item.Problems {
		text := invoice.Sentence(problem.Cell, problem.Value, problem.Message)
		if i == 0 {
			note = text
			continue
		}
		note += "; " + text
	}
	return note
}
