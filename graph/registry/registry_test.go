package registry

import (
	"bytes"
	"reflect"
	"testing"

	"gongbao/extract/text"
)

func TestDocumentRoundTrip(t *testing.T) {
	want := &Document{ID: "a/b.txt", IRI: "https://w3id.org/gongbao/doc/a/b.txt", Title: "公報", Statements: 3, HasText: true}
	value, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := want.Encode()
	if err != nil || !bytes.Equal(value, again) {
		t.Errorf("encoding twice differs: %v", err)
	}
	got, err := DecodeDocument(value)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if _, err := DecodeDocument(value[:len(value)/2]); err == nil {
		t.Error("half an entry was decoded")
	}
	index := &Index{Names: []string{NameKey("上海", "上海", "zh")}, Refs: []string{"abc"}}
	if value, err = index.Encode(); err != nil {
		t.Fatal(err)
	}
	back, err := DecodeIndex(value)
	if err != nil || !reflect.DeepEqual(back, index) {
		t.Errorf("got %+v, %v; want %+v", back, err, index)
	}
	if _, err := DecodeIndex(value[:len(value)/2]); err == nil {
		t.Error("half an index was decoded")
	}
}

func TestNameKeys(t *testing.T) {
	key := NameKey("中国", "中\x00國", "zh-Hant")
	folded, text, lang, err := ParseNameKey(key)
	if err != nil || folded != "中国" || text != "中\x00國" || lang != "zh-Hant" {
		t.Errorf("ParseNameKey = %q %q %q %v", folded, text, lang, err)
	}
	for _, odd := range []string{"", "name", "name\x00text"} {
		if _, _, _, err := ParseNameKey(odd); err == nil {
			t.Errorf("%q was parsed", odd)
		}
	}
}

func TestFoldName(t *testing.T) {
	for _, group := range [][]string{
		{"《卡蘭國宣言》", "卡兰国宣言", "卡兰国 宣言"},
		{"奧倫·貝爾薩", "奥伦•贝尔萨", "奥伦贝尔萨"},
		{"ＳＣＯ", "sco"},
	} {
		for _, name := range group[1:] {
			if FoldName(name) != FoldName(group[0]) {
				t.Errorf("%s folds to %q and %s to %q", name, FoldName(name), group[0], FoldName(group[0]))
			}
		}
	}
	if got := FoldName(" ……\x00"); got != "……" {
		t.Errorf("a name of punctuation folds to %q", got)
	}
}

func TestTextRoundTrip(t *testing.T) {
	want := text.New("卡兰国𠀀总统\n贝尔萨")
	got, err := DecodeText(EncodeText(want))
	if err != nil || got.String() != want.String() {
		t.Fatalf("got %v, %v", got, err)
	}
	span := text.Span{Start: 3, End: 6}
	s, e := got.Source(span)
	if ws, we := want.Source(span); s != ws || e != we {
		t.Errorf("bytes %d-%d, want %d-%d", s, e, ws, we)
	}
	if _, err := DecodeText([]byte("not a text")); err == nil {
		t.Error("rubbish was decoded")
	}
}
