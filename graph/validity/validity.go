// Package validity says whether a statement holds at a date, from what the text
// tells of its time: nothing, a start, an end, both, each as precise as it may
// be. It is the one place where that is decided; look-up, the query function
// gb:validity, checks and derivation use it. The reasons stand in
// docs/data-model.md under "As of a date". It knows no store: Of reads the graph
// through an interface.
package validity

import "strings"

// Verdict says whether a statement holds at a date. Of several sources the
// greatest counts.
type Verdict uint8

// The verdicts, from the weakest to the strongest.
const (
	// No: what is told excludes the date.
	No Verdict = iota
	// Unknown: nothing that is told bears on the date.
	Unknown
	// Possible: what is told allows the date and does not demand it.
	Possible
	// Holds: what is told demands it.
	Holds
)

// String returns the verdict's name: no, unknown, possible, holds.
func (v Verdict) String() string {
	return [...]string{"no", "unknown", "possible", "holds"}[min(v, Holds)]
}

// Kind says how a relation stands to time.
type Kind uint8

// The kinds of relations, as gongbao.ttl assigns them.
const (
	// Fluent: it lasts from its start until something ends it.
	Fluent Kind = iota
	// Event: it happens, and without an end is over on the day of its start.
	Event
	// Atemporal: it does not change with time.
	Atemporal
)

// Tense says how a statement stands to the time of its document.
type Tense uint8

// The tenses.
const (
	// Present: the document states it of its own time; of an event, that it has
	// happened.
	Present Tense = iota
	// Past: the document says that it is over.
	Past
	// Future: the document says that it is to come.
	Future
)

// TenseOf returns the tense of a statement from its modality and the values of
// its qualifiers status and tense, each of which may be empty.
func TenseOf(modality, status, tense string) Tense {
	switch {
	case modality == "planned", status == "designate", status == "elect", tense == "next":
		return Future
	case status == "former", tense == "past":
		return Past
	}
	return Present
}

// Statement is what is told of the time of a statement.
type Statement struct {
	// Start and End are the valid time: dates or intervals of ISO 8601 or EDTF,
	// empty where not told.
	Start, End string
	// Told is the date of the document, the weakest evidence; empty where it is
	// not known.
	Told  string
	Kind  Kind
	Tense Tense
	// Inferred says that the text does not tell the start: it is the date of
	// the document. Then nothing is more than possible.
	Inferred bool
}

// FromDocument reports whether a value of the qualifier gb:inferred says that
// the start is the date of the document.
func FromDocument(inferred string) bool { return inferred == "document_date" }

// At says whether the statement holds on some day of the date.
func (s Statement) At(d Date) Verdict {
	v := s.at(d)
	if v == Holds && (s.Tense == Future || s.Inferred) {
		return Possible // what is to come may fail to, and a document's date is weak evidence
	}
	return v
}

func (s Statement) at(d Date) Verdict {
	if s.Kind == Atemporal {
		return Holds
	}
	t := s.read()
	told, isTold := Parse(s.Told)
	isTold = isTold && told.Month == 0
	if !t.hasStart && !t.hasEnd {
		switch {
		case t.start.Month != 0 && s.Kind == Event && t.start.recurs(d):
			return Possible
		case t.start.Month != 0 && s.Kind == Event:
			return No
		case !isTold:
			return Unknown
		}
		return min(s.untimed(d, told), t.most())
	}
	first, last := t.start, t.end // the days on which it may begin and end
	switch {
	case t.hasStart && t.hasEnd:
	case t.hasStart && s.Kind == Event:
		last = first
	case t.hasStart:
		last = Date{First: first.First, Last: Latest}
		if isTold && s.Tense == Present && first.First <= told.Last {
			last.First = max(last.First, told.First) // it still held when it was told
		}
		if isTold && s.Tense == Past {
			last.Last = told.Last
		}
		if t.open {
			last.First = Latest
		}
	default:
		first = Date{First: Earliest, Last: last.Last}
		if isTold && s.Kind == Fluent && s.Tense == Present && last.Last >= told.First {
			first.Last = min(first.Last, told.Last) // it had begun when it was told
		}
	}
	switch {
	case first.First > last.Last:
		return Unknown // the end is before the start: one of them is wrong
	case first.First > d.Last || last.Last < d.First:
		return No
	case min(first.Last, last.Last) <= d.Last && max(last.First, first.First) >= d.First:
		return t.most()
	}
	return Possible
}

// untimed judges a statement with no time of its own by the date of its
// document. It bears on that date; on others only where order excludes them.
func (s Statement) untimed(d, told Date) Verdict {
	within := d.First <= told.First && told.Last <= d.Last // the date covers that of the document
	inside := told.First <= d.First && d.Last <= told.Last
	meets := d.First <= told.Last && told.First <= d.Last
	switch {
	case s.Tense == Future && d.Last < told.First && s.Kind == Event:
		return No // it was still to come
	case s.Tense != Present && inside:
		return No // the document says that it is not now
	case s.Tense != Present:
		return Unknown
	case s.Kind == Event && d.First > told.Last:
		return No // it had happened
	case s.Kind == Event && meets:
		return Possible
	case s.Kind == Fluent && within:
		return Holds
	case s.Kind == Fluent && meets:
		return Possible
	}
	return Unknown
}

// reading is the time of a statement as far as it can be read.
type reading struct {
	start, end       Date
	hasStart, hasEnd bool
	open             bool
	// doubtful says that a part is uncertain or cannot be used.
	doubtful bool
}

// most is the strongest verdict that the reading allows.
func (t reading) most() Verdict {
	if t.doubtful {
		return Possible
	}
	return Holds
}

// read reads start and end. A start that is an interval is both where no end is
// told.
func (s Statement) read() reading {
	t := reading{start: unknown, end: unknown}
	from, okFrom := ParseInterval(s.Start)
	to, okTo := ParseInterval(s.End)
	t.doubtful = s.Start != "" && !okFrom || s.End != "" && !okTo
	if s.Start != "" && okFrom {
		t.start, t.hasStart = from.From, from.From.Last != Latest
		t.doubtful = t.doubtful || from.From.Uncertain || from.From.Month != 0
		if s.End == "" && strings.Contains(s.Start, "/") {
			to, okTo = from, true
		}
	}
	if okTo {
		t.end, t.hasEnd, t.open = to.To, to.To.Last != Latest, to.Open
		t.doubtful = t.doubtful || to.To.Uncertain || to.To.Month != 0
	}
	return t
}

// Time returns the valid time as one EDTF expression: a date, or an interval
// whose untold end is empty; "" where nothing is told or it cannot be written.
// The date of the document has no part in it.
func (s Statement) Time() string {
	if s.Inferred {
		s.Start = ""
	}
	start, end := edtf(s.Start), edtf(s.End)
	if s.Start != "" && start == "" || s.End != "" && end == "" {
		return ""
	}
	yearless := strings.HasPrefix(start, "XXXX") || strings.HasPrefix(end, "XXXX")
	switch {
	case start == end, end == "" && (s.Kind != Fluent || strings.Contains(start, "/")):
		return start
	case yearless, strings.Contains(start+end, "/"):
		return ""
	}
	from, _ := Parse(start)
	to, _ := Parse(end)
	if start != "" && end != "" && from.First > to.Last {
		return ""
	}
	return start + "/" + end
}

// edtf returns a date or interval in the spelling of EDTF, and "" for what is
// none.
func edtf(s string) string {
	i, ok := ParseInterval(s)
	switch {
	case !ok, strings.Contains(s, "T"):
		return ""
	case i.From.Month != 0 && i.From == i.To:
		return "XXXX-" + s[len(s)-len("01-28"):]
	case i.From.Month != 0, i.To.Month != 0:
		return ""
	}
	return s
}
