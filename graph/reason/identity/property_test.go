package identity

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongbao/graph/rdf"
	"gongbao/graph/registry"
	"gongbao/graph/store"
)

const testBase = "https://example.org/kg/"

// memory opens a store in memory.
func memory(t testing.TB) *store.Store {
	t.Helper()
	st, err := store.Open("", store.Options{InMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return st
}

// apply writes clues, or takes them away where they are nil, in one batch.
func apply(t testing.TB, st *store.Store, changes map[string]*registry.Clues) {
	t.Helper()
	applyAnd(t, st, changes, (*Tracker).Finish)
}

// applyAnd is apply with another end of the batch.
func applyAnd(t testing.TB, st *store.Store, changes map[string]*registry.Clues, end func(*Tracker) error) {
	t.Helper()
	err := st.Update(context.Background(), func(b *store.Batch) error {
		tracker := Track(b.Base(), b)
		for _, doc := range sortedKeys(changes) {
			if changes[doc] == nil {
				if err := tracker.DeleteRecord(registry.IdentityClues, doc); err != nil {
					return err
				}
				continue
			}
			value, err := changes[doc].Encode()
			if err != nil {
				return err
			}
			if err := tracker.PutRecord(registry.IdentityClues, doc, value); err != nil {
				return err
			}
		}
		return end(tracker)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// rebuild makes good what was postponed.
func rebuild(t testing.TB, st *store.Store) {
	t.Helper()
	if err := Rebuild(context.Background(), st); err != nil {
		t.Fatal(err)
	}
	if r, err := st.Check(context.Background()); err != nil || !r.Whole() {
		t.Fatalf("check: %v, %+v", err, r)
	}
}

// TestPostponed writes documents one by one, and identity after the last.
func TestPostponed(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	all := map[string]*registry.Clues{}
	late := memory(t)
	for i := range 12 {
		doc := fmt.Sprintf("d%02d", i)
		all[doc] = randomClues(r, doc)
		applyAnd(t, late, map[string]*registry.Clues{doc: all[doc]}, (*Tracker).Postpone)
	}
	if got := dump(t, late); strings.Contains(got, "ontology#") {
		t.Fatalf("identity was not postponed:\n%s", got)
	}
	due := func() bool {
		snap := late.Snapshot()
		defer snap.Close()
		is, err := Due(snap)
		if err != nil {
			t.Fatal(err)
		}
		return is
	}
	if !due() {
		t.Error("what was postponed is not due")
	}
	apply(t, late, nil)
	if due() {
		t.Error("what was made good is still due")
	}
	once := memory(t)
	apply(t, once, all)
	if got, want := dump(t, late), dump(t, once); got != want || want == "" {
		t.Errorf("after being postponed the store is\n%s\nwant\n%s", got, want)
	}
}

// TestBulk writes documents in bulk with the records of their blocks.
func TestBulk(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	all := map[string]*registry.Clues{}
	bulk, once := memory(t), memory(t)
	applyAnd(t, bulk, nil, (*Tracker).Postpone)
	_, err := bulk.Bulk(context.Background(), func(b *store.Bulk) error {
		for i := range 30 {
			doc := fmt.Sprintf("d%02d", i)
			all[doc] = randomClues(r, doc)
			value, err := all[doc].Encode()
			if err != nil {
				return err
			}
			if err := b.PutRecord(registry.IdentityClues, doc, value); err != nil {
				return err
			}
			records, err := BlockRecords(doc, all[doc])
			if err != nil {
				return err
			}
			for _, rec := range records {
				if err := b.PutRecord(registry.IdentityBlocks, rec.Key, rec.Value); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rebuild(t, bulk)
	apply(t, once, all)
	if got, want := dump(t, bulk), dump(t, once); got != want || want == "" {
		t.Errorf("in bulk the store became\n%s\nwant\n%s", got, want)
	}
}

// dump returns all quads of a store as N-Quads, sorted, and all records that
// this package writes.
func dump(t testing.TB, st *store.Store) string {
	t.Helper()
	snap := st.Snapshot()
	defer snap.Close()
	var lines []string
	it := snap.Match(context.Background(), rdf.IDQuad{}, store.Order{rdf.S, rdf.P, rdf.O, rdf.G})
	for it.Next() {
		q, err := snap.Quad(it.Quad())
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("<%s> <%s> <%s> <%s>", q.S.Value, q.P.Value, q.O.Value, q.G.Value))
	}
	if err := it.Close(); err != nil {
		t.Fatal(err)
	}
	for _, bucket := range []string{registry.IdentityBlocks, registry.IdentityPairs} {
		for rec, err := range snap.Records(bucket, "") {
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprintf("%s %q %s", bucket, rec.Key, rec.Value))
		}
	}
	slices.Sort(lines)
	var b bytes.Buffer
	for _, l := range lines {
		b.WriteString(l + "\n")
	}
	return b.String()
}

// randomClues makes the clues of a document out of few names, offices, bodies
// and days, so that everything collides with everything.
func randomClues(r *rand.Rand, doc string) *registry.Clues {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	date := func() string {
		return pick("", "2012", "2012-06", "2012-06-07", "2012-06-08", "2013-01-01", "2016-03-01", "2019-09-09")
	}
	c := &registry.Clues{Base: testBase, Date: date()}
	statement := func(n int) string { return fmt.Sprintf("%sstatement/%s-%d", testBase, doc, n) }
	n := 0
	next := func() string { n++; return statement(n) }
	for range r.IntN(4) {
		name := pick("甲卡", "乙·甲卡", "丙·甲卡", "丁甲", "戊己庚")
		p := registry.PersonClue{Name: name, Statement: next()}
		body := pick("", "state/AAA", "state/BBB", "org/CCC")
		p.IRI = testBase + "doc/" + doc + "#person/" + name
		if body != "" {
			p.Key = body[len(body)-3:]
			p.IRI = testBase + "id/person/" + p.Key + "/" + name
		}
		for range r.IntN(3) {
			title, of := pick("总统", "国家主席", "主席", "秘书长", "代表", "外长"), pick("", body, body)
			office := testBase + "doc/" + doc + "#office/" + title
			if of != "" {
				office = testBase + "id/office/" + of[len(of)-3:] + "/" + title
			}
			p.Offices = append(p.Offices, registry.OfficeClue{
				IRI: office, Title: title, Body: of, At: r.IntN(3), Sole: r.IntN(2) == 0, Statement: next(),
			})
		}
		c.Persons = append(c.Persons, p)
	}
	for range r.IntN(3) {
		rest := pick("外交部长会议", "国防部长会议", "元首理事会第三次会议", "元首（总统）理事会第三次会议", "元首理事会第四次会议")
		m := registry.MeetingClue{Name: "甲乙组织" + rest, Day: date(), Statements: []string{next()}}
		m.IRI = testBase + "doc/" + doc + "#meeting/" + m.Name
		if m.Day != "" {
			m.IRI = testBase + "id/meeting/" + m.Name + "/" + m.Day
		}
		if r.IntN(2) == 0 {
			m.Body, m.Rest = "org/CCC", rest
		}
		c.Meetings = append(c.Meetings, m)
	}
	for range r.IntN(2) {
		d := registry.DocumentClue{Title: pick("甲国和乙国联合声明书", "甲乙组织成员国元首宣言"), Day: date(), Statements: []string{next()}}
		d.IRI = testBase + "doc/" + doc + "#document/" + d.Title
		if d.Day != "" {
			d.IRI = testBase + "id/document/" + d.Title + "/" + d.Day
		}
		c.Documents = append(c.Documents, d)
	}
	return c
}

// TestOrderOfLoading loads random documents in different orders and batches,
// with changes and removals on the way, and demands the same graph and records,
// byte for byte, as one batch of what is left gives.
func TestOrderOfLoading(t *testing.T) {
	rounds := 40
	if testing.Short() {
		rounds = 8
	}
	linked, doubted := 0, 0
	for seed := range rounds {
		r := rand.New(rand.NewPCG(uint64(seed), 4))
		final := map[string]*registry.Clues{}
		for i := range 3 + r.IntN(12) {
			doc := fmt.Sprintf("d%02d", i)
			final[doc] = randomClues(r, doc)
		}
		whole := memory(t)
		apply(t, whole, final)
		want := dump(t, whole)
		linked += bytes.Count([]byte(want), []byte("ontology#same>"))
		doubted += bytes.Count([]byte(want), []byte("ontology#possiblySame>"))

		piecemeal, postponed := memory(t), memory(t)
		type step struct {
			doc   string
			clues *registry.Clues
		}
		var steps []step
		for _, doc := range sortedKeys(final) {
			if r.IntN(2) == 0 {
				steps = append(steps, step{doc, randomClues(r, doc)})
				if r.IntN(2) == 0 {
					steps = append(steps, step{doc, nil})
				}
			}
		}
		for i := range r.IntN(4) {
			doc := fmt.Sprintf("x%02d", i)
			steps = append(steps, step{doc, randomClues(r, doc)})
		}
		r.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
		var last []step
		for _, s := range steps {
			if s.doc[0] == 'x' {
				last = append(last, step{s.doc, nil})
			}
		}
		for _, doc := range sortedKeys(final) {
			last = append(last, step{doc, final[doc]})
		}
		r.Shuffle(len(last), func(i, j int) { last[i], last[j] = last[j], last[i] })
		steps = append(steps, last...)
		for len(steps) > 0 {
			n := min(len(steps), 1+r.IntN(4))
			batch := map[string]*registry.Clues{}
			for _, s := range steps[:n] {
				batch[s.doc] = s.clues
			}
			apply(t, piecemeal, batch)
			applyAnd(t, postponed, batch, (*Tracker).Postpone)
			if r.IntN(4) == 0 {
				rebuild(t, postponed)
			}
			steps = steps[n:]
		}
		rebuild(t, postponed)
		if got := dump(t, postponed); got != want {
			t.Fatalf("seed %d: postponed and made good the store became\n%s\nin one go\n%s", seed, got, want)
		}
		if got := dump(t, piecemeal); got != want {
			t.Fatalf("seed %d: piece by piece the store became\n%s\nin one go\n%s", seed, got, want)
		}
		// Other rules would make everything anew; the same rules give the same.
		err := piecemeal.Update(context.Background(), func(b *store.Batch) error {
			if err := b.PutRecord(registry.Settings, registry.IdentitySetting, []byte("0")); err != nil {
				return err
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if seed%2 == 0 {
			apply(t, piecemeal, nil)
		} else {
			rebuild(t, piecemeal)
		}
		if got := dump(t, piecemeal); got != want {
			t.Fatalf("seed %d: made anew the store became\n%s\nwant\n%s", seed, got, want)
		}
	}
	if linked < 10*rounds/8 || doubted < 10*rounds/8 {
		t.Errorf("only %d links and %d doubts were made; the documents do not try the rules", linked, doubted)
	}
}

// TestEmptied takes all documents away and demands that nothing is left.
func TestEmptied(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	st := memory(t)
	in, out := map[string]*registry.Clues{}, map[string]*registry.Clues{}
	for i := range 20 {
		doc := fmt.Sprintf("d%02d", i)
		in[doc], out[doc] = randomClues(r, doc), nil
	}
	apply(t, st, in)
	if dump(t, st) == "" {
		t.Fatal("nothing was written")
	}
	apply(t, st, out)
	if got := dump(t, st); got != "" {
		t.Errorf("left over:\n%s", got)
	}
}

// TestBlockIsASet demands that a block's links do not depend on the order in
// which its entries come.
func TestBlockIsASet(t *testing.T) {
	for seed := range 200 {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		var persons []person
		var meetings []meeting
		var documents []document
		for i := range 8 {
			c := randomClues(r, fmt.Sprintf("d%d", i))
			for _, p := range c.Persons {
				persons = append(persons, newPerson(p, c.Date))
			}
			for _, m := range c.Meetings {
				x, _ := newMeeting(m, c.Date)
				meetings = append(meetings, x)
			}
			for _, d := range c.Documents {
				documents = append(documents, document{d.IRI, d.Day, c.Date, d.Statements})
			}
		}
		all := func() []Link {
			return settle(slices.Concat(
				personLinks(slices.Clone(persons)), meetingLinks(slices.Clone(meetings)), documentLinks(slices.Clone(documents))))
		}
		want := all()
		r.Shuffle(len(persons), func(i, j int) { persons[i], persons[j] = persons[j], persons[i] })
		r.Shuffle(len(meetings), func(i, j int) { meetings[i], meetings[j] = meetings[j], meetings[i] })
		r.Shuffle(len(documents), func(i, j int) { documents[i], documents[j] = documents[j], documents[i] })
		if got := all(); slices.CompareFunc(got, want, compareLinks) != 0 {
			t.Fatalf("seed %d: %v\nin another order %v", seed, want, got)
		}
	}
}

// TestTwoBlocksSayTheSame has two pairs of documents find the same pair of
// meetings, one with the body told and one without; the link stays as long as
// one of them is there.
func TestTwoBlocksSayTheSame(t *testing.T) {
	clues := func(doc, name, body string) *registry.Clues {
		m := registry.MeetingClue{IRI: testBase + "id/meeting/" + name, Name: name, Day: "2012-06-07", Statements: []string{testBase + "statement/" + doc}}
		if body != "" {
			m.Body, m.Rest = body, name[len("甲乙组织"):]
		}
		return &registry.Clues{Base: testBase, Date: "2012-06-08", Meetings: []registry.MeetingClue{m}}
	}
	const long, short = "甲乙组织元首（总统）会议", "甲乙组织元首会议"
	st := memory(t)
	apply(t, st, map[string]*registry.Clues{
		"a": clues("a", long, ""), "b": clues("b", short, ""), "c": clues("c", long, "org/CCC"), "d": clues("d", short, "org/CCC"),
	})
	triples := func() int {
		return bytes.Count([]byte(dump(t, st)), []byte("<"+testBase+"id/meeting/"+long+"> <https://w3id.org/gongbao/ontology#same>")) +
			bytes.Count([]byte(dump(t, st)), []byte("<"+testBase+"id/meeting/"+short+"> <https://w3id.org/gongbao/ontology#same>"))
	}
	for _, step := range []struct {
		gone string
		want int
	}{{"", 1}, {"a", 1}, {"d", 0}} {
		if step.gone != "" {
			apply(t, st, map[string]*registry.Clues{step.gone: nil})
		}
		if got := triples(); got != step.want {
			t.Errorf("after %q was removed there are %d triples, want %d", step.gone, got, step.want)
		}
	}
}
