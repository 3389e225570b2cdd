package pack_test

import (
	"testing"

	"gongbao/extract"
	"gongbao/extract/fact"
	"gongbao/extract/pack"
	"gongbao/extract/packs"
	"gongbao/extract/rule"
	"gongbao/extract/source"
	"gongbao/extract/text"
)

// read reads a text as the program does.
func read(p *pack.Pack, s, date string) ([]fact.Fact, []rule.Made, error) {
	x, err := extract.New(p, extract.Options{})
	if err != nil {
		return nil, nil, err
	}
	r := x.Read(&source.Document{Date: date}, text.New(s))
	return r.Facts, r.Mentions, nil
}

// TestBuiltinPack runs the tests beside the rules of the built-in pack.
func TestBuiltinPack(t *testing.T) {
	files, err := packs.Open(packs.Default)
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	outcomes, err := p.Test(nil, read)
	if err != nil {
		t.Fatal(err)
	}
	if len(outcomes) == 0 {
		t.Fatal("the pack has no tests")
	}
	for i := range outcomes {
		o := &outcomes[i]
		t.Run(o.Rule, func(t *testing.T) {
			if !o.OK() {
				t.Error(o)
			}
		})
	}
}

// TestBuiltinLint: the linter finds no error in the built-in pack, and nothing
// that it complains of lacks a place.
func TestBuiltinLint(t *testing.T) {
	files, err := packs.Open(packs.Default)
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.Lint() {
		if c.Line < 1 || c.Col < 1 || c.File == "" {
			t.Errorf("no place: %v", c)
		}
		if c.Level == rule.LevelError {
			t.Error(c)
		}
	}
}
