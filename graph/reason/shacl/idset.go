package shacl

import (
	"slices"

	"gongbao/graph/rdf"
)

// idSet is a set of ids as bits in pages, since ids lie close together. The zero
// idSet is empty.
type idSet struct {
	pages map[uint64]*[64]uint64
	last  uint64 // the page used last, plus one
	page  *[64]uint64
}

// at returns the page of an id, or nil where there is none.
func (s *idSet) at(id rdf.ID) *[64]uint64 {
	n := uint64(id) >> 12
	if s.last != n+1 {
		p := s.pages[n]
		if p == nil {
			return nil
		}
		s.page, s.last = p, n+1
	}
	return s.page
}

func (s *idSet) has(id rdf.ID) bool {
	p := s.at(id)
	return p != nil && p[uint64(id)>>6&63]&(1<<(uint64(id)&63)) != 0
}

// add adds an id and reports whether it was new.
func (s *idSet) add(id rdf.ID) bool {
	p := s.at(id)
	if p == nil {
		if s.pages == nil {
			s.pages = map[uint64]*[64]uint64{}
		}
		p = new([64]uint64)
		s.pages[uint64(id)>>12] = p
		s.page, s.last = p, uint64(id)>>12+1
	}
	word, bit := &p[uint64(id)>>6&63], uint64(1)<<(uint64(id)&63)
	fresh := *word&bit == 0
	*word |= bit
	return fresh
}

// distinct sorts ids and drops repetitions, in place.
func distinct(ids []rdf.ID) []rdf.ID {
	if !slices.IsSorted(ids) {
		slices.Sort(ids)
	}
	return slices.Compact(ids)
}
