package resolve

import (
	"slices"
	"strings"

	"gongbao/extract/fact"
	"gongbao/extract/gazetteer"
	"gongbao/extract/text"
)

// Relation says which classes may stand at the ends of a relation: those that
// a mention's type agrees with in the order of the list, else the first one.
// The class "value" is a plain value without identity.
type Relation struct {
	S         []string `yaml:"s"`
	O         []string `yaml:"o"`
	Symmetric bool     `yaml:"symmetric"`
}

// Schema is what a pack says of relations and classes.
type Schema struct {
	// Classes maps a mention type to the class of what it names.
	Classes map[string]string
	// Relations maps a relation to its ends.
	Relations map[string]Relation
}

// Qualifiers whose values are things, with the class where the mention's type
// does not tell it.
var qualifierClass = map[string]string{
	"of": "Organisation", "by": "Group", "at": "Meeting", "place": "Place",
}

// Resolver gives the arguments of facts their identity. It keeps its tables from
// document to document and must not be shared between goroutines.
type Resolver struct {
	schema Schema
	byCode map[coded]*gazetteer.Entry
	// names are those of the entries met so far, shared by all their entities.
	names map[*gazetteer.Entry][]Name
	doc   document
}

// coded names an entry: two classes may use one code.
type coded struct{ class, code string }

// NewResolver returns a resolver for a pack's schema and entries.
func NewResolver(s Schema, entries []*gazetteer.Entry) *Resolver {
	r := &Resolver{schema: s, byCode: map[coded]*gazetteer.Entry{}, names: map[*gazetteer.Entry][]Name{}}
	r.doc = document{
		r: r, index: map[string]int{}, bearers: map[string]int32{}, held: map[string]string{}, of: map[string]body{}, issued: map[string]string{},
	}
	for _, e := range entries {
		class := s.Classes[e.Type]
		if e.Code == "" || class == "" {
			continue
		}
		if k := (coded{class, e.Code}); r.byCode[k] == nil {
			r.byCode[k] = e
		}
	}
	return r
}

// Resolve sets the Entity of every argument and returns the entities, in the
// order in which the facts first name them. Identity rests on what the document
// itself says: the gazetteer's code; for a person the state or body whose
// office it holds; for an office its body; for a meeting its body and first
// day. Where that is not told, the entity is scoped to the document.
func (r *Resolver) Resolve(facts []fact.Fact) []Entity {
	if len(facts) == 0 {
		return nil
	}
	d := &r.doc
	d.forget()
	d.learn(facts)
	d.entities = make([]Entity, 0, len(facts)+4)
	for i := range facts {
		f := &facts[i]
		rel := r.schema.Relations[f.Relation]
		of, _ := f.Qualifier("of")
		d.assign(&f.Subject, d.folded[2*i], rel.S, &of.Argument)
		d.assign(&f.Object, d.folded[2*i+1], rel.O, &of.Argument)
		for k := range f.Qualifiers {
			q := &f.Qualifiers[k]
			q.Entity = fact.NoEntity
			if class := qualifierClass[q.Name]; class != "" {
				if c := r.schema.Classes[q.Type]; c != "" {
					class = c
				}
				d.one[0] = class
				d.assign(&q.Argument, name(q.Text), d.one[:], &none)
			}
		}
	}
	out := d.entities
	d.entities, d.segments, d.forms = nil, nil, nil
	return out
}

// body is a state or organisation as a key segment.
type body struct{ class, key string }

// document is what is known of the one being resolved.
type document struct {
	r        *Resolver
	entities []Entity
	index    map[string]int    // of the entities, by class and key
	bearers  map[string]int32  // 1 + the index of the first person of a folded name
	pool     []bearer          // all bearers of names, reused from document to document
	held     map[string]string // first day of a meeting, by folded name
	of       map[string]body   // body of a meeting
	issued   map[string]string // date of a document
	one      [1]string
	folded   []string // the folded names of the facts' subjects and objects, in turn
	key      []byte   // scratch of assign
	// segments and forms are the blocks that the keys and the names of the
	// document's entities are cut from.
	segments []string
	forms    []Name
}

// key is the key of an entity, which has two to four segments.
type key struct {
	path [4]string
	n    int // segments of the path
}

func (d *document) forget() {
	if len(d.index) > manyEntities { // to clear a map costs what it once held
		d.index = map[string]int{}
	}
	clear(d.index)
	clear(d.bearers)
	d.pool = d.pool[:0]
	clear(d.held)
	clear(d.of)
	clear(d.issued)
}

// manyEntities is the number of entities beyond which the index of a document is
// not kept for the next one.
const manyEntities = 512

// learn notes what the facts tell about identity before any is assigned.
func (d *document) learn(facts []fact.Fact) {
	d.folded = d.folded[:0]
	for i := range facts {
		f := &facts[i]
		s, o := name(f.Subject.Text), name(f.Object.Text)
		d.folded = append(d.folded, s, o)
		switch f.Relation {
		case "holds_office", "appointed_to", "elected_to":
			if q, ok := f.Qualifier("of"); ok {
				d.meetBearer(s, &q.Argument, f.Evidence)
			}
		case "held_on":
			if f.Start != "" && d.held[s] == "" {
				d.held[s] = f.Start
			}
		case "event_of":
			if _, seen := d.of[s]; !seen {
				d.of[s] = d.bodyOf(&f.Object)
			}
		case "issued", "adopted", "signed":
			if f.Start != "" && d.issued[o] == "" {
				d.issued[o] = f.Start
			}
		}
	}
}

func (d *document) bodyOf(a *fact.Argument) body {
	class := d.r.schema.Classes[a.Type]
	if class == "" {
		class = "Organisation"
	}
	if a.Code != "" {
		return body{class, a.Code}
	}
	return body{class, name(a.Text)}
}

// name folds a name to its key: Simplified characters, no marks around it.
func name(s string) string {
	return strings.TrimFunc(text.ToSimplified(s), isMark)
}

// isMark reports the marks that names stand in.
func isMark(r rune) bool {
	switch r {
	case '《', '》', '〈', '〉', '“', '”', '「', '」', ' ':
		return true
	}
	return false
}

// none is the body of a fact that tells none.
var none fact.Argument

// assign resolves one argument of the folded name n; of is the fact's own body.
func (d *document) assign(a *fact.Argument, n string, classes []string, of *fact.Argument) {
	a.Entity = fact.NoEntity
	class := d.r.schema.Classes[a.Type]
	if len(classes) > 0 && !slices.Contains(classes, class) {
		class = classes[0]
	}
	if class == "" || class == "value" || a.Text == "" {
		return
	}
	k, scoped := d.identify(a, n, class, of)
	d.key = append(d.key[:0], class...)
	for _, segment := range k.path[:k.n] {
		d.key = append(append(d.key, 0), segment...)
	}
	i, ok := d.index[string(d.key)]
	if !ok {
		i = len(d.entities)
		d.index[string(d.key)] = i
		e := Entity{Class: class, Key: d.cut(k.path[:k.n]), Scoped: scoped, Code: a.Code}
		if a.Code != "" && (class == "State" || class == "Organisation" || class == "Place") {
			e.Names = d.r.namesOf(coded{class, a.Code})
		}
		d.entities = append(d.entities, e)
	}
	d.see(&d.entities[i], a.Text)
	a.Entity = i
}

// block is the number of strings that are allocated at once for a document.
const block = 32

// cut copies the segments of a key into the document's block.
func (d *document) cut(path []string) []string {
	if len(d.segments)+len(path) > cap(d.segments) {
		d.segments = make([]string, 0, block)
	}
	n := len(d.segments)
	d.segments = append(d.segments, path...)
	return d.segments[n:len(d.segments):len(d.segments)]
}

// identify returns the key of what an argument names, and whether it is one
// within the document only.
func (d *document) identify(a *fact.Argument, n, class string, of *fact.Argument) (k key, scoped bool) {
	is := func(path ...string) key {
		var k key
		k.n = copy(k.path[:], path)
		return k
	}
	switch class {
	case "State":
		return is("state", or(a.Code, n)), false
	case "Organisation":
		return is("org", or(a.Code, n)), false
	case "Place":
		return is("place", or(a.Code, n)), false
	case "Person":
		if b := d.bearer(n, a, of); b != nil {
			return is("person", b.body.key, n), false
		}
		return is("person", n), true
	case "Office":
		if of.Text == "" {
			return is("office", n), true
		}
		return is("office", d.bodyOf(of).key, n), false
	case "Meeting":
		day, known := d.held[n], d.of[n]
		switch {
		case day == "":
			return is("meeting", n), true
		case known.key != "":
			return is("meeting", known.key, n, day), false
		}
		return is("meeting", n, day), false
	case "Document":
		if day := d.issued[n]; day != "" {
			return is("document", n, day), false
		}
		return is("document", n), true
	case "Series":
		return is("series", n), false
	}
	return is(strings.ToLower(class), n), true
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// namesOf returns the names of an entry. Appending to the list makes a new one.
func (r *Resolver) namesOf(c coded) []Name {
	x := r.byCode[c]
	if x == nil {
		return nil
	}
	list, ok := r.names[x]
	if !ok {
		list = slices.Clip(entryNames(x))
		r.names[x] = list
	}
	return list
}

// see adds a surface form to an entity's names. A first name is cut from the
// document's block; a further one makes a list of its own.
func (d *document) see(e *Entity, s string) {
	for i := range e.Names {
		if e.Names[i].Text == s {
			return
		}
	}
	if e.Names == nil {
		if len(d.forms) == cap(d.forms) {
			d.forms = make([]Name, 0, block/2)
		}
		d.forms = append(d.forms, Name{s, text.Script(s)})
		n := len(d.forms)
		e.Names = d.forms[n-1 : n : n]
		return
	}
	e.Names = append(e.Names, Name{s, text.Script(s)})
}

// entryNames lists the names of a gazetteer row: the labels by language, then
// the other forms.
func entryNames(x *gazetteer.Entry) []Name {
	var out []Name
	add := func(s, lang string) {
		if s == "" {
			return
		}
		for _, n := range out {
			if n.Text == s && n.Lang == lang {
				return
			}
		}
		out = append(out, Name{s, lang})
	}
	for _, tag := range []string{"zh-Hans", "zh-Hant", "zh-Hant-HK", "zh-Hant-TW", "en"} {
		add(x.Labels[tag], tag)
	}
	if len(out) == 0 {
		add(x.Name, text.Script(x.Name))
	}
	for _, f := range x.Forms {
		add(f, text.Script(f))
	}
	return out
}
