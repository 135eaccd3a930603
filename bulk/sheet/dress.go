package sheet

import (
	"context"
	"io"
	"iter"
)

// Dress says how the result columns of a copy look and which page stands beside
// the table. It is for a copy that people read and fill in, never for the user's
// own sheet.
type Dress struct {
	Columns []ColumnDress // one for each result column
	// On is the result column whose text decides how its row looks, and Tints
	// the looks by that text. They follow the text when somebody changes it.
	On    int
	Tints []Tint
	Page  Page
}

// ColumnDress is how one result column looks.
type ColumnDress struct {
	Width int      // characters of the default font
	List  []string // what may be chosen in its cells; none lets anything in
	Open  bool     // can be filled in although the worksheet is protected
}

// Tint is how the result cells of a row look: colours as RRGGBB.
type Tint struct{ Text, Fill, Ink string }

// Page is one more worksheet, after all others: a few rows for people to read.
// Where the workbook has a worksheet of its name already, a number is added.
type Page struct {
	Name   string
	Widths []int // characters, by column
	Rows   [][]PageCell
}

// PageCell is one cell of a page.
type PageCell struct {
	Value
	Strong bool // in bold
	Right  bool // stands on the right, above numbers
}

// Dresser is a Table that can write a copy with a dress. Every workbook is one.
type Dresser interface {
	Table
	// Dress is Patch into a copy that looks as dress says. The columns must all be
	// new: one that the sheet has already is an error.
	Dress(ctx context.Context, w io.Writer, columns []string, results iter.Seq2[int, []Value], dress Dress) error
}

// Dressed gives a table whose copies look as dress says, for Replace.
func Dressed(t Dresser, dress Dress) Table { return dressed{t, dress} }

type dressed struct {
	Dresser
	dress Dress
}

// Patch writes the copy with its dress.
func (d dressed) Patch(ctx context.Context, w io.Writer, columns []string, results iter.Seq2[int, []Value]) error {
	return d.Dress(ctx, w, columns, results, d.dress)
}
