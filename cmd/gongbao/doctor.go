package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

func doctorCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "doctor", Usage: "say what is wrong with the store, the packs, the terminal and the configuration", ArgsUsage: " ",
		Description: `Looks at all that the program stands on, changes nothing, and says what to do about each fault. A fault makes the exit code
that other verbs would end with: 2 for the configuration, 4 for a store that cannot be used, 5 for one that is damaged, 3 for a
pack that does not load and 5 for one with errors; of several faults the first one listed decides. Advice is no fault.
A store is read for some seconds only, which is all of a small one; --full reads a large one to its end.`,
		Flags: []cli.Flag{
			storeFlag(), packsFlag(), &cli.BoolFlag{Name: "full", Usage: "read the whole store, however long that takes"},
			formatFlag(gridFormats), jsonFlag(), quietFlag(),
		},
		Action: func(c *cli.Context) error { return doctor(c, s) },
	}
}

// Kinds of findings.
const (
	statusOK     = "ok"
	statusAdvice = "advice" // it works, and could be better
	statusFault  = "fault"  // something does not work
)

// finding is what the doctor found out about one thing.
type finding struct {
	Area   string `json:"area"` // configuration, store, packs, terminal
	Check  string `json:"check"`
	Status string `json:"status"`
	Found  string `json:"found"`
	// Remedy is what to do, where there is something to do.
	Remedy string `json:"remedy,omitempty"`
	// code is the exit code of a fault.
	code int
}

func fine(area, check, found string, args ...any) finding {
	return finding{Area: area, Check: check, Status: statusOK, Found: fmt.Sprintf(found, args...)}
}

func advice(area, check, found, remedy string) finding {
	return finding{Area: area, Check: check, Status: statusAdvice, Found: found, Remedy: remedy}
}

func fault(code int, area, check, found, remedy string) finding {
	return finding{Area: area, Check: check, Status: statusFault, Found: found, Remedy: remedy, code: code}
}

func doctor(c *cli.Context, s streams) error {
	if err := need(c, 0, 0, "no arguments"); err != nil {
		return err
	}
	format, err := gridFormat(c, s)
	if err != nil {
		return err
	}
	all := examineConfiguration(c)
	pack, found := examinePacks(c)
	stored, err := examineStore(c, pack)
	if err != nil {
		return err
	}
	all = append(all, stored...)
	all = append(all, found...)
	all = append(all, examineTerminal(s)...)
	if err := findingsGrid(all, format).write(s.out, format); err != nil {
		return err
	}
	return diagnosis(c, s, all)
}

// findingsGrid lays findings out. For people the remedy stands below what was
// found, so that lines stay short.
func findingsGrid(all []finding, format string) *grid {
	g := &grid{head: []string{"area", "check", "status", "found", "remedy"}}
	people := format == "table"
	if people {
		g.head = g.head[:4]
	}
	area := ""
	for _, f := range all {
		row := []string{f.Area, f.Check, f.Status, f.Found, f.Remedy}
		if people {
			if f.Area == area {
				row[0] = ""
			}
			row[3] = f.Found
			if f.Remedy != "" {
				row[3] += "\n→ " + f.Remedy
			}
			row = row[:4]
		}
		area = f.Area
		g.rows = append(g.rows, row)
		g.objects = append(g.objects, f)
	}
	return g
}

// diagnosis tells the result in one line and ends with its code.
func diagnosis(c *cli.Context, s streams, all []finding) error {
	faults, hints, code := 0, 0, exitOK
	for _, f := range all {
		switch f.Status {
		case statusFault:
			if faults++; code == exitOK {
				code = f.code
			}
		case statusAdvice:
			hints++
		}
	}
	if !c.Bool("quiet") {
		var parts []string
		if faults > 0 {
			parts = append(parts, count(faults, "fault"))
		}
		if hints > 0 {
			parts = append(parts, count(hints, "piece")+" of advice")
		}
		if len(parts) == 0 {
			parts = append(parts, "all is well")
		}
		s.note("gongbao: %s", strings.Join(parts, ", "))
	}
	if code != exitOK {
		return silent(code)
	}
	return nil
}
