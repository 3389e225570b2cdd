package pack

import (
	"fmt"
	"regexp"
	"strings"
)

// nameForm is the form of a pack's name.
var nameForm = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// New returns the files of a new pack, by path: settings, a table, a rule with
// its tests, and a README that tells the origin of the table. It loads, and its
// tests pass. depends may name a pack to build on.
func New(name, depends string) (map[string]string, error) {
	if !nameForm.MatchString(name) {
		return nil, fmt.Errorf("a pack's name is made of small letters, digits and hyphens, a letter first; %q is none", name)
	}
	files := map[string]string{
		"pack.yaml":             packYAML,
		"rules/10-offices.yaml": packRules,
		"gazetteer/names.tsv":   packTable,
		"README.md":             packReadme,
	}
	if depends != "" {
		files["pack.yaml"] = dependentYAML
		files["rules/10-offices.yaml"] = dependentRules
		files["gazetteer/names.tsv"] = dependentTable
	}
	for path, text := range files {
		files[path] = strings.NewReplacer("NAME", name, "DEPENDS", depends).Replace(text)
	}
	return files, nil
}

const packYAML = `name: NAME
version: 0.1.0
language: zh
about: What texts this pack reads, in a sentence.
licence: Apache-2.0
# How mention types bear on open runs (~2..12): a run never enters a hard one and pays for entering a soft one.
runs:
  Stop: hard
  Polity: hard
  OfficeHead: hard
# The class of thing that a mention type names.
classes:
  Person: Person
  Polity: State
# What stands at the ends of a relation.
relations:
  holds_office: {s: [Person], o: [Office]}
`

const dependentYAML = `name: NAME
version: 0.1.0
language: zh
about: What this pack adds, in a sentence.
licence: Apache-2.0
depends: [DEPENDS]
# Rules, by id, and tables, by path, that this pack does without.
off: []
`

const packRules = `rules:
- id: office
  about: "[state][office][name]: the person holds the office."
  match: 'Polity:of ‹OfficeHead›:office ~2..6:name'
  make: Person
  text: name
  emit:
  - {s: name, p: holds_office, o: office, q: [of]}
  tests:
  - text: 卡兰国总统林德抵达首都。
    want: ["林德 holds_office 总统 of=卡兰国"]
  - text: 总统抵达首都。
    want: []
`

const dependentRules = `rules:
- id: NAME-honorary-consul
  about: "[state]名誉领事[name]: the person holds the office."
  match: 'Polity:of ‹HonoraryOffice›:office ~2..6:name "表示"'
  emit:
  - {s: name, p: holds_office, o: office, q: [of]}
  tests:
  - text: 哈萨克斯坦名誉领事林德表示欢迎。
    want: ["林德 holds_office 名誉领事 of=哈萨克斯坦"]
  - text: 名誉领事表示欢迎。
    want: []
`

const packTable = `# Written by hand; see README.md.
type	code	name	forms	en	attrs	source
Polity	KAL	卡兰国		Kalan		hand
OfficeHead		总统				hand
Stop		抵达				hand
`

const dependentTable = `# Written by hand; see README.md.
type	name	source
HonoraryOffice	名誉领事	hand
`

const packReadme = "# The pack `NAME`\n\nWhat texts it reads.\n\n## Tables, their origin and licence\n" +
	"| table | types | origin | licence |\n|---|---|---|---|\n| `names.tsv` | see its column type | written by hand | Apache-2.0 |\n"
