package gazetteer

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Cache keeps what is dear to compute from one run of the program to the next,
// by a key that names all that it was computed from. A Cache may forget, and must
// give back just what was put in; a nil one keeps nothing.
type Cache interface {
	// Get returns what was put in under a key, or nil.
	Get(key string) []byte
	// Put keeps data, or does not.
	Put(key string, data []byte)
}

// automaton returns the machine for the patterns, from the cache if it can.
func automaton(patterns []string, fold func(r rune) rune, cache Cache) (a *Automaton, same []int32) {
	if cache == nil {
		return NewAutomaton(patterns, fold)
	}
	sum := sha256.New()
	for _, p := range patterns {
		io.WriteString(sum, p)
		sum.Write([]byte{0})
	}
	key := "automaton-" + hex.EncodeToString(sum.Sum(nil))
	if data := cache.Get(key); data != nil {
		if a, same, err := decodeAutomaton(data, len(patterns), fold); err == nil {
			return a, same
		}
	}
	a, same = NewAutomaton(patterns, fold)
	cache.Put(key, a.encode(same))
	return a, same
}

// encode writes the machine: the classes of folded code points in the order of
// the code points, then the columns, each with its length before it.
func (a *Automaton) encode(same []int32) []byte {
	var b bytes.Buffer
	column := func(values any, n int) {
		b.Write(binary.LittleEndian.AppendUint32(nil, uint32(n)))
		binary.Write(&b, binary.LittleEndian, values) // a Buffer takes all
	}
	folded := make([]int32, 0, len(a.classes))
	for r := range a.classes {
		folded = append(folded, r)
	}
	slices.Sort(folded)
	classes := make([]uint16, len(folded))
	for i, r := range folded {
		classes[i] = a.classes[r]
	}
	column(folded, len(folded))
	column(classes, len(classes))
	column(a.class, len(a.class))
	column(a.cells, len(a.cells))
	column(a.root, len(a.root))
	column(a.out, len(a.out))
	column(a.outLink, len(a.outLink))
	column(a.length, len(a.length))
	column(same, len(same))
	return b.Bytes()
}

// errKept is what is wrong with an automaton that some other program kept.
var errKept = errors.New("not an automaton as it is kept")

// decodeAutomaton reads what encode wrote for n patterns. It looks at every
// number, so that a wrong one is an error here and no fault in a scan.
func decodeAutomaton(data []byte, n int, fold func(r rune) rune) (*Automaton, []int32, error) {
	var bad error
	column := func(width int) []byte {
		if len(data) < 4 {
			bad = errKept
			return nil
		}
		size := int(binary.LittleEndian.Uint32(data)) * width
		if data = data[4:]; size < 0 || size > len(data) {
			bad = errKept
			return nil
		}
		c := data[:size]
		data = data[size:]
		return c
	}
	ints := func() []int32 {
		c := column(4)
		out := make([]int32, len(c)/4)
		for i := range out {
			out[i] = int32(binary.LittleEndian.Uint32(c[4*i:]))
		}
		return out
	}
	shorts := func() []uint16 {
		c := column(2)
		out := make([]uint16, len(c)/2)
		for i := range out {
			out[i] = binary.LittleEndian.Uint16(c[2*i:])
		}
		return out
	}
	folded, classes := ints(), shorts()
	a := &Automaton{class: shorts(), fold: fold}
	c := column(16)
	a.cells = make([]cell, len(c)/16)
	for i := range a.cells {
		at := func(k int) int32 { return int32(binary.LittleEndian.Uint32(c[16*i+4*k:])) }
		a.cells[i] = cell{at(0), at(1), at(2), at(3)}
	}
	a.root, a.out, a.outLink, a.length = ints(), ints(), ints(), ints()
	same := ints()
	if bad != nil || len(data) > 0 {
		return nil, nil, fmt.Errorf("%w: its columns do not fill it", errKept)
	}
	top := int32(len(a.root))
	within := func(list []int32, low, high int) bool {
		for _, v := range list {
			if int(v) < low || int(v) >= high {
				return false
			}
		}
		return true
	}
	states := len(a.cells)
	fits := len(folded) == len(classes) && len(a.class) == 1<<16 && top == int32(len(folded))+1 &&
		len(a.out) == states && len(a.outLink) == states && len(a.length) == n && len(same) == n &&
		within(a.root, 0, states) && within(a.out, -1, n) && within(a.outLink, -1, states) && within(same, 0, max(n, 1))
	for _, c := range a.class {
		fits = fits && int32(c) < top
	}
	for _, c := range classes {
		fits = fits && int32(c) < top
	}
	for i := range a.cells {
		x := &a.cells[i]
		fits = fits && x.base >= 0 && int(x.base)+int(top) <= states && x.fail >= 0 && int(x.fail) < states && int(x.longest) < n && x.longest >= -1
	}
	if !fits {
		return nil, nil, fmt.Errorf("%w: a number is out of bounds", errKept)
	}
	a.classes = make(map[rune]uint16, len(folded))
	for i, r := range folded {
		a.classes[r] = classes[i]
	}
	return a, same, nil
}
