package main

import (
	"paysheet/bulk"
	"paysheet/bulk/ledger"
)

// outcome is what a run's results come to, read in one pass, and where among
// them stand those that a person must look at.
type outcome struct {
	results *bulk.Results
	tally   bulk.Tally
	linked  bulk.Tally
	asked   bulk.Tally
	counts  map[string]int
	code    int
	needy   map[bulk.Outcome][]int
	open    []int // rows that want no link and have one that can be paid
	changed []int // rows whose link was found otherwise than at the last look
}

// sumUp reads the results once.
func (s *session) sumUp(results *bulk.Results) (*outcome, error) {
	o := &outcome{results: results, counts: map[string]int{}, needy: map[bulk.Outcome][]int{}}
	at := 0
	for r, err := range results.All() {
		if err != nil {
			return o, err
		}
		o.add(at, r, s.label)
		if foundChanged(r) {
			o.changed = append(o.changed, at)
		}
		at++
	}
	return o, nil
}

func (o *outcome) add(at int, r *bulk.Result, label func(string) string) {
	o.code = worst(o.code, resultCode(r))
	if bulk.Asks(r.Item) {
		o.asked.Add("", "", r.Amount)
	}
	if r.StillOpen && r.Outcome != bulk.Held && r.Outcome != bulk.Rejected && r.Outcome != bulk.Failed {
		o.open = append(o.open, at)
	}
	if r.Outcome == bulk.Left {
		o.tally.Leave(r.Item)
		return
	}
	account := r.Label
	if account == "" && r.Account != "" {
		account = label(r.Account)
	}
	o.tally.Add(account, string(r.Outcome), r.Amount)
	o.counts[string(r.Outcome)]++
	if r.Outcome.Linked() {
		o.linked.Add("", "linked", r.Amount)
	}
	switch r.Outcome {
	case bulk.Uncertain, bulk.Failed, bulk.Rejected, bulk.Held:
		o.needy[r.Outcome] = append(o.needy[r.Outcome], at)
	default:
	}
}

// foundChanged tells that a link stands otherwise than at the last look and that
// it was not this run that did it.
func foundChanged(r *bulk.Result) bool {
	switch r.Outcome {
	case bulk.Created, bulk.Adopted, bulk.Updated, bulk.Replaced, bulk.Cancelled:
		return false
	default:
		return linkChanged(r)
	}
}

// resultCode gives the exit status that a row asks for.
func resultCode(r *bulk.Result) int {
	code := exitDone
	switch r.Outcome {
	case bulk.Failed, bulk.Rejected:
		code = exitRows
	case bulk.Uncertain:
		code = exitUncertain
	default:
	}
	if r.StillOpen {
		code = worst(code, exitRows)
	}
	return code
}

// summary gives what the ledger keeps of a run that ends with this status.
func (o *outcome) summary(code int) ledger.Summary {
	summary := ledger.Summary{Exit: code, Counts: o.counts, Totals: map[string]string{}, Asked: map[string]string{}}
	sumsInto(summary.Totals, &o.linked)
	sumsInto(summary.Asked, &o.asked)
	return summary
}

func sumsInto(sums map[string]string, tally *bulk.Tally) {
	for _, count := range tally.ByCurrency() {
		if count.Currency != "" && !count.Over {
			sums[string(count.Currency)] = count.Sum.String()
		}
	}
}
