package text

import "sort"

// Kind says what part of a page a line is.
type Kind uint8

// The kinds of lines. Furniture and Reference lines give no facts.
const (
	// Body is running text.
	Body Kind = iota
	// Headline is a title or the heading of a section.
	Headline
	// Label is the name of a field of an infobox, with its Value on the line
	// below.
	Label
	// Value is the content of a field of an infobox.
	Value
	// Furniture is navigation, sharing, subscription, editors' credits.
	Furniture
	// Caption is the text below a picture.
	Caption
	// Reference is a list of sources at the foot of a page, its heading
	// included.
	Reference
)

// String returns the name of the kind in lower case.
func (k Kind) String() string {
	switch k {
	case Body:
		return "body"
	case Headline:
		return "headline"
	case Label:
		return "label"
	case Value:
		return "value"
	case Furniture:
		return "furniture"
	case Caption:
		return "caption"
	case Reference:
		return "reference"
	}
	return "unknown"
}

// Readable reports whether facts may be read in lines of this kind.
func (k Kind) Readable() bool { return k != Furniture && k != Reference }

// Line is a line of a Text that is not blank, without the white space at its
// ends.
type Line struct {
	Span
	Kind Kind
	// Lead is the opening of a news item that belongs to its publisher: a
	// dateline or the name of the programme, its colon included. Tail is the
	// agency or the credit after a caption or a paragraph. Both are parts of
	// the line and of none of its sentences; both are empty in most lines.
	Lead, Tail Span
}

// Content is the line without its Lead and Tail.
func (l Line) Content() Span {
	s := l.Span
	if !l.Lead.Empty() {
		s.Start = l.Lead.End
	}
	if !l.Tail.Empty() {
		s.End = l.Tail.Start
	}
	return s
}

// Sentence is a sentence within one line.
type Sentence struct {
	Span
	// Line is the index of its line in Lines.
	Line int
}

// layout is what the layout pass finds.
type layout struct {
	lines     []Line
	sentences []Sentence
	speech    []Span
}

// Lines returns the lines that are not blank, in order. The slice belongs to
// the Text.
func (t *Text) Lines() []Line { return t.laidOut().lines }

// Sentences returns the sentences of all lines, in order. They end at 。！？；
// and at the end of a line, but not inside brackets or quotation marks of
// modest length; closing marks after the stop belong to the sentence. The slice
// belongs to the Text.
func (t *Text) Sentences() []Sentence { return t.laidOut().sentences }

// Speech returns the spans of reported speech, in order and apart: what
// somebody is said to have said, without the words that say so. The slice
// belongs to the Text.
func (t *Text) Speech() []Span { return t.laidOut().speech }

// laidOut works the layout out on first use.
func (t *Text) laidOut() *layout {
	t.once.Do(func() { t.layout = layOut(t) })
	return &t.layout
}

// LineAt returns the index of the line that holds code point i, or -1.
func (t *Text) LineAt(i int) int {
	lines := t.Lines()
	k := sort.Search(len(lines), func(k int) bool { return lines[k].End > i })
	if k < len(lines) && lines[k].Start <= i {
		return k
	}
	return -1
}

// SentenceAt returns the index of the sentence that holds code point i, or -1.
func (t *Text) SentenceAt(i int) int {
	all := t.Sentences()
	k := sort.Search(len(all), func(k int) bool { return all[k].End > i })
	if k < len(all) && all[k].Start <= i {
		return k
	}
	return -1
}

// InSpeech reports whether code point i is reported speech.
func (t *Text) InSpeech(i int) bool {
	all := t.Speech()
	k := sort.Search(len(all), func(k int) bool { return all[k].End > i })
	return k < len(all) && all[k].Start <= i
}
