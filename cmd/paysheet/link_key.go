package main

import "crypto/sha256"

// linkKey names a link, to see that two rows have one: a digest, because a large
// sheet has a million of them.
type linkKey [16]byte

func keyOf(account, id string) linkKey {
	sum := sha256.Sum256([]byte(account + "\x00" + id))
	return linkKey(sum[:16])
}
