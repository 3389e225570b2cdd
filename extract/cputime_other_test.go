//go:build !unix

package extract

import "time"

var started = time.Now()

// cpuTime is the time on the wall, where the processor's is not known.
func cpuTime() time.Duration { return time.Since(started) }
