package samples

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// rulesSamples teach one thing about rules each. Their plans depend on the day,
// so they are planned as of one and not applied.
func rulesSamples() []string {
	return []string{"rules-expiry", "rules-dunning", "rules-rounding", "rules-lookup", "rules-languages"}
}

// TestRulesSamples compares the plan of each with the expected one.
func TestRulesSamples(t *testing.T) {
	t.Parallel()
	for _, name := range rulesSamples() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan, exit := paysheet(t, copied(t, name), "plan", "--sandbox", "-v", "--as-of", planned, "invoices.csv")
			if exit != 0 && exit != 3 {
				t.Fatalf("plan ended with %d", exit)
			}
			compare(t, filepath.Join(name, "plan.txt"), plan)
		})
	}
}

// TestRules checks, formats and tests the rules of every sample that has tests,
// as their author would, and wants every statement of them to be reached.
func TestRules(t *testing.T) {
	t.Parallel()
	tested, err := filepath.Glob("*/rules_test.star")
	if err != nil {
		t.Fatal(err)
	}
	if len(tested) < len(rulesSamples()) {
		t.Errorf("only %d samples have tests", len(tested))
	}
	for _, path := range tested {
		name := filepath.Dir(path)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := copied(t, name)
			sheet := "invoices.csv"
			if _, err := os.Stat(filepath.Join(folder, sheet)); err != nil {
				sheet = "invoices.xlsx"
			}
			if out, exit := paysheet(t, folder, "rules", "check", "rules.star", sheet); exit != 0 || !strings.Contains(out, "nothing found") {
				t.Errorf("check ended with %d:\n%s", exit, out)
			}
			if out, exit := paysheet(t, folder, "rules", "fmt", "--check"); exit != 0 {
				t.Errorf("fmt would change\n%s", out)
			}
			out, exit := paysheet(t, folder, "rules", "test", "--cover")
			if exit != 0 || strings.Contains(out, "never run") {
				t.Errorf("test ended with %d:\n%s", exit, out)
			}
		})
	}
}
