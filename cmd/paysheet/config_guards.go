package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"paysheet/providers"
)

type fileGuards struct {
	MaxCreates int               `toml:"max_creates"`
	MaxAmount  map[string]string `toml:"max_amount"`
	MaxTotal   map[string]string `toml:"max_total"`
	MaxPerDay  map[string]string `toml:"max_per_day"`
	MaxChange  string            `toml:"max_change"`
}

// byCurrency are the keys that hold a limit for each currency.
func byCurrency() []string {
	return []string{"guards.max_amount", "guards.max_total", "guards.max_per_day"}
}

// takeGuards reads the limits of a run.
func (c *config) takeGuards(g fileGuards, lines map[string]int, at func(key, format string, args ...any) error) (err error) {
	if _, set := lines["guards.max_creates"]; set && g.MaxCreates < 1 {
		return at("guards.max_creates", "max_creates = %d: write a number from 1 up, or leave the key out for no limit", g.MaxCreates)
	}
	c.guards.MaxCreates = g.MaxCreates
	if c.guards.MaxAmount, err = limits(g.MaxAmount); err != nil {
		return at("guards.max_amount", "max_amount: %v", err)
	}
	if c.guards.MaxTotal, err = limits(g.MaxTotal); err != nil {
		return at("guards.max_total", "max_total: %v", err)
	}
	if c.guards.MaxPerDay, err = limits(g.MaxPerDay); err != nil {
		return at("guards.max_per_day", "max_per_day: %v", err)
	}
	if _, set := lines["guards.max_change"]; !set {
		return nil
	}
	const most = 100_000 // a thousandfold: beyond it nothing is guarded
	text, isPercent := strings.CutSuffix(strings.TrimSpace(g.MaxChange), "%")
	c.guards.MaxChange, err = strconv.Atoi(strings.TrimSpace(text))
	if err != nil || !isPercent || c.guards.MaxChange < 1 || c.guards.MaxChange > most {
		return at("guards.max_change", `max_change = %q: write by how much a run may ask for more than the last ones did, such as "50%%"`, g.MaxChange)
	}
	return nil
}

func limits(table map[string]string) ([]providers.Money, error) {
	var list []providers.Money
	for code, amount := range table {
		m, err := providers.ParseMoney(amount, code)
		if err != nil {
			return nil, err
		}
		if m.Sign() <= 0 {
			return nil, fmt.Errorf("the limit for %s is %s: write an amount above zero", code, amount)
		}
		if slices.ContainsFunc(list, func(other providers.Money) bool { return other.Currency() == m.Currency() }) {
			return nil, fmt.Errorf("%s has two limits: keep one", m.Currency())
		}
		list = append(list, m)
	}
	return list, nil
}
