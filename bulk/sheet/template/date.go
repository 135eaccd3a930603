package template

import (
	"fmt"
	"time"
)

// serial gives a date as Excel counts days.
func serial(text string) (int, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("the date %q is not written as 2006-01-02: %w", text, err)
	}
	return firstDay + int(day.Sub(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).Hours())/24, nil
}
