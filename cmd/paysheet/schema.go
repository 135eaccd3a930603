package main

import (
	"encoding"
	"fmt"
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
		all = append(all, described{each.command, each.means, sheetDocument{}})
	}
	return append(all,
		described{"refresh all", "What came of looking at the ledger's open links (refresh --all).", allDocument{}},
		described{"undo", "What came of taking a run's links back.", undoDocument{}},
		described{"approve", "What was approved, by whom and until when.", approveDocument{}},
		described{"runs", "What ran over a ledger.", runsDocument{}},
		described{"runs show", "One run and how its links stand.", runDocument{}},
		described{"doctor", "What was found before money moves.", doctorDocument{}},
	)
}

// schemaOf gives the JSON Schema of a command's document.
func schemaOf(d described) map[string]any {
	schema := shapeOf(reflect.TypeOf(d.of))
	schema["$schema"] = dialect
	schema["$id"] = fmt.Sprintf("urn:paysheet:%s:%d", strings.ReplaceAll(d.command, " ", "-"), documentVersion)
	schema["title"] = "paysheet " + d.command + " --json"
	schema["description"] = d.means
	properties := schema["properties"].(map[string]any)
	properties["version"].(map[string]any)["const"] = documentVersion
	properties["command"].(map[string]any)["const"] = d.command
	return schema
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
		if name == "" || !field.IsExported() {
			continue // an embedded struct's fields are visible by themselves
		}
		shape := shapeOf(field.Type)
		shape["description"] = field.Tag.Get("doc")
		properties[name] = shape
		if rest != "omitempty" {
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
		return nil
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
