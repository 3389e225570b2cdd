package value

import (
	"math"
	"math/big"
	"math/bits"
)

// Arith applies + - * or / to two numbers, with the promotions of XPath. It
// fails for other values and for a decimal or integer division by zero.
func Arith(op byte, a, b Value) (Value, bool) {
	if !a.IsNumeric() || !b.IsNumeric() {
		return Value{}, false
	}
	kind := max(a.Kind, b.Kind)
	switch kind {
	case Float, Double:
		f := floatOp(op, a.AsFloat(), b.AsFloat())
		if kind == Float {
			f = float64(float32(f))
		}
		return Value{Kind: kind, Float: f}, true
	}
	if kind == Integer && a.Dec == nil && b.Dec == nil && op != '/' {
		if n, ok := intOp(op, a.Int, b.Int); ok {
			return Int64(n), true
		}
	}
	x, y := a.AsDec(), b.AsDec()
	var d *Dec
	switch op {
	case '+':
		d = x.add(y)
	case '-':
		d = x.sub(y)
	case '*':
		if x.U.BitLen()+y.U.BitLen() > 1<<17 {
			return Value{}, false
		}
		d = x.mul(y)
	default:
		if y.U.Sign() == 0 {
			return Value{}, false
		}
		return DecimalOf(x.div(y)), true
	}
	if kind == Integer {
		return integerOf(d), true
	}
	return DecimalOf(d), true
}

func integerOf(d *Dec) Value {
	if d.U.IsInt64() {
		return Int64(d.U.Int64())
	}
	return Value{Kind: Integer, Dec: d}
}

func floatOp(op byte, x, y float64) float64 {
	switch op {
	case '+':
		return x + y
	case '-':
		return x - y
	case '*':
		return x * y
	}
	return x / y
}

// intOp computes in 64 bits and reports whether the result fits.
func intOp(op byte, x, y int64) (int64, bool) {
	switch op {
	case '+':
		r := x + y
		return r, (x^r)&(y^r) >= 0
	case '-':
		r := x - y
		return r, (x^y)&(x^r) >= 0
	}
	hi, lo := bits.Mul64(magnitude(x), magnitude(y))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if (x < 0) != (y < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// Negate is the unary minus.
func Negate(v Value) (Value, bool) {
	switch v.Kind {
	case Integer:
		if v.Dec == nil && v.Int != math.MinInt64 {
			return Int64(-v.Int), true
		}
		d := v.AsDec()
		return integerOf(&Dec{U: new(big.Int).Neg(d.U)}), true
	case Decimal:
		return DecimalOf(&Dec{U: new(big.Int).Neg(v.Dec.U), Scale: v.Dec.Scale}), true
	case Float, Double:
		return Value{Kind: v.Kind, Float: -v.Float}, true
	}
	return Value{}, false
}

// Plus is the unary plus.
func Plus(v Value) (Value, bool) { return v, v.IsNumeric() }

// Abs returns the absolute value of a number.
func Abs(v Value) (Value, bool) {
	switch {
	case !v.IsNumeric():
		return Value{}, false
	case v.Kind == Float || v.Kind == Double:
		return Value{Kind: v.Kind, Float: math.Abs(v.Float)}, true
	case v.AsDec().U.Sign() < 0:
		return Negate(v)
	}
	v.term, v.ID = Value{}.term, 0
	return v, true
}

// Round rounds a number to a whole one of the same type: mode 'c' is up (CEIL),
// 'f' down (FLOOR) and 'r' to the nearest, halves up (ROUND).
func Round(mode byte, v Value) (Value, bool) {
	switch v.Kind {
	case Integer:
		v.term, v.ID = Value{}.term, 0
		return v, true
	case Decimal:
		return DecimalOf(v.Dec.round(mode)), true
	case Float, Double:
		f := v.Float
		switch mode {
		case 'c':
			f = math.Ceil(f)
		case 'f':
			f = math.Floor(f)
		default:
			f = math.Floor(f + 0.5)
		}
		return Value{Kind: v.Kind, Float: f}, true
	}
	return Value{}, false
}
