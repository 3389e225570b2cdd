package lookup

import (
	"cmp"
	"context"
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"

	"gongbao/graph/lookup/names"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/validity"
	"gongbao/ontology/vocab"
)

// What is typed in parts is taken apart where the index of names knows both
// sides, and the graph is asked what joins them.

// composed adds what was typed as an office and its body, or as a meeting's
// place, year and kind.
func (v *View) composed(ctx context.Context, f *finder, typed, asOf string) error {
	if err := v.offices(ctx, f, typed, asOf); err != nil {
		return err
	}
	return v.meetings(ctx, f, typed)
}

// offices adds the offices that were typed as a body and a title, in one word or
// several and in either order; with a date who held them then.
func (v *View) offices(ctx context.Context, f *finder, typed, asOf string) error {
	var offices []rdf.ID
	for _, s := range splits(typed) {
		found, err := v.officesOf(ctx, s[0], s[1])
		if err != nil {
			return err
		}
		offices = append(offices, found...)
		if len(found) > 0 {
			break
		}
	}
	var groups []*group
	for _, id := range offices {
		g, err := v.group(ctx, id)
		if err != nil {
			return err
		}
		if !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	for _, g := range groups {
		if asOf != "" {
			held, err := v.holders(ctx, f, g, asOf)
			if err != nil {
				return err
			}
			if held {
				continue
			}
		}
		f.add(&Candidate{Match: "office", Sure: true, group: g})
	}
	return nil
}

// splits returns the ways to read what was typed as a body and a title, folded:
// at spaces in either order, else within the word, the longest body first.
func splits(typed string) [][2]string {
	var out [][2]string
	add := func(body, title string) {
		if title = strings.TrimPrefix(title, "的"); body != "" && title != "" {
			out = append(out, [2]string{body, title})
		}
	}
	words := strings.Fields(typed)
	for i := len(words) - 1; i > 0; i-- {
		a, b := registry.FoldName(strings.Join(words[:i], "")), registry.FoldName(strings.Join(words[i:], ""))
		add(a, b)
		add(b, a)
	}
	const longest = 32 // characters; longer texts are no office
	folded := []rune(registry.FoldName(typed))
	if len(folded) > longest {
		return out
	}
	for i := len(folded) - 1; i > 0; i-- {
		add(string(folded[:i]), string(folded[i:]))
	}
	return out
}

// named returns the labels of a folded name; none where it is no name.
func (v *View) named(folded string) ([]registry.Label, error) {
	value, ok, err := v.snap.Record(registry.Labels, folded)
	if err != nil || !ok {
		return nil, err
	}
	return registry.DecodeLabels(value)
}

// officesOf returns the offices with a title that belong to what a name names.
func (v *View) officesOf(ctx context.Context, body, title string) ([]rdf.ID, error) {
	titles, err := v.named(title)
	if err != nil || len(titles) == 0 {
		return nil, err
	}
	bodies, err := v.named(body)
	if err != nil || len(bodies) == 0 {
		return nil, err
	}
	of, err := v.id(vocab.OfficeOf)
	if err != nil || of == 0 {
		return nil, err
	}
	owners, err := v.bearers(ctx, bodies)
	if err != nil {
		return nil, err
	}
	var ids []rdf.ID
	if err := v.bearing(ctx, titles, func(q rdf.IDQuad) { ids = append(ids, q[rdf.S]) }); err != nil {
		return nil, err
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var out []rdf.ID
	it := v.bySubject(ctx)
	for _, id := range ids {
		for more := it.to(id, rdf.IDQuad{rdf.P: of}); more; more = it.next() {
			if q := it.quad(); q[rdf.P] == of && owned(owners, q[rdf.O]) {
				out = append(out, id)
				break
			} else if q[rdf.P] > of {
				break
			}
		}
	}
	return out, it.close()
}

// owned reports whether one of the things is what an id names.
func owned(owners []bearer, id rdf.ID) bool {
	for _, o := range owners {
		if _, ok := slices.BinarySearch(o.ids, id); ok {
			return true
		}
	}
	return false
}

// holders adds who held an office at a date, as documents state it: by the
// statement's own time, else from the first document that tells it to the last.
// Of several it is who most of the dated statements nearest to the date name.
// Where nobody's time holds the date, it is who is told nearest to it, and the
// candidate is marked as that. It reports whether there was anybody.
func (v *View) holders(ctx context.Context, f *finder, office *group, asOf string) (bool, error) {
	terms, err := v.tenures(ctx, office)
	if err != nil {
		return false, err
	}
	type holder struct {
		*group
		away, votes, documents int
		from, to               string
	}
	var all []*holder
	byGroup := map[*group]*holder{}
	type telling struct {
		away int
		by   *holder
	}
	var tellings []telling
	for _, m := range terms {
		g, err := v.group(ctx, m.rows[0].subject)
		if err != nil {
			return false, err
		}
		from, to := m.span()
		away := distanceOf(from, to, asOf)
		h := byGroup[g]
		if h == nil {
			h = &holder{group: g, away: away, from: from, to: to}
			byGroup[g] = h
			all = append(all, h)
		}
		if away < h.away {
			h.away, h.from, h.to = away, from, to
		}
		h.documents += len(m.rows)
		for _, day := range m.told {
			if day != "" {
				tellings = append(tellings, telling{distanceOf(day, day, asOf), h})
			}
		}
	}
	const asked = 5 // statements nearest to the date, so that a wrong one does not decide
	slices.SortStableFunc(tellings, func(a, b telling) int { return cmp.Compare(a.away, b.away) })
	for _, t := range tellings[:min(asked, len(tellings))] {
		t.by.votes++
	}
	slices.SortFunc(all, func(a, b *holder) int {
		return cmp.Or(cmp.Compare(a.away, b.away), cmp.Compare(b.votes, a.votes), cmp.Compare(b.documents, a.documents), strings.Compare(v.iriOf(a.ids[0]), v.iriOf(b.ids[0])))
	})
	for i, h := range all {
		if h.away > all[0].away || h.away > 0 && i > 0 {
			break
		}
		c := &Candidate{Match: "holder", Documents: h.documents, Hint: timeSpan(h.from, h.to), group: h.group, Office: v.iriOf(office.ids[0])}
		if h.away > 0 {
			c.Match = "nearest holder"
		}
		c.Sure = i == 0 || h.votes > 1
		f.add(c)
	}
	return len(all) > 0, nil
}

// tenures returns the facts by which somebody holds an office at the time of the
// text: not those of former holders, and not of ones to come.
func (v *View) tenures(ctx context.Context, office *group) ([]*merged, error) {
	refs, err := v.statementsOf(ctx, office)
	if err != nil {
		return nil, err
	}
	roles, err := v.roles()
	if err != nil {
		return nil, err
	}
	rows, err := v.rows(ctx, slices.DeleteFunc(refs, func(r ref) bool { return r.list != inList }))
	if err != nil {
		return nil, err
	}
	kept := rows[:0]
	for _, r := range rows {
		now, err := v.now(&r)
		if err != nil {
			return nil, err
		}
		if now && r.predicate == roles.holds {
			kept = append(kept, r)
		}
	}
	return v.merge(ctx, kept)
}

// now reports whether a statement is of the text's own time.
func (v *View) now(r *row) (bool, error) {
	var st validity.Statement
	for _, q := range append([]pair{{0, r.modality}}, r.qualifiers...) {
		if q.value == 0 {
			continue
		}
		value, err := v.snap.Term(q.value)
		if err != nil {
			return false, err
		}
		property := rdf.NewIRI(vocab.Modality)
		if q.property != 0 {
			if property, err = v.snap.Term(q.property); err != nil {
				return false, err
			}
		}
		st.Set(property.Value, value.Value)
	}
	return st.Tense == validity.Present, nil
}

// timeSpan writes two ends of a time.
func timeSpan(from, to string) string {
	switch {
	case from == to:
		return from
	case to == "":
		return from + "–"
	}
	return from + "–" + to
}

//go:embed meetings.tsv
var meetingsTSV string

// kinds returns what names of meetings say for the words that people type for
// them: 峰会 for what texts call 元首理事会会议.
var kinds = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(meetingsTSV) {
		typed, said, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for _, t := range strings.Split(typed, "|") {
			for _, s := range strings.Split(said, "|") {
				out[registry.FoldName(t)] = append(out[registry.FoldName(t)], registry.FoldName(s))
			}
		}
	}
	return out
})

var (
	yearPattern = regexp.MustCompile(`(?:^|[^0-9])((?:1[89]|20)[0-9]{2})(?:年度?|[^0-9]|$)`)
	hanYear     = regexp.MustCompile(`([一二][〇零○一二三四五六七八九]{3})年`)
	hanDigits   = strings.NewReplacer("〇", "0", "零", "0", "○", "0", "一", "1", "二", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9")
)

// cutYear takes the year out of what was typed.
func cutYear(typed string) (year, rest string) {
	if m := hanYear.FindStringSubmatchIndex(typed); m != nil {
		return hanDigits.Replace(typed[m[2]:m[3]]), typed[:m[0]] + " " + typed[m[1]:]
	}
	m := yearPattern.FindStringSubmatchIndex(typed)
	if m == nil {
		return "", typed
	}
	rest = typed[m[3]:]
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "年"), "度")
	return typed[m[2]:m[3]], typed[:m[2]] + " " + rest
}

// token is one word of what was typed for a meeting.
type token struct {
	// forms are the folded words of which one must be in the meeting's name;
	// near are others that say about the same.
	forms, near []string
	// places are things of that name, of which the meeting may have been held in
	// one.
	places []bearer
}

// tokens takes what was typed for a meeting apart: at spaces, and where a word
// begins with a name and goes on with a kind of meeting.
func (v *View) tokens(ctx context.Context, typed string) ([]token, error) {
	var words []string
	for _, w := range strings.Fields(typed) {
		if w = registry.FoldName(w); w == "" {
			continue
		}
		cut := len(w)
		for kind := range kinds() {
			if strings.HasSuffix(w, kind) {
				cut = min(cut, len(w)-len(kind))
			}
		}
		if cut > 0 {
			words = append(words, w[:cut])
		}
		if cut < len(w) {
			words = append(words, w[cut:])
		}
	}
	out := make([]token, 0, len(words))
	for _, w := range words {
		t := token{forms: []string{w}, near: kinds()[w]}
		labels, err := v.named(w)
		if err != nil {
			return nil, err
		}
		if len(labels) > 0 && t.near == nil {
			if t.places, err = v.bearers(ctx, labels); err != nil {
				return nil, err
			}
			if t.forms, err = v.forms(ctx, w, t.places); err != nil {
				return nil, err
			}
		}
		out = append(out, t)
	}
	return out, nil
}

// forms returns the folded names of what bears a name most, that name first.
func (v *View) forms(ctx context.Context, name string, of []bearer) ([]string, error) {
	out := []string{name}
	if len(of) == 0 {
		return out, nil
	}
	err := v.describe(ctx, of[0].group, func(p string, t rdf.Term) {
		if p != vocab.RDFType && p != vocab.Code {
			out = append(out, registry.FoldName(t.Value))
		}
	}, map[rdf.ID]bool{})
	slices.Sort(out[1:])
	return slices.Compact(out), err
}

// meetings adds the meetings that were typed as a year with a place, a body or a
// kind of meeting, or as a place with a kind.
func (v *View) meetings(ctx context.Context, f *finder, typed string) error {
	year, rest := cutYear(typed)
	tokens, err := v.tokens(ctx, rest)
	if err != nil || len(tokens) == 0 || year == "" && len(tokens) < 2 {
		return err
	}
	ids, err := v.meetingsOf(ctx, tokens)
	if err != nil {
		return err
	}
	if err := v.groupAll(ctx, ids); err != nil {
		return err
	}
	type fit struct {
		*Candidate
		score int
		day   string
	}
	var fits []fit
	seen := map[*group]bool{}
	for _, id := range ids {
		g, err := v.group(ctx, id)
		if err != nil {
			return err
		}
		if seen[g] {
			continue
		}
		seen[g] = true
		score, day, documents, err := v.fitMeeting(ctx, g, year, tokens)
		if err != nil {
			return err
		}
		if score > 0 {
			fits = append(fits, fit{&Candidate{Match: "meeting", Documents: documents, group: g}, score, day})
		}
	}
	slices.SortFunc(fits, func(a, b fit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.Documents, a.Documents), strings.Compare(a.day, b.day), strings.Compare(v.iriOf(a.group.ids[0]), v.iriOf(b.group.ids[0])))
	})
	for _, x := range fits {
		x.Sure = x.score == fits[0].score
		f.add(x.Candidate)
	}
	return nil
}

// meetingsOf returns meetings that may fit: those held in a place that was
// named, and those whose names have one of the words.
func (v *View) meetingsOf(ctx context.Context, tokens []token) ([]rdf.ID, error) {
	heldIn, err := v.id(vocab.HeldIn)
	if err != nil {
		return nil, err
	}
	var ids []rdf.ID
	for _, t := range tokens {
		for _, p := range t.places {
			for _, place := range p.ids[:min(len(p.ids), 8)] {
				if heldIn == 0 {
					continue
				}
				if err := v.each(ctx, rdf.IDQuad{rdf.P: heldIn, rdf.O: place}, func(q rdf.IDQuad) error {
					ids = append(ids, q[rdf.S])
					return nil
				}); err != nil {
					return nil, err
				}
			}
		}
	}
	named, err := v.meetingsNamed(ctx, tokens)
	if err != nil {
		return nil, err
	}
	ids = append(ids, named...)
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// meetingsNamed returns the meetings whose names have the longest of the words
// in one of its forms.
func (v *View) meetingsNamed(ctx context.Context, tokens []token) ([]rdf.ID, error) {
	const most = 60 // names of one form
	longest := slices.MaxFunc(tokens, func(a, b token) int { return cmp.Compare(len(a.forms[0]), len(b.forms[0])) })
	class, ok, err := v.snap.ID(rdf.NewIRI(vocab.ClassMeeting))
	if err != nil || !ok {
		return nil, err
	}
	kind, err := v.id(vocab.RDFType)
	if err != nil {
		return nil, err
	}
	var ids []rdf.ID
	for _, form := range append(slices.Clone(longest.forms), longest.near...) {
		found, err := names.Find(ctx, v.snap, form, names.Options{Limit: most, All: true})
		if err != nil {
			return nil, err
		}
		for _, m := range found {
			if m.How != names.Beginning && m.How != names.Part {
				continue
			}
			if err := v.bearing(ctx, m.Labels, func(q rdf.IDQuad) { ids = append(ids, q[rdf.S]) }); err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(ids)
	var out []rdf.ID
	it := v.bySubject(ctx)
	for _, id := range slices.Compact(ids) {
		for more := it.to(id, rdf.IDQuad{rdf.P: kind}); more; more = it.next() {
			if q := it.quad(); q[rdf.P] == kind && q[rdf.O] == class {
				out = append(out, id)
				break
			}
		}
	}
	return out, it.close()
}

// fitMeeting tells how well a meeting fits what was typed, 0 where it does not:
// each word must be in its name, or be the place where it was held, or say about
// the same as its name does; and its year must be the one typed. It returns the
// first day and the number of documents that name it as well.
func (v *View) fitMeeting(ctx context.Context, g *group, year string, tokens []token) (score int, day string, documents int, err error) {
	var labels []string
	graphs := map[rdf.ID]bool{}
	if err = v.describe(ctx, g, func(p string, t rdf.Term) {
		if p != vocab.RDFType && p != vocab.Code {
			labels = append(labels, registry.FoldName(t.Value))
		}
	}, graphs); err != nil {
		return 0, "", 0, err
	}
	places, err := v.values(ctx, g, vocab.HeldIn)
	if err != nil {
		return 0, "", 0, err
	}
	day, years, err := v.meetingYears(ctx, g)
	if err != nil {
		return 0, "", 0, err
	}
	has := func(words []string) bool {
		return slices.ContainsFunc(labels, func(l string) bool {
			return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(l, w) })
		})
	}
	if year != "" && !slices.Contains(years, year) && !has([]string{year}) {
		return 0, "", 0, nil
	}
	for _, t := range tokens {
		held := slices.ContainsFunc(places, func(p rdf.Term) bool {
			id, ok, e := v.snap.ID(p)
			err = cmp.Or(err, e)
			return ok && owned(t.places, id)
		})
		switch {
		case held:
			score += 3
		case has(t.forms):
			score += 2
		case has(t.near):
			score++
		default:
			return 0, "", 0, err
		}
	}
	return score, day, len(graphs), err
}

// meetingYears returns the first day of a meeting and the years in which it was
// held: as it is told, else by the end of its IRI.
func (v *View) meetingYears(ctx context.Context, g *group) (day string, years []string, err error) {
	held, err := v.values(ctx, g, vocab.HeldOn)
	if err != nil {
		return "", nil, err
	}
	dates := make([]string, 0, len(held))
	for _, t := range held {
		dates = append(dates, t.Value)
	}
	if len(dates) == 0 {
		iris, err := v.iris(g)
		if err != nil {
			return "", nil, err
		}
		for _, iri := range iris {
			dates = append(dates, localName(iri))
		}
	}
	for _, d := range dates {
		first, last := validity.Bounds(d, d)
		for _, end := range []string{first, last} {
			if len(end) >= 4 {
				years = append(years, end[:4])
			}
		}
		if day == "" || first != "" && first < day {
			day = first
		}
	}
	return day, distinct(years), nil
}
