package main

import "github.com/spf13/cobra"

// style is how a word is painted on a terminal that shows colours: an ANSI SGR
// parameter. The eight basic colours follow the terminal's own theme.
type style string

const (
	good    style = "32" // made, in order
	caution style = "33" // changed, or to be looked at
	bad     style = "31" // held, rejected, failed
	reads   style = "36" // looked at only
	faint   style = "2"  // nothing to do
	strong  style = "1"
)

// palette paints words. Its zero value leaves them as they are.
type palette struct{ on bool }

// palette gives the colours for what a command writes to stdout: none where
// --no-color or NO_COLOR says so (no-color.org), on TERM=dumb, where stdout is
// no terminal, or where the output is a JSON document.
func (e env) palette(cmd *cobra.Command) palette {
	return palette{e.outTerminal && e.colours(cmd)}
}

// colours tells that nobody has switched colours off.
func (e env) colours(cmd *cobra.Command) bool {
	if e.getenv("NO_COLOR") != "" || e.getenv("TERM") == "dumb" {
		return false
	}
	for _, name := range []string{"no-color", "json"} {
		if flag := cmd.Flag(name); flag != nil && flag.Value.String() == "true" {
			return false
		}
	}
	return true
}

// paint gives a text in a style. The text must be printable and of its final
// width already: what is added here takes no room on the screen.
func (p palette) paint(s style, text string) string {
	if !p.on || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}
