package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// runAsGongbao is the variable with which the test program is the program
// itself, for tests that need a process of their own.
const runAsGongbao = "GONGBAO_TEST_RUN"

func TestMain(m *testing.M) {
	if os.Getenv(runAsGongbao) != "" {
		os.Exit(realMain())
	}
	testscript.Main(m, map[string]func(){"gongbao": func() { os.Exit(realMain()) }})
}

// TestScripts runs the scripts of testdata/script, which say how the program
// behaves. With GONGBAO_UPDATE the outputs that scripts compare are written
// anew.
func TestScripts(t *testing.T) {
	pack, err := filepath.Abs("testdata/pack")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("GONGBAO_UPDATE") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "1")
			env.Setenv("GONGBAO_CACHE", filepath.Join(env.WorkDir, ".cache"))
			env.Setenv("PACK", pack)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"samples": writeSamplesCommand,
			"bytes":   bytesCommand,
			"capture": captureCommand,
			"convert": convertCommand,
			"fill":    fillCommand,
			"exits":   exitsCommand,
			"hold":    holdCommand,
			"damage":  damageCommand,
		},
	})
}

// TestCancelled runs a build whose context has ended already.
func TestCancelled(t *testing.T) {
	dir := t.TempDir()
	if err := writeSamples(dir + "/texts"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s := streams{in: os.Stdin, out: new(discard), err: new(discard)}
	if code := run(ctx, []string{"gongbao", "build", dir + "/texts", "--store", dir + "/kg"}, s); code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}
}

type discard struct{}

func (*discard) Write(p []byte) (int, error) { return len(p), nil }
