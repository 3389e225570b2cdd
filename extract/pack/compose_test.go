package pack_test

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gongbao/extract/pack"
	"gongbao/extract/packs"
)

func openBuiltin(name string) (fs.FS, error) { return packs.Open(name) }

// folder makes the files of a pack.
func folder(files map[string]string) fs.FS {
	out := fstest.MapFS{}
	for path, text := range files {
		out[path] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func meets(id, match string) string {
	return "- {id: " + id + ", match: '" + match + "', emit: [{s: a, p: met_with, o: b}]}\n"
}

var base = map[string]string{
	"pack.yaml":       "name: base\nversion: '1'\nruns: {Polity: hard}\nrelations: {met_with: {s: [State], o: [State]}}\n",
	"gazetteer/a.tsv": "type\tname\nPolity\t卡兰国\n", "gazetteer/b.tsv": "type\tname\nPolity\t维尔塔\n",
	"rules/a.yaml": "macros: {to: '\"会见\"'}\nrules:\n" + meets("one", "Polity:a ‹会见› Polity:b") + meets("two", "Polity:a ‹会晤› Polity:b"),
}

func ids(p *pack.Pack) string {
	var out []string
	for _, r := range p.Rules {
		out = append(out, r.ID.Value+"="+r.File)
	}
	return strings.Join(out, " ")
}

// facts reads a text with a pack and returns its facts as lines.
func facts(t *testing.T, p *pack.Pack, s string) string {
	t.Helper()
	found, _, err := read(p, s, "")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range found {
		out = append(out, pack.Line(&found[i]))
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// TestCompose: a user's pack replaces, adds and switches off.
func TestCompose(t *testing.T) {
	mine := map[string]string{
		"pack.yaml":       "name: mine\ndepends: [base]\noff: [two, gazetteer/b.tsv]\nruns: {Polity: none}\n",
		"gazetteer/c.tsv": "type\tname\nPolity\t诺林国\n",
		"rules/m.yaml":    "macros: {to: '\"致电\"'}\nrules:\n" + meets("one", "Polity:b ‹会见› \"了\" Polity:a") + meets("three", "Polity:a @to ‹慰问› Polity:b"),
	}
	open := func(name string) (fs.FS, error) {
		if name == "base" {
			return folder(base), nil
		}
		return nil, fs.ErrNotExist
	}
	p, err := pack.Compose([]pack.Source{{Name: "mine", FS: folder(mine)}}, open)
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(p); got != "one=mine/rules/m.yaml three=mine/rules/m.yaml" {
		t.Errorf("the rules are %s", got)
	}
	if p.Name != "base+mine" || p.Relations["met_with"].S == nil {
		t.Errorf("the pack is %s with the relations %v", p.Name, p.Relations)
	}
	if got := facts(t, p, "卡兰国会见了诺林国。卡兰国致电慰问诺林国。卡兰国会晤诺林国。卡兰国会见维尔塔。"); got != "卡兰国 met_with 诺林国; 诺林国 met_with 卡兰国" {
		t.Errorf("the facts are %s", got)
	}

	// The base alone is as it was, and has another hash.
	alone, err := pack.Load(folder(base))
	if err != nil {
		t.Fatal(err)
	}
	if got := facts(t, alone, "卡兰国会晤维尔塔。"); got != "卡兰国 met_with 维尔塔" {
		t.Errorf("the base reads %s", got)
	}
	both, err := pack.Compose([]pack.Source{{FS: folder(base)}, {FS: folder(mine)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if both.Hash() == alone.Hash() || facts(t, both, "卡兰国会见了诺林国。") != facts(t, p, "卡兰国会见了诺林国。") {
		t.Error("given one by one, the packs are not the same")
	}
}

// TestHashCoversEverything: whatever file of whatever pack changes, the hash
// does.
func TestHashCoversEverything(t *testing.T) {
	first, err := pack.Load(folder(base))
	if err != nil {
		t.Fatal(err)
	}
	again, err := pack.Load(folder(base))
	if err != nil || again.Hash() != first.Hash() {
		t.Fatal("the same files have two hashes", err)
	}
	for path := range base {
		changed := map[string]string{}
		for k, v := range base {
			changed[k] = v
		}
		changed[path] += "# x\n"
		p, err := pack.Load(folder(changed))
		if err != nil {
			t.Fatal(err)
		}
		if p.Hash() == first.Hash() {
			t.Errorf("%s changed and the hash did not", path)
		}
	}
}

// TestComposeFaults: what is wrong with settings is told with the file, and the
// rest still loads.
func TestComposeFaults(t *testing.T) {
	for name, c := range map[string]struct{ settings, want string }{
		"unknown key":     {"name: a\nnaem: b\n", `m/pack.yaml:2:1: unknown field "naem"`},
		"no name":         {"version: '1'\n", "m/pack.yaml:1:1: a pack needs a name"},
		"unknown run":     {"name: a\nruns: {X: hrad}\n", `"hrad" is none of hard, soft, inner`},
		"unknown mode":    {"name: a\nmodality: {x: sure}\n", `"sure" is none of asserted`},
		"nothing to stop": {"name: a\noff: [nine]\n", "off: the packs before have no rule and no table nine"},
		"no such pack":    {"name: a\ndepends: [zzz]\n", "the pack depends on zzz: file does not exist; give its folder too"},
		"circle":          {"name: a\ndepends: [a]\n", "packs depend on each other in a circle: a → a"},
		"no YAML":         {"name: [a\n", "m/pack.yaml:"},
	} {
		files := map[string]string{"rules/a.yaml": base["rules/a.yaml"], "gazetteer/a.tsv": base["gazetteer/a.tsv"], "pack.yaml": c.settings}
		p, err := pack.Compose([]pack.Source{{Name: "m", FS: folder(files)}}, func(string) (fs.FS, error) { return nil, fs.ErrNotExist })
		var faults *pack.Error
		if !errors.As(err, &faults) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the error is %v, want %s", name, err, c.want)
			continue
		}
		if len(p.Rules) != 2 {
			t.Errorf("%s: %d rules stayed, want 2", name, len(p.Rules))
		}
		if list := faults.Complaints(); len(list) != len(faults.Faults) || list[0].Level != "error" {
			t.Errorf("%s: the complaints are %v", name, list)
		}
	}
}

// TestBadRuleLeavesOthers: faults found when rules are compiled have places too,
// and hide no other rule.
func TestBadRuleLeavesOthers(t *testing.T) {
	for match, want := range map[string]string{
		"Polity:a Polity:b":                "no trigger",
		"‹会见› Polity:a ‹会谈›":               "two triggers in one sequence",
		"‹会见› ( Polity:a? )*":              "can be empty",
		"( ‹会见› )? Polity:a":               "a trigger may not be optional or repeated",
		"( ‹会见› | Polity:a ) Polity:b":     "has no trigger, but another one has",
		"‹会见› Polity:a{2,99}":              "repeats more than 64 times",
		"Polity:a !( ‹会见› ) ‹会谈› Polity:b": "trigger",
	} {
		files := map[string]string{"pack.yaml": base["pack.yaml"], "gazetteer/a.tsv": base["gazetteer/a.tsv"], "rules/a.yaml": "rules:\n" + meets("first", "Polity:a ‹会见› Polity:b") +
			meets("bad", match) + meets("last", "Polity:a ‹会晤› Polity:b")}
		p, err := pack.Load(folder(files))
		if err == nil || !strings.HasPrefix(err.Error(), "rules/a.yaml:3:") || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: the error is %v", match, err)
			continue
		}
		if got := facts(t, p, "卡兰国会见卡兰国。") + facts(t, p, "卡兰国会晤卡兰国。"); strings.Count(got, "met_with") != 2 {
			t.Errorf("%s: the other rules read %s", match, got)
		}
	}
}

// FuzzPack: whatever the files, a pack loads or tells faults, and what it holds
// can read, lint and be documented.
func FuzzPack(f *testing.F) {
	f.Add(base["pack.yaml"], base["gazetteer/a.tsv"], base["rules/a.yaml"], "卡兰国会见维尔塔。")
	f.Add("name: x\nkinds: {a: [b]}\nmodality: {p: planned}\n", "type\tname\tattrs\nModal\t将\tmodality=p\n",
		"rules:\n- {id: a, match: '~1..3:a ‹会见› ~0..2/any:b', modality: context, where: a length 1..2, unless: {inside: '\"x\"', before: '^'}, when: {kind: [a], section: [b], script: hans}, emit: [{s: a, p: q, o: b}]}\n", "b\n将会见x。")
	f.Fuzz(func(t *testing.T, settings, table, rules, s string) {
		p, err := pack.Load(folder(map[string]string{"pack.yaml": settings, "gazetteer/a.tsv": table, "rules/a.yaml": rules}))
		var faults *pack.Error
		if err != nil && !errors.As(err, &faults) {
			t.Fatal(err)
		}
		p.Lint()
		_ = p.Doc()
		if len(s) > 2000 {
			s = s[:2000]
		}
		if _, _, err := read(p, s, "2012-06"); err != nil {
			t.Fatal(err)
		}
	})
}
