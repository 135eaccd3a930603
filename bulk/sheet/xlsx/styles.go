package xlsx

import (
	"fmt"
	"strconv"
	"strings"
)

// styles holds what a cell's style says of its number format.
type styles struct {
	codes   map[int]string // the workbook's own number formats
	formats []int          // number format of each cell style
	inCells bool
	style   []cellStyle
}

// cellStyle is one resolved cell style.
type cellStyle struct {
	code string // empty for General
	date bool
}

// visit reads one element of the styles part.
func (s *styles) visit(sc *scanner) error {
	if sc.level == 2 {
		s.inCells = string(sc.name) == "cellXfs"
	}
	switch string(sc.name) {
	case "numFmt":
		if sc.level == 3 { // one inside a dxf is level 4 and formats no cell
			return s.addCode(sc)
		}
	case "xf":
		if s.inCells {
			v, err := sc.attr("numFmtId")
			if err != nil {
				return err
			}
			id, _ := strconv.Atoi(v) // absent or damaged: General
			s.formats = append(s.formats, id)
			return checkCount(len(s.formats), maxStyles, "cell styles")
		}
	}
	return nil
}

func (s *styles) addCode(sc *scanner) error {
	v, err := sc.attr("numFmtId")
	if err != nil {
		return err
	}
	code, err := sc.attr("formatCode")
	if err != nil {
		return err
	}
	id, err := strconv.Atoi(v)
	if err != nil {
		return fmt.Errorf("number format %.20q is none", v)
	}
	if s.codes == nil {
		s.codes = map[int]string{}
	}
	s.codes[id] = string(unescape([]byte(code), 0))
	return checkCount(len(s.codes), maxCodes, "number formats")
}

// finish resolves the styles once all is read.
func (s *styles) finish() {
	known := builtIns()
	s.style = make([]cellStyle, len(s.formats))
	for i, id := range s.formats {
		code, ok := s.codes[id]
		if !ok {
			code = known[id]
		}
		if strings.EqualFold(code, "General") {
			code = ""
		}
		s.style[i] = cellStyle{code: code, date: isDate(code)}
	}
	s.codes, s.formats = nil, nil
}

// of returns the style with an index; one that does not exist is General.
func (s *styles) of(index int) cellStyle {
	if index < 0 || index >= len(s.style) {
		return cellStyle{}
	}
	return s.style[index]
}

// builtIns gives the number formats that a workbook uses without writing them
// down (ISO/IEC 29500-1, 18.8.30). Those whose look depends on the locale of
// the reader are given by one of that kind: a date stays a date.
func builtIns() map[int]string {
	codes := map[int]string{
		1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
		5: `"$"#,##0_);\("$"#,##0\)`, 6: `"$"#,##0_);[Red]\("$"#,##0\)`, 7: `"$"#,##0.00_);\("$"#,##0.00\)`, 8: `"$"#,##0.00_);[Red]\("$"#,##0.00\)`,
		9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
		14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
		37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)",
		41: `_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)`, 42: `_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_);_(@_)`,
		43: `_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)`, 44: `_("$"* #,##0.00_);_("$"* \(#,##0.00\);_("$"* "-"??_);_(@_)`,
		45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
	}
	for id := 27; id <= 58; id++ {
		switch {
		case id == 32 || id == 33: // times in all four languages that have them
			codes[id] = "h:mm:ss"
		case id <= 36 || id >= 50:
			codes[id] = "yyyy-mm-dd"
		}
	}
	return codes
}

// isDate tells whether a number format shows a day: a code with a year or a
// day in its first section, or with a month that is not the minutes of a time.
// A duration or a time of day alone is a number.
func isDate(code string) bool {
	signs, clock := bareCode(code)
	if strings.ContainsAny(signs, "#?") || strings.Contains(signs, "general") {
		return false
	}
	for _, fraction := range []string{".000", ".00", ".0"} { // of a second
		signs = strings.ReplaceAll(signs, fraction, "")
	}
	if strings.Contains(signs, "0") {
		return false
	}
	// e is the year of an era, b a Buddhist year.
	clock = clock || strings.ContainsAny(signs, "hs")
	return strings.ContainsAny(signs, "ydeb") || (strings.Contains(signs, "m") && !clock)
}

// bareCode gives the first section of a number format in small letters without
// its literal text. clock tells that it had [h], [mm] or [ss], which count past
// a day; the other brackets are colours, conditions and languages.
func bareCode(code string) (signs string, clock bool) {
	var bare strings.Builder
	for i := 0; i < len(code) && code[i] != ';'; i++ {
		switch c := code[i]; c {
		case '"':
			i = skipTo(code, i+1, '"')
		case '\\', '_', '*':
			i++
		case '[':
			end := skipTo(code, i+1, ']')
			inside := strings.ToLower(code[i+1 : end])
			clock = clock || (inside != "" && strings.Trim(inside, "hms") == "")
			i = end
		default:
			bare.WriteByte(c)
		}
	}
	return strings.ToLower(bare.String()), clock
}

// skipTo gives the place of the mark from a place on, the end for none.
func skipTo(s string, from int, mark byte) int {
	if i := strings.IndexByte(s[from:], mark); i >= 0 {
		return from + i
	}
	return len(s)
}
