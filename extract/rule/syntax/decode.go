package syntax

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// decoder turns YAML nodes into the types of rule files. It goes on behind a
// fault, so that all faults of a file are told at once, each at its place.
type decoder struct {
	faults []decodeFault
	// shapes are those of the structs met so far, forms the compiled patterns of
	// their fields; one loader shares them between its rules.
	shapes map[reflect.Type]*shape
	forms  map[string]*regexp.Regexp
}

// shape is what the decoder must know of a struct.
type shape struct {
	keys     []string
	fields   map[string]reflect.StructField
	required []string
}

func (d *decoder) shape(t reflect.Type) *shape {
	if s := d.shapes[t]; s != nil {
		return s
	}
	s := &shape{keys: keysOf(t), fields: map[string]reflect.StructField{}}
	for _, key := range s.keys {
		f := fieldOf(t, key)
		s.fields[key] = f
		if f.Tag.Get("required") != "" {
			s.required = append(s.required, key)
		}
	}
	d.shapes[t] = s
	return s
}

type decodeFault struct {
	at  Located
	msg string
}

// decodable is a type with a form of its own.
type decodable interface {
	decode(d *decoder, n ast.Node)
}

func (d *decoder) fault(at Located, format string, args ...any) {
	d.faults = append(d.faults, decodeFault{at, fmt.Sprintf(format, args...)})
}

// placeOf returns the place of a node, without a value.
func placeOf(n ast.Node) Located {
	t := n.GetToken()
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		t = m.Values[0].Key.GetToken()
	}
	if t == nil || t.Position == nil {
		return Located{}
	}
	return Located{Line: t.Position.Line, Col: t.Position.Column}
}

// pairs returns the pairs of a mapping, and nil for any other node.
func pairs(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

// keyOf returns the key of a pair.
func keyOf(v *ast.MappingValueNode) Located {
	l := placeOf(v.Key)
	if t := v.Key.GetToken(); t != nil {
		l.Value = t.Value
	}
	return l
}

// located reads a scalar.
func (d *decoder) located(n ast.Node) (Located, bool) {
	l := placeOf(n)
	switch s := n.(type) {
	case *ast.StringNode:
		l.Value = s.Value
	case *ast.LiteralNode:
		l.Value = s.Value.Value
		if t := s.Start; t != nil && t.Position != nil {
			l.Line, l.Col = t.Position.Line, t.Position.Column
		}
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		l.Value = n.GetToken().Value
	case *ast.NullNode:
		if t := n.GetToken(); t != nil && t.Value != "" && t.Value != ":" {
			l.Value = t.Value // the word null or ~ where a text is expected
		}
		return l, l.Value != ""
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		d.fault(l, "anchors, aliases and tags are not part of rule files; write a macro")
		return l, false
	default:
		d.fault(l, "a text is expected here")
		return l, false
	}
	return l, true
}

// value decodes a node into v. tag is that of the field.
func (d *decoder) value(n ast.Node, v reflect.Value, tag reflect.StructTag, what string) {
	if _, null := n.(*ast.NullNode); null && v.Kind() != reflect.String && v.Type() != reflect.TypeFor[Located]() {
		return
	}
	if c, ok := v.Addr().Interface().(decodable); ok {
		c.decode(d, n)
		return
	}
	if v.Type() == reflect.TypeFor[Located]() {
		if l, ok := d.located(n); ok {
			d.check(l, tag, what)
			v.Set(reflect.ValueOf(l))
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), tag, what)
	case reflect.String:
		if l, ok := d.located(n); ok {
			d.check(l, tag, what)
			v.SetString(l.Value)
		}
	case reflect.Int:
		l, ok := d.located(n)
		if !ok {
			return
		}
		i, err := strconv.Atoi(l.Value)
		if err != nil {
			d.fault(l, "%s is a whole number, not %q", what, l.Value)
			return
		}
		v.SetInt(int64(i))
	case reflect.Bool:
		l, ok := d.located(n)
		if !ok {
			return
		}
		if l.Value != "true" && l.Value != "false" {
			d.fault(l, "%s is true or false, not %q", what, l.Value)
			return
		}
		v.SetBool(l.Value == "true")
	case reflect.Slice:
		s, ok := n.(*ast.SequenceNode)
		if !ok {
			d.fault(placeOf(n), "%s is a list: [a, b], or lines that begin with -", what)
			return
		}
		for _, item := range s.Values {
			if _, null := item.(*ast.NullNode); null {
				d.fault(placeOf(item), "an element of %s is empty", what)
				continue
			}
			e := reflect.New(v.Type().Elem()).Elem()
			before := len(d.faults)
			d.value(item, e, tag, what)
			if len(d.faults) == before {
				v.Set(reflect.Append(v, e))
			}
		}
	case reflect.Map:
		m := pairs(n)
		if m == nil {
			d.fault(placeOf(n), "%s is a map: {key: value}", what)
			return
		}
		v.Set(reflect.MakeMap(v.Type()))
		for _, p := range m {
			e := reflect.New(v.Type().Elem()).Elem()
			d.value(p.Value, e, "", what)
			v.SetMapIndex(reflect.ValueOf(keyOf(p).Value), e)
		}
	case reflect.Struct:
		d.fields(n, v, what)
	}
}

// fields decodes a mapping into a struct.
func (d *decoder) fields(n ast.Node, v reflect.Value, what string) {
	m := pairs(n)
	if m == nil {
		d.fault(placeOf(n), "%s is a map: keys and values", what)
		return
	}
	s := d.shape(v.Type())
	known := s.keys
	seen, meant := map[string]bool{}, map[string]bool{}
	for _, p := range m {
		key := keyOf(p)
		switch {
		case !slices.Contains(known, key.Value):
			d.fault(key, "%s", unknown(what, key.Value, known))
			meant[nearest(key.Value, known)] = true
			continue
		case seen[key.Value]:
			d.fault(key, "%s is given twice", key.Value)
			continue
		}
		f, before := s.fields[key.Value], len(d.faults)
		d.value(p.Value, v.FieldByIndex(f.Index), f.Tag, key.Value)
		seen[key.Value] = !isEmpty(v.FieldByIndex(f.Index)) || len(d.faults) > before || !slices.Contains(s.required, key.Value)
	}
	for _, name := range s.required {
		if !seen[name] && !meant[name] {
			d.fault(placeOf(n), "%s needs %s", what, name)
		}
	}
}

// isEmpty reports a field without a value.
func isEmpty(v reflect.Value) bool {
	if l, ok := v.Interface().(Located); ok {
		return l.Value == ""
	}
	return v.IsZero()
}

// check holds a scalar against the words and the pattern of its field.
func (d *decoder) check(l Located, tag reflect.StructTag, what string) {
	if enum := tag.Get("enum"); enum != "" {
		words := strings.Split(enum, ",")
		if !slices.Contains(words, l.Value) {
			hint := ""
			if near := nearest(l.Value, words); near != "" {
				hint = "; did you mean " + near + "?"
			}
			d.fault(l, "%s is one of %s, not %q%s", what, strings.Join(words, ", "), l.Value, hint)
		}
	}
	if pattern := tag.Get("pattern"); pattern != "" {
		form := d.forms[pattern]
		if form == nil {
			form = regexp.MustCompile(pattern) // a tag of this package
			d.forms[pattern] = form
		}
		if !form.MatchString(l.Value) {
			d.fault(l, "%s %q is not of the form %s", what, l.Value, pattern)
		}
	}
}

// keysOf returns the keys of a struct's mapping, in the order of its fields.
func keysOf(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		if key := t.Field(i).Tag.Get("yaml"); key != "" && key != "-" {
			out = append(out, key)
		}
	}
	return out
}

func fieldOf(t reflect.Type, key string) reflect.StructField {
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("yaml") == key {
			return t.Field(i)
		}
	}
	return reflect.StructField{}
}
