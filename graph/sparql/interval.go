package sparql

import "strings"

// during reports whether a date lies in an interval. Both are dates of EDTF
// level 0 and 1 as far as they name days: "2012", "2012-06", "2012-06-07", the
// marks ?, ~ and % passed over, a dateTime by its day; an interval is a date or
// two with a slash, of which an empty one or ".." is open. ok is false where
// either cannot be read.
func during(interval, date string) (in, ok bool) {
	from, to, both := strings.Cut(interval, "/")
	if !both {
		to = from
	}
	lo, okLo := bound(from, false)
	hi, okHi := bound(to, true)
	first, okFirst := day(date, false)
	last, okLast := day(date, true)
	if !okLo || !okHi || !okFirst || !okLast {
		return false, false
	}
	return (lo == "" || first >= lo) && (hi == "" || last <= hi), true
}

func bound(s string, end bool) (string, bool) {
	if s == "" || s == ".." {
		return "", true
	}
	return day(s, end)
}

// day returns the first or last day that a date may mean, as YYYY-MM-DD, which
// sorts as text.
func day(s string, end bool) (string, bool) {
	s, _, _ = strings.Cut(s, "T")
	s = strings.TrimRight(s, "?~%Z")
	parts := strings.Split(s, "-")
	if len(parts) > 3 || len(parts[0]) != 4 {
		return "", false
	}
	for i, p := range parts {
		if i > 0 && len(p) != 2 {
			return "", false
		}
		for _, c := range p {
			if c < '0' || c > '9' {
				return "", false
			}
		}
	}
	fill := []string{"", "01", "01"}
	if end {
		fill = []string{"", "12", "31"}
	}
	for len(parts) < 3 {
		parts = append(parts, fill[len(parts)])
	}
	return strings.Join(parts, "-"), true
}
