package syntax

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"
)

const schemaFile = "rules.schema.json"

// TestSchemaIsUpToDate compares the schema with the file that editors are given.
// With GONGBAO_UPDATE the file is written anew.
func TestSchemaIsUpToDate(t *testing.T) {
	got, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("GONGBAO_UPDATE") != "" {
		if err := os.WriteFile(schemaFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the types say; run the test with GONGBAO_UPDATE=1", schemaFile)
	}
}

// validate checks a value against a schema: the keywords that Schema uses.
func validate(s map[string]any, v any, at string) []string {
	var errs []string
	fail := func(format string, args ...any) { errs = append(errs, at+": "+fmt.Sprintf(format, args...)) }
	if alternatives, ok := s["oneOf"].([]any); ok {
		fits := 0
		for _, a := range alternatives {
			if len(validate(a.(map[string]any), v, at)) == 0 {
				fits++
			}
		}
		if fits != 1 {
			fail("%d of the alternatives fit", fits)
		}
	}
	if enum, ok := s["enum"].([]any); ok && !slices.Contains(enum, v) {
		fail("%v is none of %v", v, enum)
	}
	if want, ok := s["type"]; ok {
		names := []any{want}
		if list, ok := want.([]any); ok {
			names = list
		}
		if !slices.ContainsFunc(names, func(n any) bool { return isType(v, n.(string)) }) {
			fail("%T is not of the types %v", v, names)
		}
	}
	if p, ok := s["pattern"].(string); ok {
		if text, ok := v.(string); ok && !regexp.MustCompile(p).MatchString(text) {
			fail("%q does not fit %s", text, p)
		}
	}
	switch v := v.(type) {
	case []any:
		if items, ok := s["items"].(map[string]any); ok {
			for i, x := range v {
				errs = append(errs, validate(items, x, fmt.Sprintf("%s[%d]", at, i))...)
			}
		}
	case map[string]any:
		properties, _ := s["properties"].(map[string]any)
		for key, x := range v {
			if p, ok := properties[key].(map[string]any); ok {
				errs = append(errs, validate(p, x, at+"."+key)...)
			} else if more, ok := s["additionalProperties"].(map[string]any); ok {
				errs = append(errs, validate(more, x, at+"."+key)...)
			} else if s["additionalProperties"] == false {
				fail("unknown key %s", key)
			}
		}
		if required, ok := s["required"].([]any); ok {
			for _, key := range required {
				if _, ok := v[key.(string)]; !ok {
					fail("%s is missing", key)
				}
			}
		}
	}
	return errs
}

func isType(v any, name string) bool {
	switch v.(type) {
	case nil:
		return name == "null"
	case string:
		return name == "string"
	case bool:
		return name == "boolean"
	case []any:
		return name == "array"
	case map[string]any:
		return name == "object"
	}
	switch reflect.TypeOf(v).Kind() {
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return name == "integer" || name == "number"
	case reflect.Float64:
		return name == "number"
	}
	return false
}

func schema(t *testing.T) map[string]any {
	data, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	var s map[string]any
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPacksFitSchema holds every rule file of the built-in packs against the
// schema.
func TestPacksFitSchema(t *testing.T) {
	files, err := filepath.Glob("../../packs/*/rules/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no rule files", err)
	}
	s := schema(t)
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if err := yaml.Unmarshal(data, &v); err != nil {
			t.Fatal(name, err)
		}
		for _, e := range validate(s, v, filepath.Base(name)) {
			t.Error(e)
		}
	}
}

// TestSchemaRefuses: what the loader refuses for its form, the schema refuses
// too.
func TestSchemaRefuses(t *testing.T) {
	s := schema(t)
	for _, src := range []string{
		"rulez: []", "rules: [{match: x}]", "rules: [{id: a, match: x, when: {speech: maybe}}]", "rules: [{id: a, match: x, unless: {here: x}}]",
		"rules: [{id: a, match: x, emit: [{s: a, p: b}]}]", "rules: [{id: a b, match: x}]", "rules: {id: a}", "rules: [{id: a, match: x, when: {after: May}}]",
	} {
		var v any
		if err := yaml.Unmarshal([]byte(src), &v); err != nil {
			t.Fatal(err)
		}
		if len(validate(s, v, "")) == 0 {
			t.Errorf("%s fits the schema", src)
		}
		if _, errs := ParseFile("", []byte(src), NewScope(nil)); len(errs) == 0 {
			t.Errorf("%s is loaded", src)
		}
	}
}
