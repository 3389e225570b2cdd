package rule

import (
	"gongbao/extract/gazetteer"
	"gongbao/extract/mention"
	"gongbao/extract/rule/syntax"
)

// filter is the conditions of an element, [kind=summit][!bare], with the answer
// for each entry of the gazetteer worked out beforehand.
type filter struct {
	conds []syntax.Cond
	pass  []bool // by entry; entries added later are asked themselves
}

// newFilter returns the filter of conditions, nil for none.
func newFilter(conds []syntax.Cond) *filter {
	if len(conds) == 0 {
		return nil
	}
	return &filter{conds: conds}
}

// learn works the answers out, for the entries of the types that the element
// reads; it is never asked about others.
func (f *filter) learn(entries []*gazetteer.Entry, byType [][]int32, types mention.Set) {
	f.pass = make([]bool, len(entries))
	for t := range types.All() {
		if int(t) >= len(byType) {
			break
		}
		for _, i := range byType[t] {
			f.pass[i] = f.holds(func(name string) string { return entryAttr(entries[i], name) })
		}
	}
}

// holds reports whether the attributes fulfil all conditions.
func (f *filter) holds(attr func(name string) string) bool {
	for _, c := range f.conds {
		value := attr(c.Attr)
		switch {
		case c.Has && (value != "") == c.Not:
			return false
		case !c.Has && (value == c.Value) == c.Not:
			return false
		}
	}
	return true
}

// entryAttr is an attribute of an entry, its code among them.
func entryAttr(x *gazetteer.Entry, name string) string {
	if name == "code" {
		return x.Code
	}
	return x.Attr(name)
}

// passes reports whether a mention fulfils the conditions of an element; those
// of none are fulfilled by all.
func (p *page) passes(v mention.Mention, f *filter) bool {
	if f == nil {
		return true
	}
	if v.Origin == mention.Gazetteer && int(v.Ref) < len(f.pass) {
		return f.pass[v.Ref]
	}
	return f.holds(func(name string) string { return p.attr(v, name) })
}
