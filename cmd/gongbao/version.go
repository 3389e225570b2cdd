package main

import (
	"fmt"
	"runtime/debug"

	"github.com/urfave/cli/v2"

	"gongbao/extract"
	"gongbao/graph/store"
)

func versionCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "version", Usage: "print the version of the program and of what it writes", ArgsUsage: " ",
		Action: func(c *cli.Context) error {
			if err := need(c, 0, 0, "no arguments"); err != nil {
				return err
			}
			goVersion := "unknown"
			if info, ok := debug.ReadBuildInfo(); ok {
				goVersion = info.GoVersion
			}
			_, err := fmt.Fprintf(s.out, "gongbao %s (engine %s, store format %d, %s)\n", version, extract.Engine, store.Version, goVersion)
			return err
		},
	}
}
