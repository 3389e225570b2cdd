package source

import (
	"bytes"
	"strings"
	"unicode/utf8"
	"unsafe"

	"gongbao/extract/text"
)

// The character sets that are read.
const (
	UTF8    = "utf-8"
	GB18030 = "gb18030"
	Big5    = "big5"
	UTF16LE = "utf-16le"
	UTF16BE = "utf-16be"
)

// charsetNames are the names that pages and users give to the character sets.
// GBK and GB2312 are parts of GB18030.
var charsetNames = map[string]string{
	"utf-8": UTF8, "utf8": UTF8, "us-ascii": UTF8, "ascii": UTF8,
	"gb18030": GB18030, "gbk": GB18030, "gb2312": GB18030, "gb_2312-80": GB18030, "x-gbk": GB18030, "cp936": GB18030, "euc-cn": GB18030,
	"big5": Big5, "big5-hkscs": Big5, "big5hkscs": Big5, "x-x-big5": Big5, "cp950": Big5,
	"utf-16": UTF16LE, "utf-16le": UTF16LE, "utf-16be": UTF16BE,
}

// sampleSize bounds the bytes that statistics are made of, and maxBad is the
// share of undecodable ones (1 in maxBad) that a text may hold.
const (
	sampleSize = 64 << 10
	maxBad     = 50
)

// detect tells the character set of a text: by its byte order mark; UTF-8 when
// it is valid; else as declared, when that fits; else as the one of UTF-8 with
// damage, GB18030 and Big5 in which it reads as commonest characters. It also
// tells whether the text is faultless UTF-8.
func detect(data []byte, declared string) (name string, valid bool, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		return UTF16LE, false, nil
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return UTF16BE, false, nil
	case declared == UTF16LE || declared == UTF16BE:
		return declared, false, nil
	}
	sample := data[:min(len(data), sampleSize)]
	if isBinary(sample) {
		return "", false, ErrBinary
	}
	if utf8.Valid(data) {
		return UTF8, true, nil
	}
	if bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")) {
		return UTF8, false, nil
	}
	if declared != "" && declared != UTF8 && fits(sample, declared) {
		return declared, false, nil
	}
	if nearlyUTF8(data) {
		return UTF8, false, nil
	}
	best, score := "", 0
	for _, candidate := range []string{GB18030, Big5} {
		if s, ok := likeness(sample, candidate); ok && s > score {
			best, score = candidate, s
		}
	}
	if best == "" {
		return "", false, ErrUndecodable
	}
	return best, false, nil
}

// isBinary reports bytes that no text holds: NUL, or many control characters.
func isBinary(sample []byte) bool {
	control := 0
	for _, c := range sample {
		switch {
		case c == 0:
			return true
		case c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v' && c != 0x1B:
			control++
		}
	}
	return control*100 > len(sample)
}

// nearlyUTF8 reports UTF-8 with a little damage: many sequences of several
// bytes, hardly any that is broken.
func nearlyUTF8(data []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n <= 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good > 0 && bad*maxBad <= good
}

// fits reports whether a sample decodes in a character set with next to no
// errors.
func fits(sample []byte, name string) bool {
	_, ok := likeness(sample, name)
	return ok
}

// commonest are characters that make up about a third of running Chinese text,
// in both scripts.
const commonest = "的一是不在了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動同工也能下过過民前面后後" +
	"日月部长長全合理议議元首统統总總加新公报報关關系係法行家建方经經政力外平事员員织織组組支持记記者表示指出，。、"

// likeness decodes a sample and scores how much it looks like Chinese: per
// mille of its characters that are among the commonest. It fails when more than
// one in maxBad cannot be decoded.
func likeness(sample []byte, name string) (score int, ok bool) {
	d := decodeLegacy(sample, name)
	total, common, bad := 0, 0, 0
	for _, r := range d.text {
		switch {
		case r == utf8.RuneError:
			bad++
		case r < utf8.RuneSelf:
			continue
		case strings.ContainsRune(commonest, r):
			common++
		case r >= 0xE000 && r < 0xF900:
			bad++
		}
		total++
	}
	// The sample may end within a character.
	if bad > 0 && len(sample) == sampleSize {
		bad--
	}
	return 1 + common*1000/max(total, 1), bad*maxBad <= total
}

// piece is a run of decoded text with one width in the source.
type piece struct {
	at     int // first byte in the decoded text
	source int // first byte in the source
	width  text.Width
	// size is not zero for a piece whose characters all stand for that many
	// bytes of the source together.
	size int
}

// decoded is the text of a document in UTF-8 and the way back to its bytes.
type decoded struct {
	text   string
	pieces []piece
}

// decode decodes the bytes of a document.
// A caller that knows them to be faultless UTF-8 says so.
func decode(data []byte, name string, valid bool) decoded {
	switch name {
	case GB18030, Big5:
		return decodeLegacy(data, name)
	case UTF16LE, UTF16BE:
		return decodeUTF16(data, name == UTF16BE)
	}
	if valid || utf8.Valid(data) {
		// The document's bytes are never written to, so they are the string.
		return decoded{unsafe.String(unsafe.SliceData(data), len(data)), []piece{{0, 0, text.UTF8, 0}}}
	}
	return decodeDamaged(data)
}

// decodeDamaged reads UTF-8 in which some bytes are none: each becomes U+FFFD.
func decodeDamaged(data []byte) decoded {
	var p pieces
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n <= 1 {
			p.add(r, i, text.UTF8, 1)
			i++
			continue
		}
		p.add(r, i, text.UTF8, 0)
		i += n
	}
	return p.decoded()
}

// decodeUTF16 reads UTF-16; a lone surrogate becomes U+FFFD.
func decodeUTF16(data []byte, big bool) decoded {
	unit := func(i int) rune {
		if big {
			return rune(data[i])<<8 | rune(data[i+1])
		}
		return rune(data[i+1])<<8 | rune(data[i])
	}
	var p pieces
	i := 0
	for i+1 < len(data) {
		r := unit(i)
		switch {
		case r >= 0xD800 && r < 0xDC00 && i+3 < len(data) && unit(i+2)>>10 == 0xDC00>>10:
			p.add((r-0xD800)<<10|(unit(i+2)-0xDC00)+0x10000, i, text.UTF16, 0)
			i += 4
			continue
		case r >= 0xD800 && r < 0xE000:
			p.add(utf8.RuneError, i, text.UTF16, 2)
		default:
			p.add(r, i, text.UTF16, 0)
		}
		i += 2
	}
	if i < len(data) {
		p.add(utf8.RuneError, i, text.UTF16, 1)
	}
	return p.decoded()
}

// pieces gathers decoded text.
type pieces struct {
	text []byte
	list []piece
}

// add appends a code point that stands at a place of the source. With a size it
// is a piece of its own, of that many bytes.
func (p *pieces) add(r rune, source int, width text.Width, size int) {
	if n := len(p.list); size > 0 || n == 0 || p.list[n-1].size > 0 || p.list[n-1].width != width {
		p.list = append(p.list, piece{len(p.text), source, width, size})
	}
	p.text = utf8.AppendRune(p.text, r)
}

func (p *pieces) decoded() decoded { return decoded{string(p.text), p.list} }
