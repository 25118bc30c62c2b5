package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/portal/auth"
)

// UserCmd manages users from the command line, where the first one comes from.
type UserCmd struct {
	Add  UserAddCmd  `cmd:"" help:"Add a user, or change the one of that name."`
	List UserListCmd `cmd:"" help:"List users."`
}

// UserAddCmd adds a user: payable user add ana --role approver --address ana@example.com.
type UserAddCmd struct {
	Settings
	Name     string   `arg:"" help:"Login name."`
	Role     []string `help:"clerk, approver, auditor or administrator." required:""`
	FullName string   `help:"Name as mails show it."`
	Address  []string `help:"Verified mail addresses; an approver answers from these."`
	Limit    string   `help:"Largest amount an approver may approve, in the entity's currency." placeholder:"AMOUNT"`
	Language string   `help:"en, de, fr or cy; empty for the browser's." default:""`
	Password bool     `help:"Read the password from standard input; otherwise one is drawn and printed."`
}

// Run adds the user and prints the password if it drew one.
func (c *UserAddCmd) Run(ctx context.Context, out io.Writer, log *slog.Logger) error {
	password, err := c.password()
	if err != nil {
		return err
	}
	if err := auth.Check(password); err != nil {
		return err
	}
	passwords, err := auth.New(1)
	if err != nil {
		return err
	}
	hash, err := passwords.Hash(ctx, password)
	if err != nil {
		return err
	}
	db, done, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	u := payable.User{Name: c.Name, FullName: c.FullName, Addresses: c.Address, Active: true, Language: c.Language, Limit: c.Limit}
	for _, r := range c.Role {
		u.Roles = append(u.Roles, payable.Role(r))
	}
	if err := db.SaveUser(ctx, payable.System, u, hash); err != nil {
		return err
	}
	if !c.Password {
		fmt.Fprintf(out, "password of %s: %s\n", strings.ToLower(c.Name), password)
	}
	return nil
}

func (c *UserAddCmd) password() (string, error) {
	if !c.Password {
		b := make([]byte, 10)
		rand.Read(b) // never fails: crypto/rand ends the program instead
		return strings.ToLower(base32.StdEncoding.EncodeToString(b)), nil
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err == io.EOF {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), err
}

// UserListCmd lists users.
type UserListCmd struct{ Settings }

// Run prints a line a user: name, roles, addresses, state.
func (c *UserListCmd) Run(ctx context.Context, out io.Writer, log *slog.Logger) error {
	db, done, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	users, err := db.Users(ctx)
	if err != nil {
		return err
	}
	for _, u := range users {
		state := "active"
		if !u.Active {
			state = "closed"
		}
		fmt.Fprintf(out, "%s\t%v\t%s\t%s\n", u.Name, u.Roles, strings.Join(u.Addresses, ","), state)
	}
	return nil
}
