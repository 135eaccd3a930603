// Package providers is the contract between paysheet and the companies that
// make payment links: what a link is, what can go wrong, what each provider can
// do, and exact money and civil dates to say it in. It talks to nobody itself
// and imports no other folder of paysheet.
//
// # Adding a provider in seven steps
//
//  1. Collect its documents: every request and response they print goes into
//     testdata/wire/NAME/OPERATION.http, with the document's name and date.
//  2. Write providers/NAME/NAME.go: the settings, the capabilities with the
//     source of each limit beside it, Definition, and the seven methods in the
//     order of the interface. What travels lives in wire.go. Calls go through
//     providers/internal/rest, which classes errors and hides secrets.
//  3. Map its states to Status and its errors to Kind. Whatever the documents
//     leave unknown becomes a setting with the documented guess as default.
//  4. Write NAME_test.go: each documented request is sent exactly so, each
//     documented response is understood.
//  5. Write providers/sandbox/NAME.go, a strict stand-in from the same
//     documents that shares no type with the driver, and let its test accept
//     the same wire examples.
//  6. Add one line to providers/all. The conformance suite in
//     providers/providertest now runs over it; a provider without a sandbox fails.
//  7. Run go test ./cmd/paysheet -run Readme -update, because the README's table
//     of providers comes from the definition, and then .ci/run.
package providers
