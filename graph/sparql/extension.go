package sparql

import (
	"strings"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql/eval"
	"gongbao/graph/sparql/eval/value"
)

// The ontology's namespace, and the property that asks the text index.
const (
	Namespace      = "https://w3id.org/gongbao/ontology#"
	SearchProperty = Namespace + "search"
)

// labelProperties are where gb:label looks, best first.
var labelProperties = []string{
	"http://www.w3.org/2004/02/skos/core#prefLabel",
	"http://www.w3.org/2000/01/rdf-schema#label",
	"http://www.w3.org/2004/02/skos/core#altLabel",
}

// functions returns the project's own functions:
// gb:label(?x), the best label of a thing; gb:fold(?s), a string folded for
// comparison; gb:during(?interval, ?date), whether a date may lie in an interval
// such as "2013-01-01/2015-12-31"; gb:validity(?statement, ?date), whether a
// statement holds at a date: "holds", "possible", "unknown" or "no".
func functions(opts Options) map[string]eval.Function {
	languages, fold := opts.Languages, opts.Fold
	if fold == nil {
		fold = strings.ToLower
	}
	if len(languages) == 0 {
		languages = []string{"zh", "en"}
	}
	return map[string]eval.Function{
		Namespace + "label": func(env *eval.Env, args []value.Value) (value.Value, bool) {
			if len(args) != 1 {
				return value.Value{}, false
			}
			return label(env, args[0], languages, opts.Label), true
		},
		Namespace + "fold": func(_ *eval.Env, args []value.Value) (value.Value, bool) {
			if len(args) != 1 || !args[0].IsString() {
				return value.Value{}, false
			}
			return value.Str(fold(args[0].Lexical())), true
		},
		Namespace + "during": func(_ *eval.Env, args []value.Value) (value.Value, bool) {
			if len(args) != 2 || !args[0].IsLiteral() || !args[1].IsLiteral() {
				return value.Value{}, false
			}
			in, ok := during(args[0].Lexical(), args[1].Lexical())
			return value.Bool(in), ok
		},
		Namespace + "validity": func(env *eval.Env, args []value.Value) (value.Value, bool) {
			if len(args) != 2 {
				return value.Value{}, false
			}
			return verdict(env, args[0], args[1])
		},
	}
}

// label returns the best label of an IRI or a blank node, else what others call
// it, else the last part of its IRI; a literal is its own label.
func label(env *eval.Env, v value.Value, languages []string, others func(string) string) value.Value {
	if v.IsLiteral() {
		return value.Str(v.Lexical())
	}
	t := v.Term()
	subject := v.ID
	if subject == 0 {
		subject = env.ID(t)
	}
	best, rank := "", len(languages)+1
	for _, p := range labelProperties {
		predicate := env.ID(rdf.NewIRI(p))
		if predicate > eval.MaxID || subject > eval.MaxID {
			continue
		}
		it := env.Dataset.Match(env.Context, rdf.IDQuad{subject, predicate, 0, 0}, eval.Order{rdf.S, rdf.P, rdf.O, rdf.G})
		for it.Next() {
			l := env.Term(it.Quad()[rdf.O])
			r := languageRank(l.Lang, languages)
			if r < rank || r == rank && best != "" && l.Value < best {
				best, rank = l.Value, r
			}
		}
		if err := it.Err(); err != nil {
			env.Fail(err)
		}
		if err := it.Close(); err != nil {
			env.Fail(err)
		}
		if best != "" && rank < len(languages) {
			break
		}
	}
	if best == "" && others != nil && t.Kind == rdf.IRI {
		best = others(t.Value)
	}
	if best == "" {
		best = t.Value[strings.LastIndexAny(t.Value, "/#:")+1:]
	}
	return value.Str(best)
}

// languageRank is the place of a tag in the list of languages, that list's
// length for any other.
func languageRank(tag string, languages []string) int {
	tag = strings.ToLower(tag)
	for i, l := range languages {
		l = strings.ToLower(l)
		if tag == l || strings.HasPrefix(tag, l+"-") {
			return i
		}
	}
	return len(languages)
}
