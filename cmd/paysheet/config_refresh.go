package main

// fileRefresh is [refresh]: what a refresh looks at.
type fileRefresh struct {
	ClosedDays *int `toml:"closed_days"`
}

const (
	// defaultClosedDays is how long a link is looked at that nobody can pay any
	// more: a refund or a chargeback is usually seen within a month.
	defaultClosedDays = 30
	mostClosedDays    = 3650
)

// takeRefresh reads [refresh].
func (c *config) takeRefresh(f fileRefresh, at func(key, format string, args ...any) error) error {
	if f.ClosedDays == nil {
		return nil
	}
	if *f.ClosedDays < 0 || *f.ClosedDays > mostClosedDays {
		return at("refresh.closed_days", "closed_days = %d: write for how many days links that are paid, expired or cancelled are looked at, from 0 to %d", *f.ClosedDays, mostClosedDays)
	}
	c.closedDays = *f.ClosedDays
	return nil
}
