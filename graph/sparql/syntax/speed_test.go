package syntax

import (
	"strings"
	"testing"
	"time"
)

// TestLongQueries holds that parsing takes linear time: twice the text must not
// take much more than twice as long.
func TestLongQueries(t *testing.T) {
	for name, part := range map[string]string{
		"triples": "?s <http://x/p> \"\\u4f1a\" . ", "operands": "", "values": "",
	} {
		build := func(n int) string {
			switch name {
			case "operands":
				return "SELECT * { FILTER(1" + strings.Repeat(" + ?x", n) + " = 1) }"
			case "values":
				return "SELECT * { VALUES ?x {" + strings.Repeat(" \"会议\"@zh", n) + " } }"
			}
			return "SELECT * {" + strings.Repeat(part, n) + "}"
		}
		took := func(n int) time.Duration {
			text := build(n)
			best := time.Hour
			for range 3 {
				start := time.Now()
				if _, err := Parse(text, Options{}); err != nil {
					t.Fatal(name, err)
				}
				best = min(best, time.Since(start))
			}
			return best
		}
		if small, large := took(5_000), took(40_000); large > 40*small+50*time.Millisecond {
			t.Errorf("%s: eight times the query takes %v instead of %v", name, large, small)
		}
	}
}
