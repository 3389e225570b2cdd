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

// Resolver gives the arguments of facts their identity.
type Resolver struct {
	schema Schema
	byCode map[string]*gazetteer.Entry
}

// NewResolver returns a resolver for a pack's schema and entries.
func NewResolver(s Schema, entries []*gazetteer.Entry) *Resolver {
	r := &Resolver{schema: s, byCode: map[string]*gazetteer.Entry{}}
	for _, e := range entries {
		class := s.Classes[e.Type]
		if e.Code == "" || class == "" {
			continue
		}
		if k := class + "/" + e.Code; r.byCode[k] == nil {
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
	d := &document{r: r, index: map[string]int{}, body: map[string]body{}, held: map[string]string{}, of: map[string]body{}, issued: map[string]string{}}
	d.learn(facts)
	for i := range facts {
		f := &facts[i]
		rel := r.schema.Relations[f.Relation]
		of, _ := f.Qualifier("of")
		d.assign(&f.Subject, rel.S, of.Argument)
		d.assign(&f.Object, rel.O, of.Argument)
		for k := range f.Qualifiers {
			q := &f.Qualifiers[k]
			q.Entity = fact.NoEntity
			if class := qualifierClass[q.Name]; class != "" {
				if c := r.schema.Classes[q.Type]; c != "" {
					class = c
				}
				d.assign(&q.Argument, []string{class}, fact.Argument{})
			}
		}
	}
	return d.entities
}

// body is a state or organisation as a key segment.
type body struct{ class, key string }

type document struct {
	r        *Resolver
	entities []Entity
	index    map[string]int
	body     map[string]body   // of a person, by folded name
	held     map[string]string // first day of a meeting, by folded name
	of       map[string]body   // body of a meeting
	issued   map[string]string // date of a document
}

// learn notes what the facts tell about identity before any is assigned.
func (d *document) learn(facts []fact.Fact) {
	for i := range facts {
		f := &facts[i]
		s, o := name(f.Subject.Text), name(f.Object.Text)
		switch f.Relation {
		case "holds_office", "appointed_to", "elected_to":
			if q, ok := f.Qualifier("of"); ok {
				if _, seen := d.body[s]; !seen {
					d.body[s] = d.bodyOf(q.Argument)
				}
			}
		case "held_on":
			if f.Start != "" && d.held[s] == "" {
				d.held[s] = f.Start
			}
		case "event_of":
			if _, seen := d.of[s]; !seen {
				d.of[s] = d.bodyOf(f.Object)
			}
		case "issued", "adopted", "signed":
			if f.Start != "" && d.issued[o] == "" {
				d.issued[o] = f.Start
			}
		}
	}
}

func (d *document) bodyOf(a fact.Argument) body {
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
	return strings.Trim(text.ToSimplified(s), "《》〈〉“”「」 ")
}

// assign resolves one argument; of is the fact's own body.
func (d *document) assign(a *fact.Argument, classes []string, of fact.Argument) {
	a.Entity = fact.NoEntity
	class := d.r.schema.Classes[a.Type]
	if len(classes) > 0 && !slices.Contains(classes, class) {
		class = classes[0]
	}
	if class == "" || class == "value" || a.Text == "" {
		return
	}
	e := Entity{Class: class, Code: a.Code}
	n := name(a.Text)
	switch class {
	case "State", "Organisation", "Place":
		kind := map[string]string{"State": "state", "Organisation": "org", "Place": "place"}[class]
		if a.Code != "" {
			if entry := d.r.byCode[class+"/"+a.Code]; entry != nil {
				e.Names = entryNames(entry)
			}
			e.Key = []string{kind, a.Code}
		} else {
			e.Key = []string{kind, n}
		}
	case "Person":
		b, ok := d.body[n]
		e.Key = []string{"person", b.key, n}
		if !ok {
			e.Key, e.Scoped = []string{"person", n}, true
		}
	case "Office":
		if of.Text == "" {
			e.Key, e.Scoped = []string{"office", n}, true
		} else {
			e.Key = []string{"office", d.bodyOf(of).key, n}
		}
	case "Meeting":
		day, known := d.held[n], d.of[n]
		switch {
		case day == "":
			e.Key, e.Scoped = []string{"meeting", n}, true
		case known.key != "":
			e.Key = []string{"meeting", known.key, n, day}
		default:
			e.Key = []string{"meeting", n, day}
		}
	case "Document":
		if day := d.issued[n]; day != "" {
			e.Key = []string{"document", n, day}
		} else {
			e.Key, e.Scoped = []string{"document", n}, true
		}
	case "Series":
		e.Key = []string{"series", n}
	default:
		e.Key, e.Scoped = []string{strings.ToLower(class), n}, true
	}
	key := class + "\x00" + strings.Join(e.Key, "\x00")
	i, ok := d.index[key]
	if !ok {
		i = len(d.entities)
		d.index[key] = i
		d.entities = append(d.entities, e)
	}
	d.entities[i].see(a.Text)
	a.Entity = i
}

// see adds a surface form to an entity's names.
func (e *Entity) see(s string) {
	lang := text.Script(s)
	for _, n := range e.Names {
		if n.Text == s {
			return
		}
	}
	e.Names = append(e.Names, Name{s, lang})
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
