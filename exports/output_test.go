package exports

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// twoFiles writes a folder of two files, and fails after them if err is set.
func twoFiles(err error) func(Output) error {
	return func(out Output) error {
		for _, name := range []string{"a.txt", "sub/b.txt"} {
			w, err := out.Create(name)
			if err != nil {
				return err
			}
			if _, err := io.WriteString(w, "text of "+name); err != nil {
				return err
			}
		}
		return err
	}
}

func TestToFolder(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	failure := errors.New("no more")
	if err := To(path, nil, neo4j{}, twoFiles(failure)); !errors.Is(err, failure) {
		t.Errorf("error %v, want the writer's own", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("a failure leaves %v, %v", left, err)
	}
	for range 2 {
		if err := To(path, nil, neo4j{}, twoFiles(nil)); err != nil {
			t.Fatal(err)
		}
		if data, err := os.ReadFile(filepath.Join(path, "sub", "b.txt")); err != nil || string(data) != "text of sub/b.txt" {
			t.Errorf("b.txt holds %q, %v", data, err)
		}
	}
	// A failure leaves what an earlier export wrote.
	if err := To(path, nil, neo4j{}, twoFiles(failure)); !errors.Is(err, failure) {
		t.Errorf("error %v, want the writer's own", err)
	}
	if _, err := os.Stat(filepath.Join(path, "a.txt")); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("there is more than the folder: %v, %v", left, err)
	}
	// Folders of other people are not replaced.
	mine := filepath.Join(dir, "mine")
	if err := errors.Join(os.Mkdir(mine, 0o755), os.WriteFile(filepath.Join(mine, "x"), nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	if err := To(mine, nil, neo4j{}, twoFiles(nil)); err == nil || !strings.Contains(err.Error(), "no export wrote") {
		t.Errorf("error %v for a folder of somebody else", err)
	}
	escape := func(out Output) error { _, err := out.Create("../x"); return err }
	if err := To(path, nil, neo4j{}, escape); err == nil || !strings.Contains(err.Error(), "leaves the folder") {
		t.Errorf("error %v for a name outside", err)
	}
}

func TestToZip(t *testing.T) {
	var streams [2]bytes.Buffer
	for i := range streams {
		if err := To("-", &streams[i], neo4j{}, twoFiles(nil)); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(streams[0].Bytes(), streams[1].Bytes()) {
		t.Error("two archives of the same files differ")
	}
	path := filepath.Join(t.TempDir(), "out.zip")
	if err := To(path, nil, neo4j{}, twoFiles(nil)); err != nil {
		t.Fatal(err)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close() // only read
	var got []string
	for _, f := range z.File {
		got = append(got, f.Name)
	}
	if !slices.Equal(got, []string{"a.txt", "sub/b.txt"}) {
		t.Errorf("the archive holds %v", got)
	}
}

func TestSafeNames(t *testing.T) {
	n := newNames()
	for _, c := range [][2]string{
		{"上海合作组织", "上海合作组织"},
		{"a/b\\c:d|e#f^g[h]i", "a_b_c_d_e_f_g_h_i"},
		{"", "_"},
		{"..", "_ (2)"},
		{"con", "con_"},
		{"a", "a"},
		{"A", "A (2)"},
		{"a", "a (3)"},
		{" x. ", "x"},
		{"\x00\u202e\xff", "___"},
		{strings.Repeat("会", 100), strings.Repeat("会", 40)},
	} {
		if got := n.file(c[0]); got != c[1] {
			t.Errorf("%q becomes %q, want %q", c[0], got, c[1])
		}
	}
}

func TestPeriod(t *testing.T) {
	for _, c := range [][4]string{
		{"2013", "", "2013-01-01", ""},
		{"2012-02", "2012-02", "2012-02-01", "2012-02-29"},
		{"2031-05-02/2031-05-03", "", "2031-05-02", "2031-05-03"},
		{"", "2013", "", "2013-12-31"},
		{"--01-28", "", "", ""},
		{"2013-02-30", "soon", "", ""},
		{"2029-01", "2033", "2029-01-01", "2033-12-31"},
	} {
		if from, to := period(c[0], c[1]); from != c[2] || to != c[3] {
			t.Errorf("period(%q, %q) = %q, %q, want %q, %q", c[0], c[1], from, to, c[2], c[3])
		}
	}
}
