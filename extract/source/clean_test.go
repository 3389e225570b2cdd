package source

import (
	"strings"
	"testing"
	"unicode/utf8"

	"gongbao/extract/text"
)

// cleanPlain cleans plain text in a character set.
func cleanPlain(t testing.TB, data []byte, charset string) *text.Text {
	t.Helper()
	x, err := Clean(&Document{Path: "a.txt", Bytes: data, Charset: charset, MediaType: Plain})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestCleanPlain(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"\uFEFF甲乙\r\n丙丁\r戊", "甲乙\n丙丁\n戊"},
		{"甲宣布。 [1] \n乙同意 [2-3] 。", "甲宣布。\n乙同意。"},
		{"甲[12]乙［3］丙[1][2]丁[1,4]", "甲乙丙丁"},
		{"Alpha [1] beta", "Alpha beta"},
		{"a[1] 国发[2012]12号 [1]", "a[1] 国发[2012]12号"},
		{"[1] 引自某报", "[1] 引自某报"},
		{"總統(tǒng)、會(huì )議、國（guó）家", "總統、會議、國家"},
		{"會議(huì yì)，的(de)，們(men)", "會議，的，們"},
		{"總統(总统)、米(km)、咖啡(café au lait)、某人(José)、(tǒng)", "總統(总统)、米(km)、咖啡(café au lait)、某人(José)、(tǒng)"},
		{"甲,,乙，，丙,。丁，。", "甲,乙，丙。丁。"},
		{"甲\u200B乙\u200D丙\u00AD丁\uFE0F戊\u2060己", "甲乙丙丁戊己"},
		{"甲&nbsp;乙&amp;丙&ldquo;丁&rdquo;&#30002;&#x7532;&amp;quot;&amp;nbsp;&unknown;&", "甲 乙&丙“丁”甲甲\" &unknown;&"},
		{`甲\n乙\u7532\"丙\/丁\t戊 C:\new`, "甲\n乙甲\"丙/丁 戊 C:\\new"},
		{"  \u3000甲乙  \n\n\t丙\u3000\u3000\n", "甲乙\n\n丙"},
		{"成    立\n2012年", "成立\n2012年"},
		{"甲  乙丙丁戊己庚辛壬癸", "甲  乙丙丁戊己庚辛壬癸"},
		{"題目一　題目二", "題目一　題目二"},
		{"甲\u2028乙\u0085丙", "甲\n乙\n丙"},
		{"甲\x01\x02乙\x7F", "甲乙"},
		{"1,000人，2,500人", "1,000人，2,500人"},
	} {
		if got := cleanPlain(t, []byte(c.in), UTF8).String(); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.in, got, c.want)
		}
	}
}

// TestCleanOffsets cuts each word out of the source by the map.
func TestCleanOffsets(t *testing.T) {
	src := "\uFEFF某國總統(tǒng)𠮷野出席會(huì )議。 [1] \r\n甲&amp;乙,,丙"
	words := []struct{ clean, source string }{
		{"某國總統", "某國總統"},
		{"總統𠮷野", "總統(tǒng)𠮷野"},
		{"會議", "會(huì )議"},
		{"會議。\n甲", "會(huì )議。 [1] \r\n甲"},
		{"甲&乙", "甲&amp;乙"},
		{"乙,丙", "乙,,丙"},
	}
	for name, data := range map[string][]byte{
		UTF8: []byte(src), GB18030: encodeGB(t, src), UTF16LE: encodeUTF16(src[3:], false), UTF16BE: encodeUTF16(src[3:], true),
	} {
		x := cleanPlain(t, data, name)
		for _, w := range words {
			at := strings.Index(x.String(), w.clean)
			if at < 0 {
				t.Errorf("%s: %q is not in %q", name, w.clean, x)
				continue
			}
			from := x.RuneOffset(at)
			start, end := x.Source(text.Span{Start: from, End: from + utf8.RuneCountInString(w.clean)})
			if got := decode(data[start:end], name, false).text; got != w.source {
				t.Errorf("%s: source of %q is %q, want %q", name, w.clean, got, w.source)
			}
		}
	}
}

// TestCleanBig5 has characters of one byte and of two, and one of the codes that
// stand for two code points.
func TestCleanBig5(t *testing.T) {
	data := append(encodeBig5(t, "某國ABC總統"), 0x88, 0x62)
	data = append(data, encodeBig5(t, "出席會議。")...)
	x := cleanPlain(t, data, Big5)
	if got, want := x.String(), "某國ABC總統\u00CA\u0304出席會議。"; got != want {
		t.Fatalf("clean %q, want %q", got, want)
	}
	for _, w := range []string{"總統", "出席會議", "C總"} {
		at := x.RuneOffset(strings.Index(x.String(), w))
		start, end := x.Source(text.Span{Start: at, End: at + utf8.RuneCountInString(w)})
		if got := data[start:end]; string(got) != string(encodeBig5(t, w)) {
			t.Errorf("source of %q is % x", w, got)
		}
	}
	at := x.RuneOffset(strings.Index(x.String(), "\u0304"))
	if start, end := x.Source(text.Span{Start: at, End: at + 1}); string(data[start:end]) != "\x88\x62" {
		t.Errorf("the second half of a code is at [%d,%d)", start, end)
	}
}

func TestCleanDamaged(t *testing.T) {
	data := []byte("甲国总统\xFF出席会议")
	x := cleanPlain(t, data, UTF8)
	if got := x.String(); got != "甲国总统\uFFFD出席会议" {
		t.Fatalf("clean %q", got)
	}
	start, end := x.Source(text.Span{Start: 5, End: 7})
	if string(data[start:end]) != "出席" {
		t.Errorf("source is %q", data[start:end])
	}
}

// FuzzClean cleans anything in every character set and format: nothing panics,
// and every code point knows its place in the source, in order.
func FuzzClean(f *testing.F) {
	f.Add([]byte("總統(tǒng)、會(huì )議。 [1] \r\n&amp;nbsp;\\u7532,,。"), byte(0))
	f.Add([]byte("<html><head><title>甲</title><body><p>乙<br>丙&nbsp;</p><nav>丁</nav>"), byte(4))
	f.Add([]byte("# 甲\n\n- **乙** [丙](http://d)\n|a|b|\n|-|-|\n```\n"), byte(5))
	f.Add([]byte("\x81\x30\x81\x30\xB0\xA1\xFE\xFE\x80"), byte(1))
	f.Add([]byte("\x88\x62\xA4\xA4\xFF"), byte(2))
	f.Add([]byte("\xFF\xFE\x3C\xD8\x00"), byte(3))
	f.Fuzz(func(t *testing.T, data []byte, mode byte) {
		d := &Document{Path: "x", Bytes: data, Charset: []string{UTF8, GB18030, Big5, UTF16LE}[mode%4], MediaType: Plain}
		switch mode / 4 % 3 {
		case 1:
			d.MediaType = HTML
		case 2:
			d.MediaType = Markdown
		}
		x, err := Clean(d)
		if err != nil {
			return
		}
		last := 0
		for i := range x.Len() {
			start, end := x.Source(text.Span{Start: i, End: i + 1})
			if start < last || end < start || end > len(data) {
				t.Fatalf("code point %d of %q at [%d,%d) after %d of %d", i, x, start, end, last, len(data))
			}
			last = start
		}
		for _, s := range x.Sentences() {
			if s.Empty() || s.End > x.Len() {
				t.Fatalf("sentence %v", s)
			}
		}
		if y, err := text.Unmarshal(x.Marshal()); err != nil || y.String() != x.String() {
			t.Fatalf("stored and read again: %v", err)
		}
	})
}
