package interop

import (
	"fmt"

	"gongbao/graph/rdf"
)

// hostile is a dataset with everything that writers and readers of RDF get wrong.
// It has no U+0000 and no unpaired or non-characters, which some of the programs
// refuse by their own rules.
func hostile() []rdf.Quad {
	const base = "http://example.org/"
	p := rdf.NewIRI(base + "p")
	g := rdf.NewIRI(base + "图/一#g?q=1")
	var quads []rdf.Quad
	add := func(s, p, o, g rdf.Term) { quads = append(quads, rdf.Quad{S: s, P: p, O: o, G: g}) }
	for i, iri := range []string{
		base, base + "a.b.", base + "a.", base + ".a", base + "-a", base + "1a", base + "a-", base + "_", base + "a:b", base + "a::", base + ":",
		base + "a%20b", base + "%E4%B8%AD", base + "a/b", base + "a?b=c&d=e", base + "a#b", base + "a~b!c$d&e'f(g)h*i+j,k;l=m@n", base + "中文", base + "𠮷田",
		base + "é", base + "e\u0301", base + "a;p=1/../b/./c//d", base + "?", base + "#", base + "%", "http://example.org", "urn:isbn:0-486-27557-4",
		"tag:example.org,2031:图", "mailto:a@example.org", "tel:+86-10-1234", "http://user@example.org:8080/x", "http://[2001:db8::1]/x",
		"http://例子.example/路径", rdf.RDF + "type", rdf.RDF + "nil", "https://w3id.org/gongbao/id/person/KAZ/纳扎尔巴耶夫",
		"https://w3id.org/gongbao/ontology#", "https://w3id.org/gongbao/", "https://w3id.org/gongbao/../x", "https://w3id.org/gongbao//x", "https://w3id.org/gongbao/a:b",
	} {
		if iri == base+"%" {
			iri = base + "%25"
		}
		s := rdf.NewIRI(iri)
		add(s, p, rdf.NewString(fmt.Sprint("iri ", i)), g)
		add(rdf.NewIRI(base+"object"), p, s, rdf.Term{})
		add(rdf.NewIRI(base+"s"), rdf.NewIRI(base+"property/"+fmt.Sprint(i)), s, s)
	}
	for i, text := range []string{
		"", " ", "\n", "\r", "\r\n", "\t", "\b\f", "\"", "'", "\\", "\"\"\"", "'''", "\\\"", "\"\\", "a\"", "a\\", "\\n", "\\u4E2D", "\\U00020BB7", "%", "$", "@en", "^^",
		"a\nb", "\"\n\"", "\"\"\"\n", "\n\"\"\"\"", "\u0001\u001f", "\u007f\u0080\u009f", "\u00a0\u2028\u2029", "𠮷田", "中", "e\u0301", "\ufeff", "\u200f", "👩‍👩‍👧", "<a>&amp;", "# x", ". ; ,", "[ ] ( ) { }",
		"\ue000\U0010fffd", "_:b", "true", "1", "1.5", "a\tb",
	} {
		s := rdf.NewIRI(base + "text/" + fmt.Sprint(i))
		add(s, p, rdf.NewString(text), g)
		add(s, p, rdf.NewLang(text, "zh-Hant-TW"), g)
		add(s, p, rdf.NewLiteral(text, base+"datatype#图"), rdf.Term{})
	}
	for i, tag := range []string{"en", "zh", "zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "de-1996", "sl-rozaj-biske", "en-x-abc", "zh-cmn-Hans-CN", "de-DE-u-co-phonebk", "x-private"} {
		add(rdf.NewIRI(base+"tag/"+fmt.Sprint(i)), p, rdf.NewLang("中文", tag), g)
	}
	for datatype, forms := range map[string][]string{
		"boolean": {"true", "false", "1", "0", "TRUE"}, "integer": {"1", "+1", "-1", "01", "-0", "", "abc", "123456789012345678901234567890"},
		"decimal": {"1.0", "1", "+1.50", ".5", "5.", "-0.0"}, "double": {"1E0", "1e0", "1.0e+1", "INF", "-INF", "NaN", "1", "1.5", ".5E1", "5.E-1"}, "float": {"1.5", "INF"},
		"date": {"2031-05-02", "2031-05-02Z", "2031-05-02+08:00", "-0044-03-15", "2031-02-30"}, "dateTime": {"2031-05-02T00:00:00", "2031-05-02T24:00:00Z", "2031-05-02T01:02:03.400+08:00"},
		"time": {"01:02:03"}, "gYear": {"2031", "-0044"}, "gYearMonth": {"2031-05"}, "gMonthDay": {"--05-02"}, "gDay": {"---02"}, "gMonth": {"--05"}, "duration": {"P1Y2M3DT4H5M6S"},
		"dayTimeDuration": {"P1D"}, "yearMonthDuration": {"P1Y"}, "hexBinary": {"0aFF"}, "base64Binary": {"AA=="}, "anyURI": {"http://例子.example/ x"}, "normalizedString": {" a "}, "token": {"a"},
		"language": {"zh"}, "NMTOKEN": {"a"}, "Name": {"a"}, "NCName": {"a"}, "long": {"1"}, "int": {"1"}, "short": {"1"}, "byte": {"-1"}, "nonNegativeInteger": {"0"}, "positiveInteger": {"1"},
		"unsignedLong": {"1"}, "unsignedInt": {"1"}, "unsignedShort": {"1"}, "unsignedByte": {"255"}, "nonPositiveInteger": {"-0"}, "negativeInteger": {"-1"}, "dateTimeStamp": {"2031-05-02T00:00:00Z"},
	} {
		for _, form := range forms {
			add(rdf.NewIRI(base+"typed/"+datatype), p, rdf.NewLiteral(form, rdf.XSD+datatype), g)
		}
	}
	add(rdf.NewIRI(base+"typed/html"), p, rdf.NewLiteral("<b>中</b>", rdf.RDF+"HTML"), g)
	add(rdf.NewIRI(base+"typed/xml"), p, rdf.NewLiteral("<b>中</b>", rdf.RDF+"XMLLiteral"), g)
	// Blank nodes: a ring, a list, one within another, one that two mention, odd labels.
	b := func(label string) rdf.Term { return rdf.NewBlank(label) }
	first, rest := rdf.NewIRI(rdf.RDFFirst), rdf.NewIRI(rdf.RDFRest)
	add(b("ring1"), p, b("ring2"), g)
	add(b("ring2"), p, b("ring3"), g)
	add(b("ring3"), p, b("ring1"), g)
	add(b("ring1"), p, rdf.NewString("here"), g)
	add(rdf.NewIRI(base+"list"), p, b("l1"), g)
	add(b("l1"), first, rdf.NewString("一"), g)
	add(b("l1"), rest, b("l2"), g)
	add(b("l2"), first, b("inner.label-1"), g)
	add(b("l2"), rest, rdf.NewIRI(rdf.RDFNil), g)
	add(b("inner.label-1"), p, b("图0"), g)
	add(b("图0"), rdf.NewIRI(rdf.RDFType), rdf.NewIRI(base+"Class"), g)
	add(b("shared"), p, rdf.NewString("shared"), g)
	add(rdf.NewIRI(base+"x"), p, b("shared"), g)
	add(rdf.NewIRI(base+"y"), p, b("shared"), g)
	add(rdf.NewIRI(base+"empty-list"), p, rdf.NewIRI(rdf.RDFNil), g)
	return quads
}
