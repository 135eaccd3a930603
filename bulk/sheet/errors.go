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
