package source

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write makes files under a new folder and returns it.
func write(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func gz(t testing.TB, s string) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func zipped(t testing.TB, members ...string) string {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(members); i += 2 {
		w, err := z.Create(members[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(members[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func tarred(t testing.TB, members ...string) string {
	var out bytes.Buffer
	z := tar.NewWriter(&out)
	for i := 0; i < len(members); i += 2 {
		if err := z.WriteHeader(&tar.Header{Name: members[i], Mode: 0o644, Size: int64(len(members[i+1])), Format: tar.FormatUSTAR}); err != nil {
			t.Fatal(err)
		}
		if _, err := z.Write([]byte(members[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// walk lists what a walk yields: the ID and text of documents, the reason of
// errors.
func walk(root string, o Options, names ...string) []string {
	o.Root = root
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = name
		if name != "-" {
			paths[i] = filepath.Join(root, filepath.FromSlash(name))
		}
	}
	var out []string
	for d, err := range Walk(paths, o) {
		var e *Error
		switch {
		case errors.As(err, &e):
			rel, fail := filepath.Rel(root, e.Path)
			if fail != nil {
				rel = e.Path
			}
			reason := e.Err
			if inner := errors.Unwrap(reason); inner != nil {
				reason = inner
			}
			out = append(out, fmt.Sprintf("%s: %v", filepath.ToSlash(rel), reason))
		case err != nil:
			out = append(out, "untyped: "+err.Error())
		default:
			out = append(out, fmt.Sprintf("%s = %s", d.ID, d.Bytes))
		}
	}
	return out
}

func check(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestWalkFolder(t *testing.T) {
	dir := write(t, map[string]string{
		"b/text.txt": "乙", "b/meta.json": `{"url":"https://example.org/b","date":"2012-06-07","title":"题"}`,
		"a/x.txt": "甲", "a/x.meta.json": `{"id":"given"}`, "a/empty.txt": "", "a/picture.txt": "\x00\x01", "a/data.bin": "no",
		".hidden/y.txt": "no", "a/.z.txt": "no", "c/gold.jsonl": `{"s":"no text here"}`, "d.txt.gz": gz(t, "丁"), "e/meta.json": "{}",
	})
	check(t, walk(dir, Options{}, "."),
		"a/empty.txt: the file is empty", "a/picture.txt: the file is not text", "given = 甲", "https://example.org/b = 乙", "d.txt.gz = 丁")
	for d, err := range Walk([]string{filepath.Join(dir, "b")}, Options{}) {
		if err != nil || d.Title != "题" || d.Date != "2012-06-07" || d.DateSource != DateMetadata {
			t.Errorf("%+v, %v", d, err)
		}
	}
}

func TestWalkRecords(t *testing.T) {
	dir := write(t, map[string]string{
		"a.jsonl": `{"id":"https://example.org/1","text":"甲","date":"2012-06-07","title":"题"}` + "\n\n{broken\n" + `{"id":"two","text":"乙"}` + "\n" + `{"text":"丙"}` + "\n{}\n",
		"b.json":  `[{"id":1,"text":"甲"},{"text":"乙"}]`, "c.json": "{\n \"id\": \"c\",\n \"body\": {\"text\": \"丙\"}\n}\n",
		"d.jsonl": "{broken\n" + `{"id":"d","text":"丁"}` + "\n", "e.jsonl": `{"s":"x"}`, "f.jsonl.gz": gz(t, `{"id":"f","text":"己"}`),
		"g.json": `{"id":"g","text":"<p>甲</p>"}`,
	})
	check(t, walk(dir, Options{}, "a.jsonl"), "https://example.org/1 = 甲", "a.jsonl:3: the file is damaged", "two = 乙", "a.jsonl:5 = 丙")
	check(t, walk(dir, Options{}, "b.json"), "1 = 甲", "b.json:2 = 乙")
	check(t, walk(dir, Options{Fields: Fields{Text: "body.text"}}, "c.json"), "c = 丙")
	check(t, walk(dir, Options{}, "c.json"), "c.json: no record with a text in it")
	check(t, walk(dir, Options{}, "d.jsonl"), "d.jsonl:1: the file is damaged", "d = 丁")
	check(t, walk(dir, Options{}, "e.jsonl"), "e.jsonl: no record with a text in it")
	check(t, walk(dir, Options{}, "f.jsonl.gz"), "f = 己")
	for d, err := range Walk([]string{filepath.Join(dir, "g.json")}, Options{}) {
		if err != nil || d.MediaType != HTML || !d.Extracted {
			t.Errorf("%+v, %v", d, err)
		}
	}
	long := strings.Repeat("长", 100)
	dir = write(t, map[string]string{"a.jsonl": `{"id":"1","text":"甲"}` + "\n" + `{"text":"` + long + `"}` + "\n" + `{"id":"3","text":"丙"}`, "b.json": `[{"id":"1","text":"甲"},{"text":"` + long + strings.Repeat(long, 100) + `"}]`})
	check(t, walk(dir, Options{Limit: 200}, "a.jsonl"), "1 = 甲", "a.jsonl:2: the document is larger than the limit", "3 = 丙")
	check(t, walk(dir, Options{Limit: 20000}, "b.json"), "1 = 甲", "b.json:2: the document is larger than the limit")
}

func TestWalkArchives(t *testing.T) {
	members := []string{"b.txt", "乙", "a/x.txt", "甲", "c.bin", "no", "d.jsonl", `{"id":"d","text":"丁"}`, ".e.txt", "no", "f.zip", "no", "g.txt", ""}
	dir := write(t, map[string]string{
		"a.zip": zipped(t, members...), "b.tar": tarred(t, members...), "c.tar.gz": gz(t, tarred(t, members...)), "d.tgz": gz(t, tarred(t, members...)),
		"e.zip": "PK\x03\x04broken", "f.tar": "broken", "g": zipped(t, "x.txt", "甲"),
	})
	check(t, walk(dir, Options{}, "a.zip"), "a.zip!a/x.txt = 甲", "a.zip!b.txt = 乙", "d = 丁", "a.zip!g.txt: the file is empty")
	for _, name := range []string{"b.tar", "c.tar.gz", "d.tgz"} {
		check(t, walk(dir, Options{}, name), name+"!b.txt = 乙", name+"!a/x.txt = 甲", "d = 丁", name+"!g.txt: the file is empty")
	}
	check(t, walk(dir, Options{}, "e.zip", "f.tar"), "e.zip: the file is damaged", "f.tar: the file is damaged")
	check(t, walk(dir, Options{}, "g"), "g!x.txt = 甲")
}

func TestWalkPipe(t *testing.T) {
	for in, want := range map[string]string{
		"甲乙":                            "甲乙",
		gz(t, "甲乙"):                     "甲乙",
		`{"id":"x","text":"甲乙"}`:        "甲乙",
		"<!DOCTYPE html><p>甲乙":          "<!DOCTYPE html><p>甲乙",
		zipped(t, "a.txt", "甲乙"):        "甲乙",
		gz(t, tarred(t, "a.txt", "甲乙")): "甲乙",
	} {
		n := 0
		for d, err := range Walk([]string{"-"}, Options{Stdin: strings.NewReader(in)}) {
			if n++; err != nil || string(d.Bytes) != want {
				t.Errorf("%.20q: %+v, %v", in, d, err)
			}
		}
		if n != 1 {
			t.Errorf("%.20q: %d documents", in, n)
		}
	}
	check(t, walk("", Options{}, "-"), "-: the file cannot be read")
	for d, err := range Walk([]string{"-"}, Options{Stdin: strings.NewReader("甲")}) {
		if err != nil || !strings.HasPrefix(d.ID, "sha256:") {
			t.Errorf("%+v, %v", d, err)
		}
	}
}

func TestWalkStops(t *testing.T) {
	dir := write(t, map[string]string{"a.txt": "甲", "b.txt": "乙", "c.jsonl": `{"text":"丙"}` + "\n" + `{"text":"丁"}`})
	n := 0
	for range Walk([]string{dir, filepath.Join(dir, "c.jsonl")}, Options{}) {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d documents", n)
	}
}

func TestErrors(t *testing.T) {
	dir := write(t, map[string]string{"big.txt": strings.Repeat("长", 100), "a.pdf": "%PDF-1.4\n\x00\x01", "bad.txt": strings.Repeat("\xFE\x31\xFF\xA0", 50), "a.docx": "PK\x03\x04no", "m.txt": "甲", "m.meta.json": "{", "space.txt": " \n\u3000\n"})
	for _, c := range []struct {
		name string
		o    Options
		want error
	}{
		{"gone.txt", Options{}, ErrUnreadable},
		{"big.txt", Options{Limit: 100}, ErrTooLarge},
		{"a.pdf", Options{}, ErrBinary},
		{"bad.txt", Options{}, ErrUndecodable},
		{"a.docx", Options{}, ErrFormat},
		{"m.txt", Options{}, ErrFormat},
		{"big.txt", Options{Charset: "klingon"}, ErrOption},
		{".", Options{}, ErrUnreadable},
	} {
		_, err := Read(filepath.Join(dir, c.name), c.o)
		var e *Error
		if !errors.Is(err, c.want) || !errors.As(err, &e) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if e.Remedy == "" || strings.Contains(e.Error(), "\n") || strings.Count(e.Error(), dir) > 1 {
			t.Errorf("%s: message %q", c.name, e)
		}
	}
	d, err := Read(filepath.Join(dir, "space.txt"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Clean(d); !errors.Is(err, ErrEmpty) {
		t.Errorf("white space: %v", err)
	}
}

func TestUnreadable(t *testing.T) {
	dir := write(t, map[string]string{"a.txt": "甲", "b.txt": "乙", "c/d.txt": "丁"})
	if err := os.Chmod(filepath.Join(dir, "a.txt"), 0); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "c"), 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(filepath.Join(dir, "c"), 0o755) //nolint:errcheck // so that the folder can be removed
	if f, err := os.Open(filepath.Join(dir, "a.txt")); err == nil {
		_ = f.Close()
		t.Skip("this user may read anything")
	}
	check(t, walk(dir, Options{}, "."), "a.txt: the file cannot be read", "b.txt = 乙", "c: the file cannot be read")
}

func TestIdentity(t *testing.T) {
	root := t.TempDir()
	for _, c := range []struct {
		d        Document
		id, want string
	}{
		{Document{URL: "https://example.org/a", Path: "x.txt"}, "given", "https://example.org/a"},
		{Document{Path: "x.txt"}, "given", "given"},
		{Document{Path: filepath.Join(root, "a", "text.txt")}, "", "a/text.txt"},
		{Document{Path: filepath.Join(root, "b", "text.txt")}, "", "b/text.txt"},
		{Document{Path: filepath.Join(root, "n.zip!a/b.txt")}, "", "n.zip!a/b.txt"},
		{Document{Path: filepath.Join(root, "n.jsonl:12")}, "", "n.jsonl:12"},
		{Document{Path: filepath.Join(filepath.Dir(root), "x.txt")}, "", "../x.txt"},
		{Document{Path: "-", Bytes: []byte("甲")}, "", "sha256:84c19bb5bce99d2c5c7bb5b1b5b4bbdc8aa7f32c0d9bcab03b6ef5d9efa4b2c4"},
	} {
		got := Identity(&c.d, c.id, root)
		if c.d.Path == "-" {
			c.want = "sha256:" + c.d.Hash()
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.d.Path, got, c.want)
		}
	}
}

func TestGivenDate(t *testing.T) {
	dir := write(t, map[string]string{"text.txt": "甲", "meta.json": `{"url":"https://example.org/2012/06/07/a","date":"2012-06-08"}`})
	for _, c := range []struct {
		o      Options
		date   string
		source DateSource
	}{{Options{Date: "2012-06"}, "2012-06", DateGiven}, {Options{}, "2012-06-08", DateMetadata}} {
		d, err := Read(filepath.Join(dir, "text.txt"), c.o)
		if err != nil || d.Date != c.date || d.DateSource != c.source {
			t.Errorf("%+v, %v", d, err)
		}
	}
}

// FuzzRecords reads anything as a stream of records.
func FuzzRecords(f *testing.F) {
	f.Add([]byte(`{"id":"1","text":"甲"}` + "\n{broken\n"))
	f.Add([]byte(`[{"text":"甲"},1]`))
	f.Add([]byte("\xEF\xBB\xBF{\n\"text\":\"\\ud800\"\n}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for d, err := range Walk([]string{"-"}, Options{Stdin: bytes.NewReader(data), MediaType: JSONL, Limit: 1 << 16}) {
			if (d == nil) == (err == nil) {
				t.Fatalf("%v, %v", d, err)
			}
		}
	})
}

// TestSize compares what Size promises with what Walk says that it has read.
func TestSize(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a.txt", []byte("甲国总统抵达。"))
	write("b/c.html", []byte("<html><p>乙国总统抵达。</p></html>"))
	write("b/d.jsonl", []byte("{\"text\":\"一\"}\n{\"text\":\"二\"}\n"))
	write(".hidden/e.txt", []byte("不读"))
	write("picture.png", []byte("not read"))
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	w, err := z.Create("m.txt")
	if err == nil {
		_, err = w.Write([]byte("丙国总统抵达。"))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	write("f.zip", packed.Bytes())
	var took int64
	n := 0
	for _, err := range Walk([]string{dir}, Options{Root: dir, Taken: func(b int64) { took += b }}) {
		if err != nil {
			t.Error(err)
		}
		n++
	}
	if want := Size([]string{dir}); n != 5 || took != want || want == 0 {
		t.Errorf("%d documents, %d bytes read; Size is %d", n, took, want)
	}
	if got := Size([]string{dir, "-"}); got != -1 {
		t.Errorf("Size with standard input is %d", got)
	}
}
