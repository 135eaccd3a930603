package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// newHelp makes the command that tells of commands and topics.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Tell about a command or a topic",
		Example: "  paysheet help plan\n  paysheet help rules test\n  paysheet help exit-status",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			about, _, err := cmd.Root().Find(args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var offers []string
			for _, g := range grouped(about) {
				for _, each := range g.commands {
					offers = append(offers, cobra.CompletionWithDesc(each.Name(), each.Short))
				}
			}
			return offers, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				word := strings.Join(args, " ")
				if len(rest) > 0 {
					word = rest[0]
				}
				return usage(fmt.Errorf("there is no help on %q%s; %s --help lists what there is", word, nearest(word, commandNames(about)), about.CommandPath()))
			}
			about.InitDefaultHelpFlag()
			about.InitDefaultVersionFlag()
			showHelp(about, nil)
			return nil
		},
	}
}

// tellCompletions gives cobra's command for completions words like the others'.
func tellCompletions(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	cmd, _, err := root.Find([]string{"completion"})
	if err != nil || cmd == root {
		return
	}
	cmd.Short = "Write the completions for a shell"
	cmd.Long = `completion writes a script with which a shell completes commands, flags, sheets,
accounts, keys and runs. The packages for Linux put it in its place.`
	cmd.Args = onlyCommands
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	for name, lines := range map[string]string{
		"bash":       "  source <(paysheet completion bash)\n  paysheet completion bash > /etc/bash_completion.d/paysheet",
		"zsh":        "  source <(paysheet completion zsh)\n  paysheet completion zsh > \"${fpath[1]}/_paysheet\"",
		"fish":       "  paysheet completion fish | source\n  paysheet completion fish > ~/.config/fish/completions/paysheet.fish",
		"powershell": "  paysheet completion powershell | Out-String | Invoke-Expression\n  paysheet completion powershell >> $PROFILE",
	} {
		shell, _, err := cmd.Find([]string{name})
		if err != nil || shell == cmd {
			continue
		}
		shell.Short = "Write the completions for " + name
		shell.Long = "The first example is for the shell in hand, the second for every one to come."
		shell.Example = lines
		shell.Args = takes(0, 0)
	}
}
