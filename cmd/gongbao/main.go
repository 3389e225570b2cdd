// Command gongbao reads Chinese official texts, keeps the facts that rules find
// in them as a graph, and answers questions about it. Every verb stands in a
// file of its own; this package alone knows the command-line library.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() { os.Exit(realMain()) }

// realMain runs the program with the process's own arguments and streams and
// returns its exit code. The first interrupt ends work cleanly; a second one
// ends the process at once.
func realMain() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return run(ctx, os.Args, processStreams())
}
