package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// String prints the sequence with single spaces between its parts.
func (n *Seq) String() string {
	return join(n.Items, " ", func(m Node) bool { _, alt := m.(*Alt); return alt })
}

// String prints the choice.
func (n *Alt) String() string {
	return join(n.Items, " | ", func(m Node) bool { _, alt := m.(*Alt); return alt })
}

func join(items []Node, sep string, wrap func(Node) bool) string {
	parts := make([]string, len(items))
	for i, m := range items {
		parts[i] = m.String()
		_, seq := m.(*Seq)
		if wrap(m) || seq && sep == " " {
			parts[i] = "( " + parts[i] + " )"
		}
	}
	return strings.Join(parts, sep)
}

// String prints the repetition.
func (n *Repeat) String() string {
	s := n.Node.String()
	switch n.Node.(type) {
	case *Seq, *Alt:
		s = "( " + s + " )"
	}
	switch {
	case n.Min == 0 && n.Max == 1:
		return s + "?"
	case n.Min == 0 && n.Max < 0:
		return s + "*"
	case n.Min == 1 && n.Max < 0:
		return s + "+"
	}
	return fmt.Sprintf("%s{%d,%d}", s, n.Min, n.Max)
}

func slotString(slot string) string {
	if slot == "" {
		return ""
	}
	return ":" + slot
}

// String prints the literal in quotes.
func (n *Literal) String() string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(n.Text) + `"` + slotString(n.Slot)
}

// String prints the type, its conditions and its slot.
func (n *Typed) String() string {
	var b strings.Builder
	b.WriteString(strings.Join(n.Types, "/"))
	for _, c := range n.Conds {
		switch {
		case c.Has && c.Not:
			b.WriteString("[!" + c.Attr + "]")
		case c.Has:
			b.WriteString("[" + c.Attr + "]")
		case c.Not:
			b.WriteString("[" + c.Attr + "!=" + c.Value + "]")
		default:
			b.WriteString("[" + c.Attr + "=" + c.Value + "]")
		}
	}
	return b.String() + slotString(n.Slot)
}

// String prints the run.
func (n *Run) String() string {
	s := fmt.Sprintf("~%d..%d", n.Min, n.Max)
	if n.Class != "" {
		s += "/" + n.Class
	}
	for _, t := range n.Not {
		s += "!" + t
	}
	return s + slotString(n.Slot)
}

// String prints the group.
func (n *Group) String() string { return n.Name + "=( " + n.Node.String() + " )" }

// String prints the trigger.
func (n *Trigger) String() string {
	parts := make([]string, len(n.Items))
	for i, m := range n.Items {
		if l, ok := m.(*Literal); ok && bareTrigger(l) {
			parts[i] = l.Text
		} else {
			parts[i] = m.String()
		}
	}
	return "‹" + strings.Join(parts, "|") + "›" + slotString(n.Slot)
}

// String prints the use of the macro.
func (n *Macro) String() string { return "@" + n.Name }

// String prints the condition.
func (n *Look) String() string {
	if n.Not {
		return "!( " + n.Node.String() + " )"
	}
	return "&( " + n.Node.String() + " )"
}

// String prints the anchor.
func (n *Anchor) String() string {
	if n.End {
		return "$"
	}
	return "^"
}

// bareTrigger reports whether a literal can stand in ‹ › without quotes.
func bareTrigger(l *Literal) bool {
	first, _ := utf8.DecodeRuneInString(l.Text)
	return l.Slot == "" && !isUpper(first) && first != '"' && !strings.ContainsAny(l.Text, "|›") && strings.TrimSpace(l.Text) == l.Text
}
