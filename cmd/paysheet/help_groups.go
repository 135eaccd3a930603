package main

import "github.com/spf13/cobra"

// groupCommands sorts the help by what somebody is about to do. A command that
// no group names comes last, by itself.
func groupCommands(root *cobra.Command) {
	groups := []struct {
		id, title string
		commands  []string
	}{
		{"day", "Every day", []string{"plan", "apply", "refresh", "explain", "report", "approve"}},
		{"settle", "When something has to be settled", []string{"cancel", "undo", "resolve", "adopt", "unlock"}},
		{"books", "What happened", []string{"runs", "audit", "schema"}},
		{"begin", "To begin", []string{"init", "secret", "doctor", "rules", "providers", "sandbox", "completion", "help"}},
	}
	for _, g := range groups {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title + ":"})
		for _, name := range g.commands {
			if cmd, _, err := root.Find([]string{name}); err == nil && cmd != root {
				cmd.GroupID = g.id
			}
		}
	}
}
