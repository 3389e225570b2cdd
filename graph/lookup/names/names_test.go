package names_test

import (
	"context"
	"errors"
	"iter"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gongbao/graph/lookup/names"
	"gongbao/graph/registry"
	"gongbao/graph/store"
)

// index is an index of names in memory.
type index map[string]map[string][]byte

func newIndex(all ...string) index {
	x := index{registry.Labels: {}, registry.Search: {}}
	for _, name := range all {
		folded := registry.FoldName(name)
		labels, err := registry.DecodeLabels(x[registry.Labels][folded])
		if err != nil {
			panic(err)
		}
		x[registry.Labels][folded] = registry.EncodeLabels(registry.CountLabel(labels, name, "zh", 1))
		for _, key := range registry.SearchKeys(folded) {
			x[registry.Search][key] = nil
		}
	}
	return x
}

func (x index) Record(bucket, key string) ([]byte, bool, error) {
	v, ok := x[bucket][key]
	return v, ok, nil
}

func (x index) Records(bucket, prefix string) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		for _, key := range slices.Sorted(maps.Keys(x[bucket])) {
			if strings.HasPrefix(key, prefix) && !yield(store.Record{Key: key, Value: x[bucket][key]}, nil) {
				return
			}
		}
	}
}

// find returns what a search finds, and how the first fits.
func find(t testing.TB, x index, typed string, o names.Options) ([]string, names.How) {
	t.Helper()
	found, err := names.Find(context.Background(), x, typed, o)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range found {
		out = append(out, m.Labels[0].Text)
	}
	if len(found) == 0 {
		return nil, 0
	}
	return out, found[0].How
}

var world = newIndex(
	"哈萨克斯坦", "哈薩克", "Kazakhstan", "哈萨克斯坦共和国", "卡兰国", "维尔塔", "林德", "林德萨仁", "奥伦·贝尔萨", "贝尔萨", "西安", "重庆", "长春", "广安",
	"外长", "部长", "外交部长", "卡兰国总统府", "湖区合作组织第十二次外长会议", "湖区合作组织第十三次外长会议", "湖区合作组织", "LCO", "卡兰国和维尔塔关于建立伙伴关系的联合声明",
)

func TestFind(t *testing.T) {
	near := names.Options{Limit: 20, Near: true}
	for _, c := range []struct {
		typed string
		want  string // the first
		how   names.How
	}{
		{"哈萨克斯坦", "哈萨克斯坦", names.Exact},
		{"哈薩克斯坦", "哈萨克斯坦", names.Exact},
		{"哈萨克", "哈薩克", names.Exact},
		{"kazakhstan", "Kazakhstan", names.Exact},
		{"ＬＣＯ", "LCO", names.Exact},
		{"奧倫貝爾薩", "奥伦·贝尔萨", names.Exact},
		{"《卡蘭國和維爾塔關於建立夥伴關係的聯合聲明》", "卡兰国和维尔塔关于建立伙伴关系的联合声明", names.Exact},
		{"Hāsàkèsītǎn", "哈萨克斯坦", names.Pinyin},
		{"hasakesitan", "哈萨克斯坦", names.Pinyin},
		{"ha sa ke si tan", "哈萨克斯坦", names.Pinyin},
		{"ha1sa4ke4si1tan3", "哈萨克斯坦", names.Pinyin},
		{"xi'an", "西安", names.Pinyin},
		{"chongqing", "重庆", names.Pinyin},
		{"zhongqing", "重庆", names.Pinyin},
		{"changchun", "长春", names.Pinyin},
		{"waijiaobuzhang", "外交部长", names.Pinyin},
		{"卡兰国总", "卡兰国总统府", names.Beginning},
		{"尔萨", "贝尔萨", names.Part},
		{"联合声明", "卡兰国和维尔塔关于建立伙伴关系的联合声明", names.Part},
		{"维尔塔 声明", "卡兰国和维尔塔关于建立伙伴关系的联合声明", names.Part},
		{"hasakesi", "哈萨克斯坦", names.PinyinPart},
		{"ersa", "贝尔萨", names.PinyinPart},
		{"hskst", "哈萨克斯坦", names.Initials},
		{"hsst", "哈萨克斯坦", names.Initials},
		{"albes", "奥伦·贝尔萨", names.Initials},
		{"哈撒克斯坦", "哈萨克斯坦", names.Sound},
		{"卡蓝国", "卡兰国", names.Sound},
		{"gangan", "广安", 0},
		{"guanan", "广安", names.Sound},
		{"Kazahkstan", "Kazakhstan", names.Misspelt},
		{"Kasakstan", "Kazakhstan", names.Misspelt},
		{"湖区合做组织", "湖区合作组织", names.Sound},
		{"湖区合伙组织", "湖区合作组织", names.Misspelt},
		{"湖区作组织", "湖区合作组织", names.Misspelt},
		{"湖区合作祖的织", "湖区合作组织", 0},
		{"hasakestan", "哈萨克斯坦", names.Misspelt},
		{"hasakisitan", "哈萨克斯坦", names.Misspelt},
		// What tells names apart is no misspelling, and short names are not compared.
		{"湖区合作组织第十四次外长会议", "", 0},
		{"财长", "", 0},
		{"没有这个", "", 0},
		{"", "", 0},
		{"。", "", 0},
	} {
		got, how := find(t, world, c.typed, near)
		switch {
		case c.how == 0 && len(got) > 0:
			t.Errorf("%q found %v (%s)", c.typed, got, how)
		case c.how != 0 && (len(got) == 0 || got[0] != c.want || how != c.how):
			t.Errorf("%q found %v (%s), want %s (%s)", c.typed, got, how, c.want, c.how)
		}
	}
}

// A sure find stands alone unless all are wanted.
func TestFindAll(t *testing.T) {
	got, _ := find(t, world, "林德", names.Options{Limit: 20})
	if !slices.Equal(got, []string{"林德"}) {
		t.Errorf("found %v", got)
	}
	got, _ = find(t, world, "林德", names.Options{Limit: 20, All: true})
	if !slices.Equal(got, []string{"林德", "林德萨仁"}) {
		t.Errorf("found %v of all", got)
	}
	if got, _ = find(t, world, "林德", names.Options{Limit: 1, All: true}); len(got) != 1 {
		t.Errorf("found %v, one was wanted", got)
	}
	// Among names that fit alike those that more documents bear come first.
	x := newIndex("北山城", "北山", "北山城", "北山湖区")
	if got, _ = find(t, x, "北", names.Options{Limit: 20}); got[0] != "北山城" {
		t.Errorf("found %v", got)
	}
}

// Properties that hold for every set of names: each name finds itself, sure and
// first; so does each of its forms; what a search finds does not depend on the
// order of writing; nothing worse stands before something better.
func TestFindProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	alphabet := []rune("卡兰国维尔塔林德总统外长部会议第十二次北京重长行x1·")
	for range 60 {
		var all []string
		for range 1 + r.IntN(12) {
			name := make([]rune, 1+r.IntN(9))
			for i := range name {
				name[i] = alphabet[r.IntN(len(alphabet))]
			}
			if registry.FoldName(string(name)) != "" {
				all = append(all, string(name))
			}
		}
		x := newIndex(all...)
		r.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
		if !reflect.DeepEqual(x, newIndex(all...)) {
			t.Fatalf("the index of %q depends on their order", all)
		}
		for _, name := range all {
			o := names.Options{Limit: 1 + r.IntN(30), All: r.IntN(2) == 0, Near: true}
			found, err := names.Find(context.Background(), x, name, o)
			if err != nil || len(found) == 0 || found[0].How != names.Exact || found[0].Folded != registry.FoldName(name) {
				t.Fatalf("%q among %q found %v, %v", name, all, found, err)
			}
			again, err := names.Find(context.Background(), x, name, o)
			if err != nil || !reflect.DeepEqual(found, again) {
				t.Fatalf("%q found %v, then %v, %v", name, found, again, err)
			}
			if !slices.IsSortedFunc(found, func(a, b names.Match) int { return int(a.How) - int(b.How) }) {
				t.Fatalf("%q found %v", name, found)
			}
			runes := []rune(registry.FoldName(name))
			from := r.IntN(len(runes))
			part := string(runes[from : from+1+r.IntN(len(runes)-from)])
			got, _ := names.Find(context.Background(), x, part, names.Options{All: true})
			if !slices.ContainsFunc(got, func(m names.Match) bool { return m.Folded == string(runes) }) {
				t.Fatalf("%q, a part of %q, found %v", part, name, got)
			}
			for _, syllables := range registry.Readings(runes) {
				letters := strings.Join(syllables, "")
				if strings.ContainsAny(letters, "0123456789") {
					continue
				}
				got, _ := names.Find(context.Background(), x, letters, names.Options{All: true})
				if i := slices.IndexFunc(got, func(m names.Match) bool { return m.Folded == string(runes) }); i < 0 || !got[i].How.Sure() && len(letters) > 1 {
					t.Fatalf("%q, the pinyin of %q, found %v", letters, name, got)
				}
			}
		}
	}
}

// damaged is an index whose records cannot be read.
type damaged struct{ index }

var errDamaged = errors.New("damaged")

func (damaged) Records(string, string) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) { yield(store.Record{}, errDamaged) }
}

func TestFindFails(t *testing.T) {
	if _, err := names.Find(context.Background(), damaged{world}, "卡", names.Options{}); !errors.Is(err, errDamaged) {
		t.Errorf("the error is %v", err)
	}
	x := newIndex("卡兰国")
	x[registry.Labels]["卡兰国"] = []byte("rubbish")
	if _, err := names.Find(context.Background(), x, "卡兰国", names.Options{}); err == nil || !strings.Contains(err.Error(), "reindex") {
		t.Errorf("the error is %v", err)
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"哈萨克", "ha sa ke", "总统 哈萨克斯坦", "\xff", "a\x00b", "第十二次", "......", "v1v2", strings.Repeat("x", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if len(typed) > 1<<12 {
			return
		}
		for _, o := range []names.Options{{Near: true, Limit: 5}, {All: true}} {
			found, err := names.Find(context.Background(), world, typed, o)
			if err != nil {
				t.Fatal(err)
			}
			for i, m := range found {
				if m.Score <= 0 || m.Score > 1 || m.How < names.Exact || m.How > names.Misspelt {
					t.Errorf("%q fits %+v", typed, m)
				}
				if m.How == names.Exact && registry.FoldName(typed) != m.Folded || i > 0 && found[i-1].How > m.How {
					t.Errorf("%q found %+v", typed, found)
				}
			}
		}
	})
}
