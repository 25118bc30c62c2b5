package main

import (
	"strings"
	"testing"

	"github.com/payable-ap/payable/internal/pgtest"
)

// TestEntityIsSetAndKept sets some facts, then others, and checks that the first
// stay, and that a wrong one changes nothing.
func TestEntityIsSetAndKept(t *testing.T) {
	t.Parallel()
	i := newInstall(t, "PAYABLE_DATABASE_URL="+pgtest.URL(t))
	i.run("", "entity", "--name", "Example Ltd", "--vat-id", "gb 123 456 789")
	if _, _, err := i.try("", "entity", "--time-zone", "Nowhere/Land"); err == nil {
		t.Error("a time zone that is none was taken")
	}
	got := i.run("", "entity", "--time-zone", "Europe/London")
	for _, want := range []string{"Example Ltd", "GB123456789", "Europe/London"} {
		if !strings.Contains(got, want) {
			t.Errorf("the entity is shown as\n%swithout %s", got, want)
		}
	}
}
