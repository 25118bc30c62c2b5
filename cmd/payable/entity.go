package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
)

// EntityCmd shows or sets who is billed: payable entity --name "Example Ltd".
// What is not given stays as it is.
type EntityCmd struct {
	Settings
	Name     string   `help:"Legal name, as mails show it."`
	Alias    []string `help:"Further names invoices are addressed to; they replace those there are."`
	VATID    []string `name:"vat-id" help:"VAT ids; they replace those there are."`
	Base     string   `name:"entity-currency" help:"The entity's currency; approval limits are in it." placeholder:"CODE"`
	TimeZone string   `help:"Time zone of its calendar, such as Europe/Berlin."`
}

// Run saves what was given and prints what is in force.
func (c *EntityCmd) Run(ctx context.Context, out io.Writer, log *slog.Logger) error {
	db, done, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer done()
	e, err := db.Entity(ctx, postgres.MainEntity)
	if err != nil {
		return err
	}
	changed, err := c.apply(&e)
	if err != nil {
		return err
	}
	if changed {
		if err := db.SaveEntity(ctx, payable.System, e); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "name       %s\naliases    %s\nVAT ids    %s\ncurrency   %s\ntime zone  %s\n", e.Name, strings.Join(e.Aliases, ", "), strings.Join(e.VATIDs, ", "), e.Currency, e.TimeZone)
	return nil
}

func (c *EntityCmd) apply(e *payable.Entity) (bool, error) {
	before := fmt.Sprint(*e)
	if c.Name != "" {
		e.Name = c.Name
	}
	if len(c.Alias) > 0 {
		e.Aliases = c.Alias
	}
	if len(c.VATID) > 0 {
		e.VATIDs = nil
		for _, id := range c.VATID {
			e.VATIDs = append(e.VATIDs, strings.ToUpper(strings.ReplaceAll(id, " ", "")))
		}
	}
	if c.Base != "" {
		e.Currency = payable.Currency(strings.ToUpper(c.Base))
		if !e.Currency.Valid() {
			return false, payable.Invalid("--entity-currency", fmt.Sprintf("%q is not a currency code such as EUR", c.Base))
		}
	}
	if c.TimeZone != "" {
		e.TimeZone = c.TimeZone
	}
	return before != fmt.Sprint(*e), nil
}
