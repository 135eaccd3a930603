package xlsx

import "strings"

// definedName is a name that the workbook gives to a range or to a formula.
type definedName struct{ name, ref string }

// maxNames bounds the names of a workbook; Excel itself is bound by memory
// only.
const maxNames = 1 << 16

// readName takes the definedName whose start tag is current.
func (b *workbook) readName(sc *scanner) error {
	name, err := sc.attr("name")
	if err != nil || strings.HasPrefix(name, "_xlnm.") { // Excel's own: print areas, filters
		return err
	}
	ref, err := sc.value(nil)
	if err != nil {
		return err
	}
	b.names = append(b.names, definedName{name: name, ref: string(ref)})
	return checkCount(len(b.names), maxNames, "names")
}
