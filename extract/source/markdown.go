package source

import (
	"strings"

	"gongbao/extract/text"
)

// markdown cleans a Markdown document: the marks of headings, quotations,
// lists, emphasis, links, images and tables are left out, and headings are
// known as headlines. A front matter between lines of --- is left out whole.
func (c *cleaner) markdown() {
	s := c.in.text
	at := frontMatter(s)
	fenced := false
	for at < len(s) {
		end := strings.IndexByte(s[at:], '\n')
		if end < 0 {
			end = len(s)
		} else {
			end += at
		}
		line := strings.TrimRight(s[at:end], "\r")
		switch {
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			fenced = !fenced
		case fenced || !isTableRule(line):
			c.markdownLine(at, at+len(line))
		}
		c.b.TrimSpace(true)
		if end < len(s) {
			c.atoms("\n", end, end+1)
		}
		at = end + 1
	}
}

// frontMatter returns the length of the front matter at the beginning of s.
func frontMatter(s string) int {
	if !strings.HasPrefix(s, "---\n") {
		return 0
	}
	end := strings.Index(s[4:], "\n---\n")
	if end < 0 {
		return 0
	}
	return 4 + end + len("\n---\n")
}

// isTableRule reports the line below the head of a table.
func isTableRule(line string) bool {
	return strings.Contains(line, "|") && strings.Trim(line, "|-: \t") == ""
}

// markdownLine cleans the line [lo, hi).
func (c *cleaner) markdownLine(lo, hi int) {
	s := c.in.text
	kind := text.Body
	for lo < hi && (s[lo] == ' ' || s[lo] == '\t' || s[lo] == '>') {
		lo++
	}
	level := 0
	for lo+level < hi && s[lo+level] == '#' {
		level++
	}
	if level > 0 && level <= 6 && (lo+level == hi || s[lo+level] == ' ') {
		kind, lo = text.Headline, lo+level
		for hi > lo && (s[hi-1] == '#' || s[hi-1] == ' ') {
			hi--
		}
	} else if lo+1 < hi && (s[lo] == '-' || s[lo] == '*' || s[lo] == '+') && s[lo+1] == ' ' {
		lo += 2
	}
	if kind != text.Body {
		c.b.Mark(kind)
	}
	c.inline(lo, hi)
	if kind != text.Body {
		c.b.TrimSpace(true)
		c.b.Mark(text.Body)
	}
}

// inline cleans text within a line: emphasis, code marks, links and images.
func (c *cleaner) inline(lo, hi int) {
	s := c.in.text
	start := lo
	skip := func(from, to int) {
		c.run(start, from)
		start = to
	}
	for i := lo; i < hi; {
		switch s[i] {
		case '*', '`', '~':
			n := 1
			for i+n < hi && s[i+n] == s[i] {
				n++
			}
			if s[i] != '~' || n > 1 {
				skip(i, i+n)
			}
			i += n
		case '|':
			skip(i, i+1)
			i++
		case '!':
			if i+1 < hi && s[i+1] == '[' {
				skip(i, i+1)
			}
			i++
		case '\\':
			if i+1 < hi && strings.IndexByte("\\`*_{}[]()#+-.!|~>", s[i+1]) >= 0 {
				skip(i, i+1)
				i++
			}
			i++
		case '[':
			close, end := link(s[i:hi])
			if end == 0 {
				i++
				continue
			}
			skip(i, i+1)
			c.inline(i+1, i+close)
			start = i + end
			i = start
		default:
			i++
		}
	}
	c.run(start, hi)
}

// longestLink bounds a link with its target, in bytes.
const longestLink = 4 << 10

// link finds the closing bracket of a link at the beginning of s and the end of
// its target; 0 when it is no link.
func link(s string) (closing, end int) {
	s = s[:min(len(s), longestLink)]
	if next := strings.IndexAny(s[1:], "[]"); next < 0 || s[1+next] == '[' {
		return 0, 0
	}
	closing = strings.Index(s, "](")
	if closing < 0 || strings.Contains(s[1:closing], "[") {
		return 0, 0
	}
	target := strings.IndexByte(s[closing:], ')')
	if target < 0 {
		return 0, 0
	}
	return closing, closing + target + 1
}
