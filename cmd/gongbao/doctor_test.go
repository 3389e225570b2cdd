package main

import (
	"strings"
	"testing"
)

// TestExamineTerminal checks what is said of a terminal; testdata/script/doctor.txtar
// has the rest.
func TestExamineTerminal(t *testing.T) {
	for _, c := range []struct {
		name           string
		s              streams
		term, noColour string
		check, status  string
		found          string
	}{
		{"no terminal", streams{}, "xterm", "", "output", statusOK, "not a terminal"},
		{"colours", streams{outTTY: true, colour: true}, "xterm", "", "colour", statusOK, "on"},
		{"asked for none", streams{outTTY: true}, "xterm", "1", "colour", statusOK, "NO_COLOR"},
		{"dumb", streams{outTTY: true}, "dumb", "", "colour", statusAdvice, "TERM=dumb"},
		{"width of Chinese", streams{outTTY: true}, "xterm", "", "CJK width", statusOK, "汉 is reckoned 2 columns wide"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("TERM", c.term)
			t.Setenv("NO_COLOR", c.noColour)
			for _, f := range examineTerminal(c.s) {
				if f.code != 0 {
					t.Errorf("%s is a fault", f.Check)
				}
				if f.Check == c.check {
					if f.Status != c.status || !strings.Contains(f.Found, c.found) {
						t.Errorf("%+v", f)
					}
					return
				}
			}
			t.Errorf("%s was not looked at", c.check)
		})
	}
}

func TestBytesText(t *testing.T) {
	for n, want := range map[uint64]string{0: "0 bytes", 1023: "1023 bytes", 1536: "1.5 KiB", 5 << 40: "5.0 TiB", 5000 << 40: "5000.0 TiB"} {
		if got := bytesText(n); got != want {
			t.Errorf("%d bytes are %q, want %q", n, got, want)
		}
	}
}
