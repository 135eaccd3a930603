// Package script compiles a rules file and asks it for one decision a row.
//
// Rules are Starlark: a file whose first statement is rules(version = 1) and
// whose function decide(row) returns link(…), skip(…), hold(…), reject(…) or
// cancel(…). Amounts are exact decimals with a currency, dates are civil dates,
// and nothing a rule can say reads a clock, a network or a file outside the
// rules folder. The same row and the same files therefore always give the same
// decision.
//
// The package knows nothing of sheets, providers' calls, plans or ledgers: its
// caller hands it rows through the Row interface and does something with the
// decisions. It imports paysheet/providers for money, dates and capabilities,
// and it is the one place where Starlark is imported.
//
// Rules are semi-trusted and the cells they see are not. A row may take a
// million steps, five seconds where a clock is given, and 512 MiB; one operation
// may build 256 KiB of text or as many elements; and what goes wrong is one
// sentence that names the row. What is left is a single builtin call that is
// itself endless, such as hashing a tuple that holds itself twice at each of
// thirty-two levels: only a separate process could end that one.
package script
