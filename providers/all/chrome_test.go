package all_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// chrome is a headless browser that a test steers over a pair of pipes (Chrome
// DevTools Protocol, --remote-debugging-pipe), which needs no library and no port.
type chrome struct {
	t       *testing.T
	to      io.Writer
	from    *bufio.Reader
	session string
	number  int
	events  []string
}

// findChrome gives the browser's program or skips the test.
func findChrome(t *testing.T) string {
	t.Helper()
	if os.Getenv("PAYSHEET_BROWSER") == "" && os.Getenv("PAYSHEET_SHOTS") == "" {
		t.Skip("a browser takes its time: set PAYSHEET_BROWSER=1 to use the stand-ins' pages in Chromium")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium on this machine: apt-get install chromium, then run this test again")
	return ""
}

// startChrome opens a browser with one empty page, in which the scripts of pages
// do not run.
func startChrome(t *testing.T) *chrome {
	t.Helper()
	// The limit only ends a browser that hangs.
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	profile, err := os.MkdirTemp("", "paysheet-chrome-") //nolint:usetesting // TempDir fails where helpers of the browser outlive it
	if err != nil {
		t.Fatal(err)
	}
	flags := []string{
		"--headless", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
		"--user-data-dir=" + profile,
	}
	if os.Geteuid() == 0 {
		flags = append(flags, "--no-sandbox") // Chromium refuses to run as root otherwise
	}
	command := exec.CommandContext(ctx, findChrome(t), append(flags, "about:blank")...)
	theirIn, in := pipe(t)
	out, theirOut := pipe(t)
	command.ExtraFiles = []*os.File{theirIn, theirOut}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	_ = theirIn.Close()
	_ = theirOut.Close()
	c := &chrome{t: t, to: in, from: bufio.NewReader(out)}
	t.Cleanup(func() {
		c.send("Browser.close", nil)
		_, _ = io.Copy(io.Discard, c.from)
		_ = command.Wait()
		cancel()
		for try := 0; os.RemoveAll(profile) != nil && try < 100; try++ {
			time.Sleep(20 * time.Millisecond) // its helpers may still be writing there
		}
	})
	var target struct{ TargetID, SessionID string }
	c.into(c.call("Target.createTarget", object{"url": "about:blank"}), &target)
	c.into(c.call("Target.attachToTarget", object{"targetId": target.TargetID, "flatten": true}), &target)
	c.session = target.SessionID
	c.call("Page.enable", nil)
	c.call("Emulation.setScriptExecutionDisabled", object{"value": true})
	return c
}

func pipe(t *testing.T) (read, write *os.File) {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = read.Close(), write.Close() })
	return read, write
}

type object map[string]any

func (c *chrome) into(raw json.RawMessage, into any) {
	c.t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		c.t.Fatalf("%s: %v", raw, err)
	}
}

func (c *chrome) send(method string, params object) {
	c.t.Helper()
	c.number++
	message := object{"id": c.number, "method": method}
	if params != nil {
		message["params"] = params
	}
	if c.session != "" && method != "Browser.close" {
		message["sessionId"] = c.session
	}
	text, err := json.Marshal(message)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.to.Write(append(text, 0)); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
}

// call sends a command and reads on until its answer; events are kept.
func (c *chrome) call(method string, params object) json.RawMessage {
	c.t.Helper()
	c.send(method, params)
	for {
		got := c.read()
		if got.ID != c.number {
			c.events = append(c.events, got.Method)
			continue
		}
		if len(got.Error) > 0 {
			c.t.Fatalf("%s: %s", method, got.Error)
		}
		return got.Result
	}
}

type message struct {
	ID            int
	Method        string
	Result, Error json.RawMessage
}

func (c *chrome) read() message {
	c.t.Helper()
	text, err := c.from.ReadBytes(0)
	if err != nil {
		c.t.Fatalf("the browser ended: %v", err)
	}
	var got message
	c.into(bytes.TrimSuffix(text, []byte{0}), &got)
	return got
}

// loading does what makes a page load and returns once it is there.
func (c *chrome) loading(what func()) {
	c.t.Helper()
	c.events = nil
	what()
	for {
		for _, event := range c.events {
			if event == "Page.loadEventFired" {
				return
			}
		}
		c.events = append(c.events, c.read().Method)
	}
}

func (c *chrome) open(url string) {
	c.t.Helper()
	c.loading(func() { c.call("Page.navigate", object{"url": url}) })
}

// look sets the width of the window and the colours that the person prefers.
func (c *chrome) look(width, height int, scheme string) {
	c.t.Helper()
	c.call("Emulation.setDeviceMetricsOverride", object{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
	c.call("Emulation.setEmulatedMedia", object{"features": []object{{"name": "prefers-color-scheme", "value": scheme}}})
}

// ask evaluates an expression of the test's own in the page.
func (c *chrome) ask(expression string, into any) {
	c.t.Helper()
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	c.into(c.call("Runtime.evaluate", object{"expression": expression, "returnByValue": true}), &answer)
	if len(answer.ExceptionDetails) > 0 {
		c.t.Fatalf("%s: %s", expression, answer.ExceptionDetails)
	}
	c.into(answer.Result.Value, into)
}

func (c *chrome) key(name string, code int, text string) {
	c.t.Helper()
	for _, kind := range []string{"keyDown", "keyUp"} {
		params := object{"type": kind, "key": name, "code": name, "windowsVirtualKeyCode": code}
		if kind == "keyDown" && text != "" {
			params["text"] = text
		}
		c.call("Input.dispatchKeyEvent", params)
	}
}

// tabTo presses Tab until the focus is where an expression about the element e
// says, and checks that the focus can be seen.
func (c *chrome) tabTo(where string) {
	c.t.Helper()
	for range 60 {
		c.key("Tab", 9, "")
		var there struct{ There, Seen bool }
		c.ask(`(() => { const e = document.activeElement, s = getComputedStyle(e);
			return {There: Boolean(e !== document.body && (`+where+`)), Seen: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2}; })()`, &there)
		if there.There {
			if !there.Seen {
				c.t.Errorf("the focus on %s cannot be seen", where)
			}
			return
		}
	}
	c.t.Fatalf("60 presses of Tab do not lead to %s", where)
}

func (c *chrome) enter() {
	c.t.Helper()
	c.loading(func() { c.key("Enter", 13, "\r") })
}

func (c *chrome) write(text string) {
	c.t.Helper()
	c.call("Input.insertText", object{"text": text})
}

// shoot keeps a picture where PAYSHEET_SHOTS names a folder, for a person to look at.
func (c *chrome) shoot(name string) {
	c.t.Helper()
	dir := os.Getenv("PAYSHEET_SHOTS")
	if dir == "" {
		return
	}
	var picture struct{ Data string }
	c.into(c.call("Page.captureScreenshot", object{"captureBeyondViewport": true}), &picture)
	raw, err := base64.StdEncoding.DecodeString(picture.Data)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), raw, 0o600); err != nil {
		c.t.Fatal(err)
	}
}
