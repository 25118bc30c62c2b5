// Package imap carries mail from a mailbox into the ledger, each message once.
package imap
