// Reads a file of RDF with Oxigraph and writes it as N-Quads.
// Usage: node oxigraph_read.js FORMAT FILE
import { readFileSync } from "node:fs";
import oxigraph from "oxigraph";

const formats = { turtle: "ttl", trig: "trig", ntriples: "nt", nquads: "nq", jsonld: "jsonld" };
for (const quad of oxigraph.parse(readFileSync(process.argv[3], "utf8"), { format: formats[process.argv[2]] })) {
  process.stdout.write(quad.toString() + " .\n");
}
