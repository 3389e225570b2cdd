// Runs the queries of a folder on Oxigraph over a file of N-Quads, and prints
// one line of JSON for each: the name, the median time in milliseconds, and the
// rows as sorted text.
//   node compare.mjs FILE.nq QUERY_FOLDER REPETITIONS
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(process.cwd() + "/");
const oxigraph = require("oxigraph");

const [file, folder, repetitions] = process.argv.slice(2);
const store = new oxigraph.Store();
let start = performance.now();
store.load(readFileSync(file, "utf8"), { format: "application/n-quads" });
console.log(JSON.stringify({ name: "load", ms: performance.now() - start, rows: [] }));
const term = (t) => (t === undefined ? "" : t.toString());
for (const name of readdirSync(folder).sort()) {
  const query = readFileSync(folder + "/" + name, "utf8");
  const times = [];
  let rows = [];
  for (let i = 0; i < Number(repetitions); i++) {
    start = performance.now();
    const result = store.query(query, { use_default_graph_as_union: true });
    times.push(performance.now() - start);
    rows = result.map((b) => {
      const cells = [];
      for (const [k, v] of b) cells.push(k + "=" + term(v));
      return cells.sort().join(" ");
    });
  }
  times.sort((a, b) => a - b);
  console.log(JSON.stringify({ name: name.replace(/\.rq$/, ""), ms: times[times.length >> 1], rows: rows.sort() }));
}
