package rule

import "gongbao/extract/text"

// Window is the longest stretch of text, in code points, over which one match
// may extend. A longer sentence is read in windows of this size.
const Window = 1 << 18

// window is a stretch of text that rules match within.
type window struct {
	lo, hi   int32
	sentence text.Span
	kind     text.Kind
	// cut says that the sentence goes on behind the window, torn that it began
	// before.
	cut, torn bool
	// types are those of the mentions inside.
	types typeBits
}

// reaches reports whether a match comes so near to a place where its sentence was
// cut that it might go on beyond.
func (w *window) reaches(start, end int32) bool {
	return w.cut && end >= w.hi-1 || w.torn && start <= w.lo+1
}

// cut lays the windows: a sentence each; a label and the value below it are
// one; an overlong sentence is several.
func (p *page) cut() {
	p.windows = p.windows[:0]
	lines := p.text.Lines()
	for _, s := range p.text.Sentences() {
		l := lines[s.Line]
		if !l.Kind.Readable() {
			continue
		}
		if n := len(p.windows); l.Kind == text.Value && n > 0 && p.windows[n-1].kind == text.Label && s.Line > 0 && p.windows[n-1].lo >= int32(lines[s.Line-1].Start) {
			w := &p.windows[n-1]
			w.hi, w.kind, w.sentence.End = int32(s.End), text.Value, s.End
			continue
		}
		for lo := s.Start; lo < s.End; {
			hi := s.End
			if hi-lo > Window {
				hi = lo + Window
				for k := hi; k > lo+Window/2; k-- {
					if c := p.runes[k]; c == '、' || c == '，' || c == ',' {
						hi = k
						break
					}
				}
			}
			p.windows = append(p.windows, window{lo: int32(lo), hi: int32(hi), sentence: s.Span, kind: l.Kind, cut: hi < s.End, torn: lo > s.Start})
			lo = hi
		}
	}
}
