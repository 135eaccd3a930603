package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/zalando/go-keyring"
)

// resolve gives the value that a config's text stands for: a literal, env:NAME,
// file:PATH (against the config's folder), keyring:SERVICE/USER or cmd:PROGRAM
// ARGS. The error says what to set and never holds a value.
func (c *config) resolve(ctx context.Context, e env, text string) (string, error) {
	scheme, rest, found := strings.Cut(text, ":")
	if !found {
		return text, nil
	}
	switch scheme {
	case "env":
		value := e.getenv(rest)
		if value == "" {
			return "", fmt.Errorf("the environment variable %s is not set", rest)
		}
		return value, nil
	case "file":
		if !filepath.IsAbs(rest) {
			rest = filepath.Join(c.folder, rest)
		}
		data, err := os.ReadFile(rest)
		if err != nil {
			return "", fmt.Errorf("its file cannot be read: %w", err)
		}
		return strings.TrimRight(string(data), "\r\n"), nil
	case "keyring":
		service, user, _ := strings.Cut(rest, "/")
		value, err := keyring.Get(service, user)
		if err != nil {
			return "", fmt.Errorf("the keyring has no %s for user %s: %w", service, user, err)
		}
		return value, nil
	case "cmd":
		return runForSecret(ctx, rest)
	default:
		return text, nil
	}
}

// runForSecret gives the first line that a program prints. The words are split
// at spaces and no shell sees them.
func runForSecret(ctx context.Context, line string) (string, error) {
	words := strings.Fields(line)
	if len(words) == 0 {
		return "", errors.New("cmd: names no program")
	}
	command := exec.CommandContext(ctx, words[0], words[1:]...) //nolint:gosec // the config's owner names the program on purpose
	command.Stderr = os.Stderr
	command.Stdin = os.Stdin
	printed, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("the program %s failed: %w", words[0], err)
	}
	value, _, _ := strings.Cut(string(printed), "\n")
	if value = strings.TrimRight(value, "\r"); value == "" {
		return "", fmt.Errorf("the program %s printed nothing", words[0])
	}
	return value, nil
}

// isLiteral tells that a config's text is the value itself.
func isLiteral(text string) bool {
	scheme, _, found := strings.Cut(text, ":")
	switch scheme {
	case "env", "file", "keyring", "cmd":
		return !found
	default:
		return true
	}
}
