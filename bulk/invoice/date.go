package invoice

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"paysheet/bulk/sheet"
	"paysheet/providers"
)

// date reads a field as a civil date; zero where the cell is blank.
func (r Row) date(at place) (providers.Date, *Problem) {
	cell := r.cell(at)
	if isBlank(cell) {
		return providers.Date{}, nil
	}
	switch cell.Kind {
	case sheet.Date:
		if d, err := providers.ParseDate(cell.Text[:min(len(cell.Text), len(time.DateOnly))]); err == nil {
			return d, nil
		}
		return providers.Date{}, r.problem(at, "is no date of the calendar: correct it")
	case sheet.Number:
		return r.numberDate(at, cell.Text)
	case sheet.Bool:
		return providers.Date{}, r.problem(at, "is TRUE or FALSE where a date belongs: type the date")
	case sheet.Error:
		return providers.Date{}, r.problem(at, "is an error of the spreadsheet: correct its formula")
	default:
		return r.textDate(at, trim(cell.Text))
	}
}

// numberDate takes 20261231, which SAP writes, and nothing else: a day count
// means two different days in workbooks that count from 1900 and from 1904.
func (r Row) numberDate(at place, text string) (providers.Date, *Problem) {
	if d, ok := compactDate(text); ok {
		return d, nil
	}
	return providers.Date{}, r.problem(at, "is a bare number, not a date: format the cell as a date, so that it shows which day is meant")
}

func compactDate(text string) (providers.Date, bool) {
	if len(text) != len("20060102") || text < "19000101" {
		return providers.Date{}, false
	}
	t, err := time.Parse("20060102", text)
	return providers.DateOf(t), err == nil
}

const howToDate = "write it as 2026-12-31"

// textDate reads a date that is text.
func (r Row) textDate(at place, text string) (providers.Date, *Problem) {
	if d, ok := compactDate(text); ok {
		return d, nil
	}
	if d, ok := r.instant(text); ok {
		return d, nil
	}
	day, ok := splitDate(text)
	if !ok {
		return providers.Date{}, r.problem(at, "is no date: "+howToDate)
	}
	if problem := r.placeDay(at, &day); problem != nil {
		return providers.Date{}, problem
	}
	d, err := providers.NewDate(day.year, time.Month(day.month), day.day)
	if err != nil {
		return providers.Date{}, r.problem(at, "is no date of the calendar: "+howToDate)
	}
	return d, nil
}

// placeDay puts day and month in their places where their order was not known.
func (r Row) placeDay(at place, d *dateParts) *Problem {
	if d.order != unknownOrder || d.day == d.month {
		return nil
	}
	dayFirst := d.month <= 12
	if d.unsure() {
		var problem *Problem
		if dayFirst, problem = r.dayFirst(at); problem != nil {
			return problem
		}
	} else if order := r.columns.cfg.DateOrder; order != "" && dayFirst != (order == DayFirst) {
		return r.problem(at, fmt.Sprintf("does not fit dates = %q under [sheet]: %s", order, howToDate))
	}
	if !dayFirst {
		d.day, d.month = d.month, d.day
	}
	return nil
}

// instant reads RFC 3339 with an offset as the civil date in the configured zone.
func (r Row) instant(text string) (providers.Date, bool) {
	if len(text) < len("2006-01-02T15:04Z") || text[4] != '-' {
		return providers.Date{}, false
	}
	zone := r.columns.cfg.Zone
	if zone == nil {
		zone = time.UTC
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02T15:04:05Z0700"} {
		if t, err := time.Parse(layout, text); err == nil {
			return providers.DateOf(t.In(zone)), true
		}
	}
	return providers.Date{}, false
}

// dayFirst tells the order of day and month in a column of text dates.
func (r Row) dayFirst(at place) (bool, *Problem) {
	c := r.columns
	if c.cfg.DateOrder != "" {
		return c.cfg.DateOrder == DayFirst, nil
	}
	p := c.survey.proofs[at]
	if p == nil {
		p = &proof{}
	}
	keys := fmt.Sprintf("set dates = %q or %q under [sheet], or write it as 2026-12-31", DayFirst, MonthFirst)
	switch {
	case p.first != "" && p.second != "":
		return false, r.problem(at, fmt.Sprintf("cannot be read: %s has the day first and %s the month; %s", p.first, p.second, keys))
	case p.first != "":
		return true, nil
	case p.second != "":
		return false, nil
	}
	return false, r.problem(at, "can be two days, and no date in its column shows whether the day or the month comes first: "+keys)
}

// dateOrder says how sure the places of day and month are.
type dateOrder uint8

const (
	unknownOrder dateOrder = iota // two numbers before the year
	yearFirst
	namedMonth
)

// dateParts is a date that was taken apart; with unknownOrder, day is the first
// number and month the second.
type dateParts struct {
	year, month, day int
	order            dateOrder
}

// unsure tells that swapping day and month would give another date.
func (d dateParts) unsure() bool {
	return d.order == unknownOrder && d.day <= 12 && d.month <= 12 && d.day != d.month
}

// showsOrder tells what a text shows about the order of day and month.
func showsOrder(text string) (dayFirst, monthFirst, unclear bool) {
	text = trim(text)
	if startsWithYear(text) {
		return false, false, false
	}
	d, ok := splitDate(text)
	if !ok || d.order != unknownOrder {
		return false, false, false
	}
	switch {
	case d.day > 12 && d.day <= 31 && d.month >= 1 && d.month <= 12:
		return true, false, false
	case d.month > 12 && d.month <= 31 && d.day >= 1 && d.day <= 12:
		return false, true, false
	}
	return false, false, d.unsure()
}

// splitDate takes a written date apart: 2026-12-31, 31/12/2026, 31.12.26,
// 31-Dec-2026, Dec 31, 2026, each with or without a time of day behind it.
func splitDate(text string) (dateParts, bool) {
	if startsWithYear(text) {
		return numbers(text[:4], text[5:7], text[8:], yearFirst)
	}
	parts := dateWords(text)
	if len(parts) != 3 {
		return dateParts{}, false
	}
	for i, part := range parts {
		month := monthNumber(part)
		if month == 0 {
			continue
		}
		switch i {
		case 0: // Dec 31 2026
			return numbers(parts[2], strconv.Itoa(month), parts[1], namedMonth)
		case 1: // 31 Dec 2026
			return numbers(parts[2], strconv.Itoa(month), parts[0], namedMonth)
		}
		return dateParts{}, false
	}
	if len(parts[0]) == 4 {
		return numbers(parts[0], parts[1], parts[2], yearFirst)
	}
	return numbers(parts[2], parts[1], parts[0], unknownOrder)
}

// startsWithYear tells 2026-12-31, as most dates of most exports are written.
func startsWithYear(text string) bool {
	return len(text) == len(time.DateOnly) && text[4] == '-' && text[7] == '-' && isDigits(text[:4])
}

// dateWords splits a text at the marks that stand in dates and drops a time of
// day. Two different marks, as in 12/31-2026, are no date.
func dateWords(text string) []string {
	if i := strings.IndexByte(text, ':'); i > 0 {
		cut := strings.LastIndexAny(text[:i], " T")
		if cut < 0 || !isTime(text[cut+1:]) {
			return nil
		}
		text = strings.TrimSpace(text[:cut])
	}
	for _, mark := range []string{"-", "/", "."} {
		if parts := strings.Split(text, mark); len(parts) == 3 {
			return parts
		}
	}
	return strings.Fields(strings.ReplaceAll(text, ",", " "))
}

// isTime tells a time of day, by 12 or 24 hours.
func isTime(text string) bool {
	text = strings.ToUpper(strings.TrimSpace(text))
	for _, layout := range []string{"15:04", "15:04:05", "15:04:05.999999", "3:04 PM", "3:04:05 PM", "3:04PM"} {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	return false
}

// numbers makes the parts of a date. Two-digit years are those of POSIX
// strptime: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068.
func numbers(year, month, day string, order dateOrder) (dateParts, bool) {
	values := [3]int{}
	for i, text := range []string{year, month, day} {
		if text == "" || len(text) > 4 || i > 0 && len(text) > 2 || !isDigits(text) {
			return dateParts{}, false
		}
		values[i], _ = strconv.Atoi(text)
	}
	switch len(year) {
	case 4:
	case 2:
		values[0] += 1900
		if values[0] < 1969 {
			values[0] += 100
		}
	default:
		return dateParts{}, false
	}
	return dateParts{values[0], values[1], values[2], order}, true
}

// monthNumber reads an English month name or its first three letters, 0 for anything else.
func monthNumber(text string) int {
	if startsWithDigit(text) {
		return 0
	}
	text = strings.ToLower(strings.TrimSuffix(text, "."))
	if text == "sept" {
		return 9
	}
	for m := time.January; m <= time.December; m++ {
		if name := strings.ToLower(m.String()); text == name || text == name[:3] {
			return int(m)
		}
	}
	return 0
}
