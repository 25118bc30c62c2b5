package portal

import (
	"errors"
	"net/http"
	"strings"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/portal/locale"
)

type userRow struct {
	payable.User
	RoleNames, Mail string
}

type usersPage struct {
	frame
	Users []userRow
	Edit  payable.User
	New   bool
	Roles []link
	Tags  []link
	Mail  string
}

// users lists people and shows the form for one of them, or for a new one.
//
//	GET /users?edit=ana
func (s *Server) users(w http.ResponseWriter, r *http.Request, v visit) error {
	p := usersPage{frame: s.frame(r, v, v.L.T("page.users.title")), New: true, Edit: payable.User{Active: true}}
	all, err := s.DB.Users(r.Context())
	if err != nil {
		return err
	}
	for _, u := range all {
		row := userRow{User: u, Mail: strings.Join(u.Addresses, ", ")}
		for _, role := range u.Roles {
			row.RoleNames += ", " + v.L.T("page.role."+string(role))
		}
		row.RoleNames = strings.TrimPrefix(row.RoleNames, ", ")
		p.Users = append(p.Users, row)
		if u.Name == r.FormValue("edit") {
			p.Edit, p.New, p.Mail = u, false, strings.Join(u.Addresses, ", ")
		}
	}
	for _, role := range payable.Roles {
		p.Roles = append(p.Roles, link{Text: v.L.T("page.role." + string(role)), To: string(role), Here: p.Edit.Actor().Has(role)})
	}
	p.Tags = append(p.Tags, link{Text: v.L.T("page.users.browser_language"), Here: p.Edit.Language == ""})
	for _, t := range locale.Languages() {
		p.Tags = append(p.Tags, link{Text: v.L.T("page.language." + t), To: t, Here: p.Edit.Language == t})
	}
	s.show(w, r, v, http.StatusOK, "users.html", p)
	return nil
}

// saveUser adds or changes a user. A password is set only where one is given.
//
//	POST /users  name=ana  full_name=…  address=a@x, b@x  role=clerk (several)  language=cy  limit=10000  active=1  password=…
func (s *Server) saveUser(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx := r.Context()
	if err := r.ParseForm(); err != nil {
		return payable.Refuse("form", "form_unreadable", "cannot be read: send it again")
	}
	u := payable.User{
		Name: r.PostFormValue("name"), FullName: text(r, "full_name"), Active: r.PostFormValue("active") == "1",
		Language: r.PostFormValue("language"), Limit: v.L.ReadNumber(strings.TrimSpace(r.PostFormValue("limit"))),
	}
	for _, a := range strings.FieldsFunc(r.PostFormValue("address"), func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if a = strings.TrimSpace(a); a != "" {
			u.Addresses = append(u.Addresses, a)
		}
	}
	for _, role := range r.PostForm["role"] {
		u.Roles = append(u.Roles, payable.Role(role))
	}
	if u.Language != "" {
		u.Language = s.Bundle.For(u.Language).Lang()
	}
	name := strings.ToLower(strings.TrimSpace(u.Name))
	if name == v.Name && (!u.Active || !u.Actor().Has(payable.Administrator)) {
		return payable.Refuse("role", "own_role", "you cannot take your own administration away")
	}
	_, err := s.DB.User(ctx, name)
	fresh := errors.Is(err, payable.ErrNotFound)
	if err != nil && !fresh {
		return err
	}
	if fresh != (r.PostFormValue("new") == "1") {
		return payable.Refuse("name", "user_exists", "a user of that name exists, or no longer does: open the list again")
	}
	hash := ""
	if password := r.PostFormValue("password"); password != "" {
		if hash, err = s.Hash.Hash(ctx, password); err != nil {
			return err
		}
	}
	if err := s.DB.SaveUser(ctx, v.Actor, u, hash); err != nil {
		return err
	}
	s.note(r, v.L.T("page.done.user", map[string]any{"name": name}))
	http.Redirect(w, r, "/users", http.StatusSeeOther)
	return nil
}
