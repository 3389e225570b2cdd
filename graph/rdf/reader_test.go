package rdf

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestFormats(t *testing.T) {
	for name, want := range map[string]Format{
		"a.nt": NTriples, "A.NQ": NQuads, "dir.x/b.ttl": Turtle, "b.ttl.gz": Turtle, "c.trig": TriG, "turtle": Turtle, "nq": NQuads,
		"a.txt": 0, "": 0, "x.rdf": 0,
	} {
		if got, ok := FormatByPath(name); got != want || ok != (want != 0) {
			t.Errorf("FormatByPath(%q) = %v, %v", name, got, ok)
		}
	}
	for mime, want := range map[string]Format{
		"text/turtle; charset=utf-8": Turtle, "Application/N-Quads": NQuads, "application/trig": TriG,
		"application/n-triples": NTriples, "text/html": 0,
	} {
		if got, ok := FormatByContentType(mime); got != want || ok != (want != 0) {
			t.Errorf("FormatByContentType(%q) = %v, %v", mime, got, ok)
		}
	}
	for f := NTriples; f <= TriG; f++ {
		if got, ok := FormatByContentType(f.ContentType()); !ok || got != f {
			t.Errorf("%v does not know its own type %s", f, f.ContentType())
		}
		if got, ok := FormatByPath("x." + f.Extension()); !ok || got != f {
			t.Errorf("%v does not know its own extension %s", f, f.Extension())
		}
	}
}

func TestSyntaxErrorPositions(t *testing.T) {
	for _, c := range []struct {
		format    Format
		text      string
		line, col int
		says      string
	}{
		{Turtle, "<a:s> <a:p>\n  \"纳扎\x01\" , 会: .", 2, 11, "not declared"},
		{Turtle, "@prefix 会: <http://会/> .\n会:议 会:地 \"上海\n\" .", 2, 12, "line ends inside a string"},
		{Turtle, "<a:s> <a:p> .", 1, 13, "an object is expected"},
		{Turtle, "<a:s> <a:p> <a:o>", 1, 18, "the end of the input"},
		{Turtle, "<a:s> <a:p> 'x", 1, 13, "no closing quotation mark"},
		{Turtle, "\ufeff<a:s> \"p\" 1 .", 1, 7, "predicate"},
		{Turtle, "<a:s> <a:p> <b c> .", 1, 15, "' '"},
		{Turtle, "<a:s> <a:p> <rel> .", 1, 13, "base"},
		{Turtle, "<a:s> <a:p> \"\xff\" .", 1, 14, "UTF-8"},
		{Turtle, "<a:s> <a:p> << <a:s> <a:p> 1 >> .", 1, 13, "RDF 1.2"},
		{Turtle, "SELECT * { }", 1, 1, "SELECT"},
		{Turtle, "<a:s> <a:p> \"\\uD800\" .", 1, 14, "U+D800"},
		{Turtle, "@prefix a: <b:> .\n\n# c\n@prefix a <b:> .", 4, 10, "':'"},
		{TriG, "<a:g> { <a:s> <a:p> 1 ", 1, 23, "'.'"},
		{TriG, "<a:g> { <a:s> <a:p> 1 . <a:h> { } }", 1, 31, "predicate"},
		{TriG, "}", 1, 1, "subject"},
		{NTriples, "<a:s> <a:p> <a:o> .\n<a:s> <a:p> 'x' .", 2, 13, "an object is expected"},
		{NTriples, "<a:s> <a:p> <a:o> <a:g> .", 1, 19, "'.'"},
		{NTriples, "<a:s> <a:p> <o> .", 1, 13, "relative"},
		{NTriples, "<a:s> <a:p> <a:o> . <a:s>", 1, 21, "new line"},
		{NQuads, "<a:s> <a:p> \"会议\"@zh-Hant <a:g> <a:h> .", 1, 32, "'.'"},
		{NQuads, "<a:s> <a:p> _::x .", 1, 15, "label"},
		{NQuads, "\n\r\n<a:s> _:p <a:o> .", 3, 7, "predicate"},
		{NQuads, "<a:s> <a:p> <a:o> \"g\" .", 1, 19, "graph"},
	} {
		for _, small := range []bool{false, true} {
			var r io.Reader = strings.NewReader(c.text)
			if small {
				r = iotest.OneByteReader(r)
			}
			_, err := ReadAll(Open(r, c.format, ""))
			var se *SyntaxError
			if !errors.As(err, &se) {
				t.Errorf("%v %q: got %v, want a SyntaxError", c.format, c.text, err)
				continue
			}
			if se.Line != c.line || se.Col != c.col || !strings.Contains(se.Msg, c.says) || se.Format != c.format {
				t.Errorf("%v %q: %v; want %d:%d with %q", c.format, c.text, se, c.line, c.col, c.says)
			}
		}
	}
}

func TestQuadsBeforeAnError(t *testing.T) {
	for _, format := range []Format{NTriples, NQuads, Turtle, TriG} {
		r := Open(strings.NewReader("<a:s> <a:p> <a:1> .\n<a:s> <a:p> <a:2> .\nrubbish"), format, "")
		quads, err := ReadAll(r)
		if len(quads) != 2 || err == nil {
			t.Errorf("%v: %d quads and %v", format, len(quads), err)
		}
		if _, again := r.Read(); again != err {
			t.Errorf("%v: the error is forgotten: %v", format, again)
		}
	}
}

func TestBrokenInput(t *testing.T) {
	failure := errors.New("disk on fire")
	for _, format := range []Format{NTriples, NQuads, Turtle, TriG} {
		for _, text := range []string{"", "<a:s> ", "<a:s> <a:p> \"x", "<a:s> <a:p> <a:o> .\n", "<a:s> <a:p> <a:o> . # c"} {
			r := io.MultiReader(strings.NewReader(text), iotest.ErrReader(failure))
			if _, err := ReadAll(Open(r, format, "")); !errors.Is(err, failure) {
				t.Errorf("%v %q: %v", format, text, err)
			}
		}
	}
	if _, err := ReadAll(Open(strings.NewReader(""), 0, "")); err == nil {
		t.Error("an unknown format must be an error")
	}
	if _, err := ReadAll(Open(strings.NewReader(""), Turtle, "relative")); err == nil {
		t.Error("a relative base must be an error")
	}
}

func TestGzip(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprint(z, "<a:s> <a:p> \"会议\" .")
	z.Close()
	whole := packed.Bytes()
	quads, err := ReadAll(Open(bytes.NewReader(whole), Turtle, ""))
	if err != nil || len(quads) != 1 || quads[0].O != NewString("会议") {
		t.Errorf("%v, %v", quads, err)
	}
	if _, err := ReadAll(Open(bytes.NewReader(whole[:len(whole)-4]), Turtle, "")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a file cut short: %v", err)
	}
}

func TestBlankLabelsNeverCollide(t *testing.T) {
	text := `[] <a:p> [ <a:q> _:anon1 ], ( _:anon_1 [] ), _:anon2 .
		_:anon1 <a:p> _:anon3, _:anon__1, _:anonymous, _:anon, _:anon_x1 .`
	quads, err := ReadAll(Open(strings.NewReader(text), Turtle, ""))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, q := range quads {
		q.mapBlanks(func(l string) string { seen[l] = true; return l })
	}
	// 8 explicit labels; nameless are the subject, the bracket, two cells and
	// the item [].
	if len(seen) != 8+5 {
		t.Errorf("%d blank nodes, want 13: %v", len(seen), seen)
	}
	if !seen["anonymous"] || !seen["anon"] || !seen["anon_x1"] {
		t.Errorf("harmless labels must stay as they are: %v", seen)
	}
	for _, format := range []Format{NQuads, TriG} {
		q, err := Open(strings.NewReader("_:x <a:p> _:y _:x ."), NQuads, "", WithBlankPrefix("d1.")).Read()
		if err != nil || q.S.Value != "d1.x" || q.O.Value != "d1.y" || q.G.Value != "d1.x" {
			t.Errorf("%v: %v, %v", format, q, err)
		}
	}
}

func TestCJKAndOtherCharacters(t *testing.T) {
	const text = "\ufeff@prefix 会: <https://例子.公司/会/> . @base <https://例子.公司/doc/> .\n" +
		`会:上海合作组织 会:𠀀员 <../人/纳扎尔巴耶夫>, 会:a\,b, 会:%41, "𠮷野家"@zh-Hant-TW, '''a'b''', """x"y\\u0022""" .`
	quads := mustRead(t, text, Turtle)
	var got []string
	for _, q := range quads {
		got = append(got, q.O.String())
		if q.S.Value != "https://例子.公司/会/上海合作组织" || q.P.Value != "https://例子.公司/会/𠀀员" {
			t.Errorf("names: %v", q)
		}
	}
	want := []string{
		"<https://例子.公司/人/纳扎尔巴耶夫>", "<https://例子.公司/会/a,b>", "<https://例子.公司/会/%41>",
		`"𠮷野家"@zh-Hant-TW`, `"a'b"`, `"x\"y\\u0022"`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func mustRead(t *testing.T, text string, format Format) []Quad {
	t.Helper()
	quads, err := ReadAll(Open(strings.NewReader(text), format, ""))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return quads
}

func TestTurtlePunctuation(t *testing.T) {
	for text, want := range map[string]int{
		"<a:s> <a:p> 1.":                               1,
		"<a:s> <a:p> 1.5.":                             1,
		"<a:s> <a:p> 1.e5.":                            1,
		"<a:s> a <a:C>;;; <a:p> .5, -3, +1E-2;.":       4,
		"<a:s><a:p>true,false.#end":                    2,
		"@prefix a: <a:>. a:b.c a a:. a:b a:c a:d.e.":  2,
		"@prefix t: <a:>. t:true t:a t:false.":         1,
		"@prefix true: <a:>. true:x a true:false.":     1,
		"<a:s> <a:p> \"x\" @en, \"y\" ^^ <a:t>.":       2,
		"( 1 [] () ) <a:p> ((2)) .":                    1 + 6 + 4,
		"[ <a:p> [ <a:q> [] ; ] ] .":                   2,
		"prefix a: <a:> base <b:> a:s a:p <c:d> .":     1,
		"_:a.b <a:p> _:c. ":                            1,
		"<a:s> <a:p> '''''', \"\"\"\"a\"\"\", ''''''.": 3,
		"":          0,
		"# nothing": 0,
		"<a:s> <a:p> <a:o> .\r# mac\r<a:s> <a:p> 1 .\r ": 2,
	} {
		if quads := mustRead(t, text, Turtle); len(quads) != want {
			t.Errorf("%s: %d quads, want %d: %v", text, len(quads), want, quads)
		}
	}
	for _, text := range []string{
		"<a:s> a a .", "<a:s> <a:p> 1e .", "<a:s> <a:p> + .", "[ ] .", "() .", "<a:s> <a:p> [ .", "<a:s> <a:p> (1 .", "<a:s> <a:p> )",
		"<a:s> <a:p> 1 ]", "<a:s> <a:p> _:a: .", "@prefix a. : <b:> .", "<a:s> <a:p> a:b .", "<a:s> <a:p> 1 . .", ". ", "@base <a:b>",
		"@prefix a: <b:> . <a:s> a:p a:-b .", "{ <a:s> <a:p> 1 }", "<a:s> <a:p> \"x\"@ .", "<a:s> <a:p> \"x\"@en- .", "<a:s> <a:p> 'x'^<a:b> .",
		"<a:s> <a:p> \"x\"^^_:b .", "@PREFIX a: <b:> .", "PREFIX a: <b:> .", "<a:s> , <a:p> 1 .", "<a:s> <a:p> 1 , .", "<a:s> ; <a:p> 1 .",
	} {
		if quads, err := ReadAll(Open(strings.NewReader(text), Turtle, "")); err == nil {
			t.Errorf("%s is accepted: %v", text, quads)
		}
	}
}

// A nesting bomb must end in an error, and a long list must not.
func TestDeepAndLong(t *testing.T) {
	for _, open := range []string{"[<a:p> ", "("} {
		bomb := "<a:s> <a:p> " + strings.Repeat(open, maxDepth+1)
		if _, err := ReadAll(Open(strings.NewReader(bomb), Turtle, "")); err == nil || !strings.Contains(err.Error(), "deep") {
			t.Errorf("%s: %v", open, err)
		}
	}
	for _, format := range []Format{Turtle, NTriples} {
		bomb := strings.Repeat("<<( <a:s> <a:p> ", 100_000)
		if _, err := ReadAll(Open(strings.NewReader("<a:s> <a:p> "+bomb), format, "", WithRDF12())); err == nil || !strings.Contains(err.Error(), "deep") {
			t.Errorf("%v: %v", format, err)
		}
	}
	list := "<a:s> <a:p> (" + strings.Repeat(" 1", 100_000) + ") ."
	if quads := mustRead(t, list, Turtle); len(quads) != 200_001 {
		t.Errorf("%d quads", len(quads))
	}
}

// A reader hands a statement out before the next one has arrived.
func TestReadersDoNotWait(t *testing.T) {
	for _, format := range []Format{NTriples, NQuads, Turtle, TriG} {
		pr, pw := io.Pipe()
		go fmt.Fprint(pw, "<a:s> <a:p> <a:o> .\n<a:s> ")
		q, err := Open(pr, format, "").Read()
		if err != nil || q.O.Value != "a:o" {
			t.Errorf("%v: %v, %v", format, q, err)
		}
		pr.Close()
	}
}

func TestKnakkRoundTrip(t *testing.T) {
	for _, want := range []Term{
		NewIRI("http://e/会"), NewBlank("b1"), NewString(""), NewString("a\"b\\\n"),
		NewLang("x", "en"), NewLang("上海", "zh-Hant-TW"), NewLiteral("007", XSDInteger),
	} {
		k, err := want.ToKnakk()
		if err != nil {
			t.Errorf("%v: %v", want, err)
			continue
		}
		if got, err := FromKnakk(k); err != nil || got != want {
			t.Errorf("%v came back as %v (%v)", want, got, err)
		}
	}
	for _, bad := range []Term{{}, NewIRI("a b"), NewLang("x", "ar--rtl"), NewTripleTerm(Triple{NewIRI("a:"), NewIRI("a:"), NewIRI("a:")})} {
		if k, err := bad.ToKnakk(); err == nil {
			t.Errorf("%v became %v", bad, k)
		}
	}
}

func TestPrefixes(t *testing.T) {
	r := Open(strings.NewReader("@prefix 会: <http://e/> . PREFIX : <#> <a:s> <a:p> 会:x ."), Turtle, "http://d/doc")
	if _, err := ReadAll(r); err != nil {
		t.Fatal(err)
	}
	got := r.(PrefixReader).Prefixes()
	if len(got) != 2 || got["会"] != "http://e/" || got[""] != "http://d/doc#" {
		t.Errorf("got %v", got)
	}
}

// A label that the grammar has no room for is written in hexadecimal, and no
// two labels fall together.
func TestOddBlankLabels(t *testing.T) {
	seen := map[string]string{}
	for _, label := range []string{"a", "a.", "a..b", ".a", "", " ", "a b", "-", "hex_", "hex_6120", "a ", "纳", "\xff", "1", "_"} {
		text := NewBlank(label).String()
		if other, dup := seen[text]; dup {
			t.Errorf("%q and %q are both %s", label, other, text)
		}
		seen[text] = label
		line := text + " <a:p> <a:o> .\n"
		for _, format := range []Format{NTriples, Turtle} {
			q, err := Open(strings.NewReader(line), format, "").Read()
			if err != nil || q.S.String() != text && !strings.HasPrefix(text, "_:hex_") {
				t.Errorf("%v: %q is written as %s and comes back as %v (%v)", format, label, text, q.S, err)
			}
		}
	}
}

// What knakk/rdf reads wrong, or never ends on, must come out right.
func TestAroundKnakk(t *testing.T) {
	text := "\ufeff_:a <a:p> _:b..2 .\n<a:s> <a:p> \"x\" @en _:c .\r_:b..2 <a:p> \"\"^^ <a:t> _:defaultGraph .\r\n_:d. <a:p> _:..b .\n"
	_, err := ReadAll(Open(strings.NewReader(text), NQuads, ""))
	if err == nil {
		t.Error("a label that begins with a dot is accepted")
	}
	quads := mustRead(t, text[:strings.LastIndex(text, "_:d.")], NQuads)
	want := []Quad{
		{S: NewBlank("a"), P: NewIRI("a:p"), O: NewBlank("b..2")},
		{S: NewIRI("a:s"), P: NewIRI("a:p"), O: NewLang("x", "en"), G: NewBlank("c")},
		{S: NewBlank("b..2"), P: NewIRI("a:p"), O: NewLiteral("", "a:t"), G: NewBlank("defaultGraph")},
	}
	if !slices.Equal(quads, want) {
		t.Errorf("got %v", quads)
	}
	escaped := mustRead(t, `<a:\u2C000022> <a:p> "\u2C0022"^^<a:\u00e90020> .`, NQuads)
	if len(escaped) != 1 || escaped[0].S.Value != "a:Ⰰ0022" || escaped[0].O != NewLiteral("Ⰰ22", "a:é0020") {
		t.Errorf("escapes: %v", escaped)
	}
	for _, bad := range []string{
		"<a:s> <a:p> 'x' .", "<a:s> <a:p> \"\"\"x\"\"\" .", `<a:s> <a:p> "\uD800" .`, `<a:s> <a:p> "\U00110000" .`,
		"<a:s> <a:p> \"\xff\" .", "_::a <a:p> <a:o> .", "_:a:b <a:p> <a:o> .", "<a:s> <a:p> 1 .", "@prefix a: <a:> .",
	} {
		if quads, err := ReadAll(Open(strings.NewReader(bad), NQuads, "")); err == nil {
			t.Errorf("%s is accepted: %v", bad, quads)
		}
	}
}

// Giving a reader up must leave nothing running behind.
func TestNothingLeftRunning(t *testing.T) {
	before := runtime.NumGoroutine()
	data := lines(t, sampleQuads(5000), NQuads)
	for range 50 {
		if _, err := Open(bytes.NewReader(data), NQuads, "").Read(); err != nil {
			t.Fatal(err)
		}
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines are left", runtime.NumGoroutine()-before)
}
