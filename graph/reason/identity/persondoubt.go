package identity

import (
	"gongbao/ontology/vocab"
)

// doubtful returns the doubts between the components of a block: one for each
// pair at most, the reason that says most.
func (b *people) doubtful(c components, dropped []edge) []Link {
	var out []Link
	seen := map[[2]string]bool{}
	add := func(l Link) {
		x, y := c.find(l.A), c.find(l.B)
		if x > y {
			x, y = y, x
		}
		if x != y && !seen[[2]string{x, y}] {
			seen[[2]string{x, y}] = true
			out = append(out, l)
		}
	}
	for _, l := range settle(b.doubts) {
		add(l)
	}
	for _, e := range dropped {
		add(newLink(e.a.p.IRI, e.b.p.IRI, false, vocab.Contradiction, e.a.o.Statement, e.b.o.Statement))
	}
	for _, as := range sortedKeys(b.claims) {
		last := map[string]*claim{}
		for _, x := range b.claims[as] {
			before := last[x.p.Name]
			last[x.p.Name] = x
			if before == nil || before.o.Body != "" && x.o.Body != "" && before.o.Body != x.o.Body {
				continue
			}
			if x.o.OfState || before.o.Body == x.o.Body && x.o.Body != "" {
				add(newLink(before.p.IRI, x.p.IRI, false, vocab.TimesApart, before.o.Statement, x.o.Statement))
			}
		}
	}
	for _, l := range b.namesakes(c) {
		add(l)
	}
	return out
}

// namesakes pairs, for each full form of a name, the component with most
// entries with each of the others that no state tells from it.
func (b *people) namesakes(c components) []Link {
	type set struct {
		first *person
		state string
		n     int
	}
	byName := map[string]map[string]*set{}
	for i := range b.persons {
		p := &b.persons[i]
		if byName[p.Name] == nil {
			byName[p.Name] = map[string]*set{}
		}
		root := c.find(p.IRI)
		s := byName[p.Name][root]
		if s == nil {
			s = &set{first: p}
			byName[p.Name][root] = s
		}
		s.n++
		if s.state == "" {
			s.state = p.State
		}
	}
	var out []Link
	for _, name := range sortedKeys(byName) {
		sets := byName[name]
		roots := sortedKeys(sets)
		var hub *set
		for _, r := range roots {
			if hub == nil || sets[r].n > hub.n {
				hub = sets[r]
			}
		}
		for _, r := range roots {
			s := sets[r]
			if s != hub && (s.state == "" || hub.state == "" || s.state == hub.state) {
				out = append(out, newLink(hub.first.IRI, s.first.IRI, false, vocab.OnlyName, hub.first.Statement, s.first.Statement))
			}
		}
	}
	return out
}
