package main

import (
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/bulk/ledger"
	"paysheet/providers/all"
	"paysheet/providers/sandbox"
)

func newSandbox(e env) *cobra.Command {
	var config string
	var faults, knobs []string
	cmd := &cobra.Command{
		Use: "sandbox", Short: "Run the four providers' stand-ins, with pages where a person can pay",
		Long: `sandbox serves the four providers' stand-ins on fixed loopback ports, over the
same links that --sandbox runs made. Each link's URL then opens a page where it
can be paid in full or in part; the next refresh sees it. Nobody is charged.`,
		Args: takes(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asked, err := sandboxLists(cmd.OutOrStdout(), faults, knobs); asked {
				return err
			}
			path, err := findConfig(config, ".")
			if err != nil {
				return err
			}
			c, err := loadConfig(path)
			if err != nil {
				return err
			}
			return serveSandbox(cmd, e, c, faults, knobs)
		},
	}
	cmd.Flags().StringVar(&config, "config", "", "the config file whose state folder is used")
	cmd.Flags().StringArrayVar(&faults, "fault", nil, "let something go wrong: payu:drop-after-create=0.1; --fault help lists what")
	cmd.Flags().StringArrayVar(&knobs, "knob", nil, "decide what the documents leave open: payu.dialect=new; --knob help lists them")
	return cmd
}

// knobsOf reads --knob NAME=VALUE.
func knobsOf(texts []string) (map[string]string, error) {
	values := map[string]string{}
	for _, text := range texts {
		name, value, found := strings.Cut(text, "=")
		if !found {
			return nil, usage(fmt.Errorf("--knob %q: write NAME=VALUE; --knob help lists the knobs", text))
		}
		values[name] = value
	}
	if err := sandbox.CheckKnobs(values); err != nil {
		return nil, usage(fmt.Errorf("--knob: %w", err))
	}
	return values, nil
}

func serveSandbox(cmd *cobra.Command, e env, c *config, faults, knobs []string) error {
	values, err := knobsOf(knobs)
	if err != nil {
		return err
	}
	options := sandbox.Options{Knobs: values, Dir: filepath.Join(c.stateFolder(), "sandbox", "links"), Clock: e.clock}
	for _, text := range faults {
		fault, err := sandbox.ParseFault(text)
		if err != nil {
			return usage(fmt.Errorf("--fault: %w", err))
		}
		options.Faults = append(options.Faults, fault)
	}
	if err := ledger.MakeFolder(c.stateFolder()); err != nil {
		return fmt.Errorf("making the state folder: %w", err)
	}
	s, err := sandbox.Open(options)
	if err != nil {
		return fmt.Errorf("opening the sandbox: %w", err)
	}
	defer func() { _ = s.Close() }()
	endpoints, err := s.Listen(cmd.Context(), true)
	if err != nil {
		return fmt.Errorf("starting the sandbox: %w", err)
	}
	out := cmd.OutOrStdout()
	_, _ = fmt.Fprintf(out, "The stand-ins are up over %s. Ctrl-C ends them.\n\n", options.Dir)
	_, _ = fmt.Fprint(out, sandboxConfig(endpoints))
	_, _ = fmt.Fprint(out, "\nPages\n")
	for _, endpoint := range endpoints {
		_, _ = fmt.Fprintf(out, "  %-8s http://%s/\n", endpoint.Provider, hostOf(endpoint.BaseURL))
	}
	<-cmd.Context().Done()
	return nil
}

// sandboxConfig gives the settings to put into a config, as TOML.
func sandboxConfig(endpoints []sandbox.Endpoint) string {
	var b strings.Builder
	b.WriteString("# settings for paysheet.toml\n")
	for _, endpoint := range endpoints {
		fmt.Fprintf(&b, "\n[accounts.%s]\nprovider = %q\n", endpoint.Provider, endpoint.Provider)
		d, _ := all.Find(endpoint.Provider)
		for _, key := range sortedKeys(endpoint.Settings) {
			value := endpoint.Settings[key]
			list := false
			for _, s := range d.Settings {
				list = list || s.Name == key && s.List
			}
			if list {
				words := strings.Split(value, ",")
				for i, word := range words {
					words[i] = fmt.Sprintf("%q", word)
				}
				fmt.Fprintf(&b, "%s = [%s]\n", key, strings.Join(words, ", "))
				continue
			}
			fmt.Fprintf(&b, "%s = %q\n", key, value)
		}
	}
	return b.String()
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}
