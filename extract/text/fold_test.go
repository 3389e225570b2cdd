package text

import (
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ from, to string }{
		{"納扎爾巴耶夫", "纳扎尔巴耶夫"},
		{"衞生峯會裏裡戶户", "卫生峰会里里户户"},
		{"（ＡＰＥＣ）：，", "(apec):,"},
		{"「甲」『乙』", "“甲”‘乙’"},
		{"甲•乙・丙‧丁", "甲·乙·丙·丁"},
		{"甲—乙－丙–丁", "甲-乙-丙-丁"},
		{"二○一二、二〇一二", "二〇一二、二〇一二"},
		{"著名 着", "着名 着"},
		{"Éß", "éß"},
		{"𫓧鉄", "𫓧鉄"},
		{"⾦", "金"},
	} {
		if got := FoldString(c.from); got != c.to {
			t.Errorf("FoldString(%q) = %q, want %q", c.from, got, c.to)
		}
	}
}

// TestFoldIsClosed looks at every code point: folding twice changes nothing, and
// no character folds to one that the text cannot hold.
func TestFoldIsClosed(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		f := Fold(r)
		if Fold(f) != f {
			t.Errorf("%q folds to %q, that to %q", r, f, Fold(f))
		}
		s := Simplify(r)
		if Simplify(s) != s {
			t.Errorf("%q simplifies to %q, that to %q", r, s, Simplify(s))
		}
		if Fold(s) != f {
			t.Errorf("%q and its Simplified form %q fold to %q and %q", r, s, f, Fold(s))
		}
		if r < 0x80 && f != r && (r < 'A' || r > 'Z') {
			t.Errorf("ASCII %q folds to %q", r, f)
		}
		if utf8.ValidRune(r) && !utf8.ValidRune(f) {
			t.Errorf("%U folds to %U", r, f)
		}
	}
}

func TestToSimplified(t *testing.T) {
	for _, c := range []struct{ from, to string }{
		{"胡錦濤", "胡锦涛"}, {"衞", "卫"}, {"著名", "著名"}, {"ＡＢ（", "ＡＢ（"}, {"習近平", "习近平"}, {"𠮷", "𠮷"},
	} {
		if got := ToSimplified(c.from); got != c.to {
			t.Errorf("ToSimplified(%q) = %q, want %q", c.from, got, c.to)
		}
	}
}

func TestScript(t *testing.T) {
	for _, c := range []struct{ text, script string }{
		{"上海合作組織", "zh-Hant"},
		{"上海合作组织", "zh-Hans"},
		{"北京", "zh"},
		{"", "zh"},
		{"abc", "zh"},
		{"後", "zh-Hant"},
		{"后里台", "zh"},
		{"专门賬户", "zh-Hans"},
		{"專門賬户", "zh-Hant"},
		{"国國", "zh"},
	} {
		if got := Script(c.text); got != c.script {
			t.Errorf("Script(%q) = %s, want %s", c.text, got, c.script)
		}
	}
}

func BenchmarkLoadTables(b *testing.B) {
	b.SetBytes(int64(len(foldTSV)))
	for b.Loop() {
		loadTables(foldTSV)
	}
}

func BenchmarkFold(b *testing.B) {
	runes := []rune("上海合作組織成員國元首理事會會議由中華人民共和國主席（ABC）主持。")
	b.SetBytes(int64(len(string(runes))))
	sum := rune(0)
	for b.Loop() {
		for _, r := range runes {
			sum += Fold(r)
		}
	}
	if sum == 0 {
		b.Fatal("nothing folded")
	}
}

func TestEqualFolded(t *testing.T) {
	for _, c := range [][2]string{{"", ""}, {"总统", "總統"}, {"ＡＢ", "ab"}, {"总统", "总"}, {"总", "总统"}, {"", "总"}, {"总统", "总理"}} {
		if got, want := EqualFolded(c[0], c[1]), FoldString(c[0]) == FoldString(c[1]); got != want {
			t.Errorf("EqualFolded(%q, %q) = %v", c[0], c[1], got)
		}
	}
}
