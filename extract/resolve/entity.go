// Package resolve gives the arguments of facts an identity inside their
// document: which mentions name one thing, which abbreviation stands for which
// name, what 会议, 本组织 and 该国 refer to.
package resolve

// Entity is one thing that the document speaks of.
type Entity struct {
	// Class is the ontology class without prefix: Person, Office, State,
	// Organisation, Place, Meeting, Series, Document, Group, Thing.
	Class string
	// Key is the entity's path below …/id/, segments not escaped:
	// {"state", "KAZ"}, {"person", "KAZ", "纳扎尔巴耶夫"}, {"office", "SCO", "秘书长"}.
	Key []string
	// Scoped says that the text does not tell enough to name the thing outside
	// this document, so that its IRI is made below the document's own.
	Scoped bool
	// Code is the gazetteer code, where there is one.
	Code string
	// Names are all forms seen in this document and those its gazetteer entry
	// lists, the preferred one first.
	Names []Name
}

// Name is one form of an entity's name.
type Name struct {
	Text string
	// Lang is a BCP 47 tag: zh-Hans, zh-Hant, zh-Hant-TW, en …; zh when the
	// characters do not tell the script.
	Lang string
}
