package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// secrets tells where each secret comes from, and warns of one that stands in
// the config itself or in a file that others can read. Of what is no secret it
// tells only what cannot be had.
func (d *doctor) secrets(ctx context.Context, c *config) {
	for _, account := range c.accounts {
		for _, s := range account.definition.Table() {
			text, given := account.values[s.Name]
			about := account.name + "." + s.Name
			if !given {
				continue
			}
			if !s.Secret {
				d.plain(ctx, c, account, about, text)
				continue
			}
			if isLiteral(text) {
				d.mend("warning", about, "paysheet secret set "+account.name+" "+s.Name+" keeps it elsewhere; or write env:NAME, file:PATH, keyring:SERVICE/USER or cmd:PROGRAM",
					"the secret stands in the config itself")
				continue
			}
			_, err := c.resolve(ctx, d.env, text)
			scheme, rest, _ := strings.Cut(text, ":")
			if err != nil {
				d.lacking = append(d.lacking, account.name)
				d.mend("error", about, secretMend(scheme, rest, account.name, s.Name), "%v", err)
				continue
			}
			d.ok(about, "found through %s", scheme)
			if scheme == "file" {
				d.fileMode(c, about, rest)
			}
		}
	}
}

// plain looks at a setting that is no secret.
func (d *doctor) plain(ctx context.Context, c *config, account fileAccount, about, text string) {
	if isLiteral(text) {
		return
	}
	if _, err := c.resolve(ctx, d.env, text); err != nil {
		d.lacking = append(d.lacking, account.name)
		_, rest, _ := strings.Cut(text, ":")
		mend := "it is no secret: write it into the config in place of " + text
		if strings.HasPrefix(text, "env:") {
			mend += ", or export " + rest + "=… before paysheet starts"
		}
		d.mend("error", about, mend, "%v", err)
	}
}

func (d *doctor) fileMode(c *config, about, path string) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(c.folder, path)
	}
	info, err := os.Stat(path)
	if err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		d.mend("warning", about, "chmod 600 "+path, "others can read %s (mode %04o)", path, info.Mode().Perm())
	}
}

// secretMend says how a secret that cannot be had is put in place.
func secretMend(scheme, rest, account, key string) string {
	set := fmt.Sprintf("paysheet secret set %s %s", account, key)
	switch scheme {
	case "env":
		return fmt.Sprintf("export %s=… before paysheet starts, or keep it for good: %s", rest, set)
	case "cmd":
		return "run the program by hand and see what it says, or keep the secret here: " + set
	case "file":
		return set + " --file"
	default:
		return set
	}
}
