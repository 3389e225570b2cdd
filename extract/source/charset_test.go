package source

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	hans = "湖区合作组织成员国元首理事会会议6日在首都举行，各国领导人就地区形势和今后的合作交换了意见，一致同意进一步加强关系。"
	hant = "湖區合作組織成員國元首理事會會議6日在首都舉行，各國領導人就地區形勢和今後的合作交換了意見，一致同意進一步加強關係。"
)

func TestDetect(t *testing.T) {
	for _, c := range []struct {
		name, declared, want string
		data                 []byte
	}{
		{"UTF-8", "", UTF8, []byte(hans)},
		{"UTF-8 with a mark", "", UTF8, []byte("\xEF\xBB\xBF" + hans)},
		{"UTF-8 declared as something else", GB18030, UTF8, []byte(hans)},
		{"UTF-8 with a broken byte", "", UTF8, []byte(strings.Repeat(hans, 2) + "\xFF" + hant)},
		{"ASCII", "", UTF8, []byte("plain text")},
		{"GB18030", "", GB18030, encodeGB(t, hans)},
		{"GB18030 with four-byte codes", "", GB18030, encodeGB(t, hans+"𠮷"+hans)},
		{"GB18030, Traditional", "", GB18030, encodeGB(t, hant)},
		{"Big5", "", Big5, encodeBig5(t, hant)},
		{"Big5, declared", Big5, Big5, encodeBig5(t, "會議")},
		{"UTF-16", "", UTF16LE, encodeUTF16(hans, false)},
		{"UTF-16, big end first", "", UTF16BE, encodeUTF16(hans, true)},
	} {
		got, _, err := detect(c.data, c.declared)
		if got != c.want || err != nil {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
	}
	if _, _, err := detect([]byte("\x89PNG\r\n\x1A\n\x00\x00"), ""); !errors.Is(err, ErrBinary) {
		t.Errorf("a picture: %v", err)
	}
	if _, _, err := detect([]byte(strings.Repeat("\xFE\x31\xFF\xA0", 50)), ""); !errors.Is(err, ErrUndecodable) {
		t.Errorf("no character set: %v", err)
	}
}

// TestDetectCorpus tells the character sets of real texts, written in each that
// holds them.
func TestDetectCorpus(t *testing.T) {
	shared := os.Getenv("GONGBAO_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	for path, legacy := range map[string]string{"dev/seed": GB18030, "dev/12": GB18030, "dev/39": GB18030, "dev/58": GB18030, "dev/75": Big5, "synth/HoG2022-4": Big5, "synth/REL-0": GB18030} {
		data, err := os.ReadFile(filepath.Join(shared, "corpus", path, "text.txt"))
		if err != nil {
			t.Skip("the shared corpus is not here")
		}
		s := string(data)
		var encoded []byte
		if legacy == Big5 {
			// Characters that Big5 lacks would stop the encoder.
			s = strings.NewReplacer("裏", "裡", "衞", "衛", "峯", "峰", "裡", "里", "·", "．").Replace(s)
			encoded = encodeBig5(t, s)
		} else {
			encoded = encodeGB(t, s)
		}
		if got, _, err := detect(encoded, ""); got != legacy || err != nil {
			t.Errorf("%s in %s: %q, %v", path, legacy, got, err)
		}
		if got := decode(encoded, legacy, false).text; got != s {
			t.Errorf("%s came back changed from %s", path, legacy)
		}
	}
}
