package identity

// components joins strings into sets (union-find with path halving). The first
// of a set in the order of strings stands for it, so that the result does not
// depend on the order of the joins.
type components map[string]string

// find returns what stands for the set of s.
func (c components) find(s string) string {
	for {
		parent, ok := c[s]
		if !ok || parent == s {
			return s
		}
		if grand, ok := c[parent]; ok {
			c[s] = grand
		}
		s = parent
	}
}

// join makes one set of those of a and b.
func (c components) join(a, b string) {
	a, b = c.find(a), c.find(b)
	switch {
	case a < b:
		c[b] = a
	case b < a:
		c[a] = b
	}
}
