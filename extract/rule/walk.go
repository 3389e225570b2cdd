package rule

// event is a step of the best way, in the order it was taken.
type event struct {
	op         op
	slot       int16
	start, end int32
	mention    int32 // of a typed element, or -1
	instr      *instr
}

// walk appends the events of the best way from pc at off, which best has found.
func (m *machine) walk(pc, off int32, events []event) []event {
	moving := false
	for {
		i := &m.prog.code[pc]
		switch i.op {
		case opMatch:
			return events
		case opOpen, opClose:
			events = append(events, event{op: i.op, slot: i.slot, start: off, end: off, mention: -1, instr: i})
			pc = i.x
			continue
		case opAnchor: // it holds, or this would not be the way
			pc = i.x
			continue
		case opSplit:
			n := m.next(off)
			if !m.prog.first[i.y].fits(n) {
				pc = i.x
				continue
			}
			if !m.prog.first[i.x].fits(n) {
				pc = i.y
				continue
			}
		}
		key := pc
		if i.op >= opLit && i.op <= opRun {
			moving = false
		} else if moving {
			key = ^pc
		}
		r := m.find(key, off)
		if r.gen != m.gen { // forgotten: the machine has begun anew
			m.search(pc, off, moving)
			r = m.find(key, off)
		}
		if r.choice == choiceSkip && i.op >= opLit && i.op <= opRun {
			off, _ = m.transparent(off)
			continue
		}
		switch i.op {
		case opSplit:
			if r.choice == 1 {
				pc = i.y
				continue
			}
		case opLit:
			to := off + int32(len(i.lit))
			if m.prog.left {
				to = off - int32(len(i.lit))
			}
			events = append(events, event{opLit, i.slot, min(off, to), max(off, to), -1, i})
			off = to
		case opTyped:
			v := m.page.lat.At(r.choice)
			events = append(events, event{opTyped, i.slot, v.Start, v.End, r.choice, i})
			off = v.End
			if m.prog.left {
				off = v.Start
			}
		case opRun:
			to := r.choice
			events = append(events, event{opRun, i.slot, min(off, to), max(off, to), -1, i})
			off = to
			if m.prog.left {
				moving = !m.boundaryLeft(to)
			} else {
				moving = !m.boundaryRight(to)
			}
		}
		pc = i.x
	}
}
