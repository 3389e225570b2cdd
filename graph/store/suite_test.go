package store

import (
	"errors"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongbao/graph/rdf"
)

// engines are the ways to open a store that the suite runs on. Each opens one
// that is empty.
func engines(t *testing.T) map[string]func(testing.TB) *Store {
	out := map[string]func(testing.TB) *Store{
		"memory": func(t testing.TB) *Store { return openDir(t, Memory, Options{}) },
		"disk":   func(t testing.TB) *Store { return openDir(t, t.TempDir(), Options{NoSync: true}) },
	}
	url := os.Getenv("GONGBAO_POSTGRES")
	if url == "" {
		t.Log("GONGBAO_POSTGRES is not set, so PostgreSQL is left out; graph/store/postgres/with-postgres.sh sets it")
		return out
	}
	out["postgres"] = func(t testing.TB) *Store {
		s := openDir(t, url, Options{})
		if err := s.Update(ctx, func(b *Batch) error { return emptyStore(b) }); err != nil {
			t.Fatal(err)
		}
		return s
	}
	return out
}

// emptyStore removes all that is in a store.
func emptyStore(b *Batch) error {
	n := b.Base()
	graphs, err := n.Graphs(ctx)
	if err != nil {
		return err
	}
	for _, id := range graphs {
		g, err := n.Term(id)
		if err == nil {
			err = b.RemoveGraph(g)
		}
		if err != nil {
			return err
		}
	}
	for r, err := range n.Records("docs", "") {
		if err == nil {
			err = b.DeleteRecord("docs", r.Key)
		}
		if err != nil {
			return err
		}
	}
	return b.RemoveGraph(rdf.Term{})
}

// TestSuite is what every engine behind the Store must do.
func TestSuite(t *testing.T) {
	for name, open := range engines(t) {
		t.Run(name, func(t *testing.T) {
			t.Run("documents", func(t *testing.T) { suiteDocuments(t, open(t)) })
			t.Run("terms", func(t *testing.T) { suiteTerms(t, open(t)) })
			t.Run("failure", func(t *testing.T) { suiteFailure(t, open(t)) })
			t.Run("load", func(t *testing.T) { suiteLoad(t, open(t)) })
			t.Run("model", func(t *testing.T) { suiteModel(t, open) })
		})
	}
}

func suiteDocuments(t *testing.T, s *Store) {
	defer closeStore(t, s)
	last := storeDocuments(t, s, 0, 6)
	if newest := documentState(t, s); newest != last {
		t.Errorf("the newest document is %d", newest)
	}
	before := storeContents(t, s)
	mustUpdate(t, s, func(b *Batch) error { return b.ReplaceGraph(iri("g1"), sampleDocument(1)) })
	if got := storeContents(t, s); !slices.Equal(got, before) {
		t.Error("replacing a graph by itself changed it")
	}
	mustUpdate(t, s, func(b *Batch) error {
		if err := b.DeleteRecord("docs", "000002"); err != nil {
			return err
		}
		return b.RemoveGraph(iri("g2"))
	})
	documentState(t, s)
	i, err := s.Info(ctx)
	if err != nil || i.Graphs != 5 || i.Quads != uint64(5*len(sampleDocument(0))) {
		t.Errorf("Info: %+v, %v", i, err)
	}
}

func suiteTerms(t *testing.T, s *Store) {
	defer closeStore(t, s)
	var quads []rdf.Quad
	for _, o := range []rdf.Term{
		rdf.NewIRI("http://example.org/上合"), rdf.NewBlank("b1"), rdf.NewString(""), rdf.NewString("a\"b\\c\n\t"), rdf.NewString("7"),
		rdf.NewLiteral("7", rdf.XSD+"integer"), rdf.NewLiteral("007", rdf.XSD+"integer"), rdf.NewLiteral("7.0", rdf.XSD+"double"),
		rdf.NewLiteral("2017-06-08T00:00:00.10+08:00", rdf.XSD+"dateTime"), rdf.NewLiteral("true", rdf.XSD+"boolean"), rdf.NewLiteral("1", rdf.XSD+"boolean"),
		rdf.NewLang("国", "zh-Hans"), rdf.NewLang("國", "zh-Hant-TW"), rdf.NewLang("a", "EN"), rdf.NewLang("a", "en"),
		rdf.NewString("nul\x00inside"),
		{Kind: rdf.TripleTerm, Value: "<a> <b> <c>"},
	} {
		quads = append(quads, rdf.Quad{S: iri("s"), P: iri("p"), O: o}, rdf.Quad{S: iri("s"), P: iri("p"), O: o, G: iri("g")})
	}
	mustUpdate(t, s, func(b *Batch) error {
		for _, q := range quads {
			if err := b.Add(q); err != nil {
				return err
			}
		}
		return nil
	})
	want := slices.Clone(quads)
	sortQuads(want)
	if got := storeContents(t, s); !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func suiteFailure(t *testing.T, s *Store) {
	defer closeStore(t, s)
	storeDocuments(t, s, 0, 2)
	before := storeContents(t, s)
	boom := errors.New("boom")
	err := s.Update(ctx, func(b *Batch) error {
		if err := b.RemoveGraph(iri("g0")); err != nil {
			return err
		}
		if err := b.PutRecord("docs", "000009", []byte("1")); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Errorf("Update: %v", err)
	}
	err = s.Update(ctx, func(b *Batch) error {
		_ = b.Add(rdf.Quad{S: iri("a")}) // the store must not forget that
		return b.Add(quadOf("a", "p", "b", ""))
	})
	if err == nil {
		t.Error("a quad without predicate and object was taken")
	}
	if got := storeContents(t, s); !slices.Equal(got, before) {
		t.Error("a failed update changed the store")
	}
	documentState(t, s)
}

func suiteLoad(t *testing.T, s *Store) {
	defer closeStore(t, s)
	quads := append(sampleDocument(1), sampleDocument(2)...)
	for round, added := range []int{len(quads), 0} {
		st, err := s.Load(ctx, quadSeq(quads))
		if err != nil || st.Read != uint64(len(quads)) || st.Added != uint64(added) {
			t.Fatalf("round %d: %+v, %v", round, st, err)
		}
	}
	mustBeWhole(t, s)
}

func suiteModel(t *testing.T, open func(testing.TB) *Store) {
	rapid.Check(t, func(r *rapid.T) {
		s := open(t)
		m := model{}
		for range rapid.IntRange(1, 3).Draw(r, "batches") {
			m = randomBatch(r, s, m)
		}
		n := s.Snapshot()
		compareWithModel(r, n, m)
		if err := errors.Join(n.Close(), s.Close()); err != nil {
			r.Fatal(err)
		}
	})
}
