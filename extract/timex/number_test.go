package timex

import "testing"

func TestParseNumber(t *testing.T) {
	for _, c := range []struct {
		in   string
		want int
		ok   bool
	}{
		{"24", 24, true},
		{"６７", 67, true},
		{"二十四", 24, true},
		{"第二十四次", 24, true},
		{"第67届", 67, true},
		{"第六十七屆", 67, true},
		{"首次", 1, true},
		{"首届", 1, true},
		{"首", 1, true},
		{"十", 10, true},
		{"十一", 11, true},
		{"二十", 20, true},
		{"一百零五", 105, true},
		{"一百二十", 120, true},
		{"两千零八", 2008, true},
		{"二〇一二", 2012, true},
		{"一万二千", 12000, true},
		{"廿五", 25, true},
		{"卅一", 31, true},
		{"三次", 3, true},
		{"第十七", 17, true},
		{"零", 0, true},
		{"拾贰", 12, true},
		{"萬", 0, false},
		{"", 0, false},
		{"第", 0, false},
		{"百", 0, false},
		{"会议", 0, false},
		{"十国会议", 0, false},
		{"二十四五", 0, false},
		{"12345678901", 0, false},
	} {
		got, ok := ParseNumber(c.in)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("ParseNumber(%q) = %d, %v; want %d, %v", c.in, got, ok, c.want, c.ok)
		}
	}
}

func TestParseDate(t *testing.T) {
	for _, s := range []string{"2012", "2012-06", "2012-06-07", "--06-07", "--06", "---07", "--02-29", "2016-02-29"} {
		d, err := ParseDate(s)
		if err != nil || d.String() != s {
			t.Errorf("%s came back as %s, %v", s, d, err)
		}
	}
	for _, s := range []string{"", "12", "2012-", "2012-6", "2012-13", "2012-02-30", "2015-02-29", "---32", "--00", "2012-06-07T", "x", "-", "--", "---", "--13-01"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("%q was read as %s", s, d)
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	d := Date{2016, 2, 28}
	if got := d.plus(2); got != (Date{2016, 3, 1}) {
		t.Errorf("two days later: %v", got)
	}
	if got := (Date{2016, 1, 5}).plusMonths(-1); got != (Date{Year: 2015, Month: 12}) {
		t.Errorf("a month earlier: %v", got)
	}
	if got := (Date{2017, 6, 13}).weekday(); got != 2 {
		t.Errorf("weekday %d", got)
	}
	if got := (Date{2017, 6, 11}).weekday(); got != 7 {
		t.Errorf("weekday %d", got)
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"第二十四次", "一百零五", "万千百十", "廿卅", "二〇一二"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, ok := ParseNumber(s); ok && n < 0 {
			t.Errorf("%q is %d", s, n)
		}
	})
}
