package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// newLog returns the log that everything on standard error goes through: JSON
// for programs that collect logs, or else the bare messages.
func newLog(w io.Writer, json, verbose bool) *slog.Logger {
	level := slog.LevelInfo
	if verbose {
		level = slog.LevelDebug
	}
	if json {
		return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
	}
	return slog.New(&plainHandler{w: w, level: level})
}

// plainHandler writes messages for people: the message, and behind it what
// belongs to it.
type plainHandler struct {
	w     io.Writer
	level slog.Level
	attrs []slog.Attr
}

func (h *plainHandler) Enabled(_ context.Context, level slog.Level) bool { return level >= h.level }

func (h *plainHandler) Handle(_ context.Context, r slog.Record) error {
	var b strings.Builder
	if r.Level > slog.LevelInfo {
		b.WriteString("gongbao: ")
	}
	b.WriteString(r.Message)
	write := func(a slog.Attr) bool {
		fmt.Fprintf(&b, " %s=%v", a.Key, a.Value)
		return true
	}
	for _, a := range h.attrs {
		write(a)
	}
	r.Attrs(write)
	b.WriteByte('\n')
	_, err := io.WriteString(h.w, b.String())
	return err
}

func (h *plainHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &plainHandler{h.w, h.level, append(append([]slog.Attr{}, h.attrs...), attrs...)}
}

// WithGroup keeps the names of attributes as they are.
func (h *plainHandler) WithGroup(string) slog.Handler { return h }
