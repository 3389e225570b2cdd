package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// check runs the checker over one table made of the rows and gives its output.
func check(t *testing.T, rows ...string) (string, error) {
	t.Helper()
	dir := t.TempDir()
	text := "# Written by hand.\ntype\tcode\tname\tforms\tattrs\tsource\n" + strings.Join(rows, "\n") + "\n"
	if err := os.WriteFile(filepath.Join(dir, "words.tsv"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err := checkFolder(dir, func(s string) string { return s }, &out)
	return out.String(), err
}

func TestCheckFinds(t *testing.T) {
	for name, tc := range map[string]struct {
		rows []string
		want string // part of the finding; empty: none
	}{
		"clean":                {[]string{"City\tArden\t阿登\t\t\thand", "Stop\t\t随后\t\t\thand"}, ""},
		"two cities, one form": {[]string{"City\tArden\t阿登\t\t\thand", "City\tBrell\t布雷\t阿登\t\thand"}, "阿登 is City"},
		"entity without code":  {[]string{"City\t\t阿登\t\t\thand"}, "must not be empty"},
		"state that is missing": {
			[]string{"City\tArden\t阿登\t\tstate=XXA\thand"}, "no Polity XXA",
		},
		"stop that hides a verb":       {[]string{"AttendVerb\t\t出席\t\t\thand", "Stop\t\t并出席\t\t\thand"}, "hides AttendVerb 出席"},
		"hiding on purpose":            {[]string{"AdoptVerb\t\t通过\t\t\thand", "Stop\t\t通过对话\t\thides=yes\thand"}, ""},
		"head behind a body's name":    {[]string{"OrgTail\t\t理事会\t\t\thand", "OfficeHead\t\t主席\t\t\thand", "OfficeHead\t\t理事会主席\t\t\thand"}, "hides 主席"},
		"hard stop of one character":   {[]string{"Stop\t\t和\t\t\thand"}, "one character"},
		"attribute that is not a pair": {[]string{"Stop\t\t随后\t\tverb\thand"}, "not key=value"},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := check(t, tc.rows...)
			if tc.want == "" {
				if err != nil {
					t.Fatalf("findings in a clean table:\n%s", out)
				}
				return
			}
			if err == nil || !strings.Contains(out, tc.want) {
				t.Fatalf("want a finding with %q, got %v:\n%s", tc.want, err, out)
			}
		})
	}
}

// TestTablesOfThePack holds the shipped tables to the checks.
func TestTablesOfThePack(t *testing.T) {
	var out bytes.Buffer
	if err := checkFolder("../diplomacy/gazetteer", func(s string) string { return s }, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
}

func TestReadTableRefusesUnknownColumn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.tsv")
	if err := os.WriteFile(path, []byte("type\tnmae\nCity\tx\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := readTable(path); err == nil || !strings.Contains(err.Error(), `"nmae"`) {
		t.Fatalf("want an error that names the column, got %v", err)
	}
}
