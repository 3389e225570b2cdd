package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestVariables checks that every variable of the environment that a source file
// reads is known to doctor, which takes any other for a slip.
func TestVariables(t *testing.T) {
	known := knownVariables(newApp(streams{}))
	read := regexp.MustCompile(`(?:Getenv|LookupEnv|Setenv)\("(GONGBAO_[A-Z_]+)"`)
	seen := 0
	err := filepath.WalkDir(projectRoot(t), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		data, err := os.ReadFile(path)
		for _, m := range read.FindAllStringSubmatch(string(data), -1) {
			seen++
			if !slices.Contains(known, m[1]) {
				t.Errorf("%s reads %s, which environment.go does not list", path, m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 10 {
		t.Errorf("only %d places read a variable", seen)
	}
}
