// Package sandbox holds strict stand-ins of the four providers' payment link
// APIs: OnePay, Conomy, Zoho Payments and PayU India. They are written from
// the providers' public documents with the standard library alone and share
// no type with the drivers, so that a misreading in one is not repeated in the
// other.
//
// A stand-in checks what the document says a request must be, keeps every link
// durable in the state folder before it answers, expires links by the clock
// it was given, and serves a page on which a person pays a link. It moves no
// money and calls nobody.
//
// Where a document is silent, the guess is a [Knob]; what goes wrong on purpose is
// a [Fault]. The command line and tests of any package may use this package;
// the drivers do not.
package sandbox
