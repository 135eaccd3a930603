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
// million steps, five seconds where a clock is given, and 256 MiB; what goes
// wrong is one sentence that names the row and the line. One operation may build
// 256 KiB of text or 64 Ki elements, and look at no more than it can in a few
// milliseconds: the operators, and every function and method of Starlark, look
// at what they are given first (guard.go). So nothing runs for long between two
// looks at the limits, and no second process is needed to end what would.
package script
