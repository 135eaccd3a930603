package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
)

const secretConfig = `# The accounts of the Colombo office.
rules = "none"

[accounts.colombo]   # head office
provider = "onepay"  # LKR and USD
app_id   = "A1"
api_key  = "env:ONEPAY_API_KEY"   # from the vault, see the wiki
`

// runSecret runs secret set with a secret typed on a terminal.
func runSecret(t *testing.T, config, typed, answers string, args ...string) (out, errs, after string) {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "paysheet.toml")
	if err := os.WriteFile(path, []byte(config), 0o640); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	e := env{
		in: strings.NewReader(answers), out: &stdout, err: &stderr, clock: time.Now, inTerminal: true,
		getenv: func(string) string { return "" }, hidden: func() ([]byte, error) { return []byte(typed), nil },
	}
	code := run(t.Context(), e, append([]string{"secret", "set", "--config", path}, args...))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("the config's mode is now %v, %v", info.Mode(), err)
	}
	said := strings.ReplaceAll(stdout.String()+stderr.String(), folder, "FOLDER")
	if typed != "" && strings.Contains(said+string(text), typed) {
		t.Errorf("the secret can be read: %s\n%s", said, text)
	}
	if code != exitDone {
		return stdout.String(), stderr.String(), string(text)
	}
	return stdout.String(), stderr.String(), string(text)
}

// TestSecretInKeyring keeps a secret in a keyring that stands in for the
// system's; the config's comments and everything else in it stay.
func TestSecretInKeyring(t *testing.T) {
	keyring.MockInit()
	out, errs, after := runSecret(t, secretConfig, "s3cr3t-one", "", "colombo", "api_key")
	if !strings.Contains(errs, "api_key of colombo, not shown as you type") || !strings.Contains(out, "Kept in the keyring, service paysheet, user ") {
		t.Fatalf("it says %q %q", out, errs)
	}
	_, rest, _ := strings.Cut(after, `api_key  = "keyring:paysheet/`)
	user, rest, _ := strings.Cut(rest, `"`)
	if rest != "   # from the vault, see the wiki\n" || !strings.HasPrefix(after, strings.Split(secretConfig, "api_key")[0]) {
		t.Errorf("more than the reference changed:\n%s", after)
	}
	if got, err := keyring.Get("paysheet", user); got != "s3cr3t-one" || err != nil {
		t.Errorf("the keyring has %q, %v for user %q", got, err, user)
	}
	if !strings.HasSuffix(user, ".colombo.api_key") {
		t.Errorf("the user %q does not name account and key", user)
	}
	// A new secret goes where the config says that the old one is.
	named := strings.Replace(secretConfig, "env:ONEPAY_API_KEY", "keyring:shop/till", 1)
	out, _, after = runSecret(t, named, "s3cr3t-two", "", "colombo", "api_key")
	if after != named || !strings.Contains(out, "refers to it already") {
		t.Errorf("%s\n%s", out, after)
	}
	if got, err := keyring.Get("shop", "till"); got != "s3cr3t-two" || err != nil {
		t.Errorf("the keyring has %q, %v", got, err)
	}
}

// TestSecretWithoutKeyring is a machine that has none: it says so and offers a file.
func TestSecretWithoutKeyring(t *testing.T) {
	keyring.MockInitWithError(os.ErrNotExist)
	out, errs, after := runSecret(t, secretConfig, "s3cr3t-one", "y\n", "colombo", "api_key")
	if !strings.Contains(errs, "No keyring service answers") || !strings.Contains(out, "readable by you alone") {
		t.Errorf("it says %q %q", out, errs)
	}
	if !strings.Contains(after, `api_key  = "file:.paysheet/secrets/colombo.api_key"   # from`) {
		t.Errorf("the config says\n%s", after)
	}
	_, errs, after = runSecret(t, secretConfig, "s3cr3t-one", "n\n", "colombo", "api_key")
	if !strings.Contains(errs, "nothing was kept") || after != secretConfig {
		t.Errorf("it says %q, and the config\n%s", errs, after)
	}
}

// TestWithSetting changes configs of every layout, or leaves them alone.
func TestWithSetting(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ before, after string }{
		"a value in place": {
			"[accounts.a]\nprovider = \"onepay\"\napi_key = 'x' # why\n",
			"[accounts.a]\nprovider = \"onepay\"\napi_key = \"env:X\" # why\n",
		},
		"a new line under the provider": {
			"[accounts.a] # one\nprovider = \"onepay\" # two\napp_id = \"1\"\n[guards]\nmax_creates = 1\n",
			"[accounts.a] # one\nprovider = \"onepay\" # two\napi_key = \"env:X\"\napp_id = \"1\"\n[guards]\nmax_creates = 1\n",
		},
		"Windows' line ends": {
			"[accounts.a]\r\nprovider = \"onepay\"\r\n",
			"[accounts.a]\r\nprovider = \"onepay\"\r\napi_key = \"env:X\"\r\n",
		},
		"no end of the last line": {
			"[accounts.a]\nprovider = \"onepay\"",
			"[accounts.a]\nprovider = \"onepay\"\napi_key = \"env:X\"\n",
		},
		"a byte order mark": {
			"\xef\xbb\xbf[accounts.a]\nprovider = \"onepay\"\n",
			"\xef\xbb\xbf[accounts.a]\nprovider = \"onepay\"\napi_key = \"env:X\"\n",
		},
		"an indented table": {
			"[accounts]\n  [accounts.a]\n  provider = \"onepay\"\n  api_key = \"y\"\n",
			"[accounts]\n  [accounts.a]\n  provider = \"onepay\"\n  api_key = \"env:X\"\n",
		},
		"an inline table":      {"[accounts]\na = { provider = \"onepay\", api_key = \"y\" }\n", ""},
		"dotted keys":          {"accounts.a.provider = \"onepay\"\n", ""},
		"a text of many lines": {"[accounts.a]\nprovider = \"onepay\"\napi_key = \"\"\"\ny\"\"\"\n", ""},
		"no such account":      {"[accounts.b]\nprovider = \"onepay\"\n", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, line := withSetting([]byte(test.before), "a", "api_key", "env:X")
			if string(got) != test.after {
				t.Fatalf("got\n%q\nwant\n%q", got, test.after)
			}
			if test.after != "" && !strings.Contains(strings.Split(test.after, "\n")[line-1], "env:X") {
				t.Errorf("line %d is not the one", line)
			}
		})
	}
}
