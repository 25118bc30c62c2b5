package payable

import "slices"

// UserID identifies a user.
type UserID int64

// A User is a person who may log in, or answer by mail.
type User struct {
	ID        UserID
	Name      string // login name, lower case
	FullName  string
	Addresses []string // verified mail addresses, lower case
	Roles     []Role
	Active    bool
	Language  string // "en", "de", "fr", "cy"; "" for the browser's
	// Limit is the largest payable this approver may approve, in the entity's
	// currency, as a decimal with a point; empty for no limit.
	Limit string
}

// Actor returns the user as the one who does something.
func (u User) Actor() Actor { return Actor{Name: u.Name, Roles: u.Roles} }

// A Role is a set of things somebody may do.
type Role string

// The roles. A user may have several, save the toxic pairs of [ToxicRoles].
const (
	Clerk         Role = "clerk"         // corrects fields, settles findings
	Approver      Role = "approver"      // says yes or no
	Auditor       Role = "auditor"       // sees everything, changes nothing
	Administrator Role = "administrator" // users, policy, mailboxes; no invoice decisions
	Service       Role = "service"       // payable itself
)

// Roles lists the roles a user can be given.
var Roles = []Role{Clerk, Approver, Auditor, Administrator}

// ToxicRoles lists pairs that one person must not hold together.
var ToxicRoles = [][2]Role{{Administrator, Approver}, {Administrator, Clerk}, {Auditor, Clerk}, {Auditor, Approver}, {Auditor, Administrator}}

// CheckRoles reports the first thing wrong with a set of roles.
func CheckRoles(roles []Role) error {
	for _, r := range roles {
		if !slices.Contains(Roles, r) {
			return Refuse("role", "role_unknown", `"{role}" is not one of clerk, approver, auditor, administrator`, "role", string(r))
		}
	}
	for _, p := range ToxicRoles {
		if slices.Contains(roles, p[0]) && slices.Contains(roles, p[1]) {
			return Refuse("role", "roles_apart", "{one} and {other} must be two persons", "one", p[0], "other", p[1])
		}
	}
	return nil
}

// An Actor is whoever is changing something: a user, or the service itself.
type Actor struct {
	Name  string // user name, or "system", "policy"
	Roles []Role
}

// These act for payable itself.
var (
	System     = Actor{Name: "system", Roles: []Role{Service}}
	PolicyRule = Actor{Name: "policy", Roles: []Role{Service}} // approves what needs no person
)

// An Action is something an actor may or may not do.
type Action string

// The actions, named noun.event. They stand in the audit chain and never change.
const (
	StoreMessage   Action = "message.store"
	SortMessage    Action = "message.sort"
	RetryMessage   Action = "message.retry"
	MarkEntry      Action = "mailbox.mark"
	ObserveMailbox Action = "mailbox.observe"
	UploadDocument Action = "document.upload"
	ReadDocument   Action = "document.read"
	RetryDocument  Action = "document.retry"
	CaptureInvoice Action = "invoice.capture"
	CorrectInvoice Action = "invoice.correct"
	MatchInvoice   Action = "invoice.match"
	ReleaseFinding Action = "finding.release"
	AskApproval    Action = "approval.ask"
	AnswerApproval Action = "approval.answer"
	ExpireApproval Action = "approval.expire"
	DecideInvoice  Action = "invoice.decide" // approve
	RejectInvoice  Action = "invoice.reject" // reject
	HoldInvoice    Action = "invoice.hold"   // hold, put back to review
	StopInvoice    Action = "invoice.stop"
	ExportInvoice  Action = "invoice.export"
	AnswerExport   Action = "export.answer" // the ledger's posted or refused
	SendMail       Action = "mail.send"
	ImportOrders   Action = "orders.import"
	ImportReceipts Action = "receipts.import"
	ImportVendors  Action = "vendors.import"
	LearnLayout    Action = "memory.learn"
	ForgetLesson   Action = "memory.forget"
	SaveBank       Action = "bank.save"
	VerifyBank     Action = "bank.verify"
	SavePolicy     Action = "policy.save"
	SaveUser       Action = "user.save"
	SaveMailbox    Action = "mailbox.save"
	LogIn          Action = "user.login"
	ViewInvoices   Action = "invoice.view"
	ViewOrders     Action = "orders.view"
	ViewVendors    Action = "vendors.view"
	ViewAudit      Action = "audit.view"
	ViewHealth     Action = "health.view"
	Download       Action = "document.download"
)

var everybody = []Role{Clerk, Approver, Auditor, Administrator}

// permits is the whole access policy: which roles may do what.
var permits = map[Action][]Role{
	StoreMessage:   {Service},
	SortMessage:    {Service},
	RetryMessage:   {Service, Clerk},
	MarkEntry:      {Service},
	ObserveMailbox: {Service},
	UploadDocument: {Service, Clerk},
	ReadDocument:   {Service},
	RetryDocument:  {Service, Clerk},
	CaptureInvoice: {Service},
	CorrectInvoice: {Clerk},
	MatchInvoice:   {Service},
	ReleaseFinding: {Clerk},
	AskApproval:    {Clerk},
	AnswerApproval: {Service, Approver},
	ExpireApproval: {Service},
	DecideInvoice:  {Service, Approver},
	RejectInvoice:  {Clerk, Approver},
	HoldInvoice:    {Clerk, Approver},
	StopInvoice:    {Clerk, Approver},
	ExportInvoice:  {Service},
	AnswerExport:   {Service, Clerk},
	SendMail:       {Service},
	ImportOrders:   {Service, Clerk},
	ImportReceipts: {Service, Clerk},
	ImportVendors:  {Service, Administrator},
	LearnLayout:    {Service},
	ForgetLesson:   {Clerk, Administrator},
	SaveBank:       {Service, Administrator},
	VerifyBank:     {Service, Administrator},
	SavePolicy:     {Service, Administrator},
	SaveUser:       {Service, Administrator},
	SaveMailbox:    {Service, Administrator},
	LogIn:          everybody,
	ViewInvoices:   {Clerk, Approver, Auditor},
	ViewOrders:     {Clerk, Approver, Auditor},
	ViewVendors:    everybody,
	ViewAudit:      {Clerk, Approver, Auditor, Administrator},
	ViewHealth:     everybody,
	Download:       {Clerk, Approver, Auditor},
}

// Can reports whether a may do x.
func (a Actor) Can(x Action) bool {
	return slices.ContainsFunc(permits[x], func(r Role) bool { return slices.Contains(a.Roles, r) })
}

// Has reports whether a holds r.
func (a Actor) Has(r Role) bool { return slices.Contains(a.Roles, r) }
