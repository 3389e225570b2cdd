package text

import (
	"slices"
	"strings"
	"testing"
)

// kinds shows the lines of a text with their kinds, one a line.
func kinds(t *Text) string {
	var out strings.Builder
	for _, line := range t.Lines() {
		out.WriteString(line.Kind.String() + " " + t.Slice(line.Span) + "\n")
	}
	return out.String()
}

func TestLineKinds(t *testing.T) {
	for name, want := range map[string]string{
		"encyclopaedia": `furniture 複製鏈接
furniture 請複製以下鏈接發送給好友
headline 湖區合作組織元首理事會會議新聞公報
headline (2012年6月7日新聞公報)
furniture 鎖定
body 《湖區合作組織元首理事會會議新聞公報》是會議發佈的公告。
label 中文名
value 湖區合作組織元首理事會會議新聞公報
label 成    立
value 2012年6月6日至7日
label 會議主持
value 林德
label 成員國首席
value 林德、貝爾薩、奧倫等

headline 會議主要內容
body 會議由卡蘭國總統林德主持。
reference 參考資料
reference 1. 公報全文．某網．2012-06-07
`,
		"news": `headline 湖区合作组织举行会议
body 卡兰国总统林德5日在碧湾出席会议。（视频编辑：某某 文字编辑：某某）
headline 会议通过宣言
body 会议通过了宣言，
body 各方：林德、奥伦
furniture (视频编辑:某某 文字编辑:某某)
furniture 上一篇：另一条新闻
furniture 分享到
furniture 责任编辑：某某
`,
		"captions": `headline 世界这一天
body 卡兰国宣布与南岛国建交。
caption 林德与奥伦在碧湾会晤。美联社
caption 林德到达碧湾。新华社记者某某摄
caption 图为会场。
body 美联社报道说，会议开始了。
furniture ---
furniture 請加入成為某新聞的月費訂戶，長期支持我們的工作。
furniture 月費訂戶 網址：example.org/subscribe
`,
		"sentences only": `body 会议在碧湾举行。
body 任命林德为大使；
body 二、
`,
		"programme alone": `furniture 央视网消息（新闻联播）：
body 会议在碧湾举行。
`,
	} {
		var in strings.Builder
		for line := range strings.Lines(want) {
			if _, content, ok := strings.Cut(line, " "); ok {
				line = content
			}
			in.WriteString(line)
		}
		want = strings.ReplaceAll(want, "\n\n", "\n")
		if got := kinds(New(in.String())); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestLeadAndTail(t *testing.T) {
	for _, c := range []struct{ in, lead, tail string }{
		{"央视网消息（新闻联播）：会议在碧湾举行。", "央视网消息（新闻联播）：", ""},
		{"央视网消息(新闻联播):会议在碧湾举行。", "央视网消息(新闻联播):", ""},
		{"中国网络电视台(新闻联播)：会议在碧湾举行。", "中国网络电视台(新闻联播)：", ""},
		{"新华社碧湾6月7日电（记者某某）会议在碧湾举行。", "新华社碧湾6月7日电（记者某某）", ""},
		{"新華社碧灣6月7日電　會議在碧灣舉行。", "新華社碧灣6月7日電　", ""},
		{"（中央社記者某某碧灣5日電）會議在碧灣舉行。", "（中央社記者某某碧灣5日電）", ""},
		{"【本報訊】會議在碧灣舉行。", "【本報訊】", ""},
		{"本报讯 会议在碧湾举行。", "本报讯 ", ""},
		{"新华社社长林德出席会议。", "", ""},
		{"会议在碧湾举行。（视频编辑：某某 文字编辑：某某）", "", "（视频编辑：某某 文字编辑：某某）"},
		{"会议在碧湾举行（首都）。", "", ""},
		{"林德到达碧湾。美联社", "", "美联社"},
		{"林德到达碧湾。（新华社记者某某摄）", "", "（新华社记者某某摄）"},
	} {
		x := New(c.in)
		line := x.Lines()[0]
		if lead, tail := x.Slice(line.Lead), x.Slice(line.Tail); lead != c.lead || tail != c.tail {
			t.Errorf("%s: lead %q, tail %q", c.in, lead, tail)
		}
		want := strings.TrimSuffix(strings.TrimPrefix(c.in, c.lead), c.tail)
		if got := x.Slice(line.Content()); got != want {
			t.Errorf("%s: content %q", c.in, got)
		}
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"甲。乙！丙？丁；戊", "甲。|乙！|丙？|丁；|戊"},
		{"甲！？乙。。丙", "甲！？|乙。。|丙"},
		{"甲说：“乙。丙。”丁。", "甲说：“乙。丙。”丁。"},
		{"甲说：“乙。”", "甲说：“乙。”"},
		{"甲（乙。丙）丁。戊", "甲（乙。丙）丁。|戊"},
		{"《甲。乙》丙。", "《甲。乙》丙。"},
		{"「甲。」乙。『丙。』", "「甲。」乙。|『丙。』"},
		{"甲说：“" + strings.Repeat("长", 60) + "。乙。”丙。", "甲说：“" + strings.Repeat("长", 60) + "。|乙。”|丙。"},
		{"甲（乙。丙", "甲（乙。|丙"},
		{"甲）乙。丙", "甲）乙。|丙"},
		{`甲"乙。丙"丁。`, `甲"乙。丙"丁。`},
		{"甲\n\n 乙 。 \n", "甲|乙 。"},
		{"甲!乙?丙;", "甲!|乙?|丙;"},
		{"甲。）乙", "甲。）|乙"},
		{"", ""},
	} {
		x := New(c.in)
		var got []string
		for _, s := range x.Sentences() {
			got = append(got, x.Slice(s.Span))
			if line := x.Lines()[s.Line]; !line.Contains(s.Span) {
				t.Errorf("%q: sentence %v outside its line", c.in, s)
			}
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%q: %s", c.in, strings.Join(got, "|"))
		}
	}
}

func TestPlaces(t *testing.T) {
	x := New("甲。乙。\n\n丙说，丁。")
	for i, want := range []int{0, 0, 1, 1, -1, -1, 2, 2, 2, 2, 2, -1} {
		if got := x.SentenceAt(i); got != want {
			t.Errorf("SentenceAt(%d) = %d", i, got)
		}
		line := -1
		if want >= 0 {
			line = x.Sentences()[want].Line
		}
		if got := x.LineAt(i); got != line {
			t.Errorf("LineAt(%d) = %d, want %d", i, got, line)
		}
		if got := x.InSpeech(i); got != (i == 9 || i == 10) {
			t.Errorf("InSpeech(%d) = %v", i, got)
		}
	}
}

func TestSpeech(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"林德指出，甲。", "甲。"},
		{"林德強調甲，指出乙。", "甲，指出乙。"},
		{"会议批准《甲》，指出乙。", "乙。"},
		{"林德表示：甲；乙。", "甲；乙。"},
		{"林德表示愿同乙合作。", "愿同乙合作。"},
		{"林德强调说，甲。", "甲。"},
		{"他說：「甲。」", "「甲。」"},
		{"“甲乙丙。”林德说。", "“甲乙丙。”"},
		{"他又称乙是朋友。", "乙是朋友。"},
		{"林德指出，甲。乙。\n会议由奥伦主持。", "甲。乙。"},
		{"林德指出，甲。\n第一，乙。\n第二，丙。\n奥伦参加会见。", "甲。|第一，乙。|第二，丙。"},
		{"林德指出，甲。\n面对挑战，我们要乙。丙。", "甲。|面对挑战，我们要乙。丙。"},
		{"林德指出，甲。\n卡兰国代表出席会议。", "甲。"},
		{"林德指出，甲。奥伦表示，乙。", "甲。|乙。"},
		{"林德指出，甲。奥伦对此表示赞赏。丙。", "甲。"},
		{"林德指出，甲。中方对此表示赞赏。丙。", "甲。中方对此表示赞赏。丙。"},
		{"林德说，甲。会见后，双方签署文件。", "甲。"},
		// What is no speech.
		{"林德对会议成功表示祝贺。", ""},
		{"林德對此表示高度不滿及遺憾。", ""},
		{"卡兰国被认为是中立国。", ""},
		{"林德抵达碧湾，开始对卡兰国进行访问，并出席会议。", ""},
		{"湖区合作组织（以下简称，湖合）成立。", ""},
		{"据说，会议结束了。对双方来说，这很重要。", ""},
		{"写入各方共同主张，谋求发展。", ""},
		{"林德的名称，会议的介绍，", ""},
	} {
		x := New(c.in)
		var got []string
		for _, s := range x.Speech() {
			got = append(got, strings.Split(x.Slice(s), "\n")...)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %s", c.in, strings.Join(got, "|"))
		}
	}
}

// TestPhrases looks for phrases that could never match: longer than what is
// compared, or the same twice.
func TestPhrases(t *testing.T) {
	lists := [][]string{furnitureLines, furnitureOpens, furnitureAlways, furnitureInside, credits, referenceHeadings, infoboxLabels, photoAgencies, captionOpens, agencies, attitudes, narrationOpens}
	for _, list := range lists {
		var seen []string
		for _, w := range list {
			folded := FoldString(w)
			if w == "" {
				t.Error("an empty phrase")
			}
			if slices.Contains(seen, folded) {
				t.Errorf("%q is there twice", w)
			}
			seen = append(seen, folded)
		}
	}
	for _, list := range [][]string{furnitureLines, referenceHeadings, infoboxLabels, attitudes, narrationOpens} {
		for _, w := range list {
			if len([]rune(w)) > maxWord {
				t.Errorf("%q is longer than %d", w, maxWord)
			}
		}
	}
	for _, w := range narrationEnds {
		if runes := []rune(w); !strings.ContainsRune(narrationFinals, runes[len(runes)-1]) {
			t.Errorf("the end of %q is not looked for", w)
		}
	}
	for _, r := range speechFinals {
		if classOf(r) != verb {
			t.Errorf("%q is not of the class of verbs", r)
		}
	}
}

// FuzzLayout lays anything out: lines, sentences and speech lie within each
// other, in order and apart.
func FuzzLayout(f *testing.F) {
	f.Add("林德指出，“甲。乙”\n第一，丙（丁。")
	f.Add("中文名\n甲\n成 立\n乙\n參考資料\n[1]")
	f.Add("央视网消息（新闻联播）：\n新华社电\n(编辑:")
	f.Add("\"。\"。\"")
	f.Fuzz(func(t *testing.T, in string) {
		x := New(in)
		end := 0
		for _, line := range x.Lines() {
			if line.Start < end || line.Empty() || line.Content().Start < line.Start || line.Content().End > line.End {
				t.Fatalf("%q: line %v", in, line)
			}
			end = line.End
		}
		end = 0
		for _, s := range x.Sentences() {
			if s.Start < end || s.Empty() || !x.Lines()[s.Line].Contains(s.Span) {
				t.Fatalf("%q: sentence %v", in, s)
			}
			end = s.End
		}
		end = 0
		for _, s := range x.Speech() {
			if s.Start < end || s.Empty() || s.End > x.Len() {
				t.Fatalf("%q: speech %v", in, s)
			}
			end = s.End
		}
	})
}

var sample = strings.Repeat("卡兰国总统林德在碧湾出席湖区合作组织成员国元首理事会第二十四次会议，并发表题为《携手前行》的重要讲话。\n"+
	"他指出，本组织成立以来，各成员国坚持互利共赢（互信、平等）的原则，“湖区精神”深入人心。当前，我们要加强团结，深化合作；推动区域发展。\n", 200)

// BenchmarkLayout measures lines, kinds, sentences and speech.
func BenchmarkLayout(b *testing.B) {
	x := New(sample)
	b.SetBytes(int64(len(sample)))
	for b.Loop() {
		if l := layOut(x); len(l.sentences) == 0 {
			b.Fatal("no sentence")
		}
	}
}

// BenchmarkNew measures the decoding of a text that is its own source.
func BenchmarkNew(b *testing.B) {
	b.SetBytes(int64(len(sample)))
	for b.Loop() {
		if New(sample).Len() == 0 {
			b.Fatal("nothing read")
		}
	}
}

// BenchmarkRunes is the bare loop over code points to compare with.
func BenchmarkRunes(b *testing.B) {
	b.SetBytes(int64(len(sample)))
	n := 0
	for b.Loop() {
		for _, r := range sample {
			if r == '林' {
				n++
			}
		}
	}
	if n == 0 {
		b.Fatal("nothing found")
	}
}
