// Package report turns the rows of a sheet and what the ledger remembers of
// their links into a month's report: totals that foot to the sheet, the age of
// what is still open, what a person must look at, the links to send again, and
// the receipts to post.
//
// It is pure: rows go in one by one, bytes come out. It calls nobody, reads no
// file and no clock, and keeps sums and a bounded number of rows, so a sheet of
// any length takes the same memory. Money is added exactly and never meets a
// float. A Month and a Workbook are each used by one goroutine.
package report
