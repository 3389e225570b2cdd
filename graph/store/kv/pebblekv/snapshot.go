package pebblekv

import (
	"errors"

	"github.com/cockroachdb/pebble/v2"

	"gongbao/graph/store/kv"
)

// snapshot is a kv.Snapshot on Pebble.
type snapshot struct {
	db *DB
	s  *pebble.Snapshot
}

func (s *snapshot) Get(key []byte) ([]byte, bool, error) {
	if err := s.db.enter(); err != nil {
		return nil, false, err
	}
	defer s.db.mu.RUnlock()
	v, closer, err := s.s.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, classify(err)
	}
	out := append(make([]byte, 0, len(v)), v...)
	return out, true, classify(closer.Close())
}

func (s *snapshot) Range(lower, upper []byte) kv.Cursor {
	if err := s.db.enter(); err != nil {
		return &cursor{err: err}
	}
	defer s.db.mu.RUnlock()
	it, err := s.s.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: upper})
	return &cursor{it: it, err: classify(err)}
}

func (s *snapshot) Close() error {
	if err := s.db.enter(); err != nil {
		return err
	}
	defer s.db.mu.RUnlock()
	return classify(s.s.Close())
}

// cursor is a kv.Cursor on Pebble.
type cursor struct {
	it      *pebble.Iterator
	started bool
	err     error
}

func (c *cursor) Next() bool {
	if c.err != nil {
		return false
	}
	if !c.started {
		c.started = true
		return c.it.First()
	}
	return c.it.Next()
}

func (c *cursor) Seek(key []byte) bool {
	if c.err != nil {
		return false
	}
	c.started = true
	return c.it.SeekGE(key)
}

func (c *cursor) Last() bool {
	if c.err != nil {
		return false
	}
	c.started = true
	return c.it.Last()
}

func (c *cursor) Reset(lower, upper []byte) {
	if c.err != nil {
		return
	}
	c.started = false
	c.it.SetBounds(lower, upper)
}

func (c *cursor) Key() []byte { return c.it.Key() }

func (c *cursor) Value() ([]byte, error) {
	v, err := c.it.ValueAndErr()
	return v, classify(err)
}

func (c *cursor) Err() error {
	if c.err != nil {
		return c.err
	}
	return classify(c.it.Error())
}

func (c *cursor) Close() error {
	if c.it == nil {
		return c.err
	}
	err := classify(c.it.Close())
	c.it = nil
	if c.err == nil {
		c.err = err
	}
	if c.err == nil {
		c.err = kv.ErrClosed
		return nil
	}
	return c.err
}
