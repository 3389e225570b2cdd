// Package vocab names the IRIs that the graph is written with: those of the
// project's own ontology, generated from gongbao.ttl, and those of other
// vocabularies that the model uses. It is a leaf.
package vocab

//go:generate go run ./gen

// NS is the namespace of the project's ontology, prefix gb. It stays the same
// whatever base IRI the data has, so that queries work on every graph.
const NS = "https://w3id.org/gongbao/ontology#"

// DefaultBase is the base IRI of entities, documents and statements where no
// other is given.
const DefaultBase = "https://w3id.org/gongbao/"

// Namespaces of other vocabularies.
const (
	rdf  = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	skos = "http://www.w3.org/2004/02/skos/core#"
	prov = "http://www.w3.org/ns/prov#"
	oa   = "http://www.w3.org/ns/oa#"
	dct  = "http://purl.org/dc/terms/"
	xsd  = "http://www.w3.org/2001/XMLSchema#"
)

// RDF: types and reified statements.
const (
	RDFType      = rdf + "type"
	RDFStatement = rdf + "Statement"
	RDFSubject   = rdf + "subject"
	RDFPredicate = rdf + "predicate"
	RDFObject    = rdf + "object"
)

// RDFSLabel is the label of a term of an ontology.
const RDFSLabel = "http://www.w3.org/2000/01/rdf-schema#label"

// SKOS: labels.
const (
	SKOSPrefLabel = skos + "prefLabel"
	SKOSAltLabel  = skos + "altLabel"
)

// PROV-O: where a statement comes from.
const PROVWasDerivedFrom = prov + "wasDerivedFrom"

// Web Annotation vocabulary: evidence and where it stands.
const (
	OAAnnotation           = oa + "Annotation"
	OASpecificResource     = oa + "SpecificResource"
	OATextPositionSelector = oa + "TextPositionSelector"
	OATextQuoteSelector    = oa + "TextQuoteSelector"
	OAHasBody              = oa + "hasBody"
	OAHasTarget            = oa + "hasTarget"
	OAHasSource            = oa + "hasSource"
	OAHasSelector          = oa + "hasSelector"
	OAStart                = oa + "start"
	OAEnd                  = oa + "end"
	OAExact                = oa + "exact"
	OAPrefix               = oa + "prefix"
	OASuffix               = oa + "suffix"
)

// Dublin Core terms: metadata of source documents.
const (
	DCTTitle      = dct + "title"
	DCTDate       = dct + "date"
	DCTSource     = dct + "source"
	DCTIdentifier = dct + "identifier"
	DCTLanguage   = dct + "language"
)

// Datatypes of literals.
const (
	XSDDate       = xsd + "date"
	XSDGYear      = xsd + "gYear"
	XSDGYearMonth = xsd + "gYearMonth"
	XSDGMonthDay  = xsd + "gMonthDay"
	XSDInteger    = xsd + "integer"
	XSDBoolean    = xsd + "boolean"
	EDTF          = "http://id.loc.gov/datatypes/edtf/EDTF"
)

// NameProperties are the properties by whose values things are found. A short
// name that a text defines is a label too where it is one outside that text, so
// that gb:abbreviation, which has 本组织 as well, is not among them.
func NameProperties() []string {
	return []string{SKOSPrefLabel, SKOSAltLabel, DCTTitle, RDFSLabel}
}

// IsName reports whether a property gives a thing's name.
func IsName(property string) bool {
	switch property {
	case SKOSPrefLabel, SKOSAltLabel, DCTTitle, RDFSLabel:
		return true
	}
	return false
}
