package main

import (
	"cmp"
	"encoding"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"paysheet/bulk"
	"paysheet/bulk/checkup"
	"paysheet/bulk/invoice"
	"paysheet/providers"
)

// dialect is that of the schemas: JSON Schema, draft 2020-12
// (json-schema.org/draft/2020-12).
const dialect = "https://json-schema.org/draft/2020-12/schema"

// described is a command's document: the type that it is written from.
type described struct {
	command string
	means   string
	of      any
	// prints is the command that a document names, where it is not its own name.
	prints string
	// alone is how its version counts, where it has one of its own.
	alone int
}

// documents lists the documents that paysheet schema describes.
func documents() []described {
	var all []described
	for _, each := range []struct{ command, means string }{
		{"plan", "What apply would do, row by row, and why."},
		{"apply", "What came of a run that made and changed links."},
		{"refresh", "What came of looking at links."},
		{"cancel", "What came of taking links back."},
		{"adopt", "What came of taking the sheet's links into the ledger."},
		{"resolve", "What came of settling an uncertain row."},
	} {
		all = append(all, described{command: each.command, means: each.means, of: sheetDocument{}})
	}
	return append(all,
		described{command: "refresh all", means: "What came of looking at the ledger's open links (refresh --all).", of: allDocument{}},
		described{command: "undo", means: "What came of taking a run's links back.", of: undoDocument{}},
		described{command: "approve", means: "What was approved, by whom and until when.", of: approveDocument{}},
		described{command: "runs", means: "What ran over a ledger.", of: runsDocument{}},
		described{command: "runs show", means: "One run and how its links stand.", of: runDocument{}},
		described{command: "doctor", means: "What was found before money moves.", of: doctorDocument{}},
		described{command: "report", means: "Where the month's money stands, with the receipts to post.", of: reportDocument{}},
		described{command: "explain", means: "One row from its cells to its action.", of: explainDocument{}},
		described{command: "rules diff", means: "Which rows two versions of the rules decide differently.", of: diffDocument{}},
		described{command: "audit verify", means: "Whether the ledger's chain is whole.", of: verifyDocument{}},
		described{command: "audit show", means: "How links came to be, and every state since.", of: auditDocument{}},
		described{command: "audit export", means: "What was written for an auditor.", of: exportDocument{}},
		described{command: "events", means: "One line of what refresh --events prints.", of: map[string]any{
			eventBegan: beganEvent{}, eventChanged: changedEvent{}, eventEnded: endedEvent{}, eventSkipped: skippedEvent{},
		}, alone: eventsVersion},
		described{command: "health", means: "The file that refresh --health keeps for a monitor.", of: health{}, prints: "refresh", alone: healthVersion},
	)
}

// schemaOf gives the JSON Schema of a command's document.
func schemaOf(d described) map[string]any {
	version := cmp.Or(d.alone, documentVersion)
	var schema map[string]any
	if kinds, several := d.of.(map[string]any); several {
		var shapes []any
		for _, name := range slices.Sorted(maps.Keys(kinds)) {
			shapes = append(shapes, fixed(shapeOf(reflect.TypeOf(kinds[name])), version, "event", name))
		}
		schema = map[string]any{"oneOf": shapes}
	} else {
		schema = fixed(shapeOf(reflect.TypeOf(d.of)), version, "command", cmp.Or(d.prints, d.command))
	}
	schema["$schema"] = dialect
	schema["$id"] = fmt.Sprintf("urn:paysheet:%s:%d", strings.ReplaceAll(d.command, " ", "-"), version)
	schema["title"] = "paysheet " + d.command
	if d.alone == 0 {
		schema["title"] = "paysheet " + d.command + " --json"
	}
	schema["description"] = d.means
	return schema
}

// fixed says which version and which name a document of this shape has.
func fixed(shape map[string]any, version int, field, name string) map[string]any {
	properties := shape["properties"].(map[string]any)
	properties["version"].(map[string]any)["const"] = version
	properties[field].(map[string]any)["const"] = name
	return shape
}

// shapeOf describes a Go type as encoding/json writes it. Nothing that is not
// described may stand in a document.
func shapeOf(t reflect.Type) map[string]any {
	if words := wordsOf(t); words != nil {
		return map[string]any{"type": "string", "enum": words}
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	case t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return map[string]any{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return shapeOf(t.Elem())
	case reflect.Struct:
		return structShape(t)
	case reflect.Slice:
		return map[string]any{"type": "array", "items": shapeOf(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": shapeOf(t.Elem())}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	default:
		return map[string]any{"type": "string"}
	}
}

func structShape(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, field := range reflect.VisibleFields(t) {
		name, rest, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous || !field.IsExported():
			continue // an embedded struct's fields are visible by themselves
		case name == "":
			name = field.Name
		}
		shape := shapeOf(field.Type)
		shape["description"] = field.Tag.Get("doc")
		properties[name] = shape
		if rest == "" {
			required = append(required, name)
		}
	}
	return map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

// wordsOf gives the words of a type that has only some; nil for any other type.
func wordsOf(t reflect.Type) []string {
	switch t {
	case reflect.TypeFor[bulk.Action]():
		return texts(bulk.Actions())
	case reflect.TypeFor[bulk.Outcome]():
		return texts(bulk.Outcomes())
	case reflect.TypeFor[bulk.Bucket]():
		return texts(bulk.Buckets())
	case reflect.TypeFor[bulk.WarningKind]():
		return texts(bulk.WarningKinds())
	case reflect.TypeFor[checkup.Kind]():
		return texts(checkup.Kinds())
	case reflect.TypeFor[checkup.Confidence]():
		return []string{checkup.Sure.String(), checkup.Likely.String(), checkup.Maybe.String()}
	case reflect.TypeFor[invoice.Field]():
		return append(texts(invoice.Fields()), "") // of no field in particular
	case reflect.TypeFor[providers.Status]():
		return texts([]providers.Status{providers.Active, providers.PartiallyPaid, providers.Paid, providers.Expired, providers.Cancelled, providers.Draft})
	default:
		return reportWordsOf(t)
	}
}

func texts[T ~string](words []T) []string {
	all := make([]string, len(words))
	for i, word := range words {
		all[i] = string(word)
	}
	return all
}

func documentNames() []string {
	var names []string
	for _, d := range documents() {
		names = append(names, d.command)
	}
	return names
}

func findDocument(command string) (described, bool) {
	all := documents()
	i := slices.IndexFunc(all, func(d described) bool { return d.command == command })
	if i < 0 {
		return described{}, false
	}
	return all[i], true
}
