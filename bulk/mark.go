package bulk

// Tone says what a mark means to somebody who looks for it, apart from its
// sign: a terminal, a workbook and a page each have their own colour for it.
type Tone string

// The tones.
const (
	ToneMade    Tone = "made"    // a link comes into being or into the ledger
	ToneChanged Tone = "changed" // something that a customer sees changes
	ToneGone    Tone = "gone"    // a link is taken back
	ToneRead    Tone = "read"    // looked at only
	ToneQuiet   Tone = "quiet"   // nothing happens
	ToneWarning Tone = "warning" // a person must look
	ToneDoubt   Tone = "doubt"   // nobody knows
)

// Mark is how an action or an outcome is shown in front of people.
type Mark struct {
	Sign string // one to three columns wide
	Tone Tone
}

// Mark gives the action's mark, the same in a plan, in results, in an
// explanation, in an undo and in a report.
func (a Action) Mark() Mark {
	switch a {
	case Create:
		return Mark{"+", ToneMade}
	case Adopt:
		return Mark{"←", ToneMade}
	case Update:
		return Mark{"~", ToneChanged}
	case Replace:
		return Mark{"-/+", ToneChanged}
	case Refresh:
		return Mark{"↻", ToneRead}
	case Keep:
		return Mark{"=", ToneQuiet}
	case Cancel:
		return Mark{"-", ToneGone}
	case Hold, Reject:
		return Mark{"!", ToneWarning}
	case Resolve:
		return Mark{"?", ToneDoubt}
	default:
		return Mark{"·", ToneQuiet}
	}
}

// Mark gives the outcome's mark: that of the action which it is the end of. A
// row that failed needs a person as one that is held does; one that was not
// attempted is still to be done.
func (o Outcome) Mark() Mark {
	switch o {
	case Created:
		return Create.Mark()
	case Adopted:
		return Adopt.Mark()
	case Updated:
		return Update.Mark()
	case Replaced:
		return Replace.Mark()
	case Refreshed:
		return Refresh.Mark()
	case Kept:
		return Keep.Mark()
	case Cancelled:
		return Cancel.Mark()
	case Held, Rejected, Failed:
		return Hold.Mark()
	case Uncertain:
		return Resolve.Mark()
	case NotAttempted:
		return Mark{"…", ToneQuiet}
	default:
		return Skip.Mark()
	}
}

// Mark gives the mark of what an undo does with a link.
func (b Bucket) Mark() Mark {
	switch b {
	case TakenBack:
		return Cancel.Mark()
	case StaysOpen, NotUndone:
		return Hold.Mark()
	default:
		return Keep.Mark()
	}
}
