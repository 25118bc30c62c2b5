// Package payable holds the nouns of accounts payable: what a vendor billed,
// what we ordered, what arrived, and what we decided about the difference.
//
// An invoice moves one way through the service:
//
//	mail -> document -> text -> fields -> match -> exception -> approval -> export
//
// Package ingest receives mail and keeps the originals. Package ocr reads them.
// Package matching decides. Package portal asks people and hands the approved
// invoice on. Those four never import one another: they share this package, and
// internal/pipeline carries an invoice from one to the next.
//
// Rules that hold everywhere:
//
//   - Money is a decimal with its currency, never a float.
//   - Raw mail, drafts, invoice lines, findings and decisions are evidence: they
//     never change. A correction is a new row that points at the old one.
//   - A write takes an [Actor]; its permission check, change, audit [Event], next
//     job and outgoing mail are one function and one transaction.
//   - States move along the table beside their type (CanBecome); the database
//     repeats the table as a CHECK or a trigger.
//
// To add a noun, give it an id type, a comment that tells its life and what may
// never happen to it, and, where it has states, a table of moves. Field names
// follow EN 16931, the semantic standard of the invoice; BT numbers are given
// where a field has one.
//
// This package imports the standard library and shopspring/decimal only.
package payable
