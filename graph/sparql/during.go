package sparql

// During reports whether a date lies in an interval, as the function gb:during
// does for queries; ok is false where either cannot be read.
func During(interval, date string) (in, ok bool) { return during(interval, date) }
