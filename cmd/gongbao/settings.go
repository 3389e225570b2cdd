package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/urfave/cli/v2"
)

// Names of the files of settings.
const (
	projectSettings = "gongbao.yaml"        // in the working folder or one above it
	userSettings    = "gongbao/config.yaml" // in the user's folder of settings
	noSettings      = "none"                // for --config
	settingsPrefix  = "GONGBAO_"            // of variables
)

// shared are the flags that mean the same on every verb that has them, and so
// may stand at the top of a file of settings and in the environment. The others
// stand in a file below the name of their verb.
var shared = []string{"store", "pack", "lang", "base", "jobs", "color", "no-pager", "no-progress", "quiet", "verbose", "log-format"}

// settings are values of flags, by name; a flag may have several.
type settings map[string][]string

// readSettings adds to a command line what the environment and the files of
// settings say of flags that it does not give. The order is: flag, environment,
// file of the project, file of the user, default.
func (l *invocation) readSettings(commands []*cli.Command, env func(string) (string, bool)) error {
	if l.verb == nil || l.help != "" {
		return nil
	}
	all := settings{}
	files, err := l.settingsFiles(env)
	if err != nil {
		return err
	}
	for _, path := range files {
		if err := readSettingsFile(path, commands, l.names, all); err != nil {
			return err
		}
	}
	for _, name := range shared {
		if v, set := env(variableOf(name)); set && v != "" {
			all[name] = []string{v}
		}
	}
	for _, f := range l.verb.Flags {
		if _, given := l.value(f.Names()...); given {
			continue
		}
		name := f.Names()[0]
		for _, v := range all[name] {
			l.flags = append(l.flags, "--"+name+"="+v)
		}
	}
	return nil
}

// variableOf returns the variable of the environment for a shared setting.
func variableOf(name string) string {
	return settingsPrefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// settingsFiles returns the files to read, what goes first last.
func (l *invocation) settingsFiles(env func(string) (string, bool)) ([]string, error) {
	path, given := l.value("config")
	if !given {
		path, given = env(settingsPrefix + "CONFIG")
		given = given && path != ""
	}
	if given {
		if path == noSettings {
			return nil, nil
		}
		return []string{path}, nil
	}
	var out []string
	if dir, err := os.UserConfigDir(); err == nil {
		if path := filepath.Join(dir, filepath.FromSlash(userSettings)); isFile(path) {
			out = append(out, path)
		}
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	for {
		if path := filepath.Join(dir, projectSettings); isFile(path) {
			return append(out, path), nil
		}
		above := filepath.Dir(dir)
		if above == dir {
			return out, nil
		}
		dir = above
	}
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// settingError is a fault in a file of settings.
func settingError(path string, n ast.Node, format string, args ...any) error {
	at := path
	if n != nil && n.GetToken() != nil {
		at = fmt.Sprintf("%s:%d", path, n.GetToken().Position.Line)
	}
	return usagef("%s: %s", at, fmt.Sprintf(format, args...))
}

// readSettingsFile reads one file into all: the shared settings, and those of
// the verb with these names. Faults in what is for other verbs are told too.
func readSettingsFile(path string, commands []*cli.Command, verb []string, all settings) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return usagef("%s: there is no such file of settings; --config none reads none", path)
	}
	if err != nil {
		return err
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return usagef("%s: %w", path, err)
	}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		r := settingsReader{path: path, commands: commands, all: all}
		// What is said of the verb goes before what is said of all.
		if err := r.level(doc.Body, commands, nil, verb, true); err != nil {
			return err
		}
		for name, v := range r.own {
			all[name] = v
		}
	}
	return nil
}

// settingsReader reads one document of a file.
type settingsReader struct {
	path     string
	commands []*cli.Command
	all      settings
	own      settings // of the verb
}

// level reads a mapping: of the file, or of a verb that is on the way to the one
// meant or not.
func (r *settingsReader) level(n ast.Node, inner []*cli.Command, verb *cli.Command, way []string, on bool) error {
	var pairs []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		pairs = m.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{m}
	case *ast.NullNode:
		return nil
	default:
		return settingError(r.path, n, "settings are lines such as store: my.kg")
	}
	for _, p := range pairs {
		key := p.Key.GetToken().Value
		_, scalar := p.Value.(ast.ScalarNode)
		// store is both a setting and a verb.
		both := verb == nil && scalar && slices.Contains(shared, key)
		if c := find(inner, key); c != nil && !both {
			further := on && len(way) > 0 && c.HasName(way[0])
			rest := way
			if further {
				rest = way[1:]
			}
			if err := r.level(p.Value, c.Subcommands, c, rest, further); err != nil {
				return err
			}
			continue
		}
		known := verbNames(inner)
		var flag cli.Flag
		if verb == nil {
			known = append(known, shared...)
			flag = sharedFlag(r.commands, key)
		} else {
			for _, f := range verb.Flags {
				if name := f.Names()[0]; name != "help" && name != "config" {
					known = append(known, name)
					if name == key {
						flag = f
					}
				}
			}
		}
		if flag == nil {
			return settingError(r.path, p.Key, "there is no setting %q%s", key, didYouMean(key, known))
		}
		values, err := r.values(key, p.Value, flag)
		if err != nil {
			return err
		}
		switch {
		case verb == nil:
			r.all[key] = values
		case on && len(way) == 0:
			if r.own == nil {
				r.own = settings{}
			}
			r.own[key] = values
		}
	}
	return nil
}

// sharedFlag returns the flag of a shared setting.
func sharedFlag(commands []*cli.Command, name string) cli.Flag {
	if !slices.Contains(shared, name) {
		return nil
	}
	for _, c := range withInner(commands) {
		if f := flagOf(c, name); f != nil {
			return f
		}
	}
	return nil
}

// values reads what stands behind a key. A folder is meant to be beside the
// file.
func (r *settingsReader) values(key string, n ast.Node, flag cli.Flag) ([]string, error) {
	nodes := []ast.Node{n}
	if list, ok := n.(*ast.SequenceNode); ok {
		if _, one := flag.(*cli.StringFlag); one {
			return nil, settingError(r.path, n, "%s takes one value", key)
		}
		nodes = list.Values
	}
	var out []string
	for _, n := range nodes {
		scalar, ok := n.(ast.ScalarNode)
		if !ok {
			return nil, settingError(r.path, n, "%s takes a word or a number", key)
		}
		value := fmt.Sprint(scalar.GetValue())
		if _, isBool := flag.(*cli.BoolFlag); isBool && value != "true" && value != "false" {
			return nil, settingError(r.path, n, "%s is true or false, not %s", key, value)
		}
		if known := choices[key]; known != nil && !slices.Contains(known, value) {
			return nil, settingError(r.path, n, "unknown %s %q; choose one of %s%s", key, value, strings.Join(known, ", "), didYouMean(value, known))
		}
		folder := key == "store" && value != "mem" && !strings.Contains(value, "://") || key == "pack" && strings.ContainsAny(value, `/\`)
		if folder && !filepath.IsAbs(value) {
			value = filepath.Join(filepath.Dir(r.path), value)
		}
		out = append(out, value)
	}
	return out, nil
}
