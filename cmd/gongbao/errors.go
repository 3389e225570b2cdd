package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/urfave/cli/v2"

	"gongbao/extract/pack"
	"gongbao/extract/source"
	"gongbao/graph/store"
)

// Exit codes, as the help of the program documents them.
const (
	exitOK          = 0
	exitNothing     = 1   // nothing was found
	exitUsage       = 2   // the command line, or a query, is wrong
	exitInput       = 3   // input data is wrong, or some of a batch's inputs are
	exitStore       = 4   // the store cannot be used
	exitValidation  = 5   // something does not meet what was asked of it
	exitTimeout     = 124 // the time given was not enough
	exitInterrupted = 130 // the user broke the work off
)

// exitError is an error that knows its exit code. A nil err means that all has
// been said already.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// usagef returns an error about the command line.
func usagef(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

// inputf returns an error about input data.
func inputf(format string, args ...any) error {
	return &exitError{exitInput, fmt.Errorf(format, args...)}
}

// silent ends the program with a code when everything has been said.
func silent(code int) error { return &exitError{code: code} }

// exitCode returns the exit code that an error stands for.
func exitCode(err error) int {
	var (
		coded    *exitError
		in       *source.Error
		packErr  *pack.Error
		missing  *store.MissingError
		foreign  *store.ForeignError
		corrupt  *store.CorruptError
		locked   *store.LockedError
		version  *store.VersionError
		full     *store.FullError
		pathFail *fs.PathError
		library  cli.ExitCoder // the library's own errors are about the command line
	)
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &coded):
		return coded.code
	case errors.As(err, &library):
		return exitUsage
	case errors.Is(err, context.DeadlineExceeded):
		return exitTimeout
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &missing), errors.As(err, &foreign), errors.As(err, &corrupt),
		errors.As(err, &locked), errors.As(err, &version), errors.As(err, &full):
		return exitStore
	case errors.As(err, &in), errors.As(err, &packErr), errors.As(err, &pathFail):
		return exitInput
	}
	return exitStore
}

// message returns what to tell the user of an error, or "" where all has been
// said.
func message(err error) string {
	var coded *exitError
	switch {
	case errors.As(err, &coded) && coded.err == nil:
		return ""
	case errors.Is(err, context.Canceled):
		return "interrupted; what was finished is kept, and the same command goes on from there"
	}
	return err.Error()
}
