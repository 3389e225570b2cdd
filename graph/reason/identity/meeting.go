package identity

import (
	"cmp"
	"slices"
	"strings"

	"gongbao/graph/registry"
	"gongbao/ontology/vocab"
)

// meeting is a meeting as one document tells of it; all of a block are of one
// body and series.
type meeting struct {
	IRI string `json:"i"`
	// Number is what tells one of the series: ordinals and year.
	Number string `json:"n,omitempty"`
	// Day is the first day, where it is told; Date that of the document.
	Day        string   `json:"d,omitempty"`
	Date       string   `json:"t,omitempty"`
	Statements []string `json:"f"`
}

// newMeeting splits a clue into what names the series, which is the name of the
// block, and the rest. The name is empty where the clue does not tell the
// series.
func newMeeting(c registry.MeetingClue, date string) (m meeting, block string) {
	name := c.Name
	if c.Body != "" {
		name = c.Rest
	}
	rest, number := series(name)
	if c.Body == "" && !specific(rest) || c.Body != "" && rest == "" && number == "" {
		return meeting{}, ""
	}
	return meeting{c.IRI, number, c.Day, date, c.Statements}, c.Body + "|" + rest
}

// meetingYears bounds, in days, how far apart texts about one meeting with an
// ordinal may be dated: announcements precede it and reports follow it.
const meetingYears = 366

// meetingLinks returns the links and doubts among the meetings of one series:
// those with one number are one meeting unless their days differ, and those
// without a number are one with whichever begins on the same day.
func meetingLinks(all []meeting) []Link {
	slices.SortFunc(all, func(x, y meeting) int {
		return cmp.Or(strings.Compare(x.IRI, y.IRI), strings.Compare(x.Date, y.Date), slices.Compare(x.Statements, y.Statements))
	})
	var out []Link
	byNumber := map[string][]*meeting{}
	for i := range all {
		byNumber[all[i].Number] = append(byNumber[all[i].Number], &all[i])
	}
	for _, n := range sortedKeys(byNumber) {
		if n != "" {
			out = append(out, sameNumber(byNumber[n])...)
		}
	}
	return append(out, sameDay(all)...)
}

// sameNumber compares the meetings of one series that have one number. Where
// the texts give one first day at most, they are one as far as the texts are
// not too far apart in time; where they give several, those of one day are one
// and the rest stays in doubt.
func sameNumber(list []*meeting) []Link {
	days := map[string]bool{}
	for _, m := range list {
		if len(m.Day) == len("2006-01-02") {
			days[m.Day] = true
		}
	}
	slices.SortStableFunc(list, func(x, y *meeting) int {
		return cmp.Compare(x.time().from, y.time().from)
	})
	var out []Link
	for i := 1; i < len(list); i++ {
		x, y := list[i-1], list[i]
		switch {
		case x.IRI == y.IRI, x.Day != "" && x.Day == y.Day:
		case len(days) > 1:
			out = append(out, doubt(x, y, vocab.TimesApart))
		case apart(x.time(), y.time()) > meetingYears, x.Day != "" && y.Day != "" && !meets(spanOf(x.Day), spanOf(y.Day)):
			out = append(out, doubt(x, y, vocab.TimesApart))
		default:
			out = append(out, newLink(x.IRI, y.IRI, true, vocab.SameOrdinal, slices.Concat(x.Statements, y.Statements)...))
		}
	}
	return out
}

// time is the first day, where it is told, else the date of the document.
func (m *meeting) time() span {
	if s := spanOf(m.Day); s.known {
		return s
	}
	return spanOf(m.Date)
}

func doubt(x, y *meeting, reason string) Link {
	return newLink(x.IRI, y.IRI, false, reason, slices.Concat(x.Statements, y.Statements)...)
}

// sameDay joins the meetings of one series that begin on one day, unless their
// numbers differ.
func sameDay(all []meeting) []Link {
	byDay := map[string][]*meeting{}
	numbers := map[string]map[string]bool{}
	for i := range all {
		m := &all[i]
		if len(m.Day) != len("2006-01-02") {
			continue
		}
		byDay[m.Day] = append(byDay[m.Day], m)
		if numbers[m.Day] == nil {
			numbers[m.Day] = map[string]bool{}
		}
		if m.Number != "" {
			numbers[m.Day][m.Number] = true
		}
	}
	var out []Link
	for _, day := range sortedKeys(byDay) {
		list := byDay[day]
		for i := 1; i < len(list); i++ {
			x, y := list[i-1], list[i]
			switch {
			case x.IRI == y.IRI:
			case len(numbers[day]) > 1 && x.Number != y.Number:
				out = append(out, doubt(x, y, vocab.SeveralCandidates))
			default:
				reason := vocab.SameFirstDay
				if x.Number != "" && x.Number == y.Number {
					reason = vocab.SameOrdinal
				}
				out = append(out, newLink(x.IRI, y.IRI, true, reason, slices.Concat(x.Statements, y.Statements)...))
			}
		}
	}
	return out
}
