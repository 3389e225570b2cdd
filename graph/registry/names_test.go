package registry

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestLabels(t *testing.T) {
	var labels []Label
	labels = CountLabel(labels, "卡兰国", "zh-Hans", 1)
	labels = CountLabel(labels, "卡蘭國", "zh-Hant", 1)
	labels = CountLabel(labels, "卡兰国", "zh-Hans", 1)
	labels = CountLabel(labels, "卡兰国", "zh", 1)
	want := []Label{{"卡兰国", "zh", 1}, {"卡兰国", "zh-Hans", 2}, {"卡蘭國", "zh-Hant", 1}}
	if !reflect.DeepEqual(labels, want) {
		t.Fatalf("counted %v, want %v", labels, want)
	}
	value := EncodeLabels(labels)
	if back, err := DecodeLabels(value); err != nil || !reflect.DeepEqual(back, want) {
		t.Errorf("DecodeLabels = %v, %v", back, err)
	}
	for i := range value {
		if _, err := DecodeLabels(value[:i]); err == nil && i > 0 && !wholeLabels(value[:i]) {
			t.Errorf("the first %d bytes were decoded", i)
		}
	}
	for _, l := range want {
		for range l.Documents {
			labels = CountLabel(labels, l.Text, l.Lang, -1)
		}
	}
	if len(labels) != 0 || len(CountLabel(nil, "无", "zh", -1)) != 0 {
		t.Errorf("left are %v", labels)
	}
}

// wholeLabels reports whether a value ends behind a label.
func wholeLabels(b []byte) bool {
	labels, err := DecodeLabels(b)
	return err == nil && len(EncodeLabels(labels)) == len(b)
}

func TestSearchKeys(t *testing.T) {
	keys := SearchKeys("重庆g")
	for _, want := range []string{
		"n重庆g\x00", "n庆g\x00重", "ng\x00重庆", "pzonqing\x00重庆g", "pconqing\x00重庆g", "pqing\x00重庆g", "icqg\x00重庆g", "iqg\x00重庆g",
	} {
		if !slices.Contains(keys, want) {
			t.Errorf("no key %q in %q", want, keys)
		}
	}
	if !slices.IsSorted(keys) || len(slices.Compact(slices.Clone(keys))) != len(keys) {
		t.Errorf("keys are not sorted or repeat: %q", keys)
	}
	long := strings.Repeat("卡兰国外长会议", 30)
	for _, key := range SearchKeys(long) {
		if strings.HasPrefix(key, InitialsKey) {
			t.Errorf("a long name has initials: %.40q", key)
		}
	}
	if n := len(SearchKeys(long)); n > longestText+mostReadings {
		t.Errorf("a name of 210 characters has %d keys", n)
	}
	if keys := SearchKeys("sco"); len(keys) != 3 {
		t.Errorf("a name without Chinese characters has the keys %q", keys)
	}
}

// BenchmarkSearchKeys measures what a name costs when it is written, and what
// it would cost at each search to read all names aloud instead.
func BenchmarkSearchKeys(b *testing.B) {
	const name = "努尔苏丹纳扎尔巴耶夫"
	b.Run("keys", func(b *testing.B) {
		for b.Loop() {
			SearchKeys(name)
		}
	})
	b.Run("readings", func(b *testing.B) {
		runes := []rune(name)
		for b.Loop() {
			Readings(runes)
		}
	})
}
