// Package text holds clean text and its way back to the source: a Text is the
// sequence of code points that the later stages read, and for every span of
// them it knows the bytes of the source that they came from. It is a leaf.
//
// Positions in clean text count code points everywhere in the project, never
// bytes; positions in a source count bytes and say so in their names.
package text

// Span is a half-open range [Start, End) of code points of a Text.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len returns the number of code points in the span.
func (s Span) Len() int { return s.End - s.Start }

// Empty reports whether the span holds nothing.
func (s Span) Empty() bool { return s.End <= s.Start }

// Contains reports whether o lies within s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Overlaps reports whether the two spans share a code point.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Union returns the smallest span that holds both.
func (s Span) Union(o Span) Span { return Span{min(s.Start, o.Start), max(s.End, o.End)} }
