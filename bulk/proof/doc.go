// Package proof holds the tests that the promise of one payable link a
// reference rests on: the built binary killed at random instants, struck by
// failing system calls and started twice, and the runner with its real ledger
// in simulated time.
//
// It has no code of its own and nothing imports it. Every test prints its seed
// and its figures, and takes its size from the environment:
//
//	PAYSHEET_PROOF_KILLS    kills of the binary for each class of provider
//	PAYSHEET_PROOF_STRIKES  runs of the binary with a failing system call
//	PAYSHEET_PROOF_PAIRS    sheets that two processes start on
//	PAYSHEET_PROOF_SEEDS    simulated worlds
//	PAYSHEET_PROOF_MUTANTS  the most worlds in which a planted bug must be caught
//	PAYSHEET_PROOF_ROWS     the most rows of a sheet that the binary gets
//	PAYSHEET_PROOF_SEED     the first seed; without it 1
//	PAYSHEET_PROOF_STORY    anything: tell what happened in the simulated world with a fault
//	PAYSHEET_PROOF_DIR      where the files go; without it the system's folder for them
//	PAYSHEET_PROOF_BINARY   a built paysheet; without it one is built
package proof
