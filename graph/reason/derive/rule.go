package derive

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongbao/graph/sparql"
	"gongbao/graph/sparql/syntax"
	"gongbao/ontology/vocab"
)

// Rule is a rule for deriving facts: a CONSTRUCT query whose file begins with
// comment lines that say what it is.
type Rule struct {
	// ID names the rule, as gb:rule does in what it derives.
	ID string
	// Title and Explanation are for people; Certainty is certain, where what
	// is derived holds whenever the premises do, or likely.
	Title, Explanation, Certainty string
	// Key is the variable of the key without the question mark, empty where the
	// rule is run as a whole, and Class the IRI of the class that keys have,
	// empty for any.
	Key, Class string
	// Reach is how many statements away from its key the rule looks at most.
	Reach int
	// Text is the whole file.
	Text string

	query *syntax.Query
	// reads are the IRIs that the query's pattern names; all says that it asks
	// for relations that it does not name.
	reads map[string]bool
	all   bool
	// writes are the relations that it derives, any where it is a variable.
	writes map[string]bool
	any    bool
	// monotone says that more statements never mean fewer derived ones.
	monotone bool
}

// Rules are a set of rules in the order in which they are run.
type Rules struct {
	// List holds the rules by ID.
	List   []*Rule
	strata [][]*Rule
	hash   string
}

// Certainties are what a rule may say of how sure its results are.
var certainties = []string{"certain", "likely"}

var ruleID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// RuleError says what is wrong with the file of a rule.
type RuleError struct {
	File string
	Err  error
}

func (e *RuleError) Error() string { return e.File + ": " + e.Err.Error() }
func (e *RuleError) Unwrap() error { return e.Err }

// ReadRules reads the rules of a folder, the files that end in .rq, in the order
// of their names. Its error is a *RuleError where a file is wrong.
func ReadRules(fsys fs.FS, dir string, prefixes map[string]string) ([]*Rule, error) {
	files, err := sparql.ReadFiles(fsys, dir)
	if err != nil {
		return nil, err
	}
	var out []*Rule
	for _, f := range files {
		r, err := ParseRule(f.Text, prefixes)
		if err != nil {
			return nil, &RuleError{f.Name, err}
		}
		out = append(out, r)
	}
	return out, nil
}

// ParseRule reads the text of a rule. The prefixes are declared before the
// query, keyed without the colon.
func ParseRule(text string, prefixes map[string]string) (*Rule, error) {
	r := &Rule{Text: text, Reach: 1, reads: map[string]bool{}, writes: map[string]bool{}, monotone: true}
	if err := r.header(text, prefixes); err != nil {
		return nil, err
	}
	q, err := sparql.Parse(text, prefixes, "")
	if err != nil {
		return nil, err
	}
	r.query = q
	if err := r.template(); err != nil {
		return nil, err
	}
	w := &reader{rule: r, listed: map[string][]string{}}
	w.group(q.Where)
	if q.Limit >= 0 || q.Offset > 0 || len(q.GroupBy) > 0 || len(q.From) > 0 {
		return nil, errors.New("a rule has no FROM, GROUP BY, LIMIT or OFFSET outside of sub-queries")
	}
	if r.Key != "" && !w.vars[r.Key] {
		return nil, fmt.Errorf("the key ?%s does not stand in the query", r.Key)
	}
	if r.Key != "" && w.endless {
		return nil, errors.New("a rule with a key has no paths of any length (* and +), for what they find may be out of reach; let the rule feed itself")
	}
	return r, nil
}

// header reads the comment lines at the beginning.
func (r *Rule) header(text string, prefixes map[string]string) error {
	for line := range strings.Lines(text) {
		comment, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "#")
		if !ok {
			break
		}
		name, value, ok := strings.Cut(strings.TrimSpace(comment), ":")
		if !ok || strings.ContainsAny(name, " ") {
			continue
		}
		value = strings.TrimSpace(value)
		switch name {
		case "id":
			r.ID = value
		case "title":
			r.Title = value
		case "explanation":
			r.Explanation = value
		case "certainty":
			r.Certainty = value
		case "key":
			variable, class, _ := strings.Cut(value, " a ")
			if r.Key, ok = strings.CutPrefix(strings.TrimSpace(variable), "?"); !ok || r.Key == "" {
				return fmt.Errorf("the key %q is not a variable such as ?meeting, or ?meeting a gb:Meeting", value)
			}
			if class = strings.TrimSpace(class); class != "" {
				prefix, local, _ := strings.Cut(class, ":")
				ns, known := prefixes[prefix]
				if !known {
					return fmt.Errorf("the class %q of the key has an unknown prefix", class)
				}
				r.Class = ns + local
			}
		case "reach":
			n, err := strconv.Atoi(value)
			if err != nil || n < 0 || n > maxReach {
				return fmt.Errorf("the reach %q is not a number from 0 to %d", value, maxReach)
			}
			r.Reach = n
		default:
			return fmt.Errorf("a rule has no %q; it has id, title, explanation, certainty, key and reach", name)
		}
	}
	switch {
	case !ruleID.MatchString(r.ID):
		return fmt.Errorf("the id %q of the rule is not of small letters, digits and hyphens, such as part-of-part", r.ID)
	case r.Title == "" || r.Explanation == "":
		return errors.New("a rule begins with comment lines that give its id, title, explanation and certainty")
	case !slices.Contains(certainties, r.Certainty):
		return fmt.Errorf("the certainty %q is none of: %s", r.Certainty, strings.Join(certainties, ", "))
	}
	return nil
}

// maxReach bounds how far a rule may look.
const maxReach = 4

// template checks what the query constructs: statements, each a blank node.
func (r *Rule) template() error {
	if r.query.Form != syntax.Construct {
		return errors.New("a rule is a CONSTRUCT query")
	}
	parts := map[string]map[string]bool{}
	for _, t := range r.query.Template {
		if t.S.Kind != syntax.BlankNode {
			return errors.New("a rule constructs statements: each is a blank node with rdf:subject, rdf:predicate, rdf:object and prov:wasDerivedFrom; direct triples are added by themselves")
		}
		if t.P.Kind != syntax.TermNode {
			return errors.New("the properties of what a rule constructs are IRIs")
		}
		if parts[t.S.Name] == nil {
			parts[t.S.Name] = map[string]bool{}
		}
		parts[t.S.Name][t.P.Term.Value] = true
		if t.P.Term.Value == vocab.RDFPredicate {
			if r.any = r.any || t.O.Kind != syntax.TermNode; !r.any {
				r.writes[t.O.Term.Value] = true
			}
		}
	}
	for _, has := range parts {
		for _, p := range []string{vocab.RDFSubject, vocab.RDFPredicate, vocab.RDFObject, vocab.PROVWasDerivedFrom} {
			if !has[p] {
				return fmt.Errorf("a statement that the rule constructs lacks <%s>", p)
			}
		}
	}
	if len(parts) == 0 {
		return errors.New("the rule constructs nothing")
	}
	// The value of the key comes with each statement.
	if r.Key != "" {
		for name := range parts {
			r.query.Template = append(r.query.Template, syntax.Triple{
				S: syntax.Node{Kind: syntax.BlankNode, Name: name},
				P: syntax.Node{Kind: syntax.TermNode, Term: keyProperty},
				O: syntax.Node{Kind: syntax.VarNode, Name: r.Key},
			})
		}
	}
	return nil
}

// feeds reports whether a rule derives what another reads.
func (r *Rule) feeds(o *Rule) bool {
	if r.any || o.all {
		return true
	}
	for p := range r.writes {
		if o.reads[p] {
			return true
		}
	}
	return false
}

// NewRules puts rules together and finds the order in which they are run. Of
// two rules of one id the later counts, so that users can replace ours.
func NewRules(list ...*Rule) (*Rules, error) {
	byID := map[string]*Rule{}
	for _, r := range list {
		byID[r.ID] = r
	}
	rs := &Rules{}
	for _, r := range byID {
		rs.List = append(rs.List, r)
	}
	slices.SortFunc(rs.List, func(a, b *Rule) int { return cmp.Compare(a.ID, b.ID) })
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", Version)
	for _, r := range rs.List {
		fmt.Fprintf(h, "%d:%s", len(r.Text), r.Text)
	}
	rs.hash = hex.EncodeToString(h.Sum(nil)[:16])
	return rs, rs.stratify()
}

// ByID returns the rule of that id, or nil.
func (rs *Rules) ByID(id string) *Rule {
	for _, r := range rs.List {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// stratify divides the rules into strata: rules that feed each other are in one,
// and each stratum comes after those that feed it.
func (rs *Rules) stratify() error {
	n := len(rs.List)
	reach := make([][]bool, n) // transitive closure; rules are few
	for i := range reach {
		reach[i] = make([]bool, n)
		for j := range reach[i] {
			reach[i][j] = rs.List[i].feeds(rs.List[j])
		}
	}
	for k := range n {
		for i := range n {
			for j := range n {
				reach[i][j] = reach[i][j] || reach[i][k] && reach[k][j]
			}
		}
	}
	placed := make([]bool, n)
	for left := n; left > 0; {
		for i := range n {
			if placed[i] || slices.ContainsFunc(seq(n), func(j int) bool {
				return !placed[j] && reach[j][i] && !reach[i][j]
			}) {
				continue
			}
			var stratum []*Rule
			for j := range n {
				if j == i || reach[i][j] && reach[j][i] {
					placed[j] = true
					stratum = append(stratum, rs.List[j])
					if r := rs.List[j]; reach[j][j] && !r.monotone {
						return fmt.Errorf("the rule %s asks what is not there (NOT EXISTS, MINUS, OPTIONAL or an aggregate) of facts that it, or a rule that it feeds, derives; so the result would depend on the order of the steps", r.ID)
					}
				}
			}
			left -= len(stratum)
			rs.strata = append(rs.strata, stratum)
		}
	}
	return nil
}

func seq(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// recursive reports whether the rules of a stratum feed each other or
// themselves.
func recursive(stratum []*Rule) bool {
	for _, r := range stratum {
		for _, o := range stratum {
			if r.feeds(o) {
				return true
			}
		}
	}
	return false
}
