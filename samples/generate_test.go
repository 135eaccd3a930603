package samples

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
)

// sheets gives every committed sheet by its path, made anew.
func sheets() (map[string][]byte, error) {
	made := map[string][]byte{}
	for path, build := range map[string]func() *book{
		"month-end/invoices.xlsx":        monthEndBook,
		"broken-rows/invoices.xlsx":      brokenBook,
		"partial-payments/invoices.xlsx": partialBook,
	} {
		data, err := build().bytes()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		made[path] = data
	}
	made["choose-provider/invoices.csv"] = chooseCSV()
	made["refresh/invoices.csv"] = refreshCSV()
	return made, nil
}

// writeSheets writes the sheets whose contents are no longer what they were.
func writeSheets() error {
	made, err := sheets()
	if err != nil {
		return err
	}
	for path, data := range made {
		if had, err := os.ReadFile(path); err == nil && differ(had, data) == "" {
			continue
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// TestSheets: every sheet is what its generator makes, so that a sample can be
// changed by changing code that can be read.
func TestSheets(t *testing.T) {
	t.Parallel()
	made, err := sheets()
	if err != nil {
		t.Fatal(err)
	}
	again, err := sheets()
	if err != nil {
		t.Fatal(err)
	}
	for path, data := range made {
		if !bytes.Equal(data, again[path]) {
			t.Errorf("%s: made twice, it is two different files", path)
		}
		had, err := os.ReadFile(path)
		if err != nil {
			t.Errorf("%v; run go test ./samples -update", err)
			continue
		}
		if part := differ(had, data); part != "" {
			t.Errorf("%s is not what its generator makes (%s); run go test ./samples -update", path, part)
		}
	}
}

// differ names the first part in which two files differ, empty for none.
// Compressed bytes may change with the compressor; what is in them may not.
func differ(a, b []byte) string {
	if bytes.Equal(a, b) {
		return ""
	}
	had, errA := unzip(a)
	made, errB := unzip(b)
	if errA != nil || errB != nil {
		return "the text"
	}
	names := slices.Sorted(maps.Keys(made))
	if !slices.Equal(names, slices.Sorted(maps.Keys(had))) {
		return "the list of parts"
	}
	for _, name := range names {
		if !bytes.Equal(had[name], made[name]) {
			return name
		}
	}
	return ""
}
