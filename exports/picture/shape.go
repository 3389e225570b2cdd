package picture

import (
	"fmt"
	"math"
	"strings"
)

// shape is the sign of a class, so that a picture can be read without colours.
type shape struct {
	class string // local name
	// draw returns the path around a centre, for a sign of about the radius r.
	draw func(x, y, r float64) string
}

// shapes are the signs of the classes, in the order of the legend. A thing has
// the sign of the first class it belongs to. The colours are in style.css.
var shapes = []shape{
	{"Person", circle},
	{"State", polygon(4, math.Pi/4, 1.25)},
	{"Organisation", polygon(6, 0, 1.15)},
	{"Group", rings},
	{"Office", polygon(5, -math.Pi/2, 1.2)},
	{"Meeting", polygon(4, 0, 1.3)},
	{"Series", polygon(8, math.Pi/8, 1.1)},
	{"Place", polygon(3, math.Pi/2, 1.35)},
	{"Document", page},
	{otherClass, cross},
	{valueClass, bar},
}

// Classes of what has none of the above.
const (
	otherClass = "Thing"
	valueClass = "value"
)

// classOf returns the class that decides on the sign of a thing.
func classOf(classes []string) string {
	for _, s := range shapes {
		for _, c := range classes {
			if c == s.class || c == "SourceDocument" && s.class == "Document" {
				return s.class
			}
		}
	}
	return otherClass
}

// sign draws the sign of a class.
func (c *canvas) sign(class string, x, y, r float64) {
	for _, s := range shapes {
		if s.class == class {
			c.empty("path", "class", "sign "+strings.ToLower(class), "d", s.draw(x, y, r))
		}
	}
}

func circle(x, y, r float64) string {
	return fmt.Sprintf("M%s %sa%s %s 0 1 0 %s 0a%s %s 0 1 0 %s 0z", num(x-r), num(y), num(r), num(r), num(2*r), num(r), num(r), num(-2*r))
}

// rings are two circles that overlap.
func rings(x, y, r float64) string {
	return circle(x-r*0.45, y, r*0.75) + circle(x+r*0.45, y, r*0.75)
}

// polygon returns a regular polygon whose first corner lies at an angle.
func polygon(corners int, angle, scale float64) func(x, y, r float64) string {
	return func(x, y, r float64) string {
		var b strings.Builder
		for i := range corners {
			a := angle + 2*math.Pi*float64(i)/float64(corners)
			b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0])
			b.WriteString(num(x+r*scale*math.Cos(a)) + " " + num(y+r*scale*math.Sin(a)))
		}
		return b.String() + "z"
	}
}

// page is a sheet with a corner turned down.
func page(x, y, r float64) string {
	w, h, f := r*0.85, r*1.1, r*0.7
	return fmt.Sprintf("M%s %sh%sl%s %sv%sh%sz", num(x-w), num(y-h), num(2*w-f), num(f), num(f), num(2*h-f), num(-2*w))
}

func cross(x, y, r float64) string {
	a := r * 0.36
	return fmt.Sprintf("M%s %sh%sv%sh%sv%sh%sv%sh%sv%sh%sv%sh%sz", num(x-a), num(y-r), num(2*a), num(r-a), num(r-a), num(2*a), num(a-r), num(r-a), num(-2*a),
		num(a-r), num(a-r), num(-2*a), num(r-a))
}

func bar(x, y, r float64) string {
	return fmt.Sprintf("M%s %sh%sv%sh%sz", num(x-r*0.9), num(y-r*0.3), num(r*1.8), num(r*0.6), num(-r*1.8))
}
