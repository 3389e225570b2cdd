// Package postgres keeps the quads in PostgreSQL by Cayley's own SQL backend,
// and the side records in a table beside it.
//
// It is for those who must keep the graph in a server that they run already,
// back up and share. It is weaker than the embedded store: a Reader sees what
// is committed at the moment of each call and not one state; quads and side
// records are committed one after the other, so that after a crash between the
// two a document can be in the graph and not yet in the registry, which the next
// build of it puts right; texts that are not UTF-8 are refused; terms that are
// no longer used may stay known. docs/decisions/0005-store.md has the speed.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/refs"
	csql "github.com/cayleygraph/cayley/graph/sql"
	cayley "github.com/cayleygraph/cayley/graph/sql/postgres"

	"gongbao/graph/rdf"
	"gongbao/graph/store/backend"
)

// Store is a backend.Backend on a PostgreSQL database.
type Store struct {
	qs graph.QuadStore
	db *sql.DB // the same database, for what Cayley has no call for
	// A Store has one writer at a time, in this process by mu and among
	// processes by an advisory lock.
	mu    sync.Mutex
	names names
}

// advisoryLock is the number of the lock that a writer holds.
const advisoryLock = 0x676f6e6762616f

const createRecords = `CREATE TABLE IF NOT EXISTS gongbao_records (
	bucket text NOT NULL, key bytea NOT NULL, value bytea NOT NULL, PRIMARY KEY (bucket, key))`

// Open connects to the database of a URL such as
// postgres://user:password@host/database?sslmode=disable and creates the tables
// that are missing.
func Open(url string) (*Store, error) {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	if err := db.Ping(); err != nil {
		return nil, errors.Join(fmt.Errorf("postgres: cannot reach the database: %w", err), db.Close())
	}
	if _, err := db.Exec(createRecords); err != nil {
		return nil, errors.Join(fmt.Errorf("postgres: %w", err), db.Close())
	}
	if err := csql.Init(cayley.Type, url, nil); err != nil && !errors.Is(err, graph.ErrDatabaseExists) {
		return nil, errors.Join(fmt.Errorf("postgres: creating Cayley's tables: %w", err), db.Close())
	}
	qs, err := csql.New(cayley.Type, url, nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("postgres: %w", err), db.Close())
	}
	return &Store{qs: qs, db: db, names: names{ids: map[refs.ValueHash]rdf.ID{}}}, nil
}

// Close closes the connections.
func (s *Store) Close() error { return errors.Join(s.qs.Close(), s.db.Close()) }

// QuadStore returns Cayley's own view of the database.
func (s *Store) QuadStore() graph.QuadStore { return s.qs }

// Read implements backend.Backend.
func (s *Store) Read() (backend.Reader, error) { return &reader{s}, nil }

// Update implements backend.Backend: the quads in one transaction, then the
// records in another.
func (s *Store) Update(ctx context.Context, fn func(backend.Writer) error) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("postgres: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, advisoryLock); err != nil {
		return fmt.Errorf("postgres: %w", err)
	}
	defer func() {
		// The connection goes back to the pool, so the lock must be given up
		// even if the context has ended.
		_, unlock := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, advisoryLock)
		err = errors.Join(err, unlock)
	}()
	w := &writer{store: s, ctx: ctx, quads: map[rdf.Quad]bool{}, records: map[recordKey][]byte{}}
	if err := fn(w); err != nil {
		return err
	}
	if err := firstOf(w.err, ctx.Err()); err != nil {
		return err
	}
	return w.commit(conn)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// hashOf returns Cayley's hash of a term, by which its tables name it; the zero
// hash for the zero Term.
func hashOf(t rdf.Term) refs.ValueHash { return refs.HashOf(t.QuadValue()) }

// exists reports whether a quad is in the database.
func (s *Store) exists(ctx context.Context, q rdf.Quad) (found bool, err error) {
	where := `SELECT EXISTS (SELECT 1 FROM quads WHERE subject_hash = $1 AND predicate_hash = $2 AND object_hash = $3 AND label_hash `
	args := []any{key(hashOf(q.S)), key(hashOf(q.P)), key(hashOf(q.O))}
	if q.G.IsZero() {
		where += `IS NULL)`
	} else {
		where += `= $4)`
		args = append(args, key(hashOf(q.G)))
	}
	err = s.db.QueryRowContext(ctx, where, args...).Scan(&found)
	return found, err
}

// key returns a hash as a parameter of SQL.
func key(h refs.ValueHash) any { return csql.NodeHash{ValueHash: h}.SQLValue() }

// names gives the terms that a process has met their numbers. They are not
// stored: Cayley's tables know terms by hash only.
type names struct {
	mu     sync.RWMutex
	ids    map[refs.ValueHash]rdf.ID
	hashes []refs.ValueHash
}

// firstID is the first id of a term.
const firstID = rdf.DefaultGraphID + 1

func (n *names) id(h refs.ValueHash) rdf.ID {
	if !h.Valid() {
		return rdf.DefaultGraphID
	}
	n.mu.RLock()
	id, ok := n.ids[h]
	n.mu.RUnlock()
	if ok {
		return id
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if id, ok := n.ids[h]; ok {
		return id
	}
	id = firstID + rdf.ID(len(n.hashes))
	n.ids[h] = id
	n.hashes = append(n.hashes, h)
	return id
}

func (n *names) hash(id rdf.ID) (refs.ValueHash, bool) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if id < firstID || id >= firstID+rdf.ID(len(n.hashes)) {
		return refs.ValueHash{}, false
	}
	return n.hashes[id-firstID], true
}

// IsURL reports whether the name of a store is the URL of a PostgreSQL database.
func IsURL(name string) bool {
	return strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://")
}
