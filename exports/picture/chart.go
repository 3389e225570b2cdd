package picture

import (
	"fmt"
	"math"
	"strconv"
)

// Bar is one count of a chart.
type Bar struct {
	Label string
	Count uint64
}

// Chart is a set of counts.
type Chart struct {
	// Kind is what is counted by: year, document-year, relation, class,
	// modality, source.
	Kind string
	// Bars are in the order to show them; those of years need not name the years
	// in which there is nothing.
	Bars []Bar
}

// isYears reports whether the bars stand for years.
func (ch *Chart) isYears() bool { return ch.Kind == "year" || ch.Kind == "document-year" }

// Measures of charts, in pixels.
const (
	chartWide   = 640.0
	chartHigh   = 220.0
	chartLabel  = 190.0
	chartRow    = 22.0
	chartBars   = 20 // bars of a chart that is not of years
	mostColumns = 130
)

// draw draws a chart and returns its height.
func (ch *Chart) draw(c *canvas, o Options) float64 {
	if ch.isYears() {
		return ch.columns(c)
	}
	return ch.rows(c, o)
}

// rows draws bars one below the other, the first ones only where there are many;
// the table beside the picture has all.
func (ch *Chart) rows(c *canvas, o Options) float64 {
	bars := ch.Bars
	if len(bars) > chartBars {
		bars = bars[:chartBars]
	}
	most := uint64(1)
	for _, b := range bars {
		most = max(most, b.Count)
	}
	room := chartWide - chartLabel - 70
	y := 6.0
	for _, b := range bars {
		w := max(room*float64(b.Count)/float64(most), 1)
		c.open("g")
		c.leaf("title", fmt.Sprintf("%s: %d", b.Label, b.Count))
		c.text(chartLabel-8, y+14, "end", "fine", truncate(b.Label, 12, chartLabel-12))
		c.empty("rect", "class", "column", "x", num(chartLabel), "y", num(y+3), "width", num(w), "height", num(chartRow-7))
		c.text(chartLabel+w+6, y+14, "start", "small", strconv.FormatUint(b.Count, 10))
		c.close("g")
		y += chartRow
	}
	if n := len(ch.Bars) - len(bars); n > 0 {
		c.text(chartLabel, y+14, "start", "small more", o.word("more", n))
		y += chartRow
	}
	return y + 6
}

// binned is the count of one column: a year, or several where there are many.
type binned struct {
	first, last int
	count       uint64
}

// bins puts the counts of years into columns without gaps. Where there are too
// many years each column stands for some.
func (ch *Chart) bins() []binned {
	low, high := math.MaxInt, math.MinInt
	for _, b := range ch.Bars {
		if y, err := strconv.Atoi(b.Label); err == nil {
			low, high = min(low, y), max(high, y)
		}
	}
	if low > high {
		return nil
	}
	step := 1
	for _, s := range []int{1, 5, 10, 50, 100, 500} {
		if step = s; (high-low)/s < mostColumns {
			break
		}
	}
	low -= ((low % step) + step) % step
	out := make([]binned, (high-low)/step+1)
	for i := range out {
		out[i] = binned{first: low + i*step, last: low + (i+1)*step - 1}
	}
	for _, b := range ch.Bars {
		if y, err := strconv.Atoi(b.Label); err == nil {
			out[(y-low)/step].count += b.Count
		}
	}
	return out
}

// columns draws the years from left to right.
func (ch *Chart) columns(c *canvas) float64 {
	const left, bottom, top = 52.0, chartHigh - 24, 10.0
	bins := ch.bins()
	if len(bins) == 0 {
		return 0
	}
	most := uint64(1)
	for _, b := range bins {
		most = max(most, b.count)
	}
	step := niceStep(float64(most) / 4)
	height := math.Ceil(float64(most)/step) * step
	for v := 0.0; v <= height; v += step {
		y := bottom - (bottom-top)*v/height
		c.empty("path", "class", "grid", "d", fmt.Sprintf("M%s %sH%s", num(left), num(y), num(chartWide)))
		c.text(left-6, y+4, "end", "small", strconv.FormatFloat(v, 'f', -1, 64))
	}
	slot := min((chartWide-left)/float64(len(bins)), 60)
	every := 1
	for float64(every)*slot < 42 {
		every++
	}
	for _, e := range []int{1, 2, 5, 10, 20, 50} { // years that read well
		if e >= every {
			every = e
			break
		}
	}
	for i, b := range bins {
		x := left + slot*float64(i)
		h := (bottom - top) * float64(b.count) / height
		if b.count > 0 {
			name := strconv.Itoa(b.first)
			if b.last > b.first {
				name += "–" + strconv.Itoa(b.last)
			}
			c.open("g")
			c.leaf("title", fmt.Sprintf("%s: %d", name, b.count))
			c.empty("rect", "class", "column", "x", num(x+slot*0.1), "y", num(bottom-max(h, 1)), "width", num(slot*0.8), "height", num(max(h, 1)))
			c.close("g")
		}
		if width := b.last - b.first + 1; (b.first/width)%every == 0 {
			c.text(x+slot/2, bottom+16, "middle", "small", strconv.Itoa(b.first))
		}
	}
	return chartHigh
}

// niceStep rounds a distance of grid lines up to 1, 2 or 5 times a power of ten,
// at least 1.
func niceStep(least float64) float64 {
	step := 1.0
	for {
		for _, f := range []float64{1, 2, 5} {
			if step*f >= least {
				return step * f
			}
		}
		step *= 10
	}
}
