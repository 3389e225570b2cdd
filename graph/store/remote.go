package store

import (
	"context"
	"errors"
	"iter"

	"github.com/cayleygraph/cayley/graph"

	"gongbao/graph/rdf"
	"gongbao/graph/store/backend"
	"gongbao/graph/store/postgres"
)

// errRemote is returned by what only the embedded store can do.
var errRemote = errors.New("store: this is a PostgreSQL database; use the server's own tools (pg_dump, pg_restore, VACUUM) for that")

// openRemote opens the store of a database server.
func openRemote(url string, o Options) (*Store, error) {
	db, err := postgres.Open(url)
	if err != nil {
		return nil, err
	}
	return &Store{dir: url, remote: db, opts: o, writer: make(chan struct{}, 1)}, nil
}

// updateRemote is Update for a database server.
func (s *Store) updateRemote(ctx context.Context, fn func(*Batch) error) error {
	snap := s.Snapshot()
	if snap.err != nil {
		return snap.err
	}
	err := s.remote.Update(ctx, func(w backend.Writer) error {
		b := &Batch{ctx: ctx, base: snap, remote: w}
		err := fn(b)
		b.over = true
		return firstError(err, b.err, ctx.Err())
	})
	return firstError(err, snap.Close())
}

// remoteBatch is the number of quads that Load sends to a server at a time.
const remoteBatch = 10_000

// loadRemote is Load for a database server, which has no faster way in.
func (s *Store) loadRemote(ctx context.Context, quads iter.Seq2[rdf.Quad, error]) (LoadStats, error) {
	var st LoadStats
	var buf []rdf.Quad
	flush := func() error {
		added := uint64(0)
		err := s.updateRemote(ctx, func(b *Batch) error {
			for _, q := range buf {
				if has, err := b.Has(q); err != nil || has {
					if err != nil {
						return err
					}
					continue
				}
				if err := b.Add(q); err != nil {
					return err
				}
				added++
			}
			return nil
		})
		if err == nil {
			st.Added += added
		}
		buf = buf[:0]
		return err
	}
	for q, err := range quads {
		if err != nil {
			return st, err
		}
		st.Read++
		if buf = append(buf, q); len(buf) >= remoteBatch {
			if err := flush(); err != nil {
				return st, err
			}
		}
	}
	return st, flush()
}

// checkRemote reads all quads of a server's database with their terms. How the
// server keeps them is the server's matter.
func (s *Store) checkRemote(ctx context.Context, n *Snapshot) (*Report, error) {
	r := &Report{}
	it := n.Match(ctx, rdf.IDQuad{}, Order{})
	defer it.Close()
	for it.Next() {
		r.Quads++
		if _, err := n.Quad(it.Quad()); err != nil {
			r.problem("quad %v: %v", it.Quad(), err)
		}
	}
	if err := it.Err(); err != nil {
		return nil, err
	}
	quads, terms, err := n.Size()
	if err != nil {
		return nil, err
	}
	if r.Terms = terms; quads != r.Quads {
		r.problem("the database holds %d quads and counts %d", r.Quads, quads)
	}
	return r, nil
}

// Cayley returns the store through Cayley's interface: a QuadStore, or for a
// database server Cayley's own. Close the Store and not what Cayley returns.
func (s *Store) Cayley() graph.QuadStore {
	if p, ok := s.remote.(*postgres.Store); ok {
		return p.QuadStore()
	}
	return NewQuadStore(s)
}
