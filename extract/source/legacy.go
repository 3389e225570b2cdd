package source

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"gongbao/extract/text"
)

// The tables of two-byte codes are made once, out of the decoders of
// golang.org/x/text, so that text can be decoded code by code with its offsets.
// An entry of 0 is no character; Big5 has four codes that stand for two code
// points, which hold the second above bit 21.
var (
	gbTable   = sync.OnceValue(func() *codeTable { return makeTable(simplifiedchinese.GB18030.NewDecoder().Bytes) })
	big5Table = sync.OnceValue(func() *codeTable { return makeTable(traditionalchinese.Big5.NewDecoder().Bytes) })
)

const (
	firstLead, firstTrail = 0x81, 0x40
	trails                = 0x100 - firstTrail
	secondShift           = 21
)

type codeTable [(0xFF - firstLead) * trails]uint64

func makeTable(decode func([]byte) ([]byte, error)) *codeTable {
	t := new(codeTable)
	for lead := firstLead; lead < 0xFF; lead++ {
		for trail := firstTrail; trail < 0x100; trail++ {
			out, err := decode([]byte{byte(lead), byte(trail)})
			if err != nil {
				continue
			}
			r, n := utf8.DecodeRune(out)
			if r == utf8.RuneError || r < utf8.RuneSelf {
				continue
			}
			code := uint64(r)
			if n < len(out) {
				second, m := utf8.DecodeRune(out[n:])
				if second == utf8.RuneError || second < utf8.RuneSelf || n+m < len(out) {
					continue
				}
				code |= uint64(second) << secondShift
			}
			t[(lead-firstLead)*trails+trail-firstTrail] = code
		}
	}
	return t
}

// decodeLegacy reads GB18030 or Big5. A byte that begins no character becomes
// U+FFFD.
func decodeLegacy(data []byte, name string) decoded {
	table := big5Table
	if name == GB18030 {
		table = gbTable
	}
	codes := table()
	p := pieces{text: make([]byte, 0, len(data)*3/2)}
	for i := 0; i < len(data); {
		c := data[i]
		if c < utf8.RuneSelf {
			p.add(rune(c), i, text.Double, 0)
			i++
			continue
		}
		if c >= firstLead && c < 0xFF && i+1 < len(data) {
			trail := data[i+1]
			if trail >= firstTrail {
				if code := codes[int(c-firstLead)*trails+int(trail-firstTrail)]; code != 0 {
					p.code(code, i)
					i += 2
					continue
				}
			}
			if name == GB18030 && i+3 < len(data) && trail >= '0' && trail <= '9' {
				if r := fourBytes(data[i : i+4]); r != utf8.RuneError {
					p.add(r, i, text.Four, 0)
					i += 4
					continue
				}
			}
		}
		p.add(utf8.RuneError, i, text.Double, 1)
		i++
	}
	return p.decoded()
}

// code appends what a two-byte code stands for.
func (p *pieces) code(code uint64, source int) {
	if second := code >> secondShift; second != 0 {
		p.add(rune(code&(1<<secondShift-1)), source, text.Double, 2)
		p.add(rune(second), source, text.Double, 2)
		return
	}
	p.add(rune(code), source, text.Double, 0)
}

// fourBytes decodes a four-byte code of GB18030.
func fourBytes(code []byte) rune {
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(code)
	if err != nil {
		return utf8.RuneError
	}
	r, n := utf8.DecodeRune(out)
	if n != len(out) {
		return utf8.RuneError
	}
	return r
}
