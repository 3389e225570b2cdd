package text

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// built is a text with drops and atoms in it, and its source.
func built() (*Text, string) {
	src := "甲國(guó)乙&amp;丙𠮷。\r\nabc"
	b := NewBuilder(len(src))
	run := func(s string) { b.Verbatim(s, strings.Index(src, s), UTF8) }
	run("甲國")
	run("乙")
	at := strings.Index(src, "&amp;")
	b.Atom('&', at, at+5)
	run("丙𠮷。")
	at = strings.Index(src, "\r\n")
	b.Verbatim("\n", at+1, UTF8)
	run("abc")
	return b.Text(), src
}

func TestSourceOfSpans(t *testing.T) {
	x, src := built()
	if got, want := x.String(), "甲國乙&丙𠮷。\nabc"; got != want {
		t.Fatalf("clean = %q, want %q", got, want)
	}
	for _, c := range []struct {
		span     Span
		source   string
		verbatim bool
	}{
		{Span{0, 2}, "甲國", true},
		{Span{1, 3}, "國(guó)乙", false},
		{Span{2, 3}, "乙", true},
		{Span{2, 5}, "乙&amp;丙", false},
		{Span{3, 4}, "&amp;", false},
		{Span{4, 7}, "丙𠮷。", true},
		{Span{6, 9}, "。\r\na", false},
		{Span{8, 11}, "abc", true},
		{Span{0, 99}, src, false},
	} {
		start, end := x.Source(c.span)
		if got := src[start:end]; got != c.source {
			t.Errorf("source of %v = %q, want %q", c.span, got, c.source)
		}
		if got := x.Verbatim(c.span); got != c.verbatim {
			t.Errorf("Verbatim(%v) = %v", c.span, got)
		}
	}
	if start, end := x.Source(Span{3, 3}); start != end || start != strings.Index(src, "&") {
		t.Errorf("empty span at [%d,%d)", start, end)
	}
	if start, end := x.Source(Span{x.Len(), x.Len()}); start != len(src) || end != len(src) {
		t.Errorf("end of text at [%d,%d)", start, end)
	}
}

func TestOffsets(t *testing.T) {
	wide := strings.Repeat("甲", 7)
	for _, s := range []string{
		strings.Repeat("甲a乙𠮷é", 50),
		strings.Repeat("甲", 40), strings.Repeat("a", 40), strings.Repeat("é", 40), strings.Repeat("𠮷", 40),
		// one code point of another length among such of three bytes, at the bounds
		wide + "\u07FF" + wide + wide, wide + "\u0800" + wide + wide, wide + "\uFFFD" + wide + wide, wide + "\U00010000" + wide + wide,
		wide + "a" + wide + "甲\n" + wide,
	} {
		testOffsets(t, s)
	}
}

func testOffsets(t *testing.T, s string) {
	x := New(s)
	i := 0
	for off, r := range s {
		if got := x.ByteOffset(i); got != off {
			t.Fatalf("ByteOffset(%d) = %d, want %d", i, got, off)
		}
		if got := x.RuneOffset(off); got != i {
			t.Fatalf("RuneOffset(%d) = %d, want %d", off, got, i)
		}
		if got := x.RuneOffset(off + utf8.RuneLen(r) - 1); got != i {
			t.Fatalf("RuneOffset inside %d = %d", i, got)
		}
		if x.Rune(i) != r {
			t.Fatalf("Rune(%d) = %q", i, x.Rune(i))
		}
		i++
	}
	if x.Rune(-1) != 0 || x.Rune(i) != 0 {
		t.Error("a place outside the text has a rune")
	}
	if x.ByteOffset(i) != len(s) || x.RuneOffset(len(s)) != i {
		t.Error("the end is not the end")
	}
}

// TestWidths reads the same clean text from sources of other character sets.
func TestWidths(t *testing.T) {
	s := strings.Repeat("国a和", 60)
	for _, c := range []struct {
		width Width
		bytes []int // of the three code points
	}{{UTF8, []int{3, 1, 3}}, {Double, []int{2, 1, 2}}, {Four, []int{4, 4, 4}}, {UTF16, []int{2, 2, 2}}} {
		b := NewBuilder(0)
		b.Verbatim(s, 7, c.width)
		x := b.Text()
		want := 7
		for i := range x.Len() {
			start, end := x.Source(Span{i, i + 1})
			if start != want || end != want+c.bytes[i%3] {
				t.Fatalf("width %d: code point %d at [%d,%d), want %d", c.width, i, start, end, want)
			}
			want = end
		}
		if x.SourceLen() != want {
			t.Errorf("width %d: SourceLen = %d, want %d", c.width, x.SourceLen(), want)
		}
	}
}

func TestNewReplacesBadBytes(t *testing.T) {
	src := "甲\xff\xfe乙"
	x := New(src)
	if x.String() != "甲\uFFFD\uFFFD乙" {
		t.Fatalf("clean = %q", x.String())
	}
	if start, end := x.Source(Span{3, 4}); src[start:end] != "乙" {
		t.Errorf("source = %q", src[start:end])
	}
}

func TestTrimSpace(t *testing.T) {
	b := NewBuilder(0)
	b.Verbatim("甲 \n \u3000", 0, UTF8)
	b.TrimSpace(true)
	if b.Last() != '\n' || b.Len() != 3 {
		t.Fatalf("kept %d code points, last %q", b.Len(), b.Last())
	}
	b.TrimSpace(false)
	b.Verbatim("乙", 10, UTF8)
	x := b.Text()
	if start, end := x.Source(Span{1, 2}); x.String() != "甲乙" || start != 10 || end != 13 {
		t.Errorf("clean %q, source [%d,%d)", x.String(), start, end)
	}
}

func TestMarshal(t *testing.T) {
	x, src := built()
	x.hints = []hint{{0, Headline}, {8, Body}}
	data := x.Marshal()
	y, err := Unmarshal(data)
	if err != nil {
		t.Fatal(err)
	}
	if y.String() != x.String() || y.Len() != x.Len() || y.SourceLen() != len(src) || string(y.Marshal()) != string(data) {
		t.Fatal("a text came back changed")
	}
	for i := range x.Len() {
		for j := i; j <= x.Len(); j++ {
			a, b := x.Source(Span{i, j})
			c, d := y.Source(Span{i, j})
			if a != c || b != d {
				t.Fatalf("source of [%d,%d): [%d,%d) became [%d,%d)", i, j, a, b, c, d)
			}
		}
	}
	if len(y.Lines()) != len(x.Lines()) || y.Lines()[0].Kind != Headline {
		t.Error("the kinds of lines were lost")
	}
	for n := range data {
		if _, err := Unmarshal(data[:n]); err == nil {
			t.Fatalf("%d of %d bytes were accepted", n, len(data))
		}
	}
}

func FuzzUnmarshal(f *testing.F) {
	x, _ := built()
	f.Add(x.Marshal())
	f.Add([]byte{formatVersion, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := Unmarshal(data)
		if err != nil {
			return
		}
		for i := range x.Len() {
			if start, end := x.Source(Span{i, i + 1}); start > end {
				t.Fatalf("code point %d from [%d,%d)", i, start, end)
			}
		}
		x.Lines()
	})
}
