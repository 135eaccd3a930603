// Package review is a plan inside a copy of the accountant's own sheet, for
// people to say yes or no to, row by row.
//
// The copy only shows the plan and takes the answers. What was planned is in the
// ledger (ledger.Review), and every row of the copy carries the review's id, so
// that rows may be sorted and nothing that somebody wrote over is believed: the
// plan is made again and compared with what the copy shows. Nothing in here reads
// or writes a file; cmd gives it tables and takes cells.
package review
