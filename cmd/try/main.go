package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"gongbao/extract"
	"gongbao/extract/eval"
	"gongbao/extract/pack"
	"gongbao/extract/packs"
	"gongbao/extract/source"
)

func main() {
	fsys, _ := packs.Open("diplomacy")
	p, err := pack.Load(fsys)
	if err != nil {
		fmt.Println(err)
	}
	x, _ := extract.New(p, extract.Options{})
	sc := eval.NewScore()
	for _, dir := range os.Args[2:] {
		b, _ := os.ReadFile(dir + "/text.txt")
		meta := map[string]any{}
		mb, _ := os.ReadFile(dir + "/meta.json")
		json.Unmarshal(mb, &meta)
		date, _ := meta["date"].(string)
		r, err := x.Extract(context.Background(), &source.Document{ID: filepath.Base(dir), Bytes: b, Date: date, Charset: "utf-8"})
		if err != nil {
			fmt.Println(err)
			continue
		}
		if os.Args[1] == "m" {
			for _, m := range r.Mentions {
				fmt.Println(m.Type, m.Text, m.Rule, m.Span)
			}
		}
		var found []eval.Fact
		for _, f := range r.Facts {
			q := map[string]any{}
			for _, k := range f.Qualifiers {
				q[k.Name] = k.Text
			}
			if f.Modality == "planned" {
				q["planned"] = true
			}
			found = append(found, eval.Fact{S: f.Subject.Text, P: f.Relation, O: f.Object.Text, Start: f.Start, End: f.End, Quals: q, Evidence: r.Text.Slice(f.Evidence[0].Span)})
			if os.Args[1] == "f" {
				fmt.Println(f.Subject.Text, f.Relation, f.Object.Text, f.Start, f.End, q, f.Evidence[0].Rule)
			}
		}
		g, _ := os.Open(dir + "/gold.jsonl")
		gold, _ := eval.Read(g)
		if os.Args[1] == "e" {
			fmt.Println("##", dir)
			one := eval.NewScore()
			one.Add(found, gold, eval.Options{CoreOnly: true})
			for _, f := range one.Missed {
				fmt.Println("MISSED", f.S, f.P, f.O, f.Start, f.Quals, "|", f.Evidence)
			}
			for _, f := range one.Wrong {
				fmt.Println("WRONG", f.S, f.P, f.O, f.Start, f.Quals, "|", f.Evidence)
			}
			for _, s := range one.WrongQualifiers {
				fmt.Println("QUAL", s)
			}
		}
		sc.Add(found, gold, eval.Options{CoreOnly: true})
	}
	sc.Write(os.Stdout)
}
