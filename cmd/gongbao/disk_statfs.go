//go:build linux || darwin || freebsd

package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// freeBytes returns the room that a user has on the disk of a folder.
func freeBytes(dir string) (uint64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, fmt.Errorf("%s: the room on the disk is not known: %w", dir, err)
	}
	return uint64(st.Bavail) * uint64(st.Bsize), nil
}
