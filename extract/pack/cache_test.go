package pack

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongbao/extract/packs"
	"gongbao/extract/rule/syntax"
	"gongbao/extract/text"
)

// sampleText is read with packs that were loaded in different ways.
const sampleText = "2030年5月6日，哈萨克斯坦总统林德在阿斯塔纳会见蒙古国总统巴特尔。上海合作组织成员国元首理事会第九次会议将在阿斯塔纳举行。"

// readings tells what a pack reads in the sample text.
func readings(t *testing.T, p *Pack) []string {
	t.Helper()
	var out []string
	for _, f := range p.Engine().NewReader().Read(text.New(sampleText), nil, "2030-05-06").Findings {
		out = append(out, f.Fact.Subject.Text+" "+f.Fact.Relation+" "+f.Fact.Object.Text)
	}
	return out
}

func TestAKeptPackIsThePack(t *testing.T) {
	fsys, err := packs.Open(packs.Default)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	want := readings(t, plain)
	if len(want) == 0 {
		t.Fatal("the sample text gives no facts")
	}
	dir := t.TempDir()
	for _, turn := range []string{"written", "kept", "damaged", "another build"} {
		cache := NewDirCache(dir, "a build")
		switch turn {
		case "damaged":
			files, _ := filepath.Glob(filepath.Join(dir, "*"+extension))
			if len(files) < 4 {
				t.Fatalf("the folder holds %d files", len(files))
			}
			for i, name := range files {
				data, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				data[len(data)/2] ^= 1
				if err := os.WriteFile(name, data[:len(data)-i%2], 0o600); err != nil {
					t.Fatal(err)
				}
			}
		case "another build":
			cache = NewDirCache(dir, "another one")
		}
		p, err := ComposeKept([]Source{{FS: fsys}}, nil, cache)
		if err != nil {
			t.Fatalf("%s: %s", turn, err)
		}
		if p.Hash() != plain.Hash() {
			t.Errorf("%s: another hash", turn)
		}
		if got := readings(t, p); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, not %q", turn, got, want)
		}
		for i, f := range p.Files {
			if got, want := f.String(), plain.Files[i].String(); got != want {
				t.Errorf("%s: %s is printed another way:\n%s\n%s", turn, f.Path, got, want)
			}
		}
		if !reflect.DeepEqual(p.Manifest, plain.Manifest) {
			t.Errorf("%s: another manifest", turn)
		}
	}
}

func TestKeptFaultsAreToldEachTime(t *testing.T) {
	fsys := fstest.MapFS{
		"pack.yaml":     {Data: []byte("name: p\nclasses: {}\n")},
		"rules/a.yaml":  {Data: []byte("rules:\n- {id: x, match: '‹任命› \"为\" )'}\n")},
		"rules/b.yaml":  {Data: []byte("rules:\n- {id: y, nomatch: 1}\n")},
		"gazetteer/x.t": {Data: []byte("")},
	}
	cache := NewDirCache(t.TempDir(), "a build")
	var first string
	for range 3 {
		_, err := ComposeKept([]Source{{FS: fsys}}, nil, cache)
		if err == nil || !strings.Contains(err.Error(), "rules/a.yaml:2:") || !strings.Contains(err.Error(), "rules/b.yaml:2:") {
			t.Fatalf("%v", err)
		}
		if first == "" {
			first = err.Error()
		}
		if err.Error() != first {
			t.Errorf("told another way:\n%s\n%s", err, first)
		}
	}
}

func TestDirCacheForgetsWhatNobodyReads(t *testing.T) {
	dir := t.TempDir()
	c := NewDirCache(dir, "a build")
	c.Put("old", []byte("1"))
	c.Put("fresh", []byte("2"))
	long := time.Now().Add(-2 * staleAfter)
	if err := os.Chtimes(c.path("old"), long, long); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(filepath.Join(dir, "notes.txt"), long, long); err != nil {
		t.Fatal(err)
	}
	c.Put("new", []byte("3"))
	if c.Get("old") != nil || string(c.Get("fresh")) != "2" || string(c.Get("new")) != "3" {
		t.Error("the wrong files were taken away")
	}
	if _, err := os.Stat(filepath.Join(dir, "notes.txt")); err != nil {
		t.Error("a file of somebody else was taken away")
	}
}

func TestDirCacheWithoutAFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := NewDirCache(filepath.Join(file, "below"), "a build")
	c.Put("k", []byte("1"))
	if c.Get("k") != nil {
		t.Error("got what could not be written")
	}
}

// FuzzDecodeWritten feeds the reader of kept rule files with anything.
func FuzzDecodeWritten(f *testing.F) {
	data := []byte("macros: {m: '\"甲\"'}\nrules:\n- {id: x, match: '‹任命› @m', tests: [{text: 任命甲, want: []}]}\n")
	f.Add(syntax.Read("f", data).Encode())
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, kept []byte) {
		w, err := syntax.Decode("f", data, kept)
		if err != nil {
			return
		}
		w.Build(syntax.NewScope(nil))
	})
}
