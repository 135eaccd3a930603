package checkup

// Kind names one sort of damage; it is the word for --accept.
type Kind string

// The kinds.
const (
	LeadingZeros  Kind = "leading-zeros"  // 00123 became 123
	LongNumbers   Kind = "long-numbers"   // an identifier cut to 1.2E+15, or to 15 digits and zeros
	Spaces        Kind = "spaces"         // no-break, invisible or doubled spaces
	LookAlikes    Kind = "look-alikes"    // INV-001 and INV 001
	TextAmounts   Kind = "text-amounts"   // numbers stored as text among numbers
	MixedDates    Kind = "mixed-dates"    // day first and month first in one column
	StaleFormulas Kind = "stale-formulas" // a formula's stored result may be out of date
	Mail          Kind = "mail"           // what no mail server would take
	Phones        Kind = "phones"         // what no telephone would dial
	DatesForIDs   Kind = "dates-for-ids"  // 3-1 became the first of March
	Spellings     Kind = "spellings"      // one word of a column in two ways: Void and "Void "
	Totals        Kind = "totals"         // a total that is not the sum of what stands above it
)

// Kinds lists every kind in the order in which a report has them.
func Kinds() []Kind {
	return []Kind{LeadingZeros, LongNumbers, Spaces, LookAlikes, TextAmounts, MixedDates, StaleFormulas, Mail, Phones, DatesForIDs, Spellings, Totals}
}

// Confidence says how likely it is that a finding is damage.
type Confidence uint8

// The confidences. Sure is what the cell itself or the file proves; Likely is
// what the rest of the column suggests; Maybe is worth a look.
const (
	Maybe Confidence = iota + 1
	Likely
	Sure
)

// String gives the word for people.
func (c Confidence) String() string {
	switch c {
	case Sure:
		return "sure"
	case Likely:
		return "likely"
	case Maybe:
		return "maybe"
	}
	return ""
}

// MarshalText gives the word for documents.
func (c Confidence) MarshalText() ([]byte, error) { return []byte(c.String()), nil }
