package rule

import (
	"cmp"
	"slices"

	"gongbao/extract/mention"
	"gongbao/extract/rule/syntax"
	"gongbao/extract/text"
)

// op is the kind of an instruction.
type op uint8

const (
	opMatch  op = iota // accept
	opSplit            // try x, then y
	opLit              // the literal
	opTyped            // a mention of one of the types
	opRun              // a run of characters
	opOpen             // a group begins (in text order)
	opClose            // a group ends (in text order)
	opLook             // the program at y must (not) match here
	opAnchor           // sentence start or end
)

// instr is one instruction of a program. x is the next instruction. It is kept
// small, since a document is read by all programs in turn.
type instr struct {
	op       op
	not      bool  // opLook: must not match; opAnchor: the end
	any      bool  // opRun: class any or list
	list     bool  // opRun: class list
	gap      bool  // opRun: class gap
	name     bool  // opRun: class name
	slot     int16 // opLit, opTyped, opRun: slot or -1; opOpen, opClose: group
	x, y     int32
	min, max int32
	*operand
}

// operand is the part of an instruction that only a look at the text needs.
type operand struct {
	lit    []rune // folded
	types  mention.Set
	filter *filter
	node   syntax.Node
}

// nothing is the operand of instructions that read nothing.
var nothing operand

// program is one direction of a pattern, away from the trigger: rightwards in
// text order, or leftwards with every sequence reversed. Its shape is that of
// Thompson's construction (Regular expression search algorithm, CACM 11(6),
// 1968).
type program struct {
	code  []instr
	first []first // by instruction
	start int32
	left  bool
}

// variant is a rule's pattern seen from one of its triggers.
type variant struct {
	trigger     *syntax.Trigger
	slot        int16
	left, right *program
	checks      []check
	needs       []typeBits
}

// compiler turns the nodes of one rule into programs.
type compiler struct {
	types *mention.TypeTable
	slots map[string]int16
	names []string
}

func (c *compiler) slotID(name string) int16 {
	if name == "" {
		return -1
	}
	if id, ok := c.slots[name]; ok {
		return id
	}
	id := int16(len(c.names))
	c.slots[name] = id
	c.names = append(c.names, name)
	return id
}

// part is a piece of the pattern on one side of a trigger: a node, or the mark
// of a group that the trigger stands in.
type part struct {
	node  syntax.Node
	group string // non-empty: the mark
}

// variants finds the triggers of a pattern and splits it at each of them.
func (c *compiler) variants(n syntax.Node) ([]variant, error) {
	var out []variant
	var walk func(n syntax.Node, left, right []part) error
	walk = func(n syntax.Node, left, right []part) error {
		switch n := n.(type) {
		case *syntax.Trigger:
			v := variant{trigger: n, slot: c.slotID(n.Slot)}
			for _, item := range n.Items {
				if t, ok := item.(*syntax.Typed); ok && t.Slot != "" {
					v.slot = c.slotID(t.Slot)
				}
			}
			var err error
			if v.left, err = c.program(left, true); err != nil {
				return err
			}
			if v.right, err = c.program(right, false); err != nil {
				return err
			}
			for _, q := range append(append([]part{}, left...), right...) {
				if q.node != nil {
					v.needs = append(v.needs, c.needs(q.node)...)
				}
			}
			slices.SortFunc(v.needs, func(a, b typeBits) int {
				return cmp.Or(cmp.Compare(a.size(), b.size()), cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
			})
			v.needs = slices.Compact(v.needs)
			out = append(out, v)
		case *syntax.Seq:
			for i, m := range n.Items {
				if !hasTrigger(m) {
					continue
				}
				for _, k := range n.Items[i+1:] {
					if hasTrigger(k) {
						return faultAt(k, "two triggers in one sequence: %s; a path through the pattern has one trigger, write the other as a literal", k)
					}
				}
				l := append([]part{}, left...)
				for _, k := range n.Items[:i] {
					l = append(l, part{node: k})
				}
				var r []part
				for _, k := range n.Items[i+1:] {
					r = append(r, part{node: k})
				}
				if err := walk(m, l, append(r, right...)); err != nil {
					return err
				}
				return nil
			}
		case *syntax.Alt:
			for _, m := range n.Items {
				if !hasTrigger(m) {
					return faultAt(m, "the alternative %s has no trigger, but another one has", m)
				}
				if err := walk(m, left, right); err != nil {
					return err
				}
			}
		case *syntax.Group:
			l := append(append([]part{}, left...), part{group: n.Name})
			return walk(n.Node, l, append([]part{{group: n.Name}}, right...))
		case *syntax.Repeat:
			return faultAt(n, "a trigger may not be optional or repeated: %s", n)
		case *syntax.Look:
			return faultAt(n, "a trigger may not stand in a condition: %s", n)
		}
		return nil
	}
	if !hasTrigger(n) {
		return nil, faultAt(n, "no trigger: mark the word that starts the rule with ‹ ›")
	}
	if err := walk(n, nil, nil); err != nil {
		return nil, err
	}
	return out, nil
}

func hasTrigger(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.Trigger:
		return true
	case *syntax.Seq:
		for _, m := range n.Items {
			if hasTrigger(m) {
				return true
			}
		}
	case *syntax.Alt:
		for _, m := range n.Items {
			if hasTrigger(m) {
				return true
			}
		}
	case *syntax.Group:
		return hasTrigger(n.Node)
	case *syntax.Repeat:
		return hasTrigger(n.Node)
	case *syntax.Look:
		return hasTrigger(n.Node)
	}
	return false
}

// program compiles the parts on one side; left ones are given in text order.
func (c *compiler) program(parts []part, left bool) (*program, error) {
	p := &program{left: left}
	next := p.add(instr{op: opMatch})
	// The program is built from its end backwards. Leftwards its end is the
	// first part of the text.
	order := slices.Clone(parts)
	if !left {
		slices.Reverse(order)
	}
	for _, q := range order {
		if q.group != "" {
			o := opClose
			if left {
				o = opOpen
			}
			next = p.add(instr{op: o, slot: c.slotID(q.group), x: next})
			continue
		}
		var err error
		if next, err = c.emit(p, q.node, next); err != nil {
			return p, err
		}
	}
	p.start = next
	p.firsts()
	return p, nil
}

func (p *program) add(i instr) int32 {
	if i.operand == nil {
		i.operand = &nothing
	}
	p.code = append(p.code, i)
	return int32(len(p.code) - 1)
}

// emit compiles n so that it goes on at next, and returns its entry.
func (c *compiler) emit(p *program, n syntax.Node, next int32) (int32, error) {
	switch n := n.(type) {
	case *syntax.Seq:
		items := n.Items
		for i := range items {
			m := items[len(items)-1-i]
			if p.left {
				m = items[i]
			}
			var err error
			if next, err = c.emit(p, m, next); err != nil {
				return 0, err
			}
		}
		return next, nil
	case *syntax.Alt:
		entry := int32(-1)
		for i := range n.Items {
			x, err := c.emit(p, n.Items[len(n.Items)-1-i], next)
			if err != nil {
				return 0, err
			}
			if entry < 0 {
				entry = x
			} else {
				entry = p.add(instr{op: opSplit, x: x, y: entry})
			}
		}
		return entry, nil
	case *syntax.Repeat:
		return c.repeat(p, n, next)
	case *syntax.Literal:
		return p.add(instr{op: opLit, slot: c.slotID(n.Slot), x: next, operand: &operand{lit: folded(n.Text), node: n}}), nil
	case *syntax.Typed:
		return p.add(instr{op: opTyped, slot: c.slotID(n.Slot), x: next, operand: &operand{types: c.set(n.Types), filter: newFilter(n.Conds), node: n}}), nil
	case *syntax.Run:
		run := p.add(instr{
			op: opRun, any: n.Class != "" && n.Class != "name", name: n.Class == "name", list: n.Class == "list", gap: n.Class == "gap",
			slot: c.slotID(n.Slot), min: int32(max(n.Min, 1)), max: int32(n.Max), x: next, operand: &operand{types: c.set(n.Not), node: n},
		})
		if n.Min == 0 {
			return p.add(instr{op: opSplit, x: run, y: next}), nil
		}
		return run, nil
	case *syntax.Group:
		id := c.slotID(n.Name)
		first, last := opOpen, opClose
		if p.left {
			first, last = last, first
		}
		x, err := c.emit(p, n.Node, p.add(instr{op: last, slot: id, x: next}))
		if err != nil {
			return 0, err
		}
		return p.add(instr{op: first, slot: id, x: x}), nil
	case *syntax.Look:
		x, err := c.emit(p, n.Node, p.add(instr{op: opMatch}))
		if err != nil {
			return 0, err
		}
		return p.add(instr{op: opLook, not: n.Not, x: next, y: x, operand: &operand{node: n}}), nil
	case *syntax.Anchor:
		return p.add(instr{op: opAnchor, not: n.End, x: next, operand: &operand{node: n}}), nil
	}
	return 0, faultAt(n, "cannot compile %s", n)
}

// repeat unrolls the bounded part and closes the unbounded one into a loop.
func (c *compiler) repeat(p *program, n *syntax.Repeat, next int32) (int32, error) {
	if nullable(n.Node) && n.Max != 1 {
		return 0, faultAt(n, "the repeated part %s can be empty; make one of its parts obligatory", n.Node)
	}
	if n.Max > 64 || n.Min > 64 {
		return 0, faultAt(n, "%s repeats more than 64 times; write * or + instead", n)
	}
	entry := next
	if n.Max < 0 {
		loop := p.add(instr{op: opSplit, y: next})
		body, err := c.emit(p, n.Node, loop)
		if err != nil {
			return 0, err
		}
		p.code[loop].x = body
		entry = loop
	} else {
		for i := n.Min; i < n.Max; i++ {
			body, err := c.emit(p, n.Node, entry)
			if err != nil {
				return 0, err
			}
			entry = p.add(instr{op: opSplit, x: body, y: next})
		}
	}
	for i := 0; i < n.Min; i++ {
		body, err := c.emit(p, n.Node, entry)
		if err != nil {
			return 0, err
		}
		entry = body
	}
	return entry, nil
}

// nullable reports whether a node can match nothing.
func nullable(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.Seq:
		for _, m := range n.Items {
			if !nullable(m) {
				return false
			}
		}
		return true
	case *syntax.Alt:
		for _, m := range n.Items {
			if nullable(m) {
				return true
			}
		}
		return false
	case *syntax.Repeat:
		return n.Min == 0 || nullable(n.Node)
	case *syntax.Run:
		return n.Min == 0
	case *syntax.Group:
		return nullable(n.Node)
	case *syntax.Look, *syntax.Anchor:
		return true
	}
	return false
}

func (c *compiler) set(names []string) mention.Set {
	var s mention.Set
	for _, n := range names {
		s = s.With(c.types.ID(n))
	}
	return s
}

func folded(s string) []rune {
	out := []rune(s)
	for i, r := range out {
		out[i] = text.Fold(r)
	}
	return out
}

// typed returns the trigger's element for a mention of that type, or nil when
// the trigger is a literal.
func (v *variant) typed(t mention.Type, types *mention.TypeTable) *syntax.Typed {
	for _, item := range v.trigger.Items {
		if n, ok := item.(*syntax.Typed); ok {
			for _, name := range n.Types {
				if types.Lookup(name) == t {
					return n
				}
			}
		}
	}
	return nil
}
