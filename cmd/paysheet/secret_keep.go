package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/zalando/go-keyring"

	"paysheet/bulk/ledger"
)

// secretPlace is where a secret is kept: as the config refers to it, and for people.
type secretPlace struct{ reference, told string }

// keep writes the secret into the keyring or, where that was asked for or there
// is no keyring and somebody says yes, into a file.
func (x *secretSet) keep(value string) (secretPlace, error) {
	if x.inFile {
		return x.keepInFile(value)
	}
	service, user := x.keyringName()
	err := keyring.Set(service, user, value)
	switch {
	case err == nil:
		return secretPlace{"keyring:" + service + "/" + user, fmt.Sprintf("the keyring, service %s, user %s", service, user)}, nil
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return secretPlace{}, fmt.Errorf("the secret is too long for this system's keyring: keep it with --file: %w", err)
	}
	file := x.secretFile()
	if !x.env.inTerminal || x.noInput {
		return secretPlace{}, fmt.Errorf("no keyring service answers on this machine: --file keeps the secret in %s, readable by you alone: %w", file, err)
	}
	x.env.say("%s", printable(fmt.Sprintf("No keyring service answers on this machine (%v).", err)))
	_, _ = fmt.Fprintf(x.env.err, "Keep it in %s, readable by you alone? [Y/n] ", printable(file))
	line, err := bufio.NewReader(x.env.in).ReadString('\n')
	answer := strings.ToLower(strings.TrimSpace(line))
	if err != nil && line == "" || answer != "" && answer != "y" && answer != "yes" {
		return secretPlace{}, &failure{exitFailed, errors.New("nothing was kept")}
	}
	return x.keepInFile(value)
}

// keyringName gives the keyring's service and user for the secret: those that the
// config has, else a name of the project's own, so that two projects whose
// accounts are called alike never share one.
func (x *secretSet) keyringName() (service, user string) {
	if rest, found := strings.CutPrefix(x.account.values[x.key], "keyring:"); found {
		service, user, _ = strings.Cut(rest, "/")
		return service, user
	}
	path := absolute(x.config.path)
	sum := sha256.Sum256([]byte(path))
	return "paysheet", fmt.Sprintf("%s-%s.%s.%s", filepath.Base(filepath.Dir(path)), hex.EncodeToString(sum[:3]), x.account.name, x.key)
}

// secretFile gives the file for the secret: the one that the config has, else one
// in the state folder, as the config can refer to it.
func (x *secretSet) secretFile() string {
	if rest, found := strings.CutPrefix(x.account.values[x.key], "file:"); found {
		return rest
	}
	name := url.PathEscape(x.account.name) + "." + x.key
	return filepath.ToSlash(filepath.Join(x.config.state, "secrets", name))
}

// keepInFile writes the secret into a file that nobody else can read, in one step.
func (x *secretSet) keepInFile(value string) (secretPlace, error) {
	name := x.secretFile()
	path := filepath.FromSlash(name)
	if !filepath.IsAbs(path) {
		path = filepath.Join(x.config.folder, path)
	}
	if err := ledger.MakeFolder(x.config.stateFolder()); err != nil {
		return secretPlace{}, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return secretPlace{}, fmt.Errorf("making the folder for the secret: %w", err)
	}
	if err := putFile(path, []byte(value+"\n"), 0o600); err != nil {
		return secretPlace{}, fmt.Errorf("keeping the secret: %w", err)
	}
	told := path + ", readable by you alone"
	if runtime.GOOS == "windows" {
		told = path + "; the folder's rights decide who else can read it"
	}
	return secretPlace{"file:" + name, told}, nil
}

// putFile puts a file's new content in place in one step; mode is what the
// file has from its first byte on.
func putFile(path string, content []byte, mode os.FileMode) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), ".paysheet-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temp.Name())
		}
	}()
	_, err = temp.Write(content)
	err = errors.Join(err, temp.Chmod(mode), temp.Sync(), temp.Close())
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}
