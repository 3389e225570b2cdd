package identity

import (
	"cmp"
	"slices"
	"strings"

	"gongbao/ontology/vocab"
)

// document is a document that a text names; all of a block have one title.
type document struct {
	IRI string `json:"i"`
	// Day is the day of issue, where it is told; Date that of the text.
	Day        string   `json:"d,omitempty"`
	Date       string   `json:"t,omitempty"`
	Statements []string `json:"f"`
}

// issueDays is how many days texts about the issue of one document may be dated
// apart.
const issueDays = 3

// documentLinks returns the links and doubts among documents of one title: one
// after the other in time, they are one document where days and dates agree.
func documentLinks(all []document) []Link {
	slices.SortFunc(all, func(x, y document) int {
		return cmp.Or(
			cmp.Compare(x.time().from, y.time().from), strings.Compare(x.Day, y.Day), strings.Compare(x.IRI, y.IRI),
			slices.Compare(x.Statements, y.Statements),
		)
	})
	var out []Link
	for start := 0; start < len(all); {
		// A run of documents near each other in time.
		end := start + 1
		for end < len(all) && apart(all[end-1].time(), all[end].time()) <= issueDays {
			end++
		}
		out = append(out, issued(all[start:end])...)
		if end < len(all) && all[end-1].IRI != all[end].IRI {
			out = append(out, all[end-1].link(&all[end], false, vocab.TimesApart))
		}
		start = end
	}
	return out
}

// issued joins documents of one title and time, unless the texts give several
// days of issue.
func issued(run []document) []Link {
	days := map[string]bool{}
	for i := range run {
		if run[i].Day != "" {
			days[run[i].Day] = true
		}
	}
	var out []Link
	for i := 1; i < len(run); i++ {
		x, y := &run[i-1], &run[i]
		switch {
		case x.IRI == y.IRI:
		case len(days) > 1 && (x.Day == "" || x.Day != y.Day):
			out = append(out, x.link(y, false, vocab.SeveralCandidates))
		default:
			out = append(out, x.link(y, true, vocab.SameTitleAndDay))
		}
	}
	return out
}

func (d *document) time() span {
	if s := spanOf(d.Day); s.known {
		return s
	}
	return spanOf(d.Date)
}

func (d *document) link(o *document, same bool, reason string) Link {
	return newLink(d.IRI, o.IRI, same, reason, slices.Concat(d.Statements, o.Statements)...)
}
