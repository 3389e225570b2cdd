package syntax

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

// Schema returns the JSON Schema (draft 2020-12) of rule files, for editors: made
// from the same types and tags that the loader reads files by, so that both
// agree.
func Schema() ([]byte, error) {
	s := schemaOf(reflect.TypeFor[File](), "")
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["$id"] = "https://w3id.org/gongbao/rules.schema.json"
	s["title"] = "Rule file of gongbao"
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(s)
	return b.Bytes(), err
}

// scalarTypes are what YAML may take a text for that is written without quotes.
var scalarTypes = []string{"string", "number", "boolean"}

// schemaOf describes a type; the tag is that of its field.
func schemaOf(t reflect.Type, tag reflect.StructTag) map[string]any {
	text := map[string]any{"type": scalarTypes}
	switch t {
	case reflect.TypeFor[Located]():
		return limited(text, tag)
	case reflect.TypeFor[[]Macrodef]():
		return map[string]any{"type": []string{"object", "null"}, "propertyNames": map[string]any{"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}, "additionalProperties": text}
	case reflect.TypeFor[Qualifiers]():
		return map[string]any{"oneOf": []any{
			map[string]any{"type": "array", "items": text}, map[string]any{"type": "object", "additionalProperties": text},
		}}
	case reflect.TypeFor[Tests]():
		return map[string]any{"oneOf": []any{text, map[string]any{"type": "array", "items": text}}}
	case reflect.TypeFor[Unless]():
		places := map[string]any{}
		for _, p := range guardPlaces {
			places[p] = text
		}
		return map[string]any{"oneOf": []any{text, map[string]any{"type": "object", "properties": places, "additionalProperties": false}}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem(), tag)
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.Slice:
		return map[string]any{"type": []string{"array", "null"}, "items": schemaOf(t.Elem(), tag)}
	case reflect.Map:
		return map[string]any{"type": []string{"object", "null"}, "additionalProperties": schemaOf(t.Elem(), "")}
	case reflect.Struct:
		properties, required := map[string]any{}, []string{}
		for _, key := range keysOf(t) {
			f := fieldOf(t, key)
			p := schemaOf(f.Type, f.Tag)
			if doc := f.Tag.Get("doc"); doc != "" {
				p["description"] = doc
			}
			properties[key] = p
			if f.Tag.Get("required") != "" {
				required = append(required, key)
			}
		}
		s := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
		if len(required) > 0 {
			s["required"] = required
		}
		return s
	}
	return limited(text, tag)
}

// limited adds the words and the form that a text must have. A form of digits
// is one that YAML may take for a number, so it is asked of texts alone.
func limited(s map[string]any, tag reflect.StructTag) map[string]any {
	if enum := tag.Get("enum"); enum != "" {
		return map[string]any{"enum": enumValues(strings.Split(enum, ","))}
	}
	if pattern := tag.Get("pattern"); pattern != "" {
		s["pattern"] = pattern
	}
	return s
}

// enumValues lists words as an editor's YAML may read them: no is a boolean in
// YAML 1.1.
func enumValues(words []string) []any {
	var out []any
	for _, w := range words {
		out = append(out, w)
		if w == "no" {
			out = append(out, false)
		}
	}
	return out
}
