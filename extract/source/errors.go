package source

import (
	"errors"
	"fmt"
)

// The reasons for which a document is not read. An *Error wraps one of them.
var (
	ErrEmpty       = errors.New("the file is empty")
	ErrBinary      = errors.New("the file is not text")
	ErrUndecodable = errors.New("the character set cannot be told")
	ErrTooLarge    = errors.New("the document is larger than the limit")
	ErrUnreadable  = errors.New("the file cannot be read")
	ErrFormat      = errors.New("the file is damaged")
	ErrNoText      = errors.New("no record with a text in it")
	ErrOption      = errors.New("an option is wrong")
)

// Error says which document could not be read, why, and what to do about it.
type Error struct {
	// Path is where the document was to be read from.
	Path string
	// Err is the reason, wrapping one of the Err values of this package.
	Err error
	// Remedy is advice in one clause.
	Remedy string
}

// Error returns one line: path, reason, remedy.
func (e *Error) Error() string {
	if e.Remedy == "" {
		return fmt.Sprintf("%s: %v", e.Path, e.Err)
	}
	return fmt.Sprintf("%s: %v; %s", e.Path, e.Err, e.Remedy)
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// fault makes an Error with a detail about the reason.
func fault(path string, reason error, remedy, detail string, args ...any) *Error {
	err := reason
	if detail != "" {
		err = fmt.Errorf("%w (%s)", reason, fmt.Sprintf(detail, args...))
	}
	return &Error{Path: path, Err: err, Remedy: remedy}
}
