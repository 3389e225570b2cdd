package store

import (
	"fmt"

	"gongbao/graph/rdf"
	"gongbao/graph/store/kv"
)

// Terms is a reader of terms by their ids, for one goroutine. It must be closed
// before the Snapshot that it reads.
type Terms = interface {
	Term(id rdf.ID) (rdf.Term, error)
	Close() error
}

// Terms returns a reader that looks many terms up faster one after another than
// Term does: it keeps one cursor over the dictionary, and since ids are counted
// in the order of loading, the next term asked for mostly lies a few steps on.
func (n *Snapshot) Terms() Terms {
	if n.remote != nil {
		return remoteTerms{n}
	}
	return &termReader{snap: n}
}

// remoteTerms reads one by one what a database server keeps.
type remoteTerms struct{ *Snapshot }

func (remoteTerms) Close() error { return nil }

const (
	// singleTerms is how many terms a reader looks up without a cursor: opening
	// one costs more than a few look-ups, which are all that most queries need.
	singleTerms = 32
	// maxSteps is how far a reader walks before it seeks, which costs about as
	// much as so many steps.
	maxSteps = 16
	// rememberedTerms is how many of its terms a reader puts into the store's
	// cache. A reader of more only drives out what others look for.
	rememberedTerms = termCacheSize / 2
)

// termReader is a Terms on a cursor.
type termReader struct {
	snap  *Snapshot
	cur   kv.Cursor // nil until many terms have been asked for
	at    rdf.ID    // where the cursor stands; 0 where it stands nowhere
	asked int       // terms that were not in the store's cache
}

// Term returns the term with that id, the zero Term for the default graph's.
func (r *termReader) Term(id rdf.ID) (rdf.Term, error) {
	if id == rdf.DefaultGraphID {
		return rdf.Term{}, nil
	}
	cache := &r.snap.store.terms
	if t, ok := cache.get(id); ok {
		return t, nil
	}
	r.asked++
	if r.asked <= singleTerms {
		return r.snap.Term(id)
	}
	if r.cur == nil {
		lower := []byte{prefixTerm}
		r.cur = r.snap.kv.Range(lower, upperBound(nil, lower))
	}
	if err := r.move(id); err != nil {
		return rdf.Term{}, r.snap.wrap(err)
	}
	if r.at != id {
		return rdf.Term{}, fmt.Errorf("%w %d", errNoTerm, id)
	}
	stored, err := r.cur.Value()
	if err != nil {
		return rdf.Term{}, r.snap.wrap(err)
	}
	t, err := decodeTerm(stored)
	if err != nil {
		return rdf.Term{}, r.snap.wrap(err)
	}
	if r.asked <= rememberedTerms {
		cache.put(id, t)
	}
	return t, nil
}

// move puts the cursor on the first term whose id is not below that one.
func (r *termReader) move(id rdf.ID) error {
	if r.at != 0 && r.at <= id && id-r.at <= maxSteps {
		for r.at < id {
			if err := r.stand(r.cur.Next()); err != nil || r.at == 0 {
				return err
			}
		}
		return nil
	}
	var buf [9]byte
	return r.stand(r.cur.Seek(appendID(append(buf[:0], prefixTerm), id)))
}

// stand notes where the cursor is after a move.
func (r *termReader) stand(ok bool) error {
	r.at = 0
	if !ok {
		return r.cur.Err()
	}
	key := r.cur.Key()
	if len(key) != 9 {
		return fmt.Errorf("%w: the term key %x", errDamaged, key)
	}
	r.at = idAt(key[1:])
	return nil
}

// Close releases the reader.
func (r *termReader) Close() error {
	if r.cur == nil {
		return nil
	}
	err := r.snap.wrap(r.cur.Close())
	r.cur, r.at, r.asked = nil, 0, 0
	return err
}
