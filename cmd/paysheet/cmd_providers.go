package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/providers"
	"paysheet/providers/all"
)

func newProviders(_ env) *cobra.Command {
	var asJSON, markdown bool
	cmd := &cobra.Command{
		Use: "providers [NAME]", Short: "What each provider can do, and the settings it takes",
		Args: takes(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			definitions := all.Definitions()
			if len(args) == 1 {
				d, ok := all.Find(args[0])
				if !ok {
					return usage(fmt.Errorf("there is no provider %q%s; there are %s", args[0], nearest(args[0], providerNames()), strings.Join(providerNames(), ", ")))
				}
				definitions = []providers.Definition{d}
			}
			out := cmd.OutOrStdout()
			switch {
			case asJSON:
				return providersJSON(out, definitions)
			case markdown:
				_, err := io.WriteString(out, matrix(definitions))
				return err
			case len(args) == 1:
				_, err := io.WriteString(out, providerPage(definitions[0]))
				return err
			default:
				_, err := io.WriteString(out, matrixPage(definitions)+"\npaysheet providers NAME shows the settings and the limits of one.\n")
				return err
			}
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	cmd.Flags().BoolVar(&markdown, "markdown", false, "print only the table, as the README has it")
	return cmd
}

// capabilitiesOf gives what an account with default settings can do.
func capabilitiesOf(d providers.Definition) providers.Capabilities {
	return capabilitiesWith(d, "", "")
}

// capabilitiesWith gives what an account can do that has one setting besides.
func capabilitiesWith(d providers.Definition, name, value string) providers.Capabilities {
	values := map[string]string{}
	if name != "" {
		values[name] = value
	}
	for _, s := range d.Table() {
		if s.Required {
			values[s.Name] = "x"
		}
	}
	settings, err := providers.NewSettings(d.Table(), values)
	if err != nil {
		return providers.Capabilities{}
	}
	return d.Capabilities(settings)
}

func joinWords[T ~string](words []T, between string) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return strings.Join(texts, between)
}

func partialText(p providers.PartialRule) string {
	if !p.Allowed {
		return "no"
	}
	var words []string
	for _, m := range p.Above {
		words = append(words, "above "+m.String())
	}
	if p.MinPercent > 0 {
		words = append(words, fmt.Sprintf("%d–%d %%", p.MinPercent, p.MaxPercent))
	}
	if len(words) == 0 {
		return "yes"
	}
	return strings.Join(words, ", ")
}

func limitText(n int) string {
	if n == 0 {
		return "no documented limit"
	}
	return fmt.Sprintf("%d characters", n)
}

func findText(f providers.FindMode) string {
	switch f {
	case providers.FindExact:
		return "by its reference"
	case providers.FindScan:
		return "by listing"
	default:
		return "by a person only"
	}
}

func orNone(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}

// providerPage gives one provider's settings and notes.
func providerPage(d providers.Definition) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (provider = %q)\n\nSettings\n", d.Title, d.Name)
	for _, s := range d.Table() {
		marks := []string{}
		if s.Required {
			marks = append(marks, "required")
		}
		if s.Secret {
			marks = append(marks, "secret")
		}
		if s.Identity {
			marks = append(marks, "names the merchant")
		}
		if s.Default != "" {
			marks = append(marks, "default "+s.Default)
		}
		if len(s.Choices) > 0 {
			marks = append(marks, strings.Join(s.Choices, " or "))
		}
		text := s.Doc
		if len(marks) > 0 {
			text += " (" + strings.Join(marks, "; ") + ")"
		}
		lines := strings.Split(strings.TrimRight(wrapped(strings.Repeat(" ", 22), text), "\n"), "\n")
		fmt.Fprintf(&b, "  %s%s\n", pad(s.Name, 20), strings.TrimLeft(lines[0], " "))
		for _, line := range lines[1:] {
			b.WriteString(line + "\n")
		}
	}
	c := capabilitiesOf(d)
	b.WriteString("\nWhat it can do\n")
	labels := []string{"currencies", "part-payments", "reference", "description", "last day sent as", "lost create found", "can be changed", "can be taken back", "tells paid", "calls a second"}
	for i, cell := range capabilityCells(d) {
		fmt.Fprintf(&b, "  %s%s\n", pad(labels[i], 20), strings.TrimSpace(wrapped(strings.Repeat(" ", 22), cell)))
	}
	for _, note := range c.Notes {
		b.WriteString(wrapped("  ", note))
	}
	return b.String()
}

func providersJSON(w io.Writer, definitions []providers.Definition) error {
	type setting struct {
		Name, Doc, Default         string
		Required, Secret, Identity bool
		Choices                    []string `json:",omitempty"`
	}
	type page struct {
		Name         string    `json:"name"`
		Title        string    `json:"title"`
		Hosts        []string  `json:"hosts"`
		Capabilities any       `json:"capabilities"`
		Settings     []setting `json:"settings"`
	}
	var pages []page
	for _, d := range definitions {
		p := page{Name: d.Name, Title: d.Title, Hosts: d.Hosts}
		cells := capabilityCells(d)
		names := []string{"currencies", "part_payments", "reference", "description", "expiry", "find", "update", "cancel_from", "tells_paid", "rate"}
		table := map[string]string{}
		for i, cell := range cells {
			table[names[i]] = cell
		}
		can := capabilitiesOf(d)
		table["update"] = orNone(joinWords(can.Update, ", "))
		table["update_from"] = orNone(joinWords(can.UpdateFrom, ", "))
		table["tells_paid"], table["tells_payments"] = yesNo(can.TellsPaid), yesNo(can.TellsPayments)
		p.Capabilities = table
		for _, s := range d.Table() {
			p.Settings = append(p.Settings, setting{s.Name, s.Doc, s.Default, s.Required, s.Secret, s.Identity, slices.Clone(s.Choices)})
		}
		pages = append(pages, p)
	}
	return writeJSON(w, map[string]any{"version": documentVersion, "providers": pages})
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
