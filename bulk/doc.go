// Package bulk is the month-end run: it turns the rows of a sheet into a plan,
// guards the plan, carries it out against the providers, and turns what came of
// it into result cells.
//
// A plan is data. decide.go holds the whole policy in one pure function of what
// the rules want and what the ledger remembers; nothing here is undone by
// looking at it. Providers, rules, ledger and clock are handed in, so a dry run
// is a plan that nobody applies.
//
// It may be called from cmd only. A Planner and a Runner are each used by one
// goroutine; the Runner makes its own.
package bulk
