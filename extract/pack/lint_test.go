package pack_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gongbao/extract/pack"
)

// tests are a positive and a negative test, so that a rule of a lint test has
// nothing else wrong.
const tests = "\n  about: x\n  tests: [{text: a, want: [a met_with b]}, {text: b, want: []}]\n"

func load(t *testing.T, settings, table, rules string) (*pack.Pack, error) {
	t.Helper()
	return pack.Load(fstest.MapFS{
		"pack.yaml":       {Data: []byte("name: p\nrelations: {met_with: {s: [Person], o: [Person]}}\n" + settings)},
		"gazetteer/a.tsv": {Data: []byte("type\tname\nPolity\t卡兰国\nOrg\t会见大厅\n" + table)},
		"rules/a.yaml":    {Data: []byte(rules)},
	})
}

// TestLint has one thing wrong in each rule: the check that must find it, and no
// other one may.
func TestLint(t *testing.T) {
	emit := "\n  emit: [{s: a, p: met_with, o: b}]"
	for name, c := range map[string]struct{ settings, table, rules, want string }{
		"nothing":               {rules: "- id: r\n  match: 'Polity:a ‹会晤› Org:b'" + emit + tests},
		"no tests":              {rules: "- id: r\n  about: x\n  match: 'Polity:a ‹会晤› Org:b'" + emit, want: "error tests 5:7"},
		"no negative test":      {rules: "- id: r\n  about: x\n  match: 'Polity:a ‹会晤› Org:b'" + emit + "\n  tests: [{text: a, want: [a met_with b]}]", want: "error tests"},
		"no positive test":      {rules: "- id: r\n  about: x\n  match: 'Polity:a ‹会晤› Org:b'" + emit + "\n  tests: [{text: a, want: []}]", want: "error tests"},
		"empty type":            {rules: "- id: r\n  match: 'Polity:a ‹会晤› Orgg:b'" + emit + tests + "- id: s\n  match: 'Polity:a ‹会谈› Org:b'" + emit + tests, want: "error empty-type 6:25"},
		"empty type in a guard": {rules: "- id: r\n  match: 'Polity:a ‹会晤› Org:b'\n  unless: {after: 'Cityy'}" + emit + tests, want: "error empty-type 7:20"},
		"empty type in a test":  {rules: "- id: r\n  match: 'Polity:a ‹会晤› Org:b'\n  emit: [{s: a, p: met_with, o: b, if: b is Orgg}]" + tests, want: "error empty-type 7:40"},
		"no slot":               {rules: "- id: r\n  match: 'Polity:a ‹会晤› Org:b'\n  emit: [{s: a, p: met_with, o: b, q: [c]}]" + tests, want: "error no-slot 7:40"},
		"no slot in where":      {rules: "- id: r\n  match: 'Polity:a ‹会晤› Org:b'\n  where: d length 2..3" + emit + tests, want: "error no-slot 7:10"},
		"idle slot":             {rules: "- id: r\n  match: 'Polity:a \"和\":x ‹会晤› Org:b'" + emit + tests, want: "warning idle-slot 6:20"},
		"relation":              {rules: "- id: r\n  match: 'Polity:a ‹会晤› Org:b'\n  emit: [{s: a, p: met_wiht, o: b}]" + tests, want: "error relation 7:20"},
		"runs side by side":     {rules: "- id: r\n  match: 'Polity:a ~1..3 ~2..4 ‹会晤› Org:b'" + emit + tests, want: "error open-runs 6:26"},
		"runs around an option": {rules: "- id: r\n  match: 'Polity:a ~1..3 \"x\"? ~2..4 ‹会晤› Org:b'" + emit + tests, want: "warning open-runs 6:31"},
		"runs in alternatives":  {rules: "- id: r\n  match: 'Polity:a ( ~1..3 | \"x\" ) ~2..4 ‹会晤› Org:b'" + emit + tests, want: "error open-runs 6:36"},
		"unbounded run":         {rules: "- id: r\n  match: 'Polity:a ( \"x\"? ~1..3 )+ ‹会晤› Org:b'" + emit + tests, want: "error open-runs 6:27"},
		"runs apart":            {rules: "- id: r\n  match: 'Polity:a ( ~1..3 \"x\" )+ ~2..4/any ‹会晤› ~1..2 Org:b'" + emit + tests},
		"hidden trigger":        {rules: "- id: r\n  match: 'Polity:a ‹会见› Org:b'" + emit + tests, want: "warning hidden-trigger 6:21"},
		"single character":      {rules: "- id: r\n  match: 'Polity:a ‹晤› Org:b'" + emit + tests, want: "warning slow 6:21"},
		"slow pattern":          {rules: "- id: r\n  match: 'Polity:a ( ~1..100 \"x\" ){12} ‹会晤› Org:b'" + emit + tests, want: "warning slow 6:11"},
		"twins":                 {rules: "- id: r\n  match: 'Polity:a ‹会晤› Org:b'" + emit + tests + "- id: s\n  match: 'Polity:a  ‹会晤› Org:b'" + emit + tests, want: "error shadowed 10:7"},
		"overriding twin":       {rules: "- id: r\n  match: 'Polity:a ‹会晤› Org:b'" + emit + tests + "- id: s\n  match: 'Polity:a ‹会晤› Org:b'\n  overrides: [r]\n  emit: [{s: b, p: met_with, o: a}]" + tests, want: "error shadowed 5:7"},
		"idle rule":             {rules: "- id: r\n  match: 'Polity ‹会晤› Org'" + tests, want: "error idle-rule 5:7"},
		"unused macro":          {rules: "- id: r\n  match: 'Polity:a @n ‹会晤› Org:b'" + emit + tests, want: "warning unused-macro 2:3"},
		"unused type":           {table: "Cityy\t兰城\n", rules: "- id: r\n  match: 'Polity:a ‹会晤› Org:b'" + emit + tests, want: "warning unused-type 4:1"},
		"used by the settings":  {settings: "runs: {Cityy: soft}\n", table: "Cityy\t兰城\n", rules: "- id: r\n  match: 'Polity:a ‹会晤› Org:b'" + emit + tests},
		"no about":              {rules: "- id: r\n  match: 'Polity:a ‹会晤› Org:b'" + emit + strings.Replace(tests, "about: x", "author: x", 1), want: "warning about 5:7"},
	} {
		t.Run(name, func(t *testing.T) {
			macros := "macros:\n  m: '\"x\"'\n  n: '@m'\n"
			if !strings.HasPrefix(c.want, "warning unused-macro") {
				macros = "macros: {}\n\n\n"
			} else {
				macros = strings.Replace(macros, "'@m'", "'\"和\"'", 1)
			}
			p, err := load(t, c.settings, c.table, macros+"rules:\n"+c.rules)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, k := range p.Lint() {
				got = append(got, fmt.Sprintf("%s %s %d:%d", k.Level, k.Check, k.Line, k.Col))
			}
			if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], c.want)) {
				t.Errorf("the linter says %q, want %q", got, c.want)
			}
		})
	}
}

// TestLintMacroCycle: a macro that uses itself is found though no rule uses it.
func TestLintMacroCycle(t *testing.T) {
	p, err := load(t, "", "", "macros: {a: '@b', b: '\"x\" @a'}\nrules: []\n")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, k := range p.Lint() {
		if k.Check == "macro-cycle" {
			n++
		}
	}
	if n != 2 {
		t.Errorf("%d macros in a circle were found, want 2", n)
	}
}

// TestNewPack: a new pack loads, passes its tests and the linter, alone and on
// top of the built-in one.
func TestNewPack(t *testing.T) {
	for _, depends := range []string{"", "diplomacy"} {
		files, err := pack.New("mine", depends)
		if err != nil {
			t.Fatal(err)
		}
		fsys := fstest.MapFS{}
		for path, text := range files {
			fsys[path] = &fstest.MapFile{Data: []byte(text)}
		}
		src := pack.Source{Name: "mine", FS: fsys}
		p, err := pack.Compose([]pack.Source{src}, openBuiltin)
		if err != nil {
			t.Fatal(err)
		}
		id := p.Rules[len(p.Rules)-1].ID.Value
		outcomes, err := p.Test([]string{id}, read)
		if err != nil || len(outcomes) < 2 {
			t.Fatal(err, len(outcomes))
		}
		for i := range outcomes {
			if !outcomes[i].OK() {
				t.Error(&outcomes[i])
			}
		}
		for _, k := range slices.Concat(p.Lint(), p.LintFiles(src)) {
			if strings.HasPrefix(k.File, "mine/") {
				t.Error(k)
			}
		}
	}
	if _, err := pack.New("Mine!", ""); err == nil {
		t.Error("a bad name was taken")
	}
}
