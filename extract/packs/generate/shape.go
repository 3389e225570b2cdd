package main

import (
	"path/filepath"
	"slices"
)

// computed are the tables that makeTables writes.
var computed = []string{"states.tsv", "initials.tsv", "cities.tsv", "provinces.tsv"}

// shapeTables brings the hand-written tables into shape: all columns, empty
// script labels filled from the name, the source where none is said, and no
// forms that are mere script variants of another. Named tables limit it to those.
func shapeTables(dir folders, only []string) error {
	src, err := openSources(dir.npm)
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(dir.out, "*.tsv"))
	if err != nil {
		return err
	}
	for _, path := range files {
		if name := filepath.Base(path); slices.Contains(computed, name) || len(only) > 0 && !slices.Contains(only, name) {
			continue
		}
		t, err := readTable(path)
		if err != nil {
			return err
		}
		for i := range t.rows {
			r := &t.rows[i]
			if slices.Contains(entityTypes, r.Type) {
				if r.Labels[labelHans] == "" {
					r.Labels[labelHans] = r.Name
				}
				if r.Labels[labelHant] == "" {
					r.Labels[labelHant] = src.script.hant(r.Name)
				}
			}
			if r.Source == "" {
				r.Source = "hand"
			}
			given := r.Forms
			r.Forms = nil
			src.addForm(r, given...)
		}
		if err := t.write(path); err != nil {
			return err
		}
	}
	return nil
}
