package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"paysheet/script"
)

// junitSuite is the JUnit XML that CI servers read.
type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 6, 64) }

func writeJUnit(w io.Writer, report *script.TestReport) error {
	suite := junitSuite{Name: "rules", Tests: len(report.Results), Failures: report.Failed()}
	var total time.Duration
	for _, result := range report.Results {
		total += result.Took
		c := junitCase{Class: result.File, Name: result.Name, Time: seconds(result.Took), Out: strings.Join(result.Prints, "\n")}
		var texts []string
		for _, f := range result.Failures {
			texts = append(texts, fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message))
		}
		if len(texts) > 0 {
			c.Failure = &junitFailure{Message: result.Failures[0].Message, Text: strings.Join(texts, "\n")}
		}
		suite.Cases = append(suite.Cases, c)
	}
	suite.Time = seconds(total)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("writing JUnit XML: %w", err)
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(suite); err != nil {
		return fmt.Errorf("writing JUnit XML: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type testJSON struct {
	File     string        `json:"file"`
	Line     int           `json:"line"`
	Name     string        `json:"name"`
	Passed   bool          `json:"passed"`
	Failures []failureJSON `json:"failures,omitempty"`
	Prints   []string      `json:"prints,omitempty"`
	Steps    uint64        `json:"steps"`
}

type failureJSON struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Message string `json:"message"`
	Field   string `json:"field,omitempty"`
	Want    string `json:"want,omitempty"`
	Got     string `json:"got,omitempty"`
}

func testDocument(rules string, report *script.TestReport) map[string]any {
	tests := []testJSON{}
	for _, r := range report.Results {
		one := testJSON{File: r.File, Line: r.Line, Name: r.Name, Passed: len(r.Failures) == 0, Prints: r.Prints, Steps: r.Steps}
		for _, f := range r.Failures {
			one.Failures = append(one.Failures, failureJSON{f.File, f.Line, f.Message, f.Field, f.Want, f.Got})
		}
		tests = append(tests, one)
	}
	document := map[string]any{
		"version": documentVersion, "command": "rules test", "rules": rules,
		"tests": tests, "passed": len(tests) - report.Failed(), "failed": report.Failed(),
	}
	if c := report.Coverage; c != nil {
		document["coverage"] = map[string]any{
			"statements": c.Statements, "statements_run": c.StatementsRun,
			"branches": c.Branches, "branches_taken": c.BranchesTaken, "missing": nonNil(c.Missing),
		}
	}
	return document
}
