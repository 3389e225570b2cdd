package text

import "strings"

// speechFinals are the last characters of the verbs of speech.
const speechFinals = "出调調示为為说說称稱申道吁籲张張言到谈談绍紹露应應释釋充信告映指问問答"

// verbKind says how a verb of speech governs what follows it.
type verbKind uint8

const (
	noVerb verbKind = iota
	// strong verbs open speech whatever follows: 指出 强调 认为.
	strong
	// attitude is 表示, which opens speech unless a noun of attitude follows.
	attitude
	// weak verbs open speech only before a comma, colon or quotation mark.
	weak
)

// verbAt tells whether a verb of speech ends at code point i, whose class is
// verb.
func verbAt(runes []rune, i int) verbKind {
	if i == 0 {
		return noVerb
	}
	before := Simplify(runes[i-1])
	switch Simplify(runes[i]) {
	case '出':
		return when(before == '指', strong)
	case '调':
		return when(before == '强', strong)
	case '示':
		return when(before == '表', attitude)
	case '为':
		if before != '认' || i >= 2 && (runes[i-2] == '被' || runes[i-2] == '遍') {
			return noVerb
		}
		return strong
	case '申':
		return when(before == '重', strong)
	case '吁':
		return when(before == '呼', strong)
	case '张':
		// 主张 is a noun as often: 共同主张，…
		if before != '主' || i < 2 || i+1 >= len(runes) || classOf(runes[i+1]) != plain {
			return noVerb
		}
		switch Simplify(runes[i-2]) {
		case '的', '同', '其', '些', '项', '、', '一':
			return noVerb
		}
		return strong
	case '信':
		return when(before == '相' || before == '深', weak)
	case '说':
		switch before {
		case '据', '听', '学', '小', '传', '解', '演', '游', '如', '来', '再', '以', '该', '者', '是', '一', '好', '虽':
			return noVerb // 据说, 小说, 对…来说, 可以说
		}
		return weak
	case '称':
		switch before {
		case '简', '名', '职', '统', '俗', '全', '尊', '人', '别', '昵', '堪', '号', '美', '据':
			return noVerb
		case '又', '亦', '并', '还', '也', '声', '宣', '坚':
			if i+1 < len(runes) && Simplify(runes[i+1]) == '为' {
				return noVerb
			}
			return strong
		}
		return weak
	case '道':
		switch before {
		case '说', '问', '答', '写', '称':
			return weak
		}
	case '言':
		return when(before == '坦' || before == '直' || before == '断', weak)
	case '到':
		return when(before == '提' || before == '谈', weak)
	case '绍':
		return when(before == '介', weak)
	case '露':
		return when(before == '透', weak)
	case '应':
		return when(before == '回', weak)
	case '释':
		return when(before == '解', weak)
	case '充':
		return when(before == '补', weak)
	case '告':
		return when(before == '警', weak)
	case '映':
		return when(before == '反', weak)
	case '指':
		return weak
	case '问', '答':
		// 记者问：, 答：, and never 访问，
		if i+1 < len(runes) && classOf(runes[i+1]) == colon {
			return weak
		}
	}
	return noVerb
}

func when(cond bool, k verbKind) verbKind {
	if cond {
		return k
	}
	return noVerb
}

// attitudes are nouns that 表示 takes as its object: to express thanks is an
// act that the narrator tells, not the content of a speech.
var attitudes = []string{
	"感谢", "祝贺", "欢迎", "赞赏", "不满", "遗憾", "慰问", "关切", "哀悼", "支持", "敬意", "谴责",
	"反对", "满意", "肯定", "同情", "问候", "同意", "理解", "抗议", "谢意", "祝愿", "钦佩", "关注", "担忧", "愤慨", "高兴", "惋惜", "悼念", "赞同", "震惊",
}

// attitudeReach is how far after 表示 its noun may stand, in code points.
const attitudeReach = 14

// speaker finds reported speech. It goes line by line and remembers whether the
// line before ended inside a speech.
type speaker struct {
	t     *Text
	spans []Span
	on    bool // the line before ended inside a speech
	acted bool // in the sentence at hand somebody expressed thanks or the like
}

// line reads one line of body text: its sentences, and its events from the
// scan. A speech lasts from its verb to the end of the paragraph, save for
// sentences in which the narrator is back: those with a verb of speech of their
// own near the beginning, and those that open or close as narration does.
func (p *speaker) line(sentences []Sentence, events []event) {
	on := p.on && len(sentences) > 0 && p.carriesOn(sentences[0].Span)
	long := on
	k := 0
	for _, s := range sentences {
		for k < len(events) && int(events[k].at) < s.Start {
			k++
		}
		from := k
		for k < len(events) && int(events[k].at) < s.End {
			k++
		}
		start, opened := p.opening(s.Span, events[from:k], on)
		switch {
		case opened:
			p.add(Span{start, s.End})
			on, long = true, true
		case on && !p.acted && !p.narrates(s.Span):
			p.add(s.Span)
		default:
			if q := p.trailing(s.Span, events[from:k]); !q.Empty() {
				p.add(q)
			}
			on = false
		}
	}
	p.on = on && long
}

// add appends a span, joining it to the one before when nothing but white
// space lies between.
func (p *speaker) add(s Span) {
	if s = p.t.trim(s); s.Empty() {
		return
	}
	if n := len(p.spans); n > 0 {
		last := &p.spans[n-1]
		gap := p.t.trim(Span{last.End, s.Start})
		if gap.Empty() {
			last.End = s.End
			return
		}
	}
	p.spans = append(p.spans, s)
}

// attributionReach is how far into a sentence the verb of speech may stand when
// the sentence before was speech already: beyond it, the verb is part of what
// is said.
const attributionReach = 24

// opening finds the first verb of the sentence that opens speech and returns
// the place where its content begins.
func (p *speaker) opening(s Span, events []event, on bool) (int, bool) {
	runes := p.t.runes
	p.acted = false
	for _, e := range events {
		at := int(e.at)
		if on && at-s.Start > attributionReach {
			return 0, false
		}
		if e.class != verb {
			continue
		}
		kind := verbAt(runes, at)
		if kind == noVerb {
			continue
		}
		next := at + 1
		if next < s.End && runes[next] == '了' {
			next++
		}
		if after := next + 1; kind == strong && after < s.End && isSaid(runes[next]) && classOf(runes[after]) != plain {
			next = after // 强调说，
		}
		if next >= s.End || classOf(runes[next]) == stop {
			continue
		}
		switch classOf(runes[next]) {
		case comma:
			if runes[next] == '、' {
				continue
			}
			return next + 1, true
		case colon:
			return next + 1, true
		case open, quote:
			if kind == weak && partner(runes[next]) == ')' || runes[next] == '《' && kind != strong {
				continue
			}
			return next, true
		case shut:
			continue
		}
		switch kind {
		case strong:
			if runes[next] == '的' {
				continue
			}
			return next, true
		case attitude:
			if !p.attitude(Span{next, s.End}) {
				return next, true
			}
			p.acted = p.acted || at-s.Start <= attributionReach && !firstPerson(runes[s.Start:at])
		}
	}
	return 0, false
}

// isSaid reports the verbs that follow another verb of speech: 强调说.
func isSaid(r rune) bool {
	r = Simplify(r)
	return r == '说' || r == '道' || r == '称'
}

// firstPerson reports whether the subject of a clause is the speaker or the side
// spoken for: 我, 我们, 中方.
func firstPerson(clause []rune) bool {
	return len(clause) > 0 && clause[0] == '我' || len(clause) > 1 && clause[1] == '方'
}

// attitude reports whether a noun of attitude ends the clause that begins here,
// near enough to be the object of 表示.
func (p *speaker) attitude(s Span) bool {
	runes := p.t.runes
	end := s.Start
	for end < s.End && end-s.Start <= attitudeReach {
		if c := classOf(runes[end]); c == comma || c == stop {
			break
		}
		end++
	}
	for i := s.Start; i+1 < end; i++ {
		if known.attitude.openRaw(runes[i:end]) > 0 {
			return true
		}
	}
	return false
}

// trailing finds a quotation whose attribution comes after it: “……。”某某说。
func (p *speaker) trailing(s Span, events []event) Span {
	if len(events) == 0 {
		return Span{}
	}
	first := events[0]
	if first.class != open && first.class != quote || first.match < 0 || int(first.match) >= s.End || int(first.at) != s.Start {
		return Span{}
	}
	switch p.t.runes[first.at] {
	case '“', '「', '"', '＂', '『':
	default:
		return Span{}
	}
	for _, e := range events {
		if e.at <= first.match || e.class != verb {
			continue
		}
		if after := int(e.at) + 1; verbAt(p.t.runes, int(e.at)) != noVerb && (after >= s.End || classOf(p.t.runes[after]) == stop) {
			return Span{int(first.at), int(first.match) + 1}
		}
	}
	return Span{}
}

// narrationOpens begin sentences in which the narrator speaks again.
var narrationOpens = []string{
	"会议", "会前", "会后", "会上", "会谈", "会见", "随后", "当天", "当日", "当晚", "同日", "此前",
	"据悉", "双方还", "两国元首", "两国总理", "两国领导人", "双方签署", "双方发表", "访问期间", "仪式", "新华社", "图为", "陪同", "出席",
}

// narrationEnds close sentences that tell who took part.
var narrationEnds = []string{"参加会见", "参加会谈", "参加上述活动", "参加活动", "参加上述会见", "参加", "出席", "出席活动", "出席上述活动", "同机抵达", "会见时在座", "陪同会见"}

// narrationFinals are the last characters of narrationEnds.
const narrationFinals = "见谈动加席达座"

// narrates reports whether a sentence after reported speech is the narrator's.
func (p *speaker) narrates(s Span) bool {
	if known.narrator.openRaw(p.t.runes[s.Start:s.End]) > 0 {
		return true
	}
	end := s.End
	for end > s.Start && classOf(p.t.runes[end-1]) == stop {
		end--
	}
	if end == s.Start || !strings.ContainsRune(narrationFinals, Simplify(p.t.runes[end-1])) {
		return false
	}
	for _, w := range narrationEnds {
		if hasSuffix(p.t.runes[s.Start:end], w) {
			return true
		}
	}
	return false
}

// firstPersonReach is how far into a paragraph the first person must appear for
// the paragraph to carry a speech on.
const firstPersonReach = 40

// carriesOn reports whether a paragraph right after speech goes on with it: it
// begins with a number (第一， 一是) or soon says 我们, and does not narrate.
func (p *speaker) carriesOn(s Span) bool {
	runes := p.t.runes
	if p.narrates(s) {
		return false
	}
	head := runes[s.Start:min(s.End, s.Start+firstPersonReach)]
	if len(head) >= 3 && (head[0] == '第' && classOf(head[2]) == comma || head[1] == '是' && isDigitHan(head[0]) ||
		isDigitHan(head[0]) && head[1] == '要') {
		return true
	}
	if hasPrefix(head, "首先") || hasPrefix(head, "其次") || hasPrefix(head, "最后") || hasPrefix(head, "要") {
		return true
	}
	for i := 0; i+1 < len(head); i++ {
		if head[i] == '我' && Simplify(head[i+1]) == '们' {
			return true
		}
	}
	return false
}

func isDigitHan(r rune) bool {
	switch r {
	case '一', '二', '三', '四', '五', '六', '七', '八', '九', '十':
		return true
	}
	return false
}
