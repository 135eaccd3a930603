package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"paysheet/providers/wrap"
)

// watchEvery is how often files are looked at; a save is answered before the
// eye is back from the editor.
const watchEvery = 300 * time.Millisecond

// wait lets some time pass; it tells whether ctx is still alive.
func wait(ctx context.Context, d time.Duration) bool {
	return wrap.Sleep(ctx, d) == nil
}

// watch runs the tests, and again after each change of a file in their folder,
// until ctx ends. What is wrong with the rules is told and waited over.
func watch(ctx context.Context, e env, wait func(context.Context, time.Duration) bool, once func(context.Context) (string, int, error)) error {
	folder, seen := ".", ""
	for {
		if now := stamp(folder); now != seen {
			named, _, err := once(ctx)
			if err != nil && ctx.Err() == nil {
				e.say("%s", printable(err.Error()))
			}
			if named != "" {
				folder = named
			}
			seen = stamp(folder)
			e.say("Watching %s; Ctrl-C ends it.", folder)
		}
		if !wait(ctx, watchEvery) {
			return nil
		}
	}
}

// stamp is different whenever a file that tests depend on is.
func stamp(folder string) string {
	var all strings.Builder
	for _, pattern := range []string{"*.star", "*.csv", configName} {
		paths, _ := filepath.Glob(filepath.Join(folder, pattern)) // the patterns are well formed
		for _, path := range paths {
			if info, err := os.Stat(path); err == nil {
				fmt.Fprintf(&all, "%s %d %d\n", path, info.Size(), info.ModTime().UnixNano())
			}
		}
	}
	return all.String() + "."
}
