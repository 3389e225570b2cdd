//go:build !linux && !darwin && !freebsd && !windows

package main

import "fmt"

// freeBytes would return the room on the disk of a folder.
func freeBytes(dir string) (uint64, error) {
	return 0, fmt.Errorf("%s: the room on the disk is not known on this system", dir)
}
