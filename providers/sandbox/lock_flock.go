//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package sandbox

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lockFile waits for the advisory lock on an open file and returns the way to let go. The
// system lets go by itself when the process dies.
func lockFile(file *os.File) (func(), error) {
	conn, err := file.SyscallConn()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", file.Name(), err)
	}
	if err := flock(conn, syscall.LOCK_EX); err != nil {
		return nil, fmt.Errorf("lock %s: %w", file.Name(), err)
	}
	return func() { _ = flock(conn, syscall.LOCK_UN) }, nil
}

func flock(conn syscall.RawConn, how int) error {
	var result error
	err := conn.Control(func(fd uintptr) {
		for {
			if result = syscall.Flock(int(fd), how); !errors.Is(result, syscall.EINTR) {
				return
			}
		}
	})
	return errors.Join(err, result)
}
