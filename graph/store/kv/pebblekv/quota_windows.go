package pebblekv

import (
	"errors"

	"golang.org/x/sys/windows"
)

// isQuota reports whether an error says that a user's share of the disk is
// used up.
func isQuota(err error) bool { return errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED) }
