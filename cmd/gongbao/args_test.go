package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func TestArrange(t *testing.T) {
	commands := newApp(streams{in: strings.NewReader(""), out: &bytes.Buffer{}, err: &bytes.Buffer{}}).Commands
	for in, want := range map[string]string{
		"gongbao":                               "gongbao",
		"gongbao --help":                        "gongbao --help",
		"gongbao lookup 中国 --json":              "gongbao lookup --json -- 中国",
		"gongbao --store x lookup 中国":           "gongbao lookup --store x -- 中国",
		"gongbao lookup 中国 --store x --json 国":  "gongbao lookup --store x --json -- 中国 国",
		"gongbao lookup --store=x 中国":           "gongbao lookup --store=x -- 中国",
		"gongbao build - --date 2012":           "gongbao build --date 2012 -- -",
		"gongbao lookup -- --json":              "gongbao lookup -- --json",
		"gongbao lookup a -- --json -n":         "gongbao lookup -- a --json -n",
		"gongbao lookup a --store":              "gongbao lookup --store -- a",
		"gongbao lokup a --json":                "gongbao lokup --json -- a",
		"gongbao help rules test":               "gongbao rules test --help",
		"gongbao help rules":                    "gongbao help -- rules",
		"gongbao rules test a -f json":          "gongbao rules test -f json -- a",
		"gongbao rules -f json test a --pack b": "gongbao rules test -f json --pack b -- a",
		"gongbao --version":                     "gongbao version",
		"gongbao lookup 中国 --help --json":       "gongbao lookup --help",
		"gongbao lookup a -n 3 -e":              "gongbao lookup -n 3 -e -- a",
	} {
		got := arrange(strings.Fields(in), commands)
		if !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("arrange(%s) = %q, want %q", in, got, want)
		}
	}
}

func TestTSVKeepsCellsApart(t *testing.T) {
	var b bytes.Buffer
	g := &grid{head: []string{"a", "b"}, rows: [][]string{{"x\ty", "1\n2\\"}}}
	if err := g.write(&b, "tsv"); err != nil {
		t.Fatal(err)
	}
	if want := "a\tb\nx\\ty\t1\\n2\\\\\n"; b.String() != want {
		t.Errorf("TSV %q, want %q", b.String(), want)
	}
}
