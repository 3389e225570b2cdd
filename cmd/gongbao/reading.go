package main

import (
	"context"
	"errors"
	"iter"
	"runtime"

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

// readAll has several workers turn documents into values, and yields the
// outcomes in the order of the documents, however many workers there are. Only
// a few documents for each worker are in memory at once. Each worker has an
// extractor of its own. It stops when the context ends.
func readAll[T any](ctx context.Context, docs iter.Seq2[*source.Document, error], p *pack.Pack, jobs int,
	work func(context.Context, *extract.Extractor, *source.Document) (T, error),
) iter.Seq[outcome[T]] {
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	return func(yield func(outcome[T]) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		type task struct {
			doc    *source.Document
			err    error
			result chan outcome[T]
		}
		tasks := make(chan task)
		order := make(chan chan outcome[T], 4*jobs)
		go func() {
			defer close(order)
			defer close(tasks)
			for d, err := range docs {
				t := task{d, err, make(chan outcome[T], 1)}
				select {
				case order <- t.result:
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
			var result chan outcome[T]
			var more bool
			select {
			case result, more = <-order:
			case <-ctx.Done():
			}
			if !more {
				return
			}
			select {
			case o := <-result:
				if !yield(o) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}
