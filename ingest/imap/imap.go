// Package imap carries mail from a mailbox into the ledger, each message once.
//
//	connect -> list UIDs -> minus the ledger's -> fetch one by one -> Store -> mark
//
// The promise: no mail is lost and none is taken twice, whatever the server, the
// network or this process does. Four rules keep it:
//
//   - What to fetch is a set difference, UIDs on the server minus rows in the
//     ledger, never "unseen" or "newer than": a mail somebody has read, moved here
//     or put back is fetched all the same.
//   - A mail counts when its whole literal arrived, byte by byte as announced, and
//     [Ledger.Store] has committed it. Then, and only then, it is marked on the
//     server. A crash in between is mended on the next connection.
//   - Mail is read with BODY.PEEK[] and never expunged. The mailbox stays the
//     second copy. UIDVALIDITY is part of every key, so a server that renumbers
//     its mail costs a second reading of it and nothing else.
//   - A mail whose answer cannot be understood is asked for alone, then parked
//     with its reason and tried again later. It never stops the others.
//
// Several pollers on one mailbox do no harm: the ledger takes an entry once.
//
// go-imap/v2 speaks the protocol behind a wrapper (session.go) that gives it what
// it lacks: deadlines, contexts, and literals that know when they were cut short.
//
// To support another way to log in, add a case to (*session).login; another mark,
// a case to (*session).mark.
package imap
