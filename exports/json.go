package exports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// jsonLines writes JSON with an item of a list on each line, and keeps the first
// error.
type jsonLines struct {
	w     io.Writer
	err   error
	inner bool // an item has been written since the last raw text
}

func (l *jsonLines) raw(s string) {
	if l.err == nil {
		_, l.err = io.WriteString(l.w, s)
	}
	l.inner = false
}

func (l *jsonLines) item(v any) {
	line, err := marshal(v)
	if l.err == nil {
		l.err = err
	}
	l.text(line)
}

// text writes an item that is JSON already.
func (l *jsonLines) text(item []byte) {
	if l.err != nil {
		return
	}
	separator := "\n"
	if l.inner {
		separator = ",\n"
	}
	l.inner = true
	_, l.err = fmt.Fprintf(l.w, "%s%s", separator, item)
}

// marshal is json.Marshal without its escapes for HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
