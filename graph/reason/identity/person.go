package identity

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gongbao/graph/registry"
	"gongbao/ontology/vocab"
)

// person is a person as one document tells of it.
type person struct {
	IRI string `json:"i"`
	// Name is the folded name and Short says that it is a family name alone,
	// or a name that nothing divides.
	Name  string `json:"n"`
	Short bool   `json:"s,omitempty"`
	// State is the state that the person acts for, where it is one.
	State     string `json:"t,omitempty"`
	Statement string `json:"f"`
	Offices   []post `json:"o,omitempty"`
}

// post is an office by which a person can be known again.
type post struct {
	IRI  string `json:"i"`
	As   string `json:"a"`
	Body string `json:"b,omitempty"`
	// OfState and One are those of the title; Sole those of the clue.
	OfState   bool   `json:"t,omitempty"`
	One       bool   `json:"1,omitempty"`
	Sole      bool   `json:"s,omitempty"`
	Start     string `json:"from,omitempty"`
	End       string `json:"to,omitempty"`
	Date      string `json:"d,omitempty"`
	Statement string `json:"f"`
}

// newPerson keeps of a clue what can be compared. A document may speak of two
// people by one name, and within it they share an IRI. So offices count only
// where they are told of the one that the IRI means: for an IRI that has a
// state or body, those told at the same place as an office of that body; for
// one that has none, all, if they hang together.
func newPerson(c registry.PersonClue, date string) person {
	p := person{IRI: c.IRI, Name: registry.FoldName(c.Name), Statement: c.Statement}
	p.Short = p.Name == family(c.Name)
	groups := together(c.Offices)
	for _, g := range groups {
		anchored := c.Key == "" && len(groups) == 1
		for _, o := range g {
			class, key, _ := strings.Cut(o.Body, "/")
			if c.Key != "" && key == c.Key {
				anchored = true
				if class == "state" && coded(key) {
					p.State = o.Body
				}
			}
		}
		if !anchored {
			continue
		}
		for _, o := range g {
			if t, ok := titleOf(o.Title, o.Body); ok {
				p.Offices = append(p.Offices, post{o.IRI, t.as, o.Body, t.state, t.one, o.Sole, o.Start, o.End, date, o.Statement})
			}
		}
	}
	return p
}

// coded reports whether the key of a state is a code. Others, such as 中方, may
// be a second name of a state that has one, and contradict nothing.
func coded(key string) bool {
	return !strings.ContainsFunc(key, func(r rune) bool { return r < 'A' || r > 'Z' })
}

// together groups the offices of one person in one document: those told at one
// place, and the places that tell one office.
func together(offices []registry.OfficeClue) [][]registry.OfficeClue {
	c := components{}
	place := func(o registry.OfficeClue) string { return "@" + strconv.Itoa(o.At) }
	for _, o := range offices {
		c.join(place(o), o.IRI)
	}
	var order []string
	by := map[string][]registry.OfficeClue{}
	for _, o := range offices {
		k := c.find(o.IRI)
		if by[k] == nil {
			order = append(order, k)
		}
		by[k] = append(by[k], o)
	}
	var out [][]registry.OfficeClue
	for _, k := range order {
		out = append(out, by[k])
	}
	return out
}

// claim is one office of one person at one time.
type claim struct {
	p    *person
	o    *post
	time span
}

// nearYears bounds, in days, how far apart in time two texts may give one
// office to one name and still mean one person: less than a term.
const nearYears = 2 * 366

// strength orders the reasons for an edge; a component that contradicts itself
// loses its weakest edges first.
type strength int

const (
	sameBody strength = iota // both texts name the body
	shorter                  // … and one gives the short name
	unstated                 // one text does not name the state
)

// edge joins two claims.
type edge struct {
	a, b *claim
	strength
}

func (e edge) reason() string {
	return [...]string{vocab.SameOffice, vocab.FullName, vocab.SameTitle}[e.strength]
}

// people holds the work on a block of persons.
type people struct {
	persons []person
	claims  map[string][]*claim // by title, in order of time
	edges   []edge
	doubts  []Link
}

// personLinks returns the links and doubts among the persons of a block, who
// have a family name in common.
func personLinks(persons []person) []Link {
	slices.SortFunc(persons, func(x, y person) int {
		return cmp.Or(strings.Compare(x.IRI, y.IRI), strings.Compare(x.Statement, y.Statement))
	})
	b := &people{persons: persons, claims: map[string][]*claim{}}
	b.collect()
	for _, as := range sortedKeys(b.claims) {
		b.stated(b.claims[as])
		b.shortened(b.claims[as])
		b.bare(b.claims[as])
	}
	c, kept, dropped := b.settleEdges()
	out := b.asLinks(c, kept)
	return append(out, b.doubtful(c, dropped)...)
}

// collect makes the claims.
func (b *people) collect() {
	for i := range b.persons {
		p := &b.persons[i]
		for j := range p.Offices {
			o := &p.Offices[j]
			b.claims[o.As] = append(b.claims[o.As], &claim{p, o, when(o.Start, o.End, o.Date)})
		}
	}
	for _, list := range b.claims {
		slices.SortFunc(list, compareClaims)
	}
}

func compareClaims(x, y *claim) int {
	unknown := func(s span) int {
		if s.known {
			return 0
		}
		return 1
	}
	return cmp.Or(
		unknown(x.time)-unknown(y.time), cmp.Compare(x.time.from, y.time.from), cmp.Compare(x.time.to, y.time.to),
		strings.Compare(x.p.IRI, y.p.IRI), strings.Compare(x.o.IRI, y.o.IRI), strings.Compare(x.o.Statement, y.o.Statement),
	)
}

// stated joins, for each body and name, each claim to the one before it in time.
func (b *people) stated(list []*claim) {
	last := map[string]*claim{}
	for _, c := range list {
		if c.o.Body == "" {
			continue
		}
		key := c.o.Body + "\x00" + c.p.Name
		if before := last[key]; before != nil {
			b.near(before, c, sameBody)
		}
		last[key] = c
	}
}

// near joins two claims of different IRIs that are not far apart in time.
func (b *people) near(x, y *claim, s strength) {
	if x.p.IRI != y.p.IRI && apart(x.time, y.time) <= nearYears {
		b.edges = append(b.edges, edge{x, y, s})
	}
}

// shortened joins a family name to the full name in the same seat, where at
// that time one full name alone had it. A family name in a seat is one IRI at
// all times, and a son may follow his father; so all texts that give the seat to
// the family name must be near in time to one that gives the full name.
func (b *people) shortened(list []*claim) {
	full := map[string]map[string][]*claim{} // by body and name
	short := map[string][]*claim{}           // by body and name
	for _, c := range list {
		switch {
		case c.o.Body == "" || !c.o.One:
		case c.p.Short:
			seat := c.o.Body + "\x00" + c.p.Name
			short[seat] = append(short[seat], c)
		default:
			if full[c.o.Body] == nil {
				full[c.o.Body] = map[string][]*claim{}
			}
			full[c.o.Body][c.p.Name] = append(full[c.o.Body][c.p.Name], c)
		}
	}
	for _, seat := range sortedKeys(short) {
		claims := short[seat]
		names := full[claims[0].o.Body]
		if len(names) > 1 {
			b.several(claims[0], nearest(claims[0], names, 1<<30-1))
		}
		if len(names) != 1 {
			continue
		}
		var fits []*claim
		for _, c := range claims {
			fits = append(fits, nearest(c, names, nearYears)...)
		}
		if len(fits) == len(claims) {
			b.near(claims[0], fits[0], shorter)
			continue
		}
		for _, all := range names {
			b.doubts = append(b.doubts, newLink(claims[0].p.IRI, all[0].p.IRI, false, vocab.TimesApart, claims[0].o.Statement, all[0].o.Statement))
		}
	}
}

// bare joins claims that do not name the state to the nearest that does, where
// there is one state that it can be. In a row of such claims without a long gap
// each is joined to the one before it, unless more than one state can be meant
// in the row.
func (b *people) bare(list []*claim) {
	rows := map[string][]*claim{}             // by name
	named := map[string]map[string][]*claim{} // by name and body
	for _, c := range list {
		if c.o.Body == "" {
			continue
		}
		if named[c.p.Name] == nil {
			named[c.p.Name] = map[string][]*claim{}
		}
		named[c.p.Name][c.o.Body] = append(named[c.p.Name][c.o.Body], c)
	}
	bodies := map[*claim][]*claim{}
	for _, c := range list {
		if c.o.Body != "" || !c.o.OfState {
			continue
		}
		rows[c.p.Name] = append(rows[c.p.Name], c)
		bodies[c] = nearest(c, named[c.p.Name], nearYears)
		switch found := bodies[c]; len(found) {
		case 0:
		case 1:
			b.near(c, found[0], unstated)
		default:
			b.several(c, found)
		}
	}
	for _, name := range sortedKeys(rows) {
		row := rows[name]
		for start := 0; start < len(row); {
			end := start + 1
			for end < len(row) && apart(row[end-1].time, row[end].time) <= nearYears {
				end++
			}
			b.row(row[start:end], bodies)
			start = end
		}
	}
}

// row joins the claims of a row where one state at most can be meant.
func (b *people) row(row []*claim, bodies map[*claim][]*claim) {
	meant := map[string]bool{}
	for _, c := range row {
		for _, x := range bodies[c] {
			meant[x.o.Body] = true
		}
	}
	for i := 1; i < len(row) && len(meant) <= 1; i++ {
		// Two that are joined to claims of one body need no edge of their own.
		if len(bodies[row[i-1]]) == 0 || len(bodies[row[i]]) == 0 {
			b.near(row[i-1], row[i], unstated)
		}
	}
}

// nearest returns of each list the claim that is nearest to c in time, if it is
// not further than that many days, ordered by the labels of the lists. The lists
// are in order of time.
func nearest(c *claim, lists map[string][]*claim, days int) []*claim {
	var out []*claim
	for _, label := range sortedKeys(lists) {
		list := lists[label]
		at, _ := slices.BinarySearchFunc(list, c, compareClaims)
		var best *claim
		distance := days
		look := func(x *claim) (more bool) {
			if d := apart(c.time, x.time); d <= distance && (best == nil || d < distance) {
				best, distance = x, d
			}
			// A claim that begins further away is further away.
			return x.time.known && c.time.known && max(x.time.from-c.time.from, c.time.from-x.time.from) <= distance
		}
		for i := at - 1; i >= 0 && look(list[i]); i-- {
		}
		for i := at; i < len(list) && look(list[i]); i++ {
		}
		if best != nil {
			out = append(out, best)
		}
	}
	return out
}

// several notes that more than one person can be meant.
func (b *people) several(c *claim, found []*claim) {
	for _, x := range found {
		if x.p.IRI != c.p.IRI {
			b.doubts = append(b.doubts, newLink(c.p.IRI, x.p.IRI, false, vocab.SeveralCandidates, c.o.Statement, x.o.Statement))
		}
	}
}

// settleEdges joins along the edges, and takes from each component that
// contradicts itself its weakest edges until none does.
func (b *people) settleEdges() (c components, kept, dropped []edge) {
	kept = b.edges
	for weakest := unstated; ; weakest-- {
		c = components{}
		for _, e := range kept {
			c.join(e.a.p.IRI, e.b.p.IRI)
		}
		bad := b.contradictions(c)
		if len(bad) == 0 || weakest < 0 {
			return c, kept, dropped
		}
		var rest []edge
		for _, e := range kept {
			if e.strength >= weakest && bad[c.find(e.a.p.IRI)] {
				dropped = append(dropped, e)
			} else {
				rest = append(rest, e)
			}
		}
		kept = rest
	}
}

// contradictions returns the components in which people act for two states, or
// have two full names.
func (b *people) contradictions(c components) map[string]bool {
	state, full, bad := map[string]string{}, map[string]string{}, map[string]bool{}
	differs := func(seen map[string]string, root, value string) bool {
		if value == "" {
			return false
		}
		if seen[root] == "" {
			seen[root] = value
		}
		return seen[root] != value
	}
	for i := range b.persons {
		p := &b.persons[i]
		root := c.find(p.IRI)
		name := p.Name
		if p.Short {
			name = ""
		}
		if differs(state, root, p.State) || differs(full, root, name) {
			bad[root] = true
		}
	}
	return bad
}

// asLinks turns edges into links: between the people, and between an office
// that its text gives to nobody else and does not give a body, and the office
// of the same title of the same person elsewhere.
func (b *people) asLinks(c components, edges []edge) []Link {
	bodies := map[string]map[string]bool{} // of a title in a component
	for as, list := range b.claims {
		for _, x := range list {
			key := c.find(x.p.IRI) + "\x00" + as
			if bodies[key] == nil {
				bodies[key] = map[string]bool{}
			}
			if x.o.Body != "" {
				bodies[key][x.o.Body] = true
			}
		}
	}
	var out []Link
	for _, e := range edges {
		out = append(out, newLink(e.a.p.IRI, e.b.p.IRI, true, e.reason(), e.a.o.Statement, e.b.o.Statement))
		held := func(x *claim) bool { return x.o.Body != "" || x.o.Sole }
		if e.a.o.IRI != e.b.o.IRI && held(e.a) && held(e.b) && len(bodies[c.find(e.a.p.IRI)+"\x00"+e.a.o.As]) <= 1 {
			out = append(out, newLink(e.a.o.IRI, e.b.o.IRI, true, vocab.OfficeOfHolder, e.a.o.Statement, e.b.o.Statement))
		}
	}
	return out
}

func sortedKeys[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
