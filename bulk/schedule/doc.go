// Package schedule says when a scheduled refresh looks at links, at which, and
// in which order. It is pure: it reads no clock, waits for nothing and calls
// nobody, so the command that runs the rounds passes every instant in. Cron
// expressions are read by the go-cron library, which has this one door.
package schedule
