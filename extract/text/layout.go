package text

import "sync"

// scratch is memory that the layout of one text leaves to the next.
type scratch struct {
	splitter
	folded []rune
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// layOut finds the lines of a text, their kinds, their sentences and the
// reported speech in them.
func layOut(t *Text) layout {
	work := scratches.Get().(*scratch)
	defer scratches.Put(work)
	lines := findLines(t)
	work.folded = classify(t, lines, work.folded)
	var l layout
	l.lines = lines
	l.sentences = make([]Sentence, 0, len(t.runes)/32+len(lines))
	cut := &work.splitter
	talk := speaker{t: t}
	for i := range lines {
		line := &lines[i]
		cut.scan(t.runes, line.Start, line.End)
		first := len(l.sentences)
		l.sentences = cut.split(l.sentences, t, line.Content(), i)
		switch line.Kind {
		case Body, Caption:
			talk.line(l.sentences[first:], cut.events)
		default:
			talk.on = false
		}
	}
	l.speech = talk.spans
	return l
}

// findLines returns the lines that are not blank.
func findLines(t *Text) []Line {
	lines := make([]Line, 0, 8+len(t.runes)/128)
	start := 0
	for i := 0; i <= len(t.runes); i++ {
		if i < len(t.runes) && t.runes[i] != '\n' {
			continue
		}
		if s := t.trim(Span{start, i}); !s.Empty() {
			lines = append(lines, Line{Span: s})
		}
		start = i + 1
	}
	return lines
}
