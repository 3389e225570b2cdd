package mention

import "gongbao/extract/text"

// Titles returns the spans of 《…》 with their marks, the outermost ones where
// they nest, each within one line and at most limit code points long.
func Titles(runes []rune, limit int) []text.Span {
	var out []text.Span
	open, depth := -1, 0
	for i, r := range runes {
		if uint32(r-'《') > 1 && r != '\n' { // 《 and 》 are neighbours
			continue
		}
		switch r {
		case '《':
			if depth == 0 {
				open = i
			}
			depth++
		case '》':
			if depth > 0 {
				if depth--; depth == 0 && i+1-open <= limit {
					out = append(out, text.Span{Start: open, End: i + 1})
				}
			}
		case '\n':
			depth = 0
		}
	}
	return out
}
