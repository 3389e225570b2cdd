package timex

import (
	"strings"
	"testing"
	"time"

	"gongbao/extract/text"
)

// TestLinear feeds unfriendly texts of growing length: the time for each code
// point must not grow with them.
func TestLinear(t *testing.T) {
	for _, unit := range []string{"一", "1", "1年", "今(", "5 ", "6至", "5日至", "周一(", "20世纪9", "上个", "2012-", "月", "6月6", "当天", "民國1", "1907年（宣統元年", " ", "9:"} {
		once := func(n int) time.Duration {
			x := text.New(strings.Repeat(unit, n))
			best := time.Hour
			for range 3 {
				start := time.Now()
				Scan(x, Date{2017, 6, 13})
				best = min(best, time.Since(start))
			}
			return best
		}
		small, large := once(2000), once(64000)
		// 32 times the text; a quadratic scan would take 1,000 times as long.
		if large > 200*small+20*time.Millisecond {
			t.Errorf("%q: %v for 2,000, %v for 64,000", unit, small, large)
		}
	}
}
