package fields

import "slices"

// measure finds the table's lean: in which direction the rows of words between
// two rows of amounts are nearer, most of the time. Uniform spacing tells nothing
// and leaves descriptions where most tables have them, from the amounts down.
func (g *sharing) measure(rows []laidRow) {
	text := g.t.words()
	var inner []float64
	down, up, around, from := 0, 0, 0, -1
	to := len(rows) // what stands below the last amounts may be the page's foot
	for to > 0 && rows[to-1].kind != rowAmounts {
		to--
	}
	next := farGap // where the next column begins
	if text+1 < len(g.t.cols) {
		next = g.t.cols[text+1].x0
	}
	for i := range rows[:to] {
		c, kind := rows[i].cells[text].toks, rows[i].kind
		if n := len(c); n > 0 && kind != rowBarrier && kind != rowTakenOff {
			g.right = max(g.right, c[n-1].box.X1)
		}
	}
	if next < farGap && to > 0 {
		g.right = max(g.right, next-4*g.height(rows[0].line))
	}
	for i := range rows {
		switch r := &rows[i]; r.kind {
		case rowBegins, rowBarrier, rowTakenOff:
			from = -1
		case rowAmounts:
			if from >= 0 && i-from > 1 {
				run := rows[from+1 : i]
				gaps := g.gaps(&rows[from].row, run, &r.row)
				at, by := widest(gaps)
				if by <= plainGap*g.height(r.line) {
					d, u := g.runsOn(&rows[from].row, run, &r.row)
					down, up = down+d, up+u
				} else if gaps[at] < farGap {
					for k, v := range gaps {
						if k != at {
							inner = append(inner, v)
						}
					}
					switch {
					case at == len(run):
						down++
					case !g.goesOn(&run[len(run)-1].row, &r.row):
						// a group's heading
					case at == 0:
						up++
					default:
						around++
					}
				}
			}
			from = i
		}
	}
	switch {
	case down >= up+around && down > 0:
		g.lean = leanDown
	case up > around:
		g.lean = leanUp
	case around > 0:
		g.lean = leanAround
	default:
		g.lean = g.wordsFirst(rows)
	}
	g.inner = 0.6 * g.d.height[g.d.lines[g.t.first].page]
	if len(inner) > 0 {
		slices.Sort(inner)
		g.inner = inner[len(inner)/2]
	}
}

func (g *sharing) height(line int) float64 { return g.d.height[g.d.lines[line].page] }

// words returns the column descriptions stand in.
func (t *table) words() int {
	if k := slices.IndexFunc(t.cols, func(c column) bool { return c.below == colDescription }); k >= 0 && t.at(colDescription) < 0 {
		return k
	}
	return t.textColumn()
}

// wordless reports whether a row of amounts has no description of its own.
func (g *sharing) wordless(r *row) bool {
	k := g.t.words()
	return g.t.cols[k].below != "" || !hasLetter(textOf(r.cells[k].toks)) || isUnit(r.cells[k].toks)
}

// isUnit reports whether words are no more than a unit.
func isUnit(toks []token) bool {
	return len(toks) == 1 && lex().units[unitKey(toks[0].text)] != ""
}

// goesOn reports whether a row of amounts can be the end of the row of words
// above: it has no words, or they found no room there.
func (g *sharing) goesOn(words, r *row) bool {
	if g.wordless(r) {
		return true
	}
	k := g.t.words()
	before, part := words.cells[k].toks, r.cells[k].toks
	return len(before) > 0 && wraps(before, part, g.right, g.height(r.line))
}

// runsOn weighs a run of words with nothing but even gaps around it: 1, 0 where
// only the item above can go on in it, 0, 1 where only the one below can begin in it.
func (g *sharing) runsOn(prev *row, run []laidRow, next *row) (down, up int) {
	k := g.t.words()
	if g.wordless(prev) || g.wordless(next) || g.d.isTimes(run[0].line) && len(run) == 1 {
		return 0, 0
	}
	first := run[0].cells[k].toks
	if g.d.isTimes(run[0].line) {
		first = nil
	}
	above := len(first) > 0 && wraps(prev.cells[k].toks, first, g.right, g.height(prev.line))
	below := g.goesOn(&run[len(run)-1].row, next)
	switch {
	case above && !below:
		return 1, 0
	case below && !above:
		return 0, 1
	}
	return 0, 0
}

// onlyBelow reports whether a run with even gaps can only begin the item below.
func (g *sharing) onlyBelow(prev *row, run []laidRow, next *row) bool {
	if prev == nil || next == nil || len(run) == 0 {
		return false
	}
	_, up := g.runsOn(prev, run, next)
	return up > 0
}

// wordsFirst returns the lean of a table whose amounts have no words of their own
// and first stand below some: around them where the two overlap, else up if the
// last amounts have nothing below.
func (g *sharing) wordsFirst(rows []laidRow) lean {
	i := slices.IndexFunc(rows, func(r laidRow) bool { return r.kind == rowAmounts })
	if i < 1 || rows[i-1].kind != rowWords {
		return leanDown
	}
	for k := range rows {
		if rows[k].kind == rowAmounts && !g.wordless(&rows[k].row) {
			return leanDown
		}
	}
	switch gap := g.gap(&rows[i-1].row, &rows[i].row); {
	case gap < 0:
		return leanAround
	case gap <= wrapSpacing*g.height(rows[i].line) && rows[len(rows)-1].kind == rowAmounts:
		return leanUp
	}
	return leanDown
}
