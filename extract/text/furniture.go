package text

// phrases is a set of phrases to be looked for at the beginning of a line, or
// anywhere in it. Its phrases and the lines are folded.
type phrases struct {
	bit     uint16
	byFirst map[rune][][]rune
}

// lexicon holds all phrases, with a table of the characters they begin with, so
// that most places of a line need one look.
type lexicon struct {
	starts  [1 << 16]uint16
	lines   map[[maxWord]rune]lineUse
	opens   phrases // furniture, at the beginning of short lines
	always  phrases // furniture, at the beginning of lines with sentences as well
	inside  phrases // furniture, anywhere in short lines
	credit  phrases // in brackets after a text
	photo   phrases // agencies that close captions
	caption phrases // words that open captions
	agency  phrases // words that open datelines

	attitude phrases // nouns that 表示 takes as its object
	narrator phrases // words that begin sentences of the narrator
}

// lineUse says what a whole line means.
type lineUse uint8

const (
	furnitureLine lineUse = 1 << iota
	referenceLine
	infoboxLine
)

var known = makeLexicon()

func makeLexicon() *lexicon {
	l := &lexicon{lines: map[[maxWord]rune]lineUse{}}
	for use, list := range map[lineUse][]string{furnitureLine: furnitureLines, referenceLine: referenceHeadings, infoboxLine: infoboxLabels} {
		for _, w := range list {
			l.lines[keyOf([]rune(w))] |= use
		}
	}
	for i, p := range []struct {
		to   *phrases
		list []string
	}{
		{&l.opens, furnitureOpens},
		{&l.always, furnitureAlways},
		{&l.inside, furnitureInside},
		{&l.credit, credits},
		{&l.photo, photoAgencies},
		{&l.caption, captionOpens},
		{&l.agency, agencies},
		{&l.attitude, attitudes},
		{&l.narrator, narrationOpens},
	} {
		*p.to = phrases{1 << i, map[rune][][]rune{}}
		for _, w := range p.list {
			folded := []rune(FoldString(w))
			l.starts[folded[0]] |= p.to.bit
			p.to.byFirst[folded[0]] = append(p.to.byFirst[folded[0]], folded)
		}
	}
	return l
}

// open returns the length of the longest phrase that a folded line begins with,
// 0 for none.
func (p *phrases) open(line []rune) int {
	if len(line) == 0 || uint32(line[0]) >= uint32(len(known.starts)) || known.starts[line[0]]&p.bit == 0 {
		return 0
	}
	best := 0
	for _, w := range p.byFirst[line[0]] {
		if len(w) > best && startsWith(line, w) {
			best = len(w)
		}
	}
	return best
}

// in reports whether a folded line holds one of the phrases.
func (p *phrases) in(line []rune) bool {
	for i, r := range line {
		if uint32(r) < uint32(len(known.starts)) && known.starts[r]&p.bit != 0 && p.open(line[i:]) > 0 {
			return true
		}
	}
	return false
}

// openRaw is open for a line that is not folded.
func (p *phrases) openRaw(line []rune) int {
	if len(line) == 0 {
		return 0
	}
	first := Fold(line[0])
	if uint32(first) >= uint32(len(known.starts)) || known.starts[first]&p.bit == 0 {
		return 0
	}
	var folded [maxWord]rune
	return p.open(appendFolded(folded[:0], line[:min(len(line), maxWord)]))
}

func startsWith(line, word []rune) bool {
	if len(line) < len(word) {
		return false
	}
	for i, r := range word {
		if line[i] != r {
			return false
		}
	}
	return true
}

// What pages put around their texts, as it is seen on official, news and
// encyclopaedia sites. All of it is compared folded, so one script is enough.

// furnitureLines are whole lines, without spaces.
var furnitureLines = []string{
	"复制链接", "锁定", "编辑", "分享", "分享到", "分享到:", "收藏", "打印", "打印本页", "关闭", "关闭窗口", "关闭本页",
	"返回顶部", "回到顶部", "返回首页", "返回", "首页", "上一页", "下一页", "目录", "登录", "注册", "搜索", "播报", "讨论",
	"上传视频", "展开全部", "收起", "查看更多", "更多", "纠错", "举报", "点赞", "评论", "我要评论", "发表评论", "微信", "微博",
	"扫一扫", "无障碍", "网站地图", "联系我们", "关于我们", "免责声明", "隐私政策", "相关新闻", "相关阅读", "推荐阅读",
	"延伸阅读", "相关链接", "热门新闻", "热门推荐", "字号", "大中小", "简体", "繁体", "简体中文", "繁体中文", "english", "回首页", "回上页",
	"下载", "订阅", "转发", "网友评论", "最新消息", "回列表", "上则", "下则", "友善列印", "转寄", "点阅数", "加入收藏", "设为首页",
}

// furnitureOpens begin lines that are furniture when they are short.
var furnitureOpens = []string{
	"请复制", "上一篇", "下一篇", "上一条", "下一条", "分享到", "责任编辑", "责编", "编辑:", "视频编辑", "文字编辑", "校对", "来源:", "文章来源", "信息来源",
	"版权所有", "copyright", "©", "电话:", "联系电话", "地址:", "传真", "邮编", "邮政编码", "网址", "当前位置", "您的位置", "您现在的位置",
	"所在位置", "扫码", "扫描", "关注我们", "点击", "更多精彩", "请加入成为", "欢迎订阅", "订阅", "月费订户", "浏览次数", "阅读次数", "点击数", "发布时间", "发布日期",
	"发布单位", "资料来源", "字体:", "字号:", "打印本页", "本文来源", "原标题", "相关链接", "转载请", "未经授权", "本网站", "建议浏览", "最佳浏览",
	"更新日期", "本台记者", "本报记者", "文/", "图/", "摄影:", "撰文:", "作者:", "记者:", "更新时间", "上版日期", "点阅", "浏览人次", "主办单位:", "主办：", "承办：", "网站标识", "京icp", "沪icp", "京公网安备", "跳到主要内容", "跳到",
}

// furnitureAlways begin lines that are furniture though they may be sentences.
var furnitureAlways = []string{"请加入成为", "请复制", "版权所有", "未经授权", "转载请"}

// furnitureInside mark a short line as furniture wherever they stand in it.
var furnitureInside = []string{"http://", "https://", "www.", "订户", "icp备", "扫一扫", "微信公众号", "客户端下载", "版权所有", "all rights reserved"}

// furnitureLimit is the length up to which a line is looked at as furniture.
const furnitureLimit = 72

// credits are the words of a credit in brackets after a text.
var credits = []string{"编辑", "责编", "制图", "校对", "编译", "审核", "监制", "文字记者", "摄像"}

// referenceHeadings begin the list of sources.
var referenceHeadings = []string{"参考资料", "参考文献", "参考来源", "参考资料:", "注释", "脚注", "references", "资料来源", "引用来源"}

// infoboxLabels open an infobox of an encyclopaedia page. From one of them on,
// labels and values stand on alternate lines up to a blank line or a long one.
var infoboxLabels = []string{"中文名", "中文名称", "外文名", "外文名称", "英文名", "英文名称", "本名", "别名", "中文全称", "全称", "又名", "全名"}

// labelLimit and valueLimit bound the lines of an infobox, in code points.
const (
	labelLimit = 12
	valueLimit = 60
)

// photoAgencies close captions.
var photoAgencies = []string{"美联社", "路透社", "法新社", "新华社", "中新社", "中央社", "欧新社", "共同社", "塔斯社", "韩联社", "彭博社", "资料图片", "资料图", "网络图片", "网上图片", "新华社发", "中新社发", "新华社照片", "视觉中国"}

// captionOpens begin captions.
var captionOpens = []string{"图为", "图:", "资料图", "▲", "△", "▼", "(图", "[图", "上图", "下图", "左图", "右图"}

// agencies open the dateline of a news item, possibly in a bracket.
var agencies = []string{"新华社", "新华网", "中新社", "中新网", "中国新闻网", "人民网", "央视网", "央视", "中央社", "本报", "本台", "本社", "中国网络电视台", "中国网", "环球网", "国际在线", "中通社", "大公报", "文汇报", "香港电台", "澎湃", "塔斯社", "海外网", "光明网", "国社", "记者", "外交部网站", "人民日报", "【"}

// leadLimit is the length up to which a dateline may reach.
const leadLimit = 48
