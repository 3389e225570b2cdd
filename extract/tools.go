package extract

import "gongbao/extract/rule"

// Profile makes the extractor count what each rule costs from now on.
func (x *Extractor) Profile() { x.reader.Profile() }

// Costs returns what has been counted since Profile, rule by rule.
func (x *Extractor) Costs() []rule.Cost { return x.reader.Costs() }

// Findings returns what the rules gave in the document read last, before facts
// told twice were merged. They are good until the next one is read.
func (x *Extractor) Findings() []rule.Finding { return x.findings }

// Seen returns the mentions that the rules saw in the document read last, in
// text order.
func (x *Extractor) Seen() []rule.Seen { return x.reader.Types() }
