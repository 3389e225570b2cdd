package source

import (
	"strings"
	"testing"
)

// sample is running text of the genre, with a headline, speech and a footnote.
var sample = strings.Repeat("某国总统出席湖区合作组织成员国元首理事会会议\n"+
	"当地时间7月4日上午，某国总统在首都出席湖区合作组织成员国元首理事会第二十四次会议，并发表题为《携手前行》的重要讲话。 [1]\n"+
	"他指出，本组织成立以来，各成员国坚持互利共赢（互信、平等）的原则，“湖区精神”深入人心。当前，我们要加强团结，深化合作；推动区域发展。\n"+
	"会议由某国外交部长主持，各成员国代表出席，审议并通过了关于进一步深化务实合作的一系列文件。\n", 200)

func benchDocument(b *testing.B, data []byte, charset string) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		d := &Document{Path: "a.txt", Bytes: data, Charset: charset, MediaType: Plain, Title: "t", Date: "2024-07-05"}
		t, err := Clean(d)
		if err != nil {
			b.Fatal(err)
		}
		if len(t.Sentences()) == 0 {
			b.Fatal("no sentence")
		}
	}
}

// BenchmarkClean measures decoding, cleaning, lines, sentences and speech.
func BenchmarkClean(b *testing.B) {
	b.Run("utf-8", func(b *testing.B) { benchDocument(b, []byte(sample), UTF8) })
	b.Run("gb18030", func(b *testing.B) { benchDocument(b, encodeGB(b, sample), GB18030) })
}

// BenchmarkCleanOnly measures decoding and cleaning without the layout.
func BenchmarkCleanOnly(b *testing.B) {
	data := []byte(sample)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		d := &Document{Path: "a.txt", Bytes: data, Charset: UTF8, MediaType: Plain, Title: "t", Date: "2024-07-05"}
		if _, err := Clean(d); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDetect measures the telling of the character set.
func BenchmarkDetect(b *testing.B) {
	data := []byte(sample)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if name, _, err := detect(data, ""); name != UTF8 || err != nil {
			b.Fatal(name, err)
		}
	}
}

// BenchmarkRunes is the bare loop over code points to compare with.
func BenchmarkRunes(b *testing.B) {
	b.SetBytes(int64(len(sample)))
	n := 0
	for b.Loop() {
		for _, r := range sample {
			if r == '某' {
				n++
			}
		}
	}
	if n == 0 {
		b.Fatal("nothing found")
	}
}
