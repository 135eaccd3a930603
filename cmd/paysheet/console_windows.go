package main

import (
	"errors"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// ownConsole tells that the console was made for this process alone, as by a
// double click or by a sheet dropped on the program: it closes when we end.
// GetConsoleProcessList counts the processes of a console; its buffer must
// have room for one at least (Microsoft Learn, "GetConsoleProcessList function",
// 2021-09-20).
func ownConsole() bool {
	list := windows.NewLazySystemDLL("kernel32.dll").NewProc("GetConsoleProcessList")
	if list.Find() != nil {
		return false
	}
	var ids [2]uint32
	n, _, _ := list.Call(uintptr(unsafe.Pointer(&ids[0])), uintptr(len(ids)))
	return n == 1
}

// prepareTerminal asks the console to understand the sequences that colours and
// the bar are made of, and tells whether it does. Consoles before Windows 10
// 1511 do not.
func prepareTerminal(f *os.File) bool {
	console := windows.Handle(f.Fd())
	var mode uint32
	if windows.GetConsoleMode(console, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}

// brokenPipe tells that nobody reads any more what is written.
func brokenPipe(err error) bool {
	return errors.Is(err, windows.ERROR_BROKEN_PIPE) || errors.Is(err, windows.ERROR_NO_DATA)
}
