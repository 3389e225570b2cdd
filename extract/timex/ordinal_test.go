package timex

import (
	"testing"

	"gongbao/extract/text"
)

func TestOrdinals(t *testing.T) {
	for in, want := range map[string][]Ordinal{
		"理事会第十七次会议":  {{text.Span{Start: 3, End: 7}, 17}},
		"第67屆大會":     {{text.Span{Start: 0, End: 4}, 67}},
		"首届论坛和第二轮磋商": {{text.Span{Start: 0, End: 2}, 1}, {text.Span{Start: 5, End: 8}, 2}},
		"第一，我们要":     nil,
		"首先发言":       nil,
	} {
		got := Ordinals(text.New(in))
		if len(got) != len(want) {
			t.Errorf("Ordinals(%q) = %v, want %v", in, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("Ordinals(%q)[%d] = %v, want %v", in, i, got[i], want[i])
			}
		}
	}
}
