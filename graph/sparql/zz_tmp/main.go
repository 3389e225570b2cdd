package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gongbao/graph/sparql/syntax"
)

func main() {
	n, bad := 0, 0
	filepath.Walk("/work/shared/w3c/sparql/"+os.Args[1], func(path string, info os.FileInfo, err error) error {
		if !strings.HasSuffix(path, ".rq") {
			return nil
		}
		n++
		data, _ := os.ReadFile(path)
		base := filepath.Base(path)
		wantBad := strings.Contains(base, "bad") || strings.Contains(base, "syn-blabel")
		q, err := syntax.Parse(string(data), syntax.Options{Base: "http://example/"})
		if (err != nil) != wantBad {
			bad++
			fmt.Println(path, err)
		}
		if err == nil {
			s1 := q.String()
			q2, err := syntax.Parse(s1, syntax.Options{})
			if err != nil {
				fmt.Println("PRINT", path, err.(*syntax.Error).Detail(), "\n"+s1)
				return nil
			}
			_ = q2
		}
		return nil
	})
	fmt.Println(n, bad)
}
