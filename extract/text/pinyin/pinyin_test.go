package pinyin_test

import (
	"slices"
	"strings"
	"testing"

	"gongbao/extract/text"
	"gongbao/extract/text/pinyin"
)

func TestUsual(t *testing.T) {
	for name, want := range map[string]string{
		"哈萨克斯坦": "ha sa ke si tan", "哈薩克": "ha sa ke", "紐西蘭": "niu xi lan", "绿": "lu", "女": "nu", "二": "er", "a": "", "𠮷": "", "。": "",
	} {
		var got []string
		for _, r := range name {
			got = append(got, pinyin.Usual(r))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s is read %q, want %q", name, s, want)
		}
	}
}

// Characters with several readings are found by each of them.
func TestReads(t *testing.T) {
	for character, readings := range map[rune][]string{
		'重': {"zhong", "chong"}, '长': {"zhang", "chang"}, '長': {"zhang", "chang"}, '行': {"xing", "hang"}, '单': {"dan", "shan"}, '曾': {"ceng", "zeng"}, '乐': {"le", "yue"},
	} {
		for _, s := range readings {
			if !pinyin.Reads(character, s) {
				t.Errorf("%c is not read %s: %s, %v", character, s, pinyin.Usual(character), pinyin.Others(character))
			}
		}
		if pinyin.Reads(character, "ba") || pinyin.Reads(character, "") {
			t.Errorf("%c is read as anything", character)
		}
	}
}

// Every character of the table is in its folded form, and has its usual reading
// once.
func TestTableIsWhole(t *testing.T) {
	n := 0
	for r := rune(0x3400); r <= 0x9FFF; r++ {
		s := pinyin.Usual(r)
		if s == "" {
			continue
		}
		n++
		if got, ok := pinyin.Letters(s); !ok || got != s {
			t.Errorf("%c is read %q, which is no pinyin", r, s)
		}
		if f := text.Fold(r); pinyin.Usual(f) != s {
			t.Errorf("%c is read %s and %c %s", r, s, f, pinyin.Usual(f))
		}
		if slices.Contains(pinyin.Others(r), s) {
			t.Errorf("%c is read %s twice", r, s)
		}
	}
	if n < 20000 {
		t.Errorf("only %d characters have a reading", n)
	}
}

func TestLetters(t *testing.T) {
	for typed, want := range map[string]string{
		"Hāsàkèsītǎn": "hasakesitan", "ha1 sa4 ke4 si1 tan3": "hasakesitan", "ha sa ke si tan": "hasakesitan", "Xi'an": "xian", "xī’ān": "xian",
		"lǚ": "lu", "lü": "lu", "lv": "lu", "ＸＩ": "xi",
		"": "", "12": "", "g20": "", "xi 2012": "", "习近平": "", "xi近平": "",
	} {
		got, ok := pinyin.Letters(typed)
		if got != want && (ok || want != "") || ok != (want != "") {
			t.Errorf("Letters(%q) = %q, %v; want %q", typed, got, ok, want)
		}
	}
}

func FuzzLetters(f *testing.F) {
	for _, s := range []string{"Hāsàkèsītǎn", "lv4", "x'", "ǖ", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := pinyin.Letters(s)
		if !ok {
			return
		}
		if again, ok := pinyin.Letters(got); !ok || again != got {
			t.Errorf("Letters(%q) = %q, of which Letters is %q", s, got, again)
		}
		if sound := pinyin.Sound(got); len(sound) > len(got) || sound == "" {
			t.Errorf("the sound of %q is %q", got, sound)
		}
	})
}
