package sheet

import "errors"

// ErrChanged says that the file is not the one that was opened any more:
// somebody saved it in between. Nothing was written to it.
var ErrChanged = errors.New("the file was changed by somebody else since it was read: look at it and run again")

// ErrLocked says that the file is open in a spreadsheet program, which would
// not see our results and overwrite them. Nothing was written to it.
var ErrLocked = errors.New("the file is open in a spreadsheet program: close it there and run again")

// ErrNotHeld says that no run holds the sheet.
var ErrNotHeld = errors.New("the sheet is not locked")

// ChoiceError says that Options name a worksheet, a table, a range or a header
// row that the file does not have, and what it has instead: whoever named it has
// to choose again, the file is all right.
type ChoiceError struct{ err error }

// NotThere makes an error a ChoiceError.
func NotThere(err error) error { return &ChoiceError{err} }

// Error gives the sentence.
func (e *ChoiceError) Error() string { return e.err.Error() }

// Unwrap gives the error that was made a ChoiceError.
func (e *ChoiceError) Unwrap() error { return e.err }
