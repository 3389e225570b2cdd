package value

import (
	"math/big"
	"strings"
)

// Dec is a decimal number: U divided by ten to the power of Scale. It is never
// changed once made.
type Dec struct {
	U     *big.Int
	Scale int
}

// divisionDigits is how many digits a quotient keeps behind the point; XML
// Schema asks for at least 18 in all.
const divisionDigits = 18

// maxDigits bounds the lexical forms taken as numbers, so that a hostile
// literal cannot cost quadratic time.
const maxDigits = 4000

func parseDec(s string) (*Dec, bool) {
	if s == "" || len(s) > maxDigits {
		return nil, false
	}
	digits := s
	if s[0] == '+' || s[0] == '-' {
		digits = s[1:]
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	if whole == "" && fraction == "" {
		return nil, false
	}
	for _, part := range []string{whole, fraction} {
		for i := 0; i < len(part); i++ {
			if part[i] < '0' || part[i] > '9' {
				return nil, false
			}
		}
	}
	fraction = strings.TrimRight(fraction, "0")
	u, ok := new(big.Int).SetString("0"+whole+fraction, 10)
	if !ok {
		return nil, false
	}
	if s[0] == '-' {
		u.Neg(u)
	}
	return &Dec{U: u, Scale: len(fraction)}, true
}

func pow10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// align returns both numbers' digits at the larger scale.
func align(a, b *Dec) (x, y *big.Int, scale int) {
	switch {
	case a.Scale == b.Scale:
		return a.U, b.U, a.Scale
	case a.Scale < b.Scale:
		return new(big.Int).Mul(a.U, pow10(b.Scale-a.Scale)), b.U, b.Scale
	}
	return a.U, new(big.Int).Mul(b.U, pow10(a.Scale-b.Scale)), a.Scale
}

func (d *Dec) add(o *Dec) *Dec {
	x, y, s := align(d, o)
	return &Dec{U: new(big.Int).Add(x, y), Scale: s}
}

func (d *Dec) sub(o *Dec) *Dec {
	x, y, s := align(d, o)
	return &Dec{U: new(big.Int).Sub(x, y), Scale: s}
}

func (d *Dec) mul(o *Dec) *Dec {
	return (&Dec{U: new(big.Int).Mul(d.U, o.U), Scale: d.Scale + o.Scale}).trim()
}

// div divides; the divisor is not zero.
func (d *Dec) div(o *Dec) *Dec {
	x, y, _ := align(d, o)
	n := new(big.Int).Mul(x, pow10(divisionDigits))
	return (&Dec{U: n.Quo(n, y), Scale: divisionDigits}).trim()
}

// trim removes zeros at the end of the fraction.
func (d *Dec) trim() *Dec {
	if d.Scale == 0 {
		return d
	}
	u, scale := new(big.Int).Set(d.U), d.Scale
	ten, rest := big.NewInt(10), new(big.Int)
	for scale > 0 {
		q, r := new(big.Int).QuoRem(u, ten, rest)
		if r.Sign() != 0 {
			break
		}
		u = q
		scale--
	}
	return &Dec{U: u, Scale: scale}
}

func (d *Dec) cmp(o *Dec) int {
	x, y, _ := align(d, o)
	return x.Cmp(y)
}

// Float returns the nearest float64.
func (d *Dec) Float() float64 {
	f, _ := new(big.Rat).SetFrac(d.U, pow10(d.Scale)).Float64()
	return f
}

// String returns the canonical form of XML Schema 1.1: no zeros at the end and
// no point in a whole number.
func (d *Dec) String() string {
	d = d.trim()
	s := d.U.String()
	if d.Scale == 0 {
		return s
	}
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	if len(s) <= d.Scale {
		s = strings.Repeat("0", d.Scale-len(s)+1) + s
	}
	return sign + s[:len(s)-d.Scale] + "." + s[len(s)-d.Scale:]
}

// round rounds to a whole number: down, up, or half up as fn:round does.
func (d *Dec) round(mode byte) *Dec {
	if d.Scale == 0 {
		return d
	}
	unit := pow10(d.Scale)
	n := new(big.Int).Set(d.U)
	switch mode {
	case 'c':
		n.Add(n, new(big.Int).Sub(unit, big.NewInt(1)))
	case 'r':
		n.Add(n, new(big.Int).Quo(unit, big.NewInt(2)))
	}
	// Div rounds towards minus infinity for a positive divisor.
	return &Dec{U: n.Div(n, unit)}
}

// DecFromFloat returns the exact decimal of a finite float, and false for INF
// and NaN.
func DecFromFloat(f float64) (*Dec, bool) {
	if f-f != 0 {
		return nil, false
	}
	d, ok := parseDec(new(big.Float).SetFloat64(f).Text('f', -1))
	return d, ok
}
