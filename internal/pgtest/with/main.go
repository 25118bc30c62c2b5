// Command with runs a command with a scratch Postgres server of its own:
//
//	go run ./internal/pgtest/with go test ./...
//
// The server is named to the command in PAYABLE_TEST_DATABASE. It and its folder
// are gone when the command ends, or when this program is killed. If the variable
// is set already, that server is used. The exit status is the command's.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/payable-ap/payable/internal/pgtest"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: with COMMAND [ARGUMENT]...")
		os.Exit(2)
	}
	status, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "with:", err)
		os.Exit(1)
	}
	os.Exit(status)
}

// run runs the command and returns its exit status.
func run(args []string) (int, error) {
	if os.Getenv(pgtest.Variable) == "" {
		c, err := pgtest.Scratch(context.Background())
		if err != nil {
			return 0, err
		}
		defer c.Stop()
		if err := os.Setenv(pgtest.Variable, c.URL); err != nil {
			return 0, err
		}
	}
	// Ctrl-C reaches the command from the terminal; we stay to clean up after it.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	runtime.LockOSThread() // Pdeathsig is bound to the thread that starts the child
	cmd := exec.Command(args[0], args[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	go func() {
		for s := range signals {
			if s == syscall.SIGTERM {
				_ = cmd.Process.Signal(s) // it may have ended just now
			}
		}
	}()
	err := cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() >= 0 {
		return exit.ExitCode(), nil
	}
	return 0, err
}
