package registry

import (
	"encoding/json"
	"fmt"
)

// Clues is what one document tells of the identity of the things it names, so
// that identity across documents can be found without reading their graphs. It
// is a pure function of the document.
type Clues struct {
	// Base is the base IRI that the document was written with; things below
	// different bases are never one.
	Base string `json:"base"`
	// Date is the document's date (ISO 8601, partial ones allowed), or empty.
	Date      string         `json:"date,omitempty"`
	Persons   []PersonClue   `json:"persons,omitempty"`
	Meetings  []MeetingClue  `json:"meetings,omitempty"`
	Documents []DocumentClue `json:"documents,omitempty"`
}

// PersonClue is a person as one document tells of it.
type PersonClue struct {
	IRI string `json:"iri"`
	// Name is the name with Simplified characters.
	Name string `json:"name"`
	// Key is the state or body in the person's IRI; empty for a person known
	// inside the document only.
	Key     string       `json:"key,omitempty"`
	Offices []OfficeClue `json:"offices,omitempty"`
	// Statement is one statement that names the person.
	Statement string `json:"statement"`
}

// OfficeClue is an office that a person is said to hold at one place of the
// text.
type OfficeClue struct {
	IRI string `json:"iri"`
	// Title is the title with Simplified characters.
	Title string `json:"title"`
	// Body is the state or body of the office, class and key: state/ZAF,
	// org/UN; empty where the text does not say it.
	Body string `json:"body,omitempty"`
	// At is where the name stands, in code points of the clean text: offices
	// told at one place are those of one person.
	At int `json:"at"`
	// Start and End are the time of the statement, where it is told.
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
	// Sole says that the document names no other holder of the office.
	Sole      bool   `json:"sole,omitempty"`
	Statement string `json:"statement"`
}

// MeetingClue is a meeting as one document tells of it.
type MeetingClue struct {
	IRI string `json:"iri"`
	// Name is the name with Simplified characters; where Body is known, Rest is
	// the name without the form of the body's name that it begins with.
	Name string `json:"name"`
	Rest string `json:"rest,omitempty"`
	Body string `json:"body,omitempty"`
	// Day is the first day (ISO 8601, partial ones allowed), where it is told.
	Day        string   `json:"day,omitempty"`
	Statements []string `json:"statements"`
}

// DocumentClue is a declaration, agreement or other document that a text names.
type DocumentClue struct {
	IRI   string `json:"iri"`
	Title string `json:"title"`
	// Day is the day on which it was issued, adopted or signed, where it is
	// told.
	Day        string   `json:"day,omitempty"`
	Statements []string `json:"statements"`
}

const (
	// IdentityClues holds the Clues of each document, by its ID.
	IdentityClues = "clues"
	// IdentityBlocks holds what is compared with each other to find identity;
	// its keys and values are those of the package that does so.
	IdentityBlocks = "identity"
	// IdentityPairs holds an empty value for each pair of IRIs and each block in
	// which they were found to name one thing.
	IdentityPairs = "pairs"
	// Derived holds the IRIs of the statements that a rule derived for one value
	// of its key, by the rule's id and that value.
	Derived = "derived"
	// DerivedDue holds what changed since facts were last derived; its keys and
	// values are those of the package that does so.
	DerivedDue = "derived-due"
	// DerivedRules holds the texts of the user's own rules for deriving facts,
	// by their ids.
	DerivedRules = "derived-rules"
	// DerivedSetting is the name of the setting that tells by which rules facts
	// were derived.
	DerivedSetting = "derived"
	// IdentitySetting is the name of the setting that tells by which version of
	// the rules identity was found.
	IdentitySetting = "identity"
)

// Empty reports whether there is nothing to compare.
func (c *Clues) Empty() bool {
	return len(c.Persons) == 0 && len(c.Meetings) == 0 && len(c.Documents) == 0
}

// Encode returns the value of a document's clues.
func (c *Clues) Encode() ([]byte, error) {
	data, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	return Compress(data), nil
}

// DecodeClues reads the value of a document's clues.
func DecodeClues(value []byte) (*Clues, error) {
	data, err := Decompress(value)
	c := new(Clues)
	if err == nil {
		err = json.Unmarshal(data, c)
	}
	if err != nil {
		return nil, fmt.Errorf("clues to the identity of things in a document: %w", err)
	}
	return c, nil
}
