package report

import "paysheet/bulk"

// Mark gives the sign of a kind, which is that of the outcome that it is about.
func (k Kind) Mark() bulk.Mark {
	switch k {
	case KindUncertain:
		return bulk.Uncertain.Mark()
	case KindNotAttempted:
		return bulk.NotAttempted.Mark()
	default:
		return bulk.Held.Mark()
	}
}

// Mark gives the sign of what the last run did about a row, as the plan and the
// results show it; the zero Mark where no run wrote its result beside the row.
func (l *Line) Mark() bulk.Mark {
	switch {
	case l.Resend():
		return bulk.Replaced.Mark()
	case l.Sheet.Outcome != "":
		return l.Sheet.Outcome.Mark()
	case l.State == Uncertain:
		return bulk.Uncertain.Mark()
	default:
		return bulk.Mark{}
	}
}
