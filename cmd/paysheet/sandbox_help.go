package main

import (
	"fmt"
	"io"
	"strings"

	"paysheet/providers/sandbox"
)

// helpWord asks for a list instead of a fault or a knob.
const helpWord = "help"

// sandboxLists prints what --fault and --knob take where that was asked for.
func sandboxLists(w io.Writer, faults, knobs []string) (asked bool, err error) {
	for _, list := range []struct {
		texts []string
		text  func() string
	}{{faults, faultList}, {knobs, knobList}} {
		for _, text := range list.texts {
			if text != helpWord {
				continue
			}
			if _, err := io.WriteString(w, list.text()); err != nil || asked {
				return true, err
			}
			asked = true
			break
		}
	}
	return asked, nil
}

// entry gives a name and, beside and below it, what it means.
func entry(name string, column int, text string) string {
	body := strings.TrimLeft(wrapped(strings.Repeat(" ", column), text), " ")
	return "  " + name + strings.Repeat(" ", max(2, column-2-len(name))) + body
}

func faultList() string {
	var b strings.Builder
	b.WriteString("--fault PROVIDER:KIND[/OPERATION][=SHARE][@N], any number of times\n\n")
	b.WriteString(entry("PROVIDER", 14, strings.Join(providerNames(), ", ")+", or * for all"))
	b.WriteString(entry("OPERATION", 14, strings.Join(sandbox.FaultOperations(), ", ")+"; where absent, create for the kinds named after it and every call for the others"))
	b.WriteString(entry("SHARE", 14, "of the requests, 0 to 1; all where absent. Which ones does not change from run to run. slow takes how long instead: zoho:slow=2s"))
	b.WriteString(entry("N", 14, "only the Nth of these requests, counted from 1: payu:drop-after-create@3"))
	b.WriteString("\nKinds\n")
	for _, kind := range sandbox.FaultKinds() {
		b.WriteString(entry(kind, 25, sandbox.FaultHelp(kind)))
	}
	return b.String()
}

func knobList() string {
	var b strings.Builder
	b.WriteString("--knob NAME=VALUE, any number of times\n\n")
	for _, knob := range sandbox.Knobs() {
		values := strings.ReplaceAll(strings.TrimPrefix(knob.Values, "|"), "|", " or ")
		fallback := "; default " + knob.Default
		if knob.Default == "" {
			fallback = ""
		}
		b.WriteString(entry(knob.Name, 33, fmt.Sprintf("%s (%s%s)", knob.Help, values, fallback)))
	}
	return b.String()
}
