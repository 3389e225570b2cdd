package main

import (
	"fmt"

	"golang.org/x/sys/windows"
)

// freeBytes returns the room that a user has on the disk of a folder.
func freeBytes(dir string) (uint64, error) {
	name, err := windows.UTF16PtrFromString(dir)
	var free uint64
	if err == nil {
		err = windows.GetDiskFreeSpaceEx(name, &free, nil, nil)
	}
	if err != nil {
		return 0, fmt.Errorf("%s: the room on the disk is not known: %w", dir, err)
	}
	return free, nil
}
