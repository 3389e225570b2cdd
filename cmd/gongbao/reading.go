package main

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"sync"

	"github.com/urfave/cli/v2"

	"gongbao/extract"
	"gongbao/extract/pack"
	"gongbao/extract/source"
)

// sourceOptions returns how documents are to be read. Paths become identities
// relative to root.
func sourceOptions(c *cli.Context, s streams, root string) source.Options {
	return source.Options{Date: c.String("date"), ID: c.String("id"), Charset: c.String("charset"), Root: root, Stdin: s.in}
}

// outcome is what became of one document: what work made of it, or an error.
type outcome[T any] struct {
	doc   *source.Document
	value T
	err   error
}

const (
	// aheadBytes bounds the documents that are read and not yet taken. Their
	// quads take some fifty times as much memory.
	aheadBytes     = 1 << 20
	aheadDocuments = 4096
)

// readTask is a document on its way through the workers.
type readTask[T any] struct {
	doc    *source.Document
	err    error
	result chan outcome[T]
}

func (t *readTask[T]) size() int64 {
	if t.doc == nil {
		return 0
	}
	return int64(len(t.doc.Bytes))
}

// allowance bounds what is under way: things of so many bytes together, and
// some things however large.
type allowance struct {
	mu           sync.Mutex
	bytes, count int64 // left
	more         chan struct{}
}

func newAllowance(bytes, count int64) *allowance {
	return &allowance{bytes: bytes, count: count, more: make(chan struct{}, 1)}
}

// take waits until something may be under way too. It reports whether it may,
// which it may not when the context ends.
func (a *allowance) take(ctx context.Context, bytes int64) bool {
	for {
		a.mu.Lock()
		if a.bytes > 0 || a.count > 0 {
			a.bytes -= bytes
			a.count--
			a.mu.Unlock()
			return true
		}
		a.mu.Unlock()
		select {
		case <-a.more:
		case <-ctx.Done():
			return false
		}
	}
}

// give says that something is no longer under way.
func (a *allowance) give(bytes int64) {
	a.mu.Lock()
	a.bytes += bytes
	a.count++
	a.mu.Unlock()
	select {
	case a.more <- struct{}{}:
	default:
	}
}

// readAll has several workers turn documents into values, and yields the
// outcomes in the order of the documents, however many workers there are. They
// work ahead of who takes the outcomes, so that neither waits for the other, but
// only so far that documents of aheadBytes together, and a few for each worker,
// are in memory. Each worker has an extractor of its own. It stops when the
// context ends.
func readAll[T any](ctx context.Context, docs iter.Seq2[*source.Document, error], p *pack.Pack, jobs int,
	work func(context.Context, *extract.Extractor, *source.Document) (T, error),
) iter.Seq[outcome[T]] {
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	return func(yield func(outcome[T]) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		type task = readTask[T]
		tasks := make(chan task)
		order := make(chan task, aheadDocuments)
		ahead := newAllowance(aheadBytes, int64(4*jobs))
		go func() {
			defer close(order)
			defer close(tasks)
			for d, err := range docs {
				t := task{d, err, make(chan outcome[T], 1)}
				if !ahead.take(ctx, t.size()) {
					return
				}
				select {
				case order <- t:
				case <-ctx.Done():
					return
				}
				select {
				case tasks <- t:
				case <-ctx.Done():
					t.result <- outcome[T]{doc: d, err: ctx.Err()}
					return
				}
			}
		}()
		for range jobs {
			go func() {
				x, bad := extract.New(p, extract.Options{})
				for t := range tasks {
					o := outcome[T]{doc: t.doc, err: errors.Join(t.err, bad)}
					if o.err == nil {
						o.value, o.err = work(ctx, x, t.doc)
					}
					t.result <- o
				}
			}()
		}
		// A source that blocks, such as a pipe, must not hold up the end.
		for {
			var t task
			var more bool
			select {
			case t, more = <-order:
			case <-ctx.Done():
			}
			if !more {
				return
			}
			select {
			case o := <-t.result:
				ahead.give(t.size())
				if !yield(o) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}
