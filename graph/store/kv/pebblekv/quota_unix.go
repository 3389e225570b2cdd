//go:build unix

package pebblekv

import (
	"errors"

	"golang.org/x/sys/unix"
)

// isQuota reports whether an error says that a user's share of the disk is
// used up.
func isQuota(err error) bool { return errors.Is(err, unix.EDQUOT) }
