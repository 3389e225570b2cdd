package main

import (
	"context"
	"fmt"
	"os"

	"gongbao/graph/rdf"
	"gongbao/graph/sparql"
	"gongbao/graph/sparql/memory"
	"gongbao/graph/sparql/result"
)

func main() {
	b := memory.NewBuilder()
	f, _ := os.Open(os.Args[1])
	if err := b.Read(rdf.Open(f, rdf.Turtle, "http://example/"), rdf.Term{}); err != nil {
		panic(err)
	}
	q, _ := os.ReadFile(os.Args[2])
	r, err := sparql.Run(context.Background(), b.Dataset(), string(q), sparql.Options{Explain: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.WriteTable(os.Stdout, r, result.TableOptions{}))
	fmt.Println(r.Explain())
}
