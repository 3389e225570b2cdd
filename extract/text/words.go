package text

// maxWord is the length of the longest word of a set, in code points.
const maxWord = 12

// keyOf folds a word of at most maxWord code points; more are cut.
func keyOf(word []rune) (key [maxWord]rune) {
	for i, r := range word[:min(len(word), maxWord)] {
		key[i] = Fold(r)
	}
	return key
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
