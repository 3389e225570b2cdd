package plan

import "gongbao/graph/sparql/algebra"

// apply applies filters: EXISTS as a join where that is cheaper and the same.
func (j *joiner) apply(s *state, filters []algebra.Expr) *state {
	if len(filters) == 0 {
		return s
	}
	inner := s.scope.with(scope{vars: j.bound}).vars
	var rest, exists []algebra.Expr
	for _, e := range filters {
		if _, ok := e.(*algebra.Exists); ok {
			exists = append(exists, e)
		} else {
			rest = append(rest, e)
		}
	}
	if len(rest) > 0 {
		s.node = j.filter(s.node, rest, inner)
	}
	for _, e := range exists {
		filtered := j.filter(s.node, []algebra.Expr{e}, inner)
		if semi := j.semi(s, e.(*algebra.Exists)); semi != nil && semi.Meta().Cost < filtered.Meta().Cost {
			s.node = semi
		} else {
			s.node = filtered
		}
	}
	return s
}

// semi plans an EXISTS as a join with the keys of its pattern. The two are the
// same where all that the pattern shares with the solution is certain on both
// sides, and it depends on nothing else outside.
func (j *joiner) semi(s *state, e *algebra.Exists) Node {
	outer := s.scope.with(scope{vars: j.bound})
	right := scopeOf(e.X)
	keys, check := split(outer, right)
	if len(keys) == 0 || len(check) > 0 || !safe(e.X, outer.vars) {
		return nil
	}
	mentioned := algebra.VarSet{}
	algebra.Mentioned(e.X, mentioned)
	for v := range mentioned {
		if outer.vars[v] && !right.vars[v] || j.all[v] && !outer.vars[v] {
			return nil
		}
	}
	l := s.node.Meta()
	r := j.exists(e)
	m := r.Meta()
	info := Info{Rows: l.Rows * 0.35, Cost: l.Cost + m.Cost + m.Rows*costInsert + l.Rows*costProbe, sorted: l.sorted}
	info.distinct = mergeDistinct(l, &Info{}, info.Rows)
	return &Semi{Info: info, L: s.node, R: r, Keys: keys, Not: e.Not}
}

// exists plans the pattern of an EXISTS on its own, once.
func (j *joiner) exists(e *algebra.Exists) Node {
	n, ok := j.alone[e]
	if !ok {
		n = j.plan(e.X, algebra.VarSet{})
		j.alone[e] = n
	}
	return n
}
