package matching

import "math"

// never is the cost of an assignment that must not happen. Sums of it stay far
// from overflowing.
const never = int64(1) << 40

// An assignment is a minimum-cost assignment of rows to columns, solved by
// shortest augmenting paths (Jonker and Volgenant; O(n²m)) with the potentials
// that prove it. Costs are whole numbers, so that the same case gives the same
// assignment on every machine; among equal ones the lower column wins.
type assignment struct {
	cost [][]int64
	u, v []int64 // potentials of rows and columns, both from 1
	row  []int   // of each column, 0 if free
	col  []int   // of each row
}

// assign solves cost[i][j], which must have at least as many columns as rows.
func assign(cost [][]int64) *assignment {
	n := len(cost)
	m := 0
	if n > 0 {
		m = len(cost[0])
	}
	a := &assignment{cost: cost, u: make([]int64, n+1), v: make([]int64, m+1), row: make([]int, m+1), col: make([]int, n+1)}
	for i := 1; i <= n; i++ {
		a.augment(i)
	}
	for j := 1; j <= m; j++ {
		a.col[a.row[j]] = j
	}
	return a
}

// augment assigns row i along the cheapest augmenting path.
func (a *assignment) augment(i int) {
	m := len(a.v) - 1
	way, least, used := make([]int, m+1), make([]int64, m+1), make([]bool, m+1)
	for j := range least {
		least[j] = math.MaxInt64
	}
	a.row[0] = i
	j0 := 0
	for {
		used[j0] = true
		i0, j1, d := a.row[j0], 0, int64(math.MaxInt64)
		for j := 1; j <= m; j++ {
			if used[j] {
				continue
			}
			if c := a.cost[i0-1][j-1] - a.u[i0] - a.v[j]; c < least[j] {
				least[j], way[j] = c, j0
			}
			if least[j] < d {
				d, j1 = least[j], j
			}
		}
		for j := 0; j <= m; j++ {
			if used[j] {
				a.u[a.row[j]] += d
				a.v[j] -= d
			} else if j > 0 {
				least[j] -= d
			}
		}
		if j0 = j1; a.row[j0] == 0 {
			break
		}
	}
	for j0 != 0 {
		a.row[j0] = a.row[way[j0]]
		j0 = way[j0]
	}
}

// without returns by how much the total cost rises, and where row i goes, when
// it must not take the columns that banned names; extra is at least never where
// there is no other way. It is one more shortest path in the solved problem, not
// another solution of it: from row i back to the column it leaves. A free column
// counts as taken by a row that costs nothing anywhere, so that the others may
// profit from what i leaves.
func (a *assignment) without(i int, banned func(j int) bool) (extra int64, col int) {
	m := len(a.v) - 1
	from := a.col[i]
	least, first, used := make([]int64, m+1), make([]int, m+1), make([]bool, m+1)
	for j := range least {
		least[j] = math.MaxInt64
	}
	for j := 1; j <= m; j++ {
		if !banned(j - 1) {
			least[j], first[j] = a.cost[i-1][j-1]-a.u[i]-a.v[j], j
		}
	}
	for {
		j0 := 0
		for j := 1; j <= m; j++ {
			if !used[j] && least[j] < math.MaxInt64 && (j0 == 0 || least[j] < least[j0]) {
				j0 = j
			}
		}
		if j0 == 0 {
			return never, -1
		}
		if j0 == from {
			return least[from], first[from] - 1
		}
		used[j0] = true
		for j := 1; j <= m; j++ {
			if used[j] {
				continue
			}
			c := least[j0] - a.v[j]
			if r := a.row[j0]; r != 0 {
				c += a.cost[r-1][j-1] - a.u[r]
			}
			if c < least[j] {
				least[j], first[j] = c, first[j0]
			}
		}
	}
}
