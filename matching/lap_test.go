package matching

import (
	"testing"

	"pgregory.net/rapid"
)

// costs draws a small cost matrix with at least as many columns as rows.
func costs(t *rapid.T) [][]int64 {
	n := rapid.IntRange(1, 6).Draw(t, "rows")
	m := n + rapid.IntRange(0, 3).Draw(t, "more columns")
	c := make([][]int64, n)
	for i := range c {
		for range m {
			c[i] = append(c[i], int64(rapid.IntRange(-9, 9).Draw(t, "cost")))
		}
	}
	return c
}

// cheapest tries every assignment of the rows from i on.
func cheapest(c [][]int64, i int, used []bool) int64 {
	if i == len(c) {
		return 0
	}
	best := never
	for j := range c[i] {
		if !used[j] {
			used[j] = true
			best = min(best, c[i][j]+cheapest(c, i+1, used))
			used[j] = false
		}
	}
	return best
}

func totalCost(t interface{ Fatalf(string, ...any) }, a *assignment) int64 {
	sum, used := int64(0), map[int]bool{}
	for i := range a.cost {
		j := a.col[i+1] - 1
		if used[j] {
			t.Fatalf("column %d taken twice: %v", j, a.cost)
		}
		used[j] = true
		sum += a.cost[i][j]
	}
	return sum
}

// TestAssign compares the assignment, and the best one without a row's column,
// with trying everything.
func TestAssign(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := costs(t)
		a := assign(c)
		best := totalCost(t, a)
		if want := cheapest(c, 0, make([]bool, len(c[0]))); best != want {
			t.Fatalf("cost %d, want %d", best, want)
		}
		row := rapid.IntRange(1, len(c)).Draw(t, "row")
		col := a.col[row] - 1
		other := rapid.IntRange(0, len(c[0])-1).Draw(t, "also banned")
		banned := func(j int) bool { return j == col || j == other }
		extra, to := a.without(row, banned)
		d := make([][]int64, len(c))
		for i := range c {
			d[i] = append([]int64(nil), c[i]...)
		}
		d[row-1][col], d[row-1][other] = never, never
		want := cheapest(d, 0, make([]bool, len(c[0])))
		if want >= never/2 {
			return // nowhere else to go
		}
		if best+extra != want || banned(to) {
			t.Fatalf("without columns %d and %d row %d costs %d more and goes to %d; want %d more", col, other, row, extra, to, want-best)
		}
	})
}
