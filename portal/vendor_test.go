package portal

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/payable-ap/payable"
	"github.com/payable-ap/payable/internal/postgres"
)

// TestForgetWhatWasLearnt shows what a vendor's documents taught and has it
// forgotten by who may.
func TestForgetWhatWasLearnt(t *testing.T) {
	s := newSite(t)
	ctx := context.Background()
	inv := s.invoice(s.price)
	check(t, s.srv.DB.SaveLessons(ctx, payable.System, postgres.Learnt{
		Invoice: inv.ID, Draft: inv.Draft, By: "bo", Marks: []string{"acme"}, Body: []byte("{}"),
		Lessons: []postgres.LearntLesson{{Key: "k", Term: payable.PONumber, Body: []byte("{}"), Held: true, Shown: postgres.ShownLesson{Place: "right", Printed: "Ihr <Zeichen>", Source: "document 1"}}},
	}))
	layouts, err := s.srv.DB.LayoutsOf(ctx, inv.Vendor)
	check(t, err)
	if len(layouts) != 1 || len(layouts[0].Lessons) != 1 {
		t.Fatalf("layouts: %+v", layouts)
	}
	page := fmt.Sprintf("/vendors/%d", inv.Vendor)
	forget := fmt.Sprintf("%s/lessons/%d/forget", page, layouts[0].Lessons[0].ID)
	for _, tt := range []struct {
		name, who string
		status    int
		button    bool // before
		state     string
	}{
		{"an auditor sees it and may not forget it", "otto", http.StatusForbidden, false, "in use"},
		{"a clerk forgets it", "bo", http.StatusSeeOther, true, "forgotten"},
		{"an administrator finds it forgotten", "root", http.StatusSeeOther, false, "forgotten"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := s.as(tt.who)
			if _, body := b.get(page); strings.Contains(body, forget) != tt.button || !strings.Contains(body, "right of “Ihr &lt;Zeichen&gt;”") {
				t.Errorf("%s: a button to forget is there: %t, want %t, in\n%s", page, !tt.button, tt.button, body)
			}
			if status, _ := b.post(forget, nil); status != tt.status {
				t.Errorf("forgetting: %d, want %d", status, tt.status)
			}
			if _, body := b.get(page); !strings.Contains(body, ">"+tt.state+"<") {
				t.Errorf("it is not shown as %s:\n%s", tt.state, body)
			}
		})
	}
}
