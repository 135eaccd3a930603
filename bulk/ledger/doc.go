// Package ledger remembers what was asked of providers and what came of it, so
// that no link is made twice and none is lost, whatever is killed, cut off or
// started twice.
//
// The order of one creation is: Begin (durable), the provider's call, Finish
// (durable). What a crash leaves between the two is an entry in state Intent,
// which means the same as Uncertain to everybody but the process that wrote it.
// Every change of state also appends an event to a hash chain, written in the
// same transaction, which Verify proves.
//
// A ledger is one SQLite file in a folder on a local disk. One process writes
// at a time; others may read meanwhile. It is not a cache of a provider, holds
// no secret, and no customer's name, address or telephone number: a customer is
// known again by a keyed hash, whose key is not in it (PayeeKey). Package bulk
// uses it for runs and cmd for showing what ran; nothing else does.
package ledger
