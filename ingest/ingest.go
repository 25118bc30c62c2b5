// Package ingest takes in what payable needs to know besides mail: the tables
// people export from their ledger.
//
// Four tables can be read: [ReadOrders], [ReadReceipts], [ReadVendors] and
// [ReadPastInvoices]. README.md beside this file lists their columns. A table is
// CSV as people have it: separated by comma, semicolon or tab, with a decimal
// comma or point, in UTF-8, UTF-16 or Windows-1252, with the column names of an
// English or German ledger or with a saved [Mapping].
//
// Nothing is guessed that costs money. "1,234" may be a thousand or one and a
// quarter; if the other numbers of the file do not tell, the row is refused and
// the reason says what to do. Every bad row is named by line, column and reason,
// all of them at once; whether the rest is loaded is the caller's policy.
//
// These are pure functions: grouping rows into orders and saving them by entity
// and ledger id is internal/postgres' business.
//
// Mail comes in by package imap, is taken apart by package message, and archives
// are opened by package archive, all below this one. They do not import it.
//
// To add a column, add it to its table's list of columns with the spellings
// people use, and read it in the row function below the list.
package ingest

import "github.com/payable-ap/payable"

// A RowError names one thing wrong with one row.
type RowError struct {
	Line   int              // in the file, from 1; the header is line 1
	Column string           // as the file calls it; empty if it is about the whole row
	Reason payable.Sentence // what is wrong and what would be right
}

// A Mapping says how to read a file whose columns or numbers the default rules
// do not understand. The zero value is the default.
type Mapping struct {
	// Columns maps a column name of the file, in any case, to one of ours, such
	// as "Unser Zeichen" to "buyer". An empty value hides the column.
	Columns map[string]string
	// Separator is ",", ";", tab or "|"; empty means the one the header uses most.
	Separator string
	// Decimal is "," or "."; empty means what the file's numbers show.
	Decimal string
	// Dates is the order of dates with slashes: "dmy" or "mdy"; empty means what
	// the file's dates show.
	Dates string
}
