package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// approvalDays is how long an approval is good for unless the config says.
const approvalDays = 7

// takeApprovers reads who may approve a review, and for how long that is good.
func (c *config) takeApprovers(f file, lines map[string]int, at func(key, format string, args ...any) error) error {
	c.approvalValid = approvalDays * 24 * time.Hour
	if _, set := lines["approvers"]; set && len(f.Approvers) == 0 {
		return at("approvers", "approvers is empty, so nobody could approve anything: name people as the operating system does, or leave the key out")
	}
	for i, name := range f.Approvers {
		if strings.TrimSpace(name) == "" || strings.TrimSpace(name) != name {
			return at("approvers", "approvers has %q, which is no user's name", name)
		}
		if slices.Contains(f.Approvers[:i], name) {
			return at("approvers", "approvers names %s twice: keep one", name)
		}
	}
	c.approvers = f.Approvers
	if f.ApprovalValid == "" {
		return nil
	}
	if len(c.approvers) == 0 {
		return at("approval_valid", "approval_valid says how long an approval is good for, but there are no approvers")
	}
	valid, err := parseSpan(f.ApprovalValid)
	if err != nil {
		return at("approval_valid", "approval_valid: %v", err)
	}
	c.approvalValid = valid
	return nil
}

// parseSpan reads 72h, 90m or 7d.
func parseSpan(text string) (time.Duration, error) {
	if days, found := strings.CutSuffix(text, "d"); found {
		if n, err := strconv.Atoi(days); err == nil && n > 0 && n < 3660 {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	span, err := time.ParseDuration(text)
	if err != nil || span <= 0 {
		return 0, fmt.Errorf("%q is no span of time: write 72h or 7d", text)
	}
	return span, nil
}
