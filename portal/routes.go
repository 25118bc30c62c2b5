package portal

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/httprate"

	"github.com/payable-ap/payable"
)

// A handler answers one request of a visitor who may make it. Its errors are
// turned into an answer by [Server.fail].
type handler func(w http.ResponseWriter, r *http.Request, v visit) error

// A route is one entry of the portal's list.
type route struct {
	method, path string
	needs        payable.Action // empty only where nobody is logged in yet
	do           handler
}

// routes is everything the portal answers to, besides its static files.
func (s *Server) routes() []route {
	return []route{
		{"GET", "/login", "", s.loginPage},
		{"POST", "/login", "", s.login},
		{"POST", "/logout", payable.LogIn, s.logout},
		{"GET", "/", payable.LogIn, s.home},
		{"GET", "/help", payable.LogIn, s.help},
		{"POST", "/language", payable.LogIn, s.language},

		{"GET", "/queue", payable.ViewInvoices, s.queue},
		{"GET", "/invoices/{id}", payable.ViewInvoices, s.review},
		{"POST", "/invoices/{id}/claim", payable.ViewInvoices, s.claim},
		{"POST", "/invoices/{id}/correction", payable.CorrectInvoice, s.correct},
		{"POST", "/invoices/{id}/vendor", payable.CorrectInvoice, s.chooseVendor},
		{"POST", "/invoices/{id}/findings/{finding}/release", payable.ReleaseFinding, s.release},
		{"POST", "/invoices/{id}/question", payable.AskApproval, s.ask},
		// Which verdict needs which action is Decide's to say: a clerk may reject and
		// not approve.
		{"POST", "/invoices/{id}/decision", payable.HoldInvoice, s.decide},

		{"GET", "/documents/{hash}/pages/{page}.png", payable.ViewInvoices, s.picture},
		{"GET", "/documents/{hash}/pages/{page}/words", payable.ViewInvoices, s.words},
		{"GET", "/documents/{hash}/original", payable.Download, s.original},
		{"POST", "/documents/{id}/retry", payable.RetryDocument, s.retryDocument},
		{"POST", "/messages/{hash}/retry", payable.RetryMessage, s.retryMessage},
		{"GET", "/upload", payable.UploadDocument, s.uploadPage},
		{"POST", "/upload", payable.UploadDocument, s.upload},

		{"GET", "/orders", payable.ViewOrders, s.orders},
		{"GET", "/orders/{id}", payable.ViewOrders, s.order},
		{"GET", "/receipts", payable.ViewOrders, s.receipts},
		{"GET", "/import", payable.ViewHealth, s.importPage},
		// Which kind needs which action is the import's to say.
		{"POST", "/import", payable.ViewHealth, s.importFile},

		{"GET", "/audit", payable.ViewAudit, s.audit},
		{"GET", "/audit.csv", payable.ViewAudit, s.auditCSV},
		{"GET", "/health", payable.ViewHealth, s.health},
		{"GET", "/users", payable.SaveUser, s.users},
		{"POST", "/users", payable.SaveUser, s.saveUser},

		{"GET", "/vendors/{id}", payable.ViewVendors, s.vendor},
		{"POST", "/vendors/{id}/lessons/{lesson}/forget", payable.ForgetLesson, s.forgetLesson},
	}
}

// router puts the list behind what every request goes through.
func (s *Server) router() http.Handler {
	mux := chi.NewRouter()
	mux.Use(s.recovered, s.headers, s.sameOrigin())
	mux.Handle("/static/*", s.static())
	mux.Get("/livez", s.alive)
	mux.Group(func(mux chi.Router) {
		mux.Use(s.sessions.LoadAndSave)
		slow := httprate.LimitBy(30, time.Minute, func(r *http.Request) (string, error) { return s.address(r), nil },
			httprate.WithLimitHandler(func(w http.ResponseWriter, r *http.Request) { s.tooMany(w, r, s.stranger(r), time.Minute) }))
		for _, rt := range s.routes() {
			h := s.serve(rt)
			if rt.path == "/login" && rt.method == http.MethodPost {
				h = slow(h)
			}
			mux.Method(rt.method, rt.path, h)
		}
		mux.NotFound(s.serve(route{needs: payable.LogIn, do: nowhere}).ServeHTTP)
		mux.MethodNotAllowed(s.serve(route{needs: payable.LogIn, do: nowhere}).ServeHTTP)
	})
	return mux
}

func nowhere(http.ResponseWriter, *http.Request, visit) error { return payable.ErrNotFound }

// alive answers a load balancer: the portal is up and its database answers.
func (s *Server) alive(w http.ResponseWriter, r *http.Request) {
	if err := s.DB.Ping(r.Context()); err != nil {
		http.Error(w, "database", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ok\n")) // whoever asked has gone
}
