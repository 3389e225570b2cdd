package validity

import (
	"testing"

	"pgregory.net/rapid"
)

// TestAt is the table of docs/data-model.md: what a statement means at a date.
func TestAt(t *testing.T) {
	told := func(s Statement, date string) Statement {
		s.Told = date
		return s
	}
	fluent := func(start, end string) Statement { return Statement{Start: start, End: end} }
	event := func(start, end string) Statement { return Statement{Start: start, End: end, Kind: Event} }
	in := func(s Statement, tense Tense) Statement {
		s.Tense = tense
		return s
	}
	for _, c := range []struct {
		what string
		s    Statement
		want map[string]Verdict
	}{
		{"start and end, both ends included", fluent("2013-01-01", "2015-12-31"), map[string]Verdict{
			"2012-12-31": No, "2013-01-01": Holds, "2014": Holds, "2015-12-31": Holds, "2016-01-01": No, "2012": No, "2015": Holds,
		}},
		{"years: certain between them", fluent("2013", "2015"), map[string]Verdict{
			"2012-12-31": No, "2013-01-01": Possible, "2013-12-31": Holds, "2013": Holds, "2014-06-01": Holds, "2015-01-01": Holds, "2015-01-02": Possible, "2015": Holds, "2016": No,
		}},
		{"months", fluent("2012-06", "2012-09"), map[string]Verdict{
			"2012-05-31": No, "2012-06-15": Possible, "2012-06-30": Holds, "2012-07": Holds, "2012-09-01": Holds, "2012-09-30": Possible, "2012-10": No, "2012": Holds,
		}},
		{"start and end in one year", fluent("2012", "2012"), map[string]Verdict{
			"2012-06-07": Possible, "2012-06": Possible, "2012": Holds, "2011": No, "2013": No,
		}},
		{"start alone, no document date", fluent("2012-06-07", ""), map[string]Verdict{
			"2012-06-06": No, "2012-06-07": Holds, "2012-06-08": Possible, "2030": Possible, "2012": Holds,
		}},
		{"start alone, told later", told(fluent("2012-06-07", ""), "2014-03-01"), map[string]Verdict{
			"2012-06-06": No, "2012-06-07": Holds, "2013": Holds, "2014-03-01": Holds, "2014-03-02": Possible,
		}},
		{"start alone, still to come when told", told(fluent("2014-06-07", ""), "2014-03-01"), map[string]Verdict{
			"2014-03-01": No, "2014-06-07": Holds, "2014-06-08": Possible,
		}},
		{"partial start alone, told in it", told(fluent("2012", ""), "2012-06-07"), map[string]Verdict{
			"2011": No, "2012-01-01": Possible, "2012-06-07": Possible, "2012-12-31": Possible, "2012": Holds, "2013": Possible,
		}},
		{"start with an open end", fluent("2012-06-07/..", ""), map[string]Verdict{"2012-06-06": No, "2012-06-08": Holds, "2030": Holds}},
		{"start with an unknown end", fluent("2012-06-07/", ""), map[string]Verdict{"2012-06-06": No, "2012-06-08": Possible}},
		{"end alone", fluent("", "2015-12-31"), map[string]Verdict{"2016-01-01": No, "2015-12-31": Holds, "2015-12-30": Possible, "1990": Possible}},
		{"end alone, told before it", told(fluent("", "2015-12-31"), "2014-03-01"), map[string]Verdict{
			"2014-02-28": Possible, "2014-03-01": Holds, "2015-06": Holds, "2016": No,
		}},
		{"end alone, told after it", told(fluent("", "2015-12-31"), "2018"), map[string]Verdict{"2015-12-31": Holds, "2014": Possible, "2016": No}},
		{"untimed and undated", fluent("", ""), map[string]Verdict{"2012": Unknown, "2012-06-07": Unknown}},
		{"untimed, told on a day", told(fluent("", ""), "2012-06-07"), map[string]Verdict{
			"2012-06-07": Holds, "2012-06-06": Unknown, "2012-06-08": Unknown, "2012-06": Holds, "2012": Holds, "2011": Unknown,
		}},
		{"untimed, told in a month", told(fluent("", ""), "2012-06"), map[string]Verdict{"2012-06-07": Possible, "2012-06": Holds, "2012-07": Unknown}},
		{"former, untimed", in(told(fluent("", ""), "2012-06-07"), Past), map[string]Verdict{"2012-06-07": No, "2010": Unknown, "2012": Unknown, "2013": Unknown}},
		{"former, with a start", in(told(fluent("2008", ""), "2012-06-07"), Past), map[string]Verdict{"2007": No, "2008": Holds, "2010": Possible, "2012-06-08": No}},
		{"former, with a term", in(told(fluent("2008-05-07", "2012-05-07"), "2012-06-07"), Past), map[string]Verdict{"2010": Holds, "2012-06-07": No}},
		{"designate, untimed", in(told(fluent("", ""), "2012-06-07"), Future), map[string]Verdict{"2012-06-07": No, "2013": Unknown}},
		{"planned, with a term", in(told(fluent("2013-01-01", "2015-12-31"), "2012-06-07"), Future), map[string]Verdict{"2012-12-31": No, "2014": Possible, "2016": No}},
		{"event on a day", event("2012-06-06", ""), map[string]Verdict{"2012-06-05": No, "2012-06-06": Holds, "2012-06-07": No, "2012-06": Holds, "2012": Holds}},
		{"event of some days", event("2012-06-06", "2012-06-07"), map[string]Verdict{"2012-06-05": No, "2012-06-06": Holds, "2012-06-07": Holds, "2012-06-08": No}},
		{"event in a month", event("2012-06", ""), map[string]Verdict{"2012-06-06": Possible, "2012-06": Holds, "2012-07": No, "2012": Holds}},
		{"event in a month told as start and end", event("2012-06", "2012-06"), map[string]Verdict{"2012-06-06": Possible, "2012-06": Holds, "2012-07": No}},
		{"event on a day of an untold year", event("--01-28", ""), map[string]Verdict{"2012-01-28": Possible, "2012-01-29": No, "2012": Possible, "2012-02": No}},
		{"event untimed", told(event("", ""), "2012-06-07"), map[string]Verdict{"2012-06-07": Possible, "2012-06-06": Unknown, "2012-06-08": No, "2012-06": Possible, "2013": No}},
		{"event planned, untimed", in(told(event("", ""), "2012-06-07"), Future), map[string]Verdict{"2012-06-06": No, "2012-06-07": No, "2013": Unknown}},
		{"event in an interval of two dates in one", event("2012-06-06/2012-06-07", ""), map[string]Verdict{"2012-06-06": Holds, "2012-06-08": No}},
		{"yearless start of a state", told(fluent("--01-28", ""), "2012-06-07"), map[string]Verdict{"2012-06-07": Possible, "2013": Unknown}},
		{"uncertain", fluent("2012-06-07?", "2012-06-08"), map[string]Verdict{"2012-06-07": Possible, "2012-06-09": No}},
		{"approximate", event("2012~", ""), map[string]Verdict{"2012": Possible, "2013": No}},
		{"decade", event("201X", ""), map[string]Verdict{"2012": Possible, "2009": No, "201X": Holds}},
		{"season", event("2012-21", ""), map[string]Verdict{"2012-04-02": Possible, "2012": Possible, "2012-07": No}},
		{"the end before the start", fluent("2015", "2013"), map[string]Verdict{"2014": Unknown, "2015": Unknown}},
		{"what cannot be read", told(fluent("soon", ""), "2012-06-07"), map[string]Verdict{"2012-06-07": Possible, "2013": Unknown}},
		{"a decree that tells no day", Statement{Start: "2012-06-07", Told: "2012-06-07", Inferred: true}, map[string]Verdict{"2012-06-06": No, "2012-06-07": Possible, "2013": Possible}},
		{"atemporal", Statement{Kind: Atemporal, Start: "1992", Told: "2012"}, map[string]Verdict{"1900": Holds, "2030": Holds}},
		{"atemporal, planned", Statement{Kind: Atemporal, Tense: Future}, map[string]Verdict{"2030": Possible}},
	} {
		for at, want := range c.want {
			d, ok := Parse(at)
			if !ok {
				t.Fatal(at)
			}
			if got := c.s.At(d); got != want {
				t.Errorf("%s: at %s %v, want %v", c.what, at, got, want)
			}
		}
	}
}

func TestParse(t *testing.T) {
	for s, want := range map[string]string{
		"2012": "2012-01-01 2012-12-31", "2012-02": "2012-02-01 2012-02-29", "2012-06-07": "2012-06-07 2012-06-07", "201X": "2010-01-01 2019-12-31",
		"20XX": "2000-01-01 2099-12-31", "2012-XX": "2012-01-01 2012-12-31", "2012-06-XX": "2012-06-01 2012-06-30", "2012-24": "2012-12-01 2013-02-28",
		"2012-06-07T23:59:59+08:00": "2012-06-07 2012-06-07", "2012-06-07Z": "2012-06-07 2012-06-07", "2012-06-07+08:00": "2012-06-07 2012-06-07",
		"2012?": "2012-01-01 2012-12-31", "1912-01-01": "1912-01-01 1912-01-01", "--02-29": " ", "XXXX-01-28": " ",
	} {
		d, ok := Parse(s)
		if got := d.First.String() + " " + d.Last.String(); !ok || got != want {
			t.Errorf("%s is %q, %v, want %q", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "soon", "12", "2012-13", "2012-00", "2012-02-30", "2012-06-31", "--02-30", "--13-01", "2012-1-1", "XXXX", "201X-06", "2012-0X", "2012/2013", "20121", "2012-06-07-08"} {
		if d, ok := Parse(s); ok {
			t.Errorf("%q was read as %v", s, d)
		}
	}
}

func TestTime(t *testing.T) {
	for _, c := range []struct {
		s    Statement
		want string
	}{
		{Statement{}, ""},
		{Statement{Told: "2012"}, ""},
		{Statement{Start: "2012-06"}, "2012-06/"},
		{Statement{Start: "2012-06", Kind: Event}, "2012-06"},
		{Statement{End: "2015"}, "/2015"},
		{Statement{Start: "2013-01-01", End: "2015-12-31"}, "2013-01-01/2015-12-31"},
		{Statement{Start: "2012", End: "2012"}, "2012"},
		{Statement{Start: "2015", End: "2013"}, ""},
		{Statement{Start: "2012-06-07", Told: "2012-06-07", Inferred: true}, ""},
		{Statement{Start: "--01-28", Kind: Event}, "XXXX-01-28"},
		{Statement{Start: "--01-28"}, ""},
		{Statement{Start: "2012?", Kind: Event}, "2012?"},
		{Statement{Start: "soon"}, ""},
		{Statement{Start: "2012-06-06/2012-06-07", Kind: Event}, "2012-06-06/2012-06-07"},
	} {
		got := c.s.Time()
		if got != c.want {
			t.Errorf("%+v is %q, want %q", c.s, got, c.want)
		}
		if _, ok := ParseInterval(got); got != "" && !ok {
			t.Errorf("%q cannot be read back", got)
		}
	}
}

// TestOrder asks of any times: a longer date never makes a verdict weaker than
// possible, a day that holds makes its year hold, and a verdict of No at a year
// is No on its days.
func TestOrder(t *testing.T) {
	dates := rapid.SampledFrom([]string{"", "2011", "2012", "2012-06", "2012-06-07", "2012-06-30", "2013-01-01", "2012?", "--06-07", "2014", "2012-06/2013", "2012-06/..", "x"})
	rapid.Check(t, func(t *rapid.T) {
		s := Statement{
			Start: dates.Draw(t, "start"), End: dates.Draw(t, "end"), Told: dates.Draw(t, "told"),
			Kind: Kind(rapid.IntRange(0, 2).Draw(t, "kind")), Tense: Tense(rapid.IntRange(0, 2).Draw(t, "tense")),
		}
		year, month, day := "2012", "2012-06", "2012-06-07"
		var at [3]Verdict
		for i, d := range []string{year, month, day} {
			parsed, ok := Parse(d)
			if !ok {
				t.Fatal(d)
			}
			at[i] = s.At(parsed)
		}
		for i := 1; i < len(at); i++ {
			if at[i] == Holds && at[i-1] != Holds {
				t.Fatalf("%+v holds on a day and is %v in all of its month or year", s, at[i-1])
			}
			if at[i-1] == No && at[i] != No {
				t.Fatalf("%+v does not hold in a year and is %v in a part of it", s, at[i])
			}
		}
	})
}

func TestTenseOf(t *testing.T) {
	for _, c := range []struct {
		modality, status, tense string
		want                    Tense
	}{
		{"asserted", "", "", Present},
		{"asserted", "acting", "current", Present},
		{"asserted", "former", "", Past},
		{"asserted", "", "past", Past},
		{"planned", "", "", Future},
		{"asserted", "elect", "", Future},
		{"claimed", "", "next", Future},
	} {
		if got := TenseOf(c.modality, c.status, c.tense); got != c.want {
			t.Errorf("%+v is %v", c, got)
		}
	}
}

// FuzzAt asks of any strings that reading them never panics, that a date lies in
// its own days, and that what Time writes can be read.
func FuzzAt(f *testing.F) {
	for _, s := range []string{"2012", "2012-06-07", "--01-28", "201X", "2012-24", "2012/..", "XXXX-02-29", "9999-12-31?", "0000"} {
		f.Add(s, s, s)
	}
	f.Fuzz(func(t *testing.T, start, end, at string) {
		d, ok := Parse(at)
		if ok && d.First > d.Last {
			t.Fatalf("%q ends before it begins", at)
		}
		for _, kind := range []Kind{Fluent, Event} {
			s := Statement{Start: start, End: end, Told: at, Kind: kind}
			if written := s.Time(); written != "" {
				if _, ok := ParseInterval(written); !ok {
					t.Fatalf("%q cannot be read back", written)
				}
			}
			if ok {
				s.At(d)
			}
		}
		if first, last := Bounds(at, ""); ok && d.Month == 0 && (first != d.First.String() || last != "") {
			t.Fatalf("the bounds of %q are %q and %q", at, first, last)
		}
	})
}
