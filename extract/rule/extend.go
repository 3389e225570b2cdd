package rule

import (
	"fmt"
	"maps"
	"slices"

	"gongbao/extract/gazetteer"
	"gongbao/extract/mention"
)

// With returns an engine of the same rules that knows more names: those that a
// rule's test gives. It shares all that is compiled with e, so it costs only the
// new names. An entry of a type that no rule, table or scanner has is an error,
// since nothing could read it; the other entries still count.
func (e *Engine) With(entries []*gazetteer.Entry) (*Engine, []error) {
	if len(entries) == 0 {
		return e, nil
	}
	var errs []error
	known := make([]*gazetteer.Entry, 0, len(entries))
	x := *e
	x.entryType = slices.Clip(e.entryType)
	x.byCode = maps.Clone(e.byCode)
	for _, n := range entries {
		t := e.types.Lookup(n.Type)
		if t == mention.None {
			errs = append(errs, fmt.Errorf("no rule, table or scanner knows the type %s of %s", n.Type, n.Name))
			continue
		}
		known = append(known, n)
		x.entryType = append(x.entryType, t)
		if n.Code != "" && x.byCode[n.Code] == nil {
			x.byCode[n.Code] = n
		}
	}
	x.gaz = e.gaz.With(known)
	x.mark()
	x.roots = nil // a new entry may be the parent of an old one
	return &x, errs
}
