package source

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// records reads a stream of JSON: one object a line, or one array of objects, or
// one object alone. Each object with a text is a document. It calls yield with
// each and with each error, and stops when yield returns false; it reports
// whether to go on, and how many documents it found.
func records(path string, r io.Reader, o Options, yield func(*Document, error) bool) (more bool, found int) {
	in := bufio.NewReaderSize(r, 64<<10)
	first, err := firstByte(in)
	if err != nil {
		return yield(nil, fault(path, ErrEmpty, "remove it from the list", "")), 0
	}
	if first == '[' {
		return arrayRecords(path, in, o, yield)
	}
	return lineRecords(path, in, o, yield)
}

// firstByte skips a byte order mark and white space, and returns the byte after
// them without reading it.
func firstByte(in *bufio.Reader) (byte, error) {
	if bom, _ := in.Peek(3); bytes.Equal(bom, []byte("\xEF\xBB\xBF")) {
		_, _ = in.Discard(3)
	}
	for {
		c, err := in.ReadByte()
		if err != nil {
			return 0, err
		}
		if c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return c, in.UnreadByte()
		}
	}
}

// arrayRecords reads the objects of one array.
func arrayRecords(path string, in io.Reader, o Options, yield func(*Document, error) bool) (more bool, found int) {
	bounded := &allowance{r: in, left: o.limit()}
	dec := json.NewDecoder(bounded)
	if _, err := dec.Token(); err != nil {
		return yield(nil, badJSON(path, err)), 0
	}
	for n := 1; dec.More(); n++ {
		var raw json.RawMessage
		bounded.left = o.limit()
		if err := dec.Decode(&raw); err != nil {
			if errors.Is(err, ErrTooLarge) {
				return yield(nil, tooLarge(place(path, n), o.limit())), found
			}
			return yield(nil, badJSON(path, err)), found
		}
		d, err := record(place(path, n), raw, o)
		if d == nil && err == nil {
			continue
		}
		found++
		if !yield(d, err) {
			return false, found
		}
	}
	return true, found
}

// allowance is a reader that fails once it has given more than a number of
// bytes.
type allowance struct {
	r    io.Reader
	left int64
}

func (a *allowance) Read(p []byte) (int, error) {
	if a.left <= 0 {
		return 0, ErrTooLarge
	}
	n, err := a.r.Read(p)
	a.left -= int64(n)
	return n, err
}

// lineRecords reads one object a line, or one object over several lines.
func lineRecords(path string, in *bufio.Reader, o Options, yield func(*Document, error) bool) (more bool, found int) {
	for n := 1; ; n++ {
		line, long, err := readLine(in, o.limit())
		switch {
		case long:
			found++
			if !yield(nil, tooLarge(place(path, n), o.limit())) {
				return false, found
			}
		case len(bytes.TrimSpace(line)) == 0:
		case n == 1 && !json.Valid(line):
			d, rest, fail := wholeRecord(path, line, in, o)
			if rest != nil {
				// Not one object either: only this line is broken.
				in = bufio.NewReader(bytes.NewReader(rest))
				err = nil
			}
			if d != nil || fail != nil {
				found++
				if !yield(d, fail) {
					return false, found
				}
			}
			if rest == nil {
				return true, found
			}
		default:
			d, fail := record(place(path, n), line, o)
			if d != nil || fail != nil {
				found++
				if !yield(d, fail) {
					return false, found
				}
			}
		}
		if err == io.EOF {
			return true, found
		}
		if err != nil {
			return yield(nil, unreadable(path, err)), found
		}
	}
}

// wholeRecord reads an object that goes over several lines, of which the first
// has been read. When there is none it returns the error of that line and the
// bytes after it.
func wholeRecord(path string, first []byte, in io.Reader, o Options) (d *Document, rest []byte, err error) {
	rest, err = readAll(path, in, o.limit())
	if err != nil {
		return nil, nil, err
	}
	whole := append(append([]byte(nil), first...), rest...)
	if json.Valid(whole) {
		d, err = record(path, whole, o)
		return d, nil, err
	}
	_, err = record(place(path, 1), first, o)
	return nil, rest, err
}

// readLine reads a line of at most limit bytes; of a longer one it skips the
// rest and says so.
func readLine(in *bufio.Reader, limit int64) (line []byte, long bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if !long {
			line = append(line, part...)
		}
		if int64(len(line)) > limit {
			line, long = nil, true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, long, err
		}
	}
}

// place names a record of a file.
func place(path string, n int) string { return fmt.Sprintf("%s%s%d", path, recordMark, n) }

func badJSON(path string, err error) *Error {
	return fault(path, ErrFormat, "mend the JSON", "%v", err)
}

// record makes a document of one object. It returns nothing for an object that
// has no field for the text.
func record(path string, raw []byte, o Options) (*Document, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, badJSON(path, err)
	}
	get := func(name, other string) string { return field(fields, or(name, other)) }
	body := get(o.Fields.Text, "text")
	if body == "" {
		return nil, nil
	}
	if int64(len(body)) > o.limit() {
		return nil, tooLarge(path, o.limit())
	}
	d := &Document{
		Path: path, Bytes: []byte(body), Charset: UTF8, valid: true, Extracted: true, MediaType: Plain,
		Title: get(o.Fields.Title, "title"), URL: get(o.Fields.URL, "url"),
	}
	if looksLikeHTML(body) {
		d.MediaType = HTML
	}
	if o.MediaType != "" && o.MediaType != JSON && o.MediaType != JSONL {
		d.MediaType = o.MediaType
	}
	id := get(o.Fields.ID, "id")
	if d.URL == "" {
		if d.URL = absolute(id); d.URL != "" {
			id = ""
		}
	}
	switch date := isoDate(get(o.Fields.Date, "date")); {
	case o.Date != "":
		d.Date, d.DateSource = o.Date, DateGiven
	case date != "":
		d.Date, d.DateSource = date, DateMetadata
	}
	if id != "" {
		o.ID = id
	}
	d.identify(o)
	return d, nil
}

// looksLikeHTML reports a field that holds markup instead of text.
func looksLikeHTML(s string) bool {
	return strings.Contains(s, "</p>") || strings.Contains(s, "<br") || strings.Contains(s, "</div>")
}

// field returns a field as a string: strings and numbers as they are, anything
// else as nothing. A dot goes into an object.
func field(fields map[string]json.RawMessage, name string) string {
	raw, ok := fields[name]
	if !ok {
		outer, inner, dotted := strings.Cut(name, ".")
		var inside map[string]json.RawMessage
		if !dotted || json.Unmarshal(fields[outer], &inside) != nil {
			return ""
		}
		return field(inside, inner)
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}
