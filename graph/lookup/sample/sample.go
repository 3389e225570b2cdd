// Package sample makes a store to measure look-up with: a million quads in
// documents of the size that build writes, a hundred thousand names, and one
// person whom every document names. It is the same at every run. The names are
// invented; they are made of characters that write foreign names.
package sample

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"gongbao/extract/fact"
	"gongbao/extract/resolve"
	"gongbao/extract/text"
	"gongbao/graph/ingest"
	"gongbao/graph/registry"
	"gongbao/graph/store"
	"gongbao/ontology/vocab"
)

// Documents is how many documents make a million quads and a hundred thousand
// names.
const Documents = 3800

// The person whom every document names, and a state.
const (
	Hub      = "林德"
	HubState = "卡兰国"
)

const (
	sounds     = "阿埃艾安奥巴班贝本比伯博布达德邓迪杜多恩尔法菲费弗福盖戈格古哈海赫胡霍基加杰金卡凯科克库拉莱兰勒雷里利列林隆卢鲁罗洛马麦曼梅蒙米莫穆纳南内尼努诺帕佩皮普奇恰切萨塞桑沙史舒斯苏索塔泰特图瓦维沃乌西夏谢辛亚延叶伊因约泽扎哲珠"
	perPerson  = 22 // new persons a document
	perMeeting = 5
	states     = 180
	batch      = 100
)

// Fill writes the first n documents of the sample into a store.
func Fill(ctx context.Context, s *store.Store, n int) error {
	for from := 0; from < n; from += batch {
		var prepared []*ingest.Prepared
		for i := from; i < min(from+batch, n); i++ {
			prepared = append(prepared, ingest.Prepare(Document(i), ingest.Options{Base: vocab.DefaultBase}))
		}
		if err := s.Update(ctx, func(b *store.Batch) error {
			for _, p := range prepared {
				if err := ingest.Write(b, b, p); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// writer puts a document's sentence and entities together.
type writer struct {
	b        strings.Builder
	length   int // of the sentence, in code points
	entities []resolve.Entity
	facts    []fact.Fact
}

// say appends to the sentence and returns where that stands.
func (w *writer) say(s string) text.Span {
	from := w.length
	w.b.WriteString(s)
	w.length += len([]rune(s))
	return text.Span{Start: from, End: w.length}
}

// entity adds an entity and returns its number.
func (w *writer) entity(class string, key []string, code string, names ...resolve.Name) int {
	w.entities = append(w.entities, resolve.Entity{Class: class, Key: key, Code: code, Names: names})
	return len(w.entities) - 1
}

// mention says the first name of an entity.
func (w *writer) mention(entity int) fact.Argument {
	name := w.entities[entity].Names[0].Text
	return fact.Argument{Text: name, Span: w.say(name), Entity: entity}
}

func (w *writer) fact(relation string, subject, object fact.Argument) {
	w.facts = append(w.facts, fact.Fact{
		Relation: relation, Subject: subject, Object: object, Modality: fact.Asserted,
		Evidence: []fact.Evidence{{Rule: relation, Span: subject.Span.Union(object.Span), Subject: subject.Span, Object: object.Span}},
	})
}

// Document returns document number i of the sample.
func Document(i int) ingest.Input {
	r := rand.New(rand.NewPCG(2012, uint64(i)))
	name := func(least, most int) string {
		out := make([]rune, least+r.IntN(most-least+1))
		all := []rune(sounds)
		for k := range out {
			out[k] = all[r.IntN(len(all))]
		}
		return string(out)
	}
	hans := func(s string) resolve.Name { return resolve.Name{Text: s, Lang: "zh-Hans"} }
	w := new(writer)
	hub := w.entity("Person", []string{"person", "KAL", Hub}, "", hans(Hub))
	code := "KAL"
	state := w.entity("State", []string{"state", "KAL"}, code, hans(HubState), resolve.Name{Text: "Kalan", Lang: "en"})
	if n := r.IntN(states); n > 0 {
		code = fmt.Sprintf("S%02d", n)
		state = w.entity("State", []string{"state", code}, code, hans(stateName(n)), resolve.Name{Text: "State " + code, Lang: "en"})
	}
	office := w.entity("Office", []string{"office", code, "总统"}, "", hans("总统"))
	place := w.entity("Place", []string{"place", "City" + code}, "City"+code, hans(stateName(r.IntN(states))+"城"))
	for range perPerson {
		n := name(3, 6)
		p := w.entity("Person", []string{"person", code, n}, "", hans(n))
		from := w.mention(p)
		if r.IntN(7) == 0 {
			w.fact("met_with", w.mention(hub), from)
		}
		if r.IntN(20) == 0 {
			of := fact.Qualifier{Name: "of", Argument: w.mention(state)}
			w.fact("holds_office", from, w.mention(office))
			w.facts[len(w.facts)-1].Qualifiers = []fact.Qualifier{of}
		}
		w.say("，")
	}
	for range perMeeting {
		n := name(2, 4) + "组织第" + fmt.Sprint(1+r.IntN(40)) + "次外长会议"
		m := w.entity("Meeting", []string{"meeting", n, fmt.Sprint(1990 + i%35)}, "", hans(n))
		from := w.mention(m)
		if r.IntN(8) == 0 {
			w.fact("held_in", from, w.mention(place))
		}
	}
	w.say("。")
	src := w.b.String()
	whole := text.Span{Start: 0, End: w.length}
	for k := range w.facts {
		w.facts[k].Evidence[0].Sentence = whole
	}
	return ingest.Input{
		Document: registry.Document{
			ID: fmt.Sprintf("doc-%05d", i), ContentHash: fmt.Sprint(i), Pack: "sample 1",
			Title: stateName(r.IntN(states)) + "外长访问" + stateName(r.IntN(states)) + fmt.Sprint(i),
			Date:  fmt.Sprintf("%04d-%02d-%02d", 1990+i%35, 1+i%12, 1+i%28), Language: "zh-Hans",
		},
		PackName: "sample", Text: text.New(src), Entities: w.entities, Facts: w.facts,
	}
}

// stateName returns the name of a state of the sample.
func stateName(n int) string {
	if n == 0 {
		return HubState
	}
	all := []rune(sounds)
	return string([]rune{all[n*7%len(all)], all[n*13%len(all)], all[n*29%len(all)]}) + "国"
}
