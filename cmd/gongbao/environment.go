package main

import (
	"slices"

	"github.com/urfave/cli/v2"
)

// ownVariables are the environment variables that the program reads by itself.
// Those of flags stand at the flags.
var ownVariables = []string{"GONGBAO_CACHE", "GONGBAO_CONFIG", "GONGBAO_PAGER"}

// testVariables are those of the project's own tests and measurements.
var testVariables = []string{
	"GONGBAO_BENCH", "GONGBAO_BENCH_CAYLEY", "GONGBAO_BENCH_QUADS", "GONGBAO_EXPLAIN", "GONGBAO_INTEROP", "GONGBAO_POSTGRES", "GONGBAO_SHARED",
	"GONGBAO_STORE_CAYLEY_SUITE", "GONGBAO_STORE_TEST_ROLE", "GONGBAO_TEST_RUN", "GONGBAO_UPDATE",
}

// knownVariables returns the variables of the environment that mean something to
// the program, sorted.
func knownVariables(app *cli.App) []string {
	known := append(slices.Clone(ownVariables), testVariables...)
	for _, name := range shared {
		known = append(known, variableOf(name))
	}
	flags := slices.Clone(app.Flags)
	for _, verb := range withInner(app.Commands) {
		flags = append(flags, verb.Flags...)
	}
	for _, f := range flags {
		if documented, ok := f.(cli.DocGenerationFlag); ok {
			known = append(known, documented.GetEnvVars()...)
		}
	}
	slices.Sort(known)
	return slices.Compact(known)
}
