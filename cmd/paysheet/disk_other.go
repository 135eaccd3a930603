//go:build !linux && !darwin && !windows

package main

import "errors"

// freeBytes does not know how much room a disk has here.
func freeBytes(string) (uint64, error) { return 0, errors.ErrUnsupported }
