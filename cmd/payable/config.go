package main

import (
	"bufio"
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/ingest/imap"
	"github.com/payable-ap/payable/portal/export"
	"github.com/payable-ap/payable/portal/notify"
)

// Settings are what every part of payable may need. Each is a flag, an
// environment variable PAYABLE_…, and a line of the configuration file; a secret
// may stand in a file of its own, named by PAYABLE_…_FILE. The zero value of a
// setting is good.
type Settings struct {
	DatabaseURL string `help:"Postgres to use. Without it payable keeps a private one in --data." placeholder:"URL" env:"PAYABLE_DATABASE_URL" secret:""`
	Data        string `help:"Folder for the private Postgres and caches." default:"var" env:"PAYABLE_DATA"`
	Currency    string `help:"Currency of the first policy's limits." default:"EUR" env:"PAYABLE_CURRENCY"`
	LogLevel    string `help:"debug, info, warn or error." default:"info" enum:"debug,info,warn,error" env:"PAYABLE_LOG_LEVEL"`
}

// Validate refuses wrong values with a sentence that says what would be right.
func (s *Settings) Validate() error {
	if s.DatabaseURL != "" && !strings.HasPrefix(s.DatabaseURL, "postgres://") && !strings.HasPrefix(s.DatabaseURL, "postgresql://") && !strings.Contains(s.DatabaseURL, "=") {
		return payable.Invalid("PAYABLE_DATABASE_URL", "is not an address such as postgres://payable@db.example.com/payable")
	}
	if !payable.Currency(s.Currency).Valid() {
		return payable.Invalid("PAYABLE_CURRENCY", fmt.Sprintf("%q is not a currency code such as EUR", s.Currency))
	}
	return nil
}

// MailSettings say where mail comes from and goes to.
type MailSettings struct {
	IMAPAddress  string        `help:"Mailbox invoices come to, host:port. Empty: no mail is fetched." env:"PAYABLE_IMAP_ADDRESS" placeholder:"HOST:PORT"`
	IMAPSecurity string        `help:"tls, starttls, or plain on loopback." default:"tls" enum:"tls,starttls,plain" env:"PAYABLE_IMAP_SECURITY"`
	IMAPUser     string        `help:"Login of the mailbox." env:"PAYABLE_IMAP_USER"`
	IMAPPassword string        `help:"Its password." env:"PAYABLE_IMAP_PASSWORD" secret:""`
	IMAPAccount  string        `help:"Name of the mailbox in the ledger. Changing it makes every mail new." default:"invoices" env:"PAYABLE_IMAP_ACCOUNT"`
	IMAPFolders  []string      `help:"Folders to watch. Default: INBOX and Junk." env:"PAYABLE_IMAP_FOLDERS"`
	IMAPMark     string        `help:"What a captured mail gets: keyword ($$Payable), move or none." default:"keyword" enum:"keyword,move,none" env:"PAYABLE_IMAP_MARK"`
	IMAPMoveTo   string        `help:"Folder for --imap-mark=move." env:"PAYABLE_IMAP_MOVE_TO"`
	IMAPCA       string        `help:"PEM file with the authority of the mail server's certificate, where the system does not know it." env:"PAYABLE_IMAP_CA" type:"existingfile"`
	PollEvery    time.Duration `help:"Longest time between two looks at the mailbox." default:"1m" env:"PAYABLE_POLL_EVERY"`

	SMTPAddress  string `help:"Server for outgoing mail, host:port. Empty: mail waits in the outbox." env:"PAYABLE_SMTP_ADDRESS" placeholder:"HOST:PORT"`
	SMTPSecurity string `help:"tls, starttls, or plain on loopback." default:"starttls" enum:"tls,starttls,plain" env:"PAYABLE_SMTP_SECURITY"`
	SMTPUser     string `help:"Its login." env:"PAYABLE_SMTP_USER"`
	SMTPPassword string `help:"Its password." env:"PAYABLE_SMTP_PASSWORD" secret:""`
	Approvals    string `name:"approvals-address" help:"Where our mail comes from and approvals are answered to; its provider must deliver name+anything@ to the mailbox above." env:"PAYABLE_APPROVALS_ADDRESS" placeholder:"ADDRESS"`

	AuthservIDs     []string `name:"authserv-id" help:"Names our own mail servers give themselves in Authentication-Results." env:"PAYABLE_AUTHSERV_ID"`
	InternalMailbox bool     `help:"Only our own people can put mail into this mailbox: skip proof of the sender." env:"PAYABLE_INTERNAL_MAILBOX"`
	DNS             string   `help:"DNS server to ask for senders' DKIM keys. Default: the system's." env:"PAYABLE_DNS" placeholder:"HOST:PORT"`
	ExchangeOnline  bool     `help:"Trust Exchange Online's mark for internal mail." env:"PAYABLE_EXCHANGE_ONLINE"`
}

// FolderSettings say where documents come in as files.
type FolderSettings struct {
	Watch string `help:"Folder that scanners and people put documents into." env:"PAYABLE_WATCH" placeholder:"DIR"`
}

// Validate refuses wrong values with a sentence that says what would be right.
func (s *FolderSettings) Validate() error {
	if s.Watch == "" {
		return nil
	}
	if st, err := os.Stat(s.Watch); err != nil || !st.IsDir() {
		return payable.Invalid("PAYABLE_WATCH", s.Watch+" is no folder")
	}
	return nil
}

// Validate refuses wrong values with a sentence that says what would be right.
func (s *MailSettings) Validate() error {
	for _, a := range []struct{ name, value, security string }{
		{"PAYABLE_IMAP_ADDRESS", s.IMAPAddress, s.IMAPSecurity}, {"PAYABLE_SMTP_ADDRESS", s.SMTPAddress, s.SMTPSecurity},
	} {
		if a.value == "" {
			continue
		}
		host, port, err := net.SplitHostPort(a.value)
		if err != nil || host == "" || port == "" {
			return payable.Invalid(a.name, fmt.Sprintf("%q is not host:port, such as imap.example.com:993", a.value))
		}
		if a.security == "plain" && !loopback(host) {
			return payable.Invalid(a.name, host+" is not this machine: a password does not travel in the clear, so choose tls or starttls")
		}
	}
	if s.IMAPAddress != "" && s.IMAPUser == "" {
		return payable.Invalid("PAYABLE_IMAP_USER", "must be set where mail is fetched: it is the mailbox's login")
	}
	if s.PollEvery < time.Second {
		return payable.Invalid("PAYABLE_POLL_EVERY", fmt.Sprintf("%s is less than a second; 1m is usual", s.PollEvery))
	}
	if _, _, err := net.SplitHostPort(s.DNS); s.DNS != "" && err != nil {
		return payable.Invalid("PAYABLE_DNS", fmt.Sprintf("%q is not host:port, such as 192.0.2.53:53", s.DNS))
	}
	if s.Approvals != "" {
		if p, err := mail.ParseAddress(s.Approvals); err != nil || p.Address != s.Approvals {
			return payable.Invalid("PAYABLE_APPROVALS_ADDRESS", fmt.Sprintf("%q is not a plain address such as approvals@example.com", s.Approvals))
		}
	}
	if local, _, _ := strings.Cut(s.Approvals, "@"); strings.Contains(local, "+") || len(local) > 11 {
		return payable.Invalid("PAYABLE_APPROVALS_ADDRESS", "its part before @ must have no + and at most 11 letters, so that +token fits behind it")
	}
	if s.SMTPAddress != "" && s.Approvals == "" {
		return payable.Invalid("PAYABLE_APPROVALS_ADDRESS", "must be set where mail is sent: answers come back to it")
	}
	if s.IMAPMark == "move" && s.IMAPMoveTo == "" {
		return payable.Invalid("PAYABLE_IMAP_MOVE_TO", "must name the folder that captured mail is moved to")
	}
	_, err := s.authorities()
	return err
}

// authorities are whose certificates of mail servers are believed; nil for those
// the system knows.
func (s *MailSettings) authorities() (*x509.CertPool, error) {
	if s.IMAPCA == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(s.IMAPCA)
	if err != nil {
		return nil, payable.Invalid("PAYABLE_IMAP_CA", err.Error())
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, payable.Invalid("PAYABLE_IMAP_CA", s.IMAPCA+" holds no certificate in PEM form")
	}
	return pool, nil
}

func (s *MailSettings) mark() imap.Mark {
	return map[string]imap.Mark{"keyword": imap.MarkKeyword, "move": imap.MarkMove, "none": imap.MarkNone}[s.IMAPMark]
}

// resolver asks the configured DNS server, or the system's.
func (s *MailSettings) resolver() *net.Resolver {
	if s.DNS == "" {
		return net.DefaultResolver
	}
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, s.DNS)
	}}
}

// sender is the server mail leaves by; Validate has seen to the address.
func (s *MailSettings) sender() (notify.Sender, error) {
	host, port, err := net.SplitHostPort(s.SMTPAddress)
	if err != nil {
		return notify.Sender{}, err
	}
	n, err := net.LookupPort("tcp", port)
	if err != nil {
		return notify.Sender{}, payable.Invalid("PAYABLE_SMTP_ADDRESS", port+" is not a port")
	}
	mode := map[string]notify.TLSMode{"tls": notify.TLSImplicit, "starttls": notify.TLSStart, "plain": notify.TLSNone}[s.SMTPSecurity]
	return notify.Sender{Host: host, Port: n, TLS: mode, User: s.SMTPUser, Password: s.SMTPPassword}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// WebSettings say where the portal is.
type WebSettings struct {
	Listen    string `help:"Where the portal listens." default:"127.0.0.1:8080" env:"PAYABLE_LISTEN" placeholder:"HOST:PORT"`
	PublicURL string `help:"The portal's address as people type it; it stands in mails." env:"PAYABLE_PUBLIC_URL" placeholder:"URL"`
}

// Validate refuses wrong values with a sentence that says what would be right.
func (s *WebSettings) Validate() error {
	if _, _, err := net.SplitHostPort(s.Listen); err != nil {
		return payable.Invalid("PAYABLE_LISTEN", fmt.Sprintf("%q is not host:port, such as 127.0.0.1:8080", s.Listen))
	}
	if s.PublicURL == "" {
		return nil
	}
	if u, err := url.Parse(s.PublicURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return payable.Invalid("PAYABLE_PUBLIC_URL", fmt.Sprintf("%q is not an address such as https://payable.example.com", s.PublicURL))
	}
	return nil
}

// public is the address that stands in mails.
func (s *WebSettings) public() string {
	if s.PublicURL != "" {
		return strings.TrimSuffix(s.PublicURL, "/")
	}
	return "http://" + s.Listen
}

// ExportSettings say where approved invoices go.
type ExportSettings struct {
	ExportDir    string `help:"Folder for approved invoices. Default: export in --data." env:"PAYABLE_EXPORT_DIR" placeholder:"DIR"`
	ExportFormat string `help:"csv or json." default:"csv" env:"PAYABLE_EXPORT_FORMAT"`
}

// Validate refuses wrong values with a sentence that says what would be right.
func (s *ExportSettings) Validate() error {
	_, err := export.ParseFormat(s.ExportFormat)
	return err
}

func (s *ExportSettings) folder(data string) export.Folder {
	dir := s.ExportDir
	if dir == "" {
		dir = filepath.Join(data, "export")
	}
	return export.Folder{Dir: dir, Format: export.Format(strings.ToLower(s.ExportFormat))}
}

// environment completes the process's environment before flags are parsed: lines
// of the configuration file for what is not set, and secrets from the files that
// PAYABLE_…_FILE name.
func environment(configFile string) error {
	if configFile != "" {
		if err := readConfig(configFile); err != nil {
			return err
		}
	}
	for _, kv := range os.Environ() {
		name, file, _ := strings.Cut(kv, "=")
		target, ok := strings.CutSuffix(name, "_FILE")
		if !ok || !strings.HasPrefix(name, "PAYABLE_") || os.Getenv(target) != "" {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			return payable.Invalid(name, fmt.Sprintf("its file cannot be read: %v", err))
		}
		if err := os.Setenv(target, strings.TrimRight(string(b), "\r\n")); err != nil {
			return err
		}
	}
	return nil
}

// readConfig reads NAME=value lines, as systemd and compose do.
func readConfig(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return payable.Invalid("--config", err.Error())
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok || !strings.HasPrefix(name, "PAYABLE_") {
			return payable.Invalid("--config", fmt.Sprintf("%s line %d is not PAYABLE_NAME=value", file, n))
		}
		if os.Getenv(name) == "" {
			if err := os.Setenv(name, strings.Trim(value, `"`)); err != nil {
				return err
			}
		}
	}
	return sc.Err()
}

// known refuses PAYABLE_ variables that no setting has: a misspelt limit must not
// silently be the default. extra are names that other programs of ours read.
func known(settings any, extra ...string) error {
	names := map[string]bool{}
	for _, e := range extra {
		names[e] = true
	}
	collect(reflect.TypeOf(settings).Elem(), func(f reflect.StructField) { names[f.Tag.Get("env")] = true })
	for _, kv := range os.Environ() {
		name, _, _ := strings.Cut(kv, "=")
		base := strings.TrimSuffix(name, "_FILE")
		if strings.HasPrefix(name, "PAYABLE_") && !names[base] && !names[name] {
			return payable.Invalid(name, "is no setting of payable; payable serve --help lists them")
		}
	}
	return nil
}

// shown returns the settings as they are in force, secrets hidden, for the log.
func shown(settings any) []any {
	var out []any
	v := reflect.ValueOf(settings).Elem()
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		for i := range v.NumField() {
			f := v.Type().Field(i)
			switch {
			case f.Anonymous:
				walk(v.Field(i))
			case f.Tag.Get("env") == "" || v.Field(i).IsZero():
			default:
				value := fmt.Sprint(v.Field(i).Interface())
				if _, secret := f.Tag.Lookup("secret"); secret {
					value = "(hidden)"
				}
				out = append(out, strings.ToLower(strings.TrimPrefix(f.Tag.Get("env"), "PAYABLE_")), value)
			}
		}
	}
	walk(v)
	return out
}

func collect(t reflect.Type, f func(reflect.StructField)) {
	for i := range t.NumField() {
		if sf := t.Field(i); sf.Anonymous {
			collect(sf.Type, f)
		} else {
			f(sf)
		}
	}
}
