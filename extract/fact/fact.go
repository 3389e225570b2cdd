// Package fact holds what a rule read in a text: a Fact is a relation between
// two arguments with qualifiers, a modality, and the evidence for each of its
// parts. Facts are on the side of the text; the node in the graph that carries
// one is a Statement (graph/ingest).
package fact

import "gongbao/extract/text"

// Modality says in which way the text presents a fact.
type Modality string

// The modalities. Only an asserted fact becomes a direct triple in the graph.
const (
	Asserted Modality = "asserted"
	Planned  Modality = "planned"
	Claimed  Modality = "claimed"
	Denied   Modality = "denied"
)

// NoEntity is the Entity of an Argument that is a plain value (a date, a
// number, a role), not a thing with an identity.
const NoEntity = -1

// Argument is one end of a fact, or the value of a qualifier.
type Argument struct {
	// Text is the string of the argument as the annotation conventions cut it:
	// letter for letter from the text, page damage left out; made only for
	// dates and constants.
	Text string
	// Type is the mention type that filled the slot (Person, Polity, Org,
	// Meeting, Document, City, Date, Office, Group, Text …).
	Type string
	// Code is the gazetteer code of what was named, where there is one (KAZ).
	Code string
	// Span is where the argument stands in the clean text; empty for values
	// made by a rule or taken from the document's memory.
	Span text.Span
	// Entity is the index of the resolved entity in the Result's Entities, or
	// NoEntity.
	Entity int
}

// Qualifier is a named value beside a fact: of, role, status, ordinal, place,
// by, at, kind, level, action, tense, scope, decided, claimed_by …
type Qualifier struct {
	Name string
	Argument
}

// Inferred is the qualifier of a fact whose start the text does not tell, and
// DocumentDate its value where the start is the date of the document: a decree
// that appoints somebody without telling a day.
const (
	Inferred     = "inferred"
	DocumentDate = "document_date"
)

// Evidence is one reading of a fact: which rule, in which sentence, at which
// characters.
type Evidence struct {
	// Rule is the id of the rule that read the fact.
	Rule string
	// Span covers everything that the rule matched.
	Span text.Span
	// Sentence is the sentence around it.
	Sentence text.Span
	// Subject and Object are where the arguments stand in this reading; empty
	// when they came from the document's memory.
	Subject, Object text.Span
	// Qualifiers holds where each qualifier stands in this reading, by name;
	// one without a place in the text is absent.
	Qualifiers map[string]text.Span
}

// Fact is one statement of the text.
type Fact struct {
	Subject  Argument
	Relation string // snake_case, as in the gold files: holds_office
	Object   Argument
	// Start and End bound the time the fact holds: ISO 8601 calendar dates,
	// partial ones allowed (2013, 2012-06, --01-28); empty when not told.
	Start, End string
	// Qualifiers are sorted by name, then by text; start and end are not among
	// them, nor planned and denied, which are Modality.
	Qualifiers []Qualifier
	Modality   Modality
	// Evidence has at least one element, in text order.
	Evidence []Evidence
}

// Qualifier returns the first qualifier of that name.
func (f *Fact) Qualifier(name string) (Qualifier, bool) {
	for _, q := range f.Qualifiers {
		if q.Name == name {
			return q, true
		}
	}
	return Qualifier{}, false
}
