package source

import (
	"strings"
	"testing"
	"time"
)

// TestLinear cleans and lays out unfriendly texts of growing length in every
// format: the time for each byte must not grow with them.
func TestLinear(t *testing.T) {
	for _, unit := range []string{
		"长", "（", "）", "“", "\"", "。\"", "(", "甲(g", " ", "\u3000", ",", "&", "&amp;", "\\", "[", "[1]", "](", "<", "<b>", "</b>", "<div>", "<p>a</b>", "<!--", "*", "|",
		"\n", "\r", "a\n", "甲：", "指出", "指出，", "表示", "编辑：", "\xFF", "\n第一，我们", "http://", "《》", "甲 ", "#\n", "中文名\n",
	} {
		for _, media := range []string{Plain, HTML, Markdown} {
			once := func(n int) time.Duration {
				data := []byte(strings.Repeat(unit, n))
				best := time.Hour
				for range 2 {
					start := time.Now()
					// A text of nothing but marks is empty, which is no matter here.
					if x, err := Clean(&Document{Path: "x", Bytes: data, Charset: UTF8, MediaType: media}); err == nil {
						x.Lines()
					}
					best = min(best, time.Since(start))
				}
				return best
			}
			small, large := once(1000), once(32000)
			// 32 times the text; a quadratic pass would take 1,000 times as long.
			if large > 200*small+50*time.Millisecond {
				t.Errorf("%q as %s: %v for 1,000, %v for 32,000", unit, media, small, large)
			}
		}
	}
}
