package checkup

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"paysheet/bulk/invoice"
	"paysheet/bulk/sheet"
)

// Acceptable lists the kinds that a person may accept: those for which the right
// value follows from the sheet, and which touch no amount and no date.
func Acceptable() []Kind { return []Kind{LeadingZeros, Spaces} }

// ParseAccepted reads "leading-zeros,spaces". "none" and nothing are no kinds.
// The error names what is not acceptable and lists what is.
func ParseAccepted(text string) ([]Kind, error) {
	var kinds []Kind
	if text = strings.TrimSpace(text); text == "" || text == "none" {
		return nil, nil
	}
	for word := range strings.SplitSeq(text, ",") {
		kind := Kind(strings.TrimSpace(word))
		if !slices.Contains(Acceptable(), kind) {
			why := "is no kind of finding"
			if slices.Contains(Kinds(), kind) {
				why = "has to be corrected in the sheet"
			}
			return nil, fmt.Errorf("%q %s: what can be accepted is %s", string(kind), why, Join(Acceptable()))
		}
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return kinds, nil
}

// Join gives kinds as --accept takes them.
func Join(kinds []Kind) string {
	words := make([]string, 0, len(kinds))
	for _, kind := range kinds {
		words = append(words, string(kind))
	}
	return strings.Join(words, ",")
}

// Correction gives what accepting some kinds makes of the sheet's cells: zeros
// are put back where a finding is sure or likely, and runs of
// white space in references, currencies and accounts become one space. nil where
// no kind is accepted.
func (r *Report) Correction(kinds []Kind) invoice.Correction {
	zeros, spaces := slices.Contains(kinds, LeadingZeros), slices.Contains(kinds, Spaces)
	if !zeros && !spaces {
		return nil
	}
	rules, open := maps.Clone(r.zeros), r.open
	return func(field invoice.Field, cell sheet.Cell) (string, bool) {
		if zeros && (field == invoice.Reference || field == invoice.Phone) {
			if text, ok := linked(open, field, cell); ok {
				return text, true
			}
			if text, ok := rules[field].fill(field, cell); ok {
				return text, true
			}
		}
		if !spaces || field == invoice.Phone || cell.Kind != sheet.Text || isTidy(cell.Text) {
			return "", false
		}
		text := tidy(cell.Text)
		return text, text != ""
	}
}
