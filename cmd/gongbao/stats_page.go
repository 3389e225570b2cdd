package main

import (
	"bytes"
	"cmp"
	"context"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"gongbao/exports"
	"gongbao/exports/picture"
	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// factYears counts statements by the year in which they begin.
func factYears(ctx context.Context, snap *store.Snapshot) ([]tally, error) {
	p, ok, err := snap.ID(rdf.NewIRI(vocab.Start))
	if err != nil || !ok {
		return nil, err
	}
	counts := map[string]uint64{}
	it := snap.Match(ctx, rdf.IDQuad{rdf.P: p}, store.Order{rdf.P, rdf.O, rdf.S, rdf.G})
	var last rdf.ID
	year := ""
	for it.Next() {
		q := it.Quad()
		if q[rdf.O] != last {
			t, err := snap.Term(q[rdf.O])
			if err != nil {
				_ = it.Close() // the first error is the one to tell
				return nil, err
			}
			year, last = yearOf(t.Value), q[rdf.O]
		}
		if year != "" {
			counts[year]++
		}
	}
	return byName("year", counts), it.Close()
}

// yearOf returns the year in which a date or interval begins, or "" where it is
// none.
func yearOf(date string) string {
	first, _ := exports.Days(date)
	year, _, _ := strings.Cut(first, "-")
	return year
}

// documentTallies counts statements by what the register tells of their
// documents: the year or the source.
func documentTallies(snap *store.Snapshot, by string) ([]tally, error) {
	counts := map[string]uint64{}
	for rec, err := range snap.Records(registry.Documents, "") {
		if err != nil {
			return nil, err
		}
		d, err := registry.DecodeDocument(rec.Value)
		if err != nil {
			return nil, err
		}
		name := sourceOf(d)
		if by == "document-year" {
			name = yearOf(d.Date)
		}
		if name != "" {
			counts[name] += uint64(d.Statements)
		}
	}
	out := byName(by, counts)
	if by == "source" {
		slices.SortStableFunc(out, func(a, b tally) int { return cmp.Compare(b.Count, a.Count) })
	}
	return out, nil
}

// sourceOf is the site that a document comes from, or else the folder.
func sourceOf(d *registry.Document) string {
	for _, address := range []string{d.URL, d.ID, d.Source} {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			return u.Host
		}
	}
	if d.Source == "" {
		return "standard input"
	}
	return path.Dir(strings.ReplaceAll(d.ID, `\`, "/")) + "/"
}

// byName makes tallies of counts, sorted by name.
func byName(kind string, counts map[string]uint64) []tally {
	var out []tally
	for name, n := range counts {
		out = append(out, tally{kind, name, n})
	}
	slices.SortFunc(out, func(a, b tally) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// statsPage writes the counts as a page of charts.
func statsPage(c *cli.Context, s streams) error {
	if c.String("output") == "" && s.outTTY {
		return usagef("a page is not for a terminal; name a file with -o")
	}
	names := relationNames(c.String("lang"))
	kinds := tallyKinds
	if by := c.String("by"); by != "" {
		kinds = []string{by}
	}
	return withSnapshot(c, func(ctx context.Context, snap *store.Snapshot) error {
		all, err := totals(snap)
		if err != nil {
			return err
		}
		r := picture.Report{Documents: all[0].Count, Quads: all[1].Count}
		relations, err := tallies(ctx, snap, "relation")
		if err != nil {
			return err
		}
		for _, b := range chartOf("relation", relations, names).Bars {
			r.Facts += b.Count
		}
		for _, kind := range kinds {
			ts, err := tallies(ctx, snap, kind)
			if err != nil {
				return err
			}
			r.Charts = append(r.Charts, chartOf(kind, ts, names))
		}
		var b bytes.Buffer
		if err := r.HTML(&b, picture.Options{Lang: c.String("lang"), Names: names}); err != nil {
			return err
		}
		return writeResult(s, c.String("output"), b.Bytes())
	})
}

// bookkeeping are the classes and relations of what the program writes about
// facts, which are not what the texts speak of.
var bookkeeping = []string{"gb:Statement", "gb:Evidence", "gb:SourceDocument", "gb:IdentityLink", "gb:same", "gb:possiblySame"}

// chartOf makes a chart of tallies, with names for people.
func chartOf(kind string, ts []tally, names map[string]string) picture.Chart {
	ch := picture.Chart{Kind: kind}
	for _, t := range ts {
		local, ours := strings.CutPrefix(t.Name, "gb:")
		foreign := kind == "class" && !ours && !strings.Contains(t.Name, "/pack/")
		if foreign || slices.Contains(bookkeeping, t.Name) {
			continue
		}
		if _, after, ok := strings.Cut(t.Name, "#"); ok && !ours {
			local = after
		}
		label := t.Name
		if kind == "class" || kind == "relation" || kind == "modality" {
			label = nameOf(local, names)
		}
		ch.Bars = append(ch.Bars, picture.Bar{Label: label, Count: t.Count})
	}
	return ch
}
