package xlsx

import (
	"math"
	"strconv"
	"strings"
	"time"

	"paysheet/bulk/sheet"
)

// cellType is the t attribute of a cell.
type cellType uint8

const (
	numberCell cellType = iota
	sharedCell
	inlineCell
	stringCell
	boolCell
	errorCell
	dateCell
	unknownCell
)

func typeOf(t []byte) cellType {
	switch string(t) {
	case "n", "":
		return numberCell
	case "s":
		return sharedCell
	case "inlineStr":
		return inlineCell
	case "str":
		return stringCell
	case "b":
		return boolCell
	case "e":
		return errorCell
	case "d":
		return dateCell
	}
	return unknownCell
}

// isNumber tells whether text is an xsd:double as a spreadsheet writes it.
func isNumber(text []byte) bool {
	rest, whole := digits(sign(text))
	fraction := 0
	if len(rest) > 0 && rest[0] == '.' {
		rest, fraction = digits(rest[1:])
	}
	if whole+fraction == 0 {
		return false
	}
	if len(rest) > 0 && (rest[0] == 'e' || rest[0] == 'E') {
		exponent := 0
		if rest, exponent = digits(sign(rest[1:])); exponent == 0 {
			return false
		}
	}
	return len(rest) == 0
}

// sign gives what follows an optional sign.
func sign(b []byte) []byte {
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		return b[1:]
	}
	return b
}

// digits gives what follows the digits at the start, and how many they are.
func digits(b []byte) (rest []byte, count int) {
	for count < len(b) && b[count] >= '0' && b[count] <= '9' {
		count++
	}
	return b[count:], count
}

const day = 24 * 60 * 60

// serialDate turns a stored number into the date that the spreadsheet shows.
// In the 1900 system day 1 is 1900-01-01 and day 60 is 1900-02-29, a day that
// never was but that Excel counts and shows; in the 1904 system day 0 is
// 1904-01-01. A number that shows no date (below one day in the 1900 system,
// or past the year 9999) is left alone.
func serialDate(text string, date1904 bool) (string, bool) {
	serial, err := strconv.ParseFloat(text, 64)
	if err != nil || serial < 0 || serial >= 2958466 || (!date1904 && serial < 1) {
		return "", false
	}
	days := math.Floor(serial)
	seconds := int(math.Round((serial - days) * day))
	if seconds == day {
		days, seconds = days+1, 0
	}
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days == 60:
		return dateText("1900-02-29", seconds), true
	case days < 60:
		base = base.AddDate(0, 0, 1)
	}
	date := base.AddDate(0, 0, int(days))
	if date.Year() > 9999 {
		return "", false
	}
	return dateText(date.Format(time.DateOnly), seconds), true
}

func dateText(date string, seconds int) string {
	if seconds == 0 {
		return date
	}
	clock := time.Date(2000, 1, 1, 0, 0, seconds, 0, time.UTC)
	return date + "T" + clock.Format(time.TimeOnly)
}

// appendDay appends the date of a whole number, which is what nearly all dates
// are, as serialDate gives it; ok is false for any other. dst may reach into
// digits.
func appendDay(dst, digits []byte, date1904 bool) (_ []byte, ok bool) {
	days, ok := parseUint(digits)
	if !ok || len(digits) > 6 || days <= 60 {
		return dst, false
	}
	const epoch1900, epoch1904 = -25569, -24107 // 1899-12-30 and 1904-01-01 in days since 1970
	since := days + epoch1900
	if date1904 {
		since = days + epoch1904
	}
	return time.Unix(int64(since)*day, 0).UTC().AppendFormat(dst, time.DateOnly), true
}

// isoDate reads the text of a t="d" cell. What is no date stays text.
func isoDate(text string) (string, sheet.Kind) {
	text = strings.TrimSpace(text)
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04", "2006-01-02 15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return dateText(t.Format(time.DateOnly), t.Hour()*3600+t.Minute()*60+t.Second()), sheet.Date
		}
	}
	return text, sheet.Text
}
