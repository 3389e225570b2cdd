package derive

import (
	"fmt"

	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/sparql"
	"gongbao/graph/sparql/syntax"
	"gongbao/ontology/vocab"
)

// RunError says that a rule could not be run, or made something that is no
// statement.
type RunError struct {
	Rule string
	Err  error
}

func (e *RunError) Error() string { return "rule " + e.Rule + ": " + e.Err.Error() }
func (e *RunError) Unwrap() error { return e.Err }

// evaluate runs a rule for some keys, or for all where keys is nil, and returns
// what it finds by key and IRI.
func (r *run) evaluate(rule *Rule, keys []string) (map[string]map[string]*Statement, error) {
	q := rule.query
	if keys != nil && rule.Key != "" {
		if len(keys) == 0 {
			return nil, nil
		}
		q = withKeys(q, rule.Key, keys)
	}
	res, err := sparql.RunQuery(r.ctx, r.view, q, sparql.Options{
		UnionDefaultGraph: true, Prefixes: r.o.Prefixes, Fold: r.o.Fold,
	})
	if err != nil {
		return nil, &RunError{rule.ID, err}
	}
	out := map[string]map[string]*Statement{}
	var last rdf.Term
	var st *Statement
	flush := func() error {
		if st == nil || st.Subject.Kind != rdf.IRI || st.Predicate.Kind != rdf.IRI || st.Object.IsZero() {
			return nil // a variable was not bound: no statement
		}
		return st.into(out, rule)
	}
	for res.Triples.Next() {
		t := res.Triples.Triple()
		if st == nil || t.S != last {
			if err := flush(); err != nil {
				_ = res.Close() // this error is the one to tell
				return nil, err
			}
			last, st = t.S, &Statement{Rule: rule.ID}
		}
		st.take(t.P.Value, t.O)
	}
	err = res.Triples.Err()
	if closed := res.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, &RunError{rule.ID, err}
	}
	if err := flush(); err != nil {
		return nil, err
	}
	// Only now all premises are known, and with them the base IRIs.
	for key, sts := range out {
		byIRI := make(map[string]*Statement, len(sts))
		for _, st := range sts {
			byIRI[st.IRI] = st
		}
		out[key] = byIRI
	}
	return out, nil
}

// into finishes a statement and puts it with those of its key, by short name.
func (s *Statement) into(out map[string]map[string]*Statement, rule *Rule) error {
	s.Rule = rule.ID
	if len(s.Premises) == 0 {
		return &RunError{rule.ID, fmt.Errorf("it derives <%s> <%s> … without a statement to derive it from; bind what prov:wasDerivedFrom names in each solution", s.Subject.Value, s.Predicate.Value)}
	}
	asserted := true
	for _, p := range s.Properties {
		asserted = asserted && p.Name != vocab.Modality
	}
	if asserted {
		s.Properties = append(s.Properties, Property{vocab.Modality, rdf.NewIRI(vocab.ModalityAsserted)})
	}
	s.finish()
	if out[s.Key] == nil {
		out[s.Key] = map[string]*Statement{}
	}
	ref := registry.Ref(s.IRI)
	if o := out[s.Key][ref]; o != nil {
		o.Premises = append(o.Premises, s.Premises...)
		o.finish()
		return nil
	}
	out[s.Key][ref] = s
	return nil
}

// withKeys returns the query with its key bound to some IRIs, in the sub-queries
// that pass the key on as well, so that they need not run over everything.
func withKeys(q *syntax.Query, key string, keys []string) *syntax.Query {
	v := &syntax.Values{Vars: []string{key}}
	for _, k := range keys {
		v.Rows = append(v.Rows, []rdf.Term{rdf.NewIRI(k)})
	}
	out := *q
	out.Where = bindGroup(q.Where, key, v)
	return &out
}

// bindGroup returns a group with the key bound at its beginning.
func bindGroup(g *syntax.Group, key string, v *syntax.Values) *syntax.Group {
	inner := bindInner(g, key, v)
	return &syntax.Group{Pos: g.Pos, Elements: append([]syntax.Pattern{v}, inner.Elements...)}
}

// bindInner returns a group in which the sub-queries that pass the key on have
// it bound.
func bindInner(g *syntax.Group, key string, v *syntax.Values) *syntax.Group {
	out := &syntax.Group{Pos: g.Pos}
	for _, e := range g.Elements {
		switch x := e.(type) {
		case *syntax.SubSelect:
			if passes(x.Query, key) {
				q := *x.Query
				q.Where = bindGroup(q.Where, key, v)
				e = &syntax.SubSelect{Query: &q}
			}
		case *syntax.Group:
			e = bindInner(x, key, v)
		case *syntax.GraphPattern:
			e = &syntax.GraphPattern{Graph: x.Graph, Group: bindInner(x.Group, key, v)}
		case *syntax.Union:
			u := &syntax.Union{}
			for _, part := range x.Groups {
				u.Groups = append(u.Groups, bindInner(part, key, v))
			}
			e = u
		}
		out.Elements = append(out.Elements, e)
	}
	return out
}

// passes reports whether a sub-query gives the key for each of its groups, so
// that binding it inside gives the same as binding it outside.
func passes(q *syntax.Query, key string) bool {
	if q.Limit >= 0 || q.Offset > 0 {
		return false
	}
	projected := q.Star
	for _, b := range q.Projection {
		projected = projected || b.Var == key && b.Expr == nil
	}
	if !projected || len(q.GroupBy) == 0 {
		return projected && !aggregates(q)
	}
	for _, b := range q.GroupBy {
		if b.Var == key && b.Expr == nil {
			return true
		}
	}
	return false
}

// aggregates reports whether a query without GROUP BY makes one group of all.
func aggregates(q *syntax.Query) bool {
	if len(q.Having) > 0 {
		return true
	}
	for _, b := range q.Projection {
		if b.Expr != nil {
			return true // to be on the safe side
		}
	}
	return false
}
