package exports

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// xmlWriter writes XML line by line and keeps the first error.
type xmlWriter struct {
	w   io.Writer
	err error
}

// line writes a line after formatting it; strings among the arguments are
// escaped, and characters that XML cannot hold become U+FFFD.
func (x *xmlWriter) line(format string, args ...any) {
	if x.err != nil {
		return
	}
	for i, a := range args {
		if s, ok := a.(string); ok {
			var b strings.Builder
			if x.err = xml.EscapeText(&b, []byte(s)); x.err != nil {
				return
			}
			args[i] = b.String()
		}
	}
	_, x.err = fmt.Fprintf(x.w, format+"\n", args...)
}
