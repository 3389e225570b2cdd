package text

// words is a small set of short words, matched without regard to script.
type words map[[maxWord]rune]struct{}

// maxWord is the length of the longest word of a set, in code points.
const maxWord = 12

// wordSet makes a set. Words longer than maxWord would never match and are a
// mistake of the programmer; they are cut, and the tests look for them.
func wordSet(list ...string) words {
	w := make(words, len(list))
	for _, s := range list {
		var key [maxWord]rune
		n := 0
		for _, r := range s {
			if n < maxWord {
				key[n] = Fold(r)
				n++
			}
		}
		w[key] = struct{}{}
	}
	return w
}

// has reports whether runes[from:to] is in the set.
func (w words) has(runes []rune, from, to int) bool {
	if to-from > maxWord {
		return false
	}
	var key [maxWord]rune
	for i, r := range runes[from:to] {
		key[i] = Fold(r)
	}
	_, ok := w[key]
	return ok
}

// hasPrefix reports whether runes begin with a word, whatever the script.
func hasPrefix(runes []rune, word string) bool {
	i := 0
	for _, r := range word {
		if i >= len(runes) || Fold(runes[i]) != Fold(r) {
			return false
		}
		i++
	}
	return true
}

// hasSuffix reports whether runes end with a word, whatever the script.
func hasSuffix(runes []rune, word string) bool {
	n := 0
	for range word {
		n++
	}
	return n <= len(runes) && hasPrefix(runes[len(runes)-n:], word)
}

// index returns the first place of word in runes, or -1. It is meant for short
// lines.
func index(runes []rune, word string) int {
	for i := range runes {
		if hasPrefix(runes[i:], word) {
			return i
		}
	}
	return -1
}
