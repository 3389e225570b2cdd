package main

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// converter turns Simplified into Traditional by OpenCC's phrase and character
// tables, the longest phrase first, and back by its character table.
type converter struct {
	hantOf map[string]string
	hansOf map[string]string
	max    int // longest key of hantOf, in characters
}

// transliteration overrides OpenCC's first choice where a character stands for
// a sound in names (馬里, not 馬裏).
var transliteration = map[string]string{"里": "里", "干": "干", "于": "于", "布": "布", "谷": "谷", "丑": "丑", "托": "托", "凶": "凶"}

func openConverter(dir string) (*converter, error) {
	c := &converter{hantOf: map[string]string{}, hansOf: map[string]string{}}
	for _, part := range []struct {
		file string
		into map[string]string
	}{
		{"STCharacters.txt", c.hantOf},
		{"STPhrases.txt", c.hantOf},
		{"TSCharacters.txt", c.hansOf},
	} {
		f, err := os.Open(filepath.Join(dir, part.file))
		if err != nil {
			return nil, err
		}
		sc := bufio.NewScanner(f)
		for sc.Scan() {
			key, val, ok := strings.Cut(sc.Text(), "\t")
			if !ok || strings.HasPrefix(key, "#") {
				continue
			}
			part.into[key], _, _ = strings.Cut(val, " ")
			c.max = max(c.max, len([]rune(key)))
		}
		if err := errors.Join(sc.Err(), f.Close()); err != nil {
			return nil, err
		}
	}
	for k, v := range transliteration {
		c.hantOf[k] = v
	}
	return c, nil
}

// usual replaces the dictionary forms that OpenCC prefers by those that Hong
// Kong and Taiwan print.
var usual = strings.NewReplacer("羣", "群", "祕", "秘")

// hant gives the Traditional form of a Simplified name.
func (c *converter) hant(s string) string {
	var b strings.Builder
	r := []rune(s)
next:
	for i := 0; i < len(r); {
		for n := min(c.max, len(r)-i); n > 0; n-- {
			if v, ok := c.hantOf[string(r[i:i+n])]; ok {
				b.WriteString(v)
				i += n
				continue next
			}
		}
		b.WriteRune(r[i])
		i++
	}
	return usual.Replace(b.String())
}

// hans gives the Simplified form of a name, character by character.
func (c *converter) hans(s string) string {
	var b strings.Builder
	for _, r := range s {
		if v, ok := c.hansOf[string(r)]; ok {
			b.WriteString(v)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// width folds the full-width brackets and hyphen that names are written with.
var width = strings.NewReplacer("（", "(", "）", ")", "－", "-", "—", "-")

// same says that two names differ in script or width at most.
func (c *converter) same(a, b string) bool {
	return c.fold(a) == c.fold(b)
}

// fold takes the differences of script and width out of a name.
func (c *converter) fold(s string) string { return width.Replace(c.hans(s)) }
