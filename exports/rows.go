package exports

import (
	"context"
	"iter"
	"strconv"
	"strings"

	"gongbao/graph/rdf"
)

// row is one reading of a statement, as the tables have it; its fields are the
// columns. A statement that was read twice has two rows, of which Reading
// counts 1 and 2. A triple that no statement carries has a row with neither.
type row struct {
	Statement     string `parquet:"statement"`
	Reading       int    `parquet:"reading"`
	Subject       string `parquet:"subject"`
	SubjectLabel  string `parquet:"subject_label"`
	SubjectClass  string `parquet:"subject_class,dict"`
	Relation      string `parquet:"relation,dict"`
	Object        string `parquet:"object"`
	ObjectLabel   string `parquet:"object_label"`
	ObjectClass   string `parquet:"object_class,dict"`
	Start         string `parquet:"start"`
	End           string `parquet:"end"`
	Modality      string `parquet:"modality,dict"`
	Qualifiers    string `parquet:"qualifiers"`
	Rule          string `parquet:"rule,dict"`
	SubjectText   string `parquet:"subject_text"`
	SubjectStart  *int   `parquet:"subject_start,optional"`
	SubjectEnd    *int   `parquet:"subject_end,optional"`
	ObjectText    string `parquet:"object_text"`
	ObjectStart   *int   `parquet:"object_start,optional"`
	ObjectEnd     *int   `parquet:"object_end,optional"`
	Sentence      string `parquet:"sentence"`
	Document      string `parquet:"document,dict"`
	DocumentTitle string `parquet:"document_title,dict"`
	DocumentDate  string `parquet:"document_date,dict"`
	DocumentURL   string `parquet:"document_url,dict"`
	Predicate     string `parquet:"predicate,dict"`
}

// columns are the names of the columns of cells.
var columns = []string{
	"statement", "reading", "subject", "subject_label", "subject_class", "relation", "object", "object_label", "object_class",
	"start", "end", "modality", "qualifiers", "rule", "subject_text", "subject_start", "subject_end", "object_text", "object_start",
	"object_end", "sentence", "document", "document_title", "document_date", "document_url", "predicate",
}

// cells are the row as text.
func (r *row) cells() []string {
	number := func(n *int) string {
		if n == nil {
			return ""
		}
		return strconv.Itoa(*n)
	}
	reading := ""
	if r.Reading > 0 {
		reading = strconv.Itoa(r.Reading)
	}
	return []string{
		r.Statement, reading, r.Subject, r.SubjectLabel, r.SubjectClass, r.Relation, r.Object, r.ObjectLabel, r.ObjectClass,
		r.Start, r.End, r.Modality, r.Qualifiers, r.Rule, r.SubjectText, number(r.SubjectStart), number(r.SubjectEnd),
		r.ObjectText, number(r.ObjectStart), number(r.ObjectEnd), r.Sentence, r.Document, r.DocumentTitle, r.DocumentDate,
		r.DocumentURL, r.Predicate,
	}
}

// rows yields the rows of a source, graph by graph.
func rows(ctx context.Context, src Source, lang string) iter.Seq2[*row, error] {
	return func(yield func(*row, error) bool) {
		for g, err := range graphs(ctx, src) {
			var text string
			if err == nil && len(g.statements) > 0 {
				text, err = src.Text(g.document.id)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			runes := []rune(text)
			for _, st := range g.statements {
				r := g.row(st.subject, st.predicate, st.object, lang)
				r.Statement, r.Start, r.End, r.Modality = st.iri, st.start, st.end, st.modality
				r.Qualifiers, r.Rule = g.values(st.qualifiers, lang), strings.Join(st.rules, "; ")
				if len(st.evidence) == 0 && !yield(&r, nil) {
					return
				}
				for i := range st.evidence {
					read := r
					read.reading(i+1, &st.evidence[i], runes)
					if !yield(&read, nil) {
						return
					}
				}
			}
			for _, q := range g.plain {
				r := g.row(q.S, q.P.Value, q.O, lang)
				if !yield(&r, nil) {
					return
				}
			}
		}
	}
}

// row returns the columns that any triple has.
func (g *graph) row(s rdf.Term, predicate string, o rdf.Term, lang string) row {
	return row{
		Subject: nameOf(s), SubjectLabel: g.show(s, lang), SubjectClass: g.classOf(s),
		Relation: localName(predicate), Predicate: predicate,
		Object: nameOf(o), ObjectLabel: g.show(o, lang), ObjectClass: g.classOf(o),
		Document: g.document.iri, DocumentTitle: g.document.title, DocumentDate: g.document.date, DocumentURL: g.document.url,
	}
}

// reading fills in the columns of one reading.
func (r *row) reading(n int, e *evidence, text []rune) {
	r.Reading, r.Rule, r.Sentence = n, e.rule, quote(text, e.start, e.end)
	if m := e.mark("subject"); m.end > 0 {
		r.SubjectText, r.SubjectStart, r.SubjectEnd = m.exact, &m.start, &m.end
	}
	if m := e.mark("object"); m.end > 0 {
		r.ObjectText, r.ObjectStart, r.ObjectEnd = m.exact, &m.start, &m.end
	}
}
