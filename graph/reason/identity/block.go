package identity

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"gongbao/graph/registry"
)

// Kinds of blocks.
const (
	personBlock   = "person"
	meetingBlock  = "meeting"
	documentBlock = "document"
)

// entries are what one document adds to one block. Only the list of the
// block's kind has elements.
type entries struct {
	Persons   []person   `json:"p,omitempty"`
	Meetings  []meeting  `json:"m,omitempty"`
	Documents []document `json:"d,omitempty"`
}

// blockKey returns the prefix of the records of a block.
func blockKey(base, kind, name string) string {
	return base + "\x00" + kind + "\x00" + strings.ReplaceAll(name, "\x00", "") + "\x00"
}

// splitBlock takes the base and the kind out of a block's key.
func splitBlock(block string) (base, kind string, err error) {
	parts := strings.Split(block, "\x00")
	if len(parts) != 4 || parts[3] != "" {
		return "", "", fmt.Errorf("not the key of a block of identity: %q", block)
	}
	return parts[0], parts[1], nil
}

// splitRecord splits the key of a record into its block and its document.
func splitRecord(key string) (block, doc string, err error) {
	at := 0
	for range 3 {
		n := strings.IndexByte(key[at:], 0)
		if n < 0 {
			return "", "", fmt.Errorf("not a key of the blocks of identity: %q", key)
		}
		at += n + 1
	}
	return key[:at], key[at:], nil
}

// shortestTitle is how many characters the title of a document must have to be
// compared at all: 联合声明 and 联合公报 are not one document.
const shortestTitle = 8

// blocksOf returns what a document's clues add to blocks, encoded, by block.
func blocksOf(c *registry.Clues) (map[string][]byte, error) {
	by := map[string]*entries{}
	at := func(kind, name string) *entries {
		key := blockKey(c.Base, kind, name)
		if by[key] == nil {
			by[key] = &entries{}
		}
		return by[key]
	}
	for _, p := range c.Persons {
		if name := family(p.Name); utf8.RuneCountInString(name) >= 2 && !torn(name, c.Persons) {
			e := at(personBlock, name)
			e.Persons = append(e.Persons, newPerson(p, c.Date))
		}
	}
	for _, m := range c.Meetings {
		if x, name := newMeeting(m, c.Date); name != "" {
			e := at(meetingBlock, name)
			e.Meetings = append(e.Meetings, x)
		}
	}
	for _, d := range c.Documents {
		if name := registry.FoldName(d.Title); utf8.RuneCountInString(name) >= shortestTitle && !vague.MatchString(name) {
			e := at(documentBlock, name)
			e.Documents = append(e.Documents, document{d.IRI, d.Day, c.Date, d.Statements})
		}
	}
	out := map[string][]byte{}
	for key, e := range by {
		value, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		out[key] = value
	}
	return out, nil
}

// vague finds words that describe documents instead of naming one: 双方有关合作文件.
var vague = regexp.MustCompile("有关|相关|多项|多个|若干|系列|双方|双边|等文件|几项|两项|重要文件|合作文件$")

// torn reports whether a name is the end of a longer one in the same document,
// with nothing that divides them: 耶夫 beside 纳扎尔巴耶夫 is a damaged reading.
func torn(name string, persons []registry.PersonClue) bool {
	for _, p := range persons {
		if other := family(p.Name); other != name && strings.HasSuffix(other, name) {
			return true
		}
	}
	return false
}

// links returns the links of a block, given what each document adds to it.
func links(block string, byDoc map[string][]byte) ([]Link, error) {
	_, kind, err := splitBlock(block)
	if err != nil {
		return nil, err
	}
	if len(byDoc) < 2 {
		return nil, nil
	}
	var all entries
	for doc, value := range byDoc {
		var e entries
		if err := json.Unmarshal(value, &e); err != nil {
			return nil, fmt.Errorf("block of identity of document %s: %w", doc, err)
		}
		all.Persons = append(all.Persons, e.Persons...)
		all.Meetings = append(all.Meetings, e.Meetings...)
		all.Documents = append(all.Documents, e.Documents...)
	}
	switch kind {
	case personBlock:
		return settle(personLinks(all.Persons)), nil
	case meetingBlock:
		return settle(meetingLinks(all.Meetings)), nil
	case documentBlock:
		return settle(documentLinks(all.Documents)), nil
	}
	return nil, nil
}
