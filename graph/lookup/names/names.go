// Package names finds names by what people type for them: a form in either
// script, a part, the pinyin, the initials, or something misspelt. It reads the
// index that ingest writes (registry.Labels and registry.Search) and knows
// nothing of the things that bear the names.
package names

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"gongbao/extract/text/pinyin"
	"gongbao/graph/registry"
	"gongbao/graph/store"
)

// Records reads the records of a store, as store.Snapshot does.
type Records interface {
	Record(bucket, key string) (value []byte, found bool, err error)
	Records(bucket, prefix string) iter.Seq2[store.Record, error]
}

// How says in which way a name fits what was typed. Smaller is better.
type How int

// The ways in which a name can fit, the best first.
const (
	// Exact: the name itself, script, width, capitals and punctuation apart.
	Exact How = iota + 1
	// Pinyin: the pinyin of the whole name.
	Pinyin
	// Beginning: the name begins so.
	Beginning
	// Part: it stands elsewhere in the name, or its words do.
	Part
	// PinyinPart: the pinyin of a part of the name.
	PinyinPart
	// Initials: the first letters of its syllables, or of some of them.
	Initials
	// Sound: the name is read alike, or nearly.
	Sound
	// Misspelt: some characters are different.
	Misspelt
)

var howNames = [...]string{
	Exact: "exact", Pinyin: "pinyin", Beginning: "beginning", Part: "part", PinyinPart: "pinyin part",
	Initials: "initials", Sound: "sound", Misspelt: "misspelt",
}

// String returns the word for it.
func (h How) String() string {
	if h > 0 && int(h) < len(howNames) {
		return howNames[h]
	}
	return "none"
}

// MarshalText writes it as a word.
func (h How) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// Sure reports whether the name is what was typed, in another form at most.
func (h How) Sure() bool { return h == Exact || h == Pinyin }

// Match is a name that fits.
type Match struct {
	// Folded is the name as registry.FoldName gives it.
	Folded string
	// Labels are its forms in the graph.
	Labels []registry.Label
	How    How
	// Score is how much of the name was typed, above 0 and at most 1.
	Score float64
}

// Documents is the number of documents that bear the form borne most.
func (m *Match) Documents() int {
	n := 0
	for _, l := range m.Labels {
		n = max(n, l.Documents)
	}
	return n
}

// Options bound a search.
type Options struct {
	// Limit is how many names are wanted at most; 0 means all.
	Limit int
	// All wants weaker ways of fitting too where there are better ones.
	All bool
	// Near wants names that sound alike or are spelt nearly so, where nothing
	// fits otherwise.
	Near bool
}

// scanned is how many keys of the index one way of fitting looks at where the
// number of finds is limited, which keeps a search below two milliseconds. Keys of
// shorter rests come first, so that of a single character's names the search
// still finds those that are it and begin with it.
const scanned = 1500

// Find returns the names that fit, the best first: by the way in which they fit,
// then the number of documents that bear them, then the shorter one, then in the
// order of their characters. Where a name is Sure, or another better than a
// part of it, weaker ones are left out unless all are wanted.
func Find(ctx context.Context, r Records, typed string, o Options) ([]Match, error) {
	s := &search{ctx: ctx, r: r, limited: o.Limit > 0, best: map[string]Match{}}
	if err := s.run(typed, o); err != nil {
		return nil, err
	}
	return s.result(o)
}

// search is one search.
type search struct {
	ctx     context.Context
	r       Records
	limited bool
	best    map[string]Match // by folded name
	steps   int
}

// add notes that a name fits.
func (s *search) add(folded string, how How, score float64) {
	if old, ok := s.best[folded]; ok && (old.How < how || old.How == how && old.Score >= score) {
		return
	}
	s.best[folded] = Match{Folded: folded, How: how, Score: score}
}

// sure reports whether a name was found that needs no weaker ones beside it.
func (s *search) sure() bool {
	for _, m := range s.best {
		if m.How.Sure() {
			return true
		}
	}
	return false
}

func (s *search) run(typed string, o Options) error {
	folded := registry.FoldName(typed)
	if folded == "" {
		return nil
	}
	enough := func() bool { return !o.All && s.sure() }
	steps := []func() error{
		func() error { return s.exact(folded) },
		func() error { return s.pinyin(typed) },
		func() error { return s.part(folded) },
		func() error { return s.words(typed) },
		func() error { return s.initials(typed) },
	}
	for _, step := range steps {
		if enough() {
			return nil
		}
		if err := step(); err != nil {
			return err
		}
	}
	if o.Near && len(s.best) == 0 {
		return s.near(typed, folded)
	}
	return nil
}

// exact looks the name itself up.
func (s *search) exact(folded string) error {
	_, found, err := s.r.Record(registry.Labels, folded)
	if found {
		s.add(folded, Exact, 1)
	}
	return err
}

// keys calls fn for the keys of one kind that begin so, with what the key says
// before its NUL and behind it. It stops where fn returns false or enough keys
// were looked at.
func (s *search) keys(kind, prefix string, fn func(head, rest string) bool) error {
	n := 0
	for rec, err := range s.r.Records(registry.Search, kind+prefix) {
		if err != nil {
			return err
		}
		if s.steps++; s.steps%512 == 0 && s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		head, rest, ok := strings.Cut(rec.Key[len(kind):], "\x00")
		if ok && !fn(head, rest) {
			return nil
		}
		if n++; s.limited && n == scanned {
			return nil
		}
	}
	return nil
}

// part finds the names that begin so or have it elsewhere.
func (s *search) part(folded string) error {
	if s.limited { // else those that begin so are among the others
		if err := s.beginnings(folded); err != nil {
			return err
		}
	}
	return s.keys(registry.TextKey, folded, func(head, rest string) bool {
		how := Part
		if rest == "" {
			how = Beginning
		}
		s.add(rest+head, how, float64(len(folded))/float64(len(head)+len(rest)))
		return true
	})
}

// beginnings finds the names that begin so by the names themselves.
func (s *search) beginnings(folded string) error {
	n := 0
	for rec, err := range s.r.Records(registry.Labels, folded) {
		if err != nil {
			return err
		}
		s.add(rec.Key, Beginning, float64(len(folded))/float64(len(rec.Key)))
		if n++; n == scanned/4 {
			break
		}
	}
	return nil
}

// words finds the names that have each of several words, by the longest.
func (s *search) words(typed string) error {
	w := NewWords(typed)
	if len(w.folded) < 2 {
		return nil
	}
	longest := slices.MaxFunc(w.folded, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	return s.keys(registry.TextKey, longest, func(head, rest string) bool {
		name := rest + head
		if score := w.score(name); score > 0 {
			s.add(name, Part, score)
		}
		return true
	})
}

// pinyin finds the names whose pinyin that is, or begins with it, or holds it
// from one of their characters on.
func (s *search) pinyin(typed string) error {
	letters, ok := pinyin.Letters(typed)
	if !ok || len(letters) < 2 {
		return nil
	}
	return s.keys(registry.SoundKey, pinyin.Sound(letters), func(_, name string) bool {
		how, score := fitLetters([]rune(name), letters)
		if how == 0 {
			how, score = Sound, float64(len(letters))/float64(1+3*utf8.RuneCountInString(name))
			if !s.limited {
				return true // what only sounds alike does not answer a query
			}
		}
		s.add(name, how, min(1, score))
		return true
	})
}

// fitLetters tells how letters fit a name's characters: as the pinyin of all, or of
// a part that begins with one of them and may end within a syllable. How is 0 where
// they do not.
func fitLetters(name []rune, letters string) (How, float64) {
	for from := range name {
		if to, whole := readAlong(name, from, letters); to > 0 {
			if from == 0 && to == len(name) && whole {
				return Pinyin, 1
			}
			return PinyinPart, float64(to-from) / float64(len(name))
		}
	}
	return 0, 0
}

// readAlong reads letters along the characters of a name from one on. It
// returns the character after the last that was read, or 0 where they do not
// fit, and whether the last syllable was read to its end.
func readAlong(name []rune, at int, letters string) (to int, whole bool) {
	if letters == "" {
		return at, true
	}
	if at == len(name) {
		return 0, false
	}
	try := func(syllable string) bool {
		if rest, ok := strings.CutPrefix(letters, syllable); ok {
			if t, w := readAlong(name, at+1, rest); t > 0 && (to == 0 || w && !whole) {
				to, whole = t, w
			}
		} else if strings.HasPrefix(syllable, letters) && to == 0 {
			to, whole = at+1, false
		}
		return whole
	}
	r := name[at]
	if usual := pinyin.Usual(r); usual == "" {
		if r < utf8.RuneSelf {
			try(string(r))
			return to, whole
		}
		return readAlong(name, at+1, letters)
	} else if try(usual) {
		return to, whole
	}
	for _, o := range pinyin.Others(r) {
		if try(o) {
			break
		}
	}
	return to, whole
}

// initials finds the names whose characters begin with those letters. The first
// two must stand together; of the others some characters may lie between.
func (s *search) initials(typed string) error {
	letters, ok := pinyin.Letters(typed)
	if !ok || len(letters) < 2 || len(letters) > 16 {
		return nil
	}
	prefix := letters
	if len(letters) > 2 {
		prefix = letters[:2]
	}
	return s.keys(registry.InitialsKey, prefix, func(head, name string) bool {
		// The readings of a name are as long as the name but for what has none.
		inner := len(head) < utf8.RuneCountInString(name)
		if inner && len(letters) < 3 {
			return true // two letters inside a name say too little
		}
		rest, skipped := head, 0
		for i := range len(letters) {
			at := strings.IndexByte(rest, letters[i])
			if at < 0 || i < 2 && at > 0 {
				return true
			}
			rest = rest[at+1:]
			skipped += at
		}
		switch {
		case inner && skipped > 0:
			s.add(name, Initials, 0.2)
		case inner:
			s.add(name, Initials, 0.4)
		case skipped > 0:
			s.add(name, Initials, 0.6)
		case rest != "":
			s.add(name, Initials, 0.8)
		default:
			s.add(name, Initials, 1)
		}
		return true
	})
}

// result sorts what was found and reads the labels.
func (s *search) result(o Options) ([]Match, error) {
	out := make([]Match, 0, len(s.best))
	for _, m := range s.best {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.How, b.How), cmp.Compare(b.Score, a.Score), strings.Compare(a.Folded, b.Folded))
	})
	// How many documents bear a name costs reading it; of very many only the
	// best by their length are read.
	const read = 4
	if o.Limit > 0 && len(out) > read*o.Limit {
		out = out[:read*o.Limit]
	}
	for i := range out {
		value, _, err := s.r.Record(registry.Labels, out[i].Folded)
		if err != nil {
			return nil, err
		}
		if out[i].Labels, err = registry.DecodeLabels(value); err != nil {
			return nil, err
		}
	}
	out = slices.DeleteFunc(out, func(m Match) bool { return len(m.Labels) == 0 })
	slices.SortFunc(out, compare)
	if o.Limit > 0 && len(out) > o.Limit {
		out = out[:o.Limit]
	}
	return out, nil
}

// compare puts the better of two matches first. Of initials and of what is
// misspelt the closer one comes first, of others the one that more documents
// bear.
func compare(a, b Match) int {
	d := cmp.Compare(a.How, b.How)
	if d == 0 && a.How >= Initials {
		d = cmp.Compare(b.Score, a.Score)
	}
	return cmp.Or(d, cmp.Compare(b.Documents(), a.Documents()), cmp.Compare(b.Score, a.Score),
		cmp.Compare(len(a.Folded), len(b.Folded)), strings.Compare(a.Folded, b.Folded))
}
