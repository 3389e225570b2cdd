package exports

// Period returns the first and the last day, as dates of ISO 8601, of a time that
// is told by a start and an end; either is empty where it is open or no date.
func Period(start, end string) (first, last string) { return period(start, end) }

// Days returns the first and the last day of a date or interval; both are empty
// where it is none.
func Days(date string) (first, last string) { return days(date) }
