package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"paysheet/script"
)

// testFlags are the flags of rules test alone.
type testFlags struct {
	pattern, junit, html string
	cover, watch         bool
}

func newRulesTest(e env, code *int) *cobra.Command {
	var o options
	var f testFlags
	cmd := &cobra.Command{
		Use: "test [RULES]", Short: "Run the tests beside the rules",
		Long: `test runs the functions test_… of every *_test.star beside the rules, and every
line of every *_cases.csv there. A test makes rows with t.row(amount = "12,000")
and looks at what decide(row) gives. A table of cases has the cells of a row, in
which - means an empty one, want_… columns, and, if wanted, case for a name and
today for the date. It ends with 1 where a test fails, and with 2 where the rules or
the tests cannot be read.`,
		Example: "  paysheet rules test\n  paysheet rules test --run dunning --cover\n  paysheet rules test --watch",
		Args:    takes(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			rules, _, err := rulesAndSheet(args)
			if err != nil {
				return err
			}
			match, err := matcher(f.pattern)
			if err != nil {
				return err
			}
			once := func(ctx context.Context) (string, int, error) {
				return runTests(ctx, cmd.OutOrStdout(), e, o, f, rules, match)
			}
			if f.watch {
				return watch(cmd.Context(), e, wait, once)
			}
			_, status, err := once(cmd.Context())
			*code = status
			return err
		},
	}
	o.rulesFlags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.pattern, "run", "", "only tests whose name this regular expression matches")
	flags.StringVar(&f.junit, "junit", "", "write the results to a file as JUnit XML")
	flags.BoolVar(&f.cover, "cover", false, "tell which statements and branches of the rules no test reached")
	flags.StringVar(&f.html, "cover-html", "", "write the coverage to a file as a page")
	flags.BoolVar(&f.watch, "watch", false, "run again whenever a file beside the rules changes")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "print only what fails")
	flags.BoolVarP(&o.verbose, "verbose", "v", false, "name every test and show what it printed")
	return cmd
}

func matcher(pattern string) (func(string) bool, error) {
	if pattern == "" {
		return nil, nil
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, usage(fmt.Errorf("--run %q: %w", pattern, err))
	}
	return re.MatchString, nil
}

// runTests runs the tests once and gives the folder that they are in.
func runTests(ctx context.Context, w io.Writer, e env, o options, f testFlags, rules string, match func(string) bool) (folder string, code int, err error) {
	b, err := openBench(ctx, e, o, rules, "")
	if err != nil {
		return "", exitDone, err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	folder = filepath.Dir(b.rulesPath)
	cfg := script.TestConfig{Match: match, Cover: f.cover || f.html != "", NewRow: b.newRow, Currency: b.config.sheet.Currency}
	if cfg.Tests, cfg.Cases, err = b.testFiles(); err != nil {
		return folder, exitDone, err
	}
	if len(cfg.Tests)+len(cfg.Cases) == 0 {
		return folder, exitDone, usage(fmt.Errorf("there is no *_test.star and no *_cases.csv beside %s: paysheet rules new SHEET writes a first one", b.rulesPath))
	}
	report, err := script.Test(ctx, b.folder, b.file, b.environment(), cfg)
	if err != nil {
		return folder, exitDone, usage(err)
	}
	if report.Failed() > 0 {
		code = exitFailed
	}
	if err := writeReports(f, report); err != nil {
		return folder, code, err
	}
	if o.json {
		return folder, code, writeJSON(w, testDocument(b.rulesPath, report))
	}
	_, err = io.WriteString(w, printable(testText(report, o)))
	return folder, code, err
}

// writeReports writes the files that were asked for.
func writeReports(f testFlags, report *script.TestReport) error {
	if f.junit != "" {
		if err := writeFile(f.junit, func(w io.Writer) error { return writeJUnit(w, report) }); err != nil {
			return err
		}
	}
	if f.html != "" {
		return writeFile(f.html, report.Coverage.HTML)
	}
	return nil
}

func writeFile(path string, write func(io.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return errors.Join(write(file), file.Close())
}

// testText tells what failed and how much ran.
func testText(report *script.TestReport, o options) string {
	var b strings.Builder
	for _, result := range report.Results {
		switch {
		case len(result.Failures) > 0:
			fmt.Fprintf(&b, "FAIL %s (%s:%d)\n", result.Name, result.File, result.Line)
			showFailures(&b, result)
		case o.verbose:
			fmt.Fprintf(&b, "ok   %s\n", result.Name)
		}
		if o.verbose || len(result.Failures) > 0 {
			for _, text := range result.Prints {
				b.WriteString("       printed: " + text + "\n")
			}
		}
	}
	failed, all := report.Failed(), len(report.Results)
	switch {
	case all == 0:
		b.WriteString("No test has that name.\n")
	case failed > 0:
		fmt.Fprintf(&b, "%d of %s failed.\n", failed, plural(all, "test", "tests"))
	case !o.quiet:
		fmt.Fprintf(&b, "%s passed.\n", plural(all, "test", "tests"))
	}
	if report.Coverage != nil {
		showCoverage(&b, report.Coverage)
	}
	return b.String()
}

// showFailures writes a table's line as the cells that differ, and a function's
// failures with their lines.
func showFailures(b *strings.Builder, result script.TestResult) {
	wide := 0
	for _, f := range result.Failures {
		wide = max(wide, len(f.Field))
	}
	for _, f := range result.Failures {
		if f.Field != "" && f.Want != "" {
			fmt.Fprintf(b, "     %-*s  want %s\n     %-*s   got %s\n", wide, f.Field, f.Want, wide, "", f.Got)
			continue
		}
		fmt.Fprintf(b, "     %s:%d: %s\n", f.File, f.Line, f.Message)
		if f.Source != "" {
			fmt.Fprintf(b, "         %s\n", strings.TrimSpace(f.Source))
		}
	}
}

func showCoverage(b *strings.Builder, c *script.Coverage) {
	fmt.Fprintf(b, "Coverage: %d of %s, %d of %s.\n",
		c.StatementsRun, plural(c.Statements, "statement", "statements"), c.BranchesTaken, plural(c.Branches, "branch", "branches"))
	for _, m := range c.Missing {
		fmt.Fprintf(b, "  %s:%d %s\n", m.File, m.Line, m.Text)
	}
}
