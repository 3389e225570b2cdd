// Reads a file of RDF with N3.js and writes it as N-Quads.
// Usage: node n3_read.js FORMAT FILE
import { readFileSync } from "node:fs";
import { Parser, Writer } from "n3";

const formats = { turtle: "text/turtle", trig: "application/trig", ntriples: "application/n-triples", nquads: "application/n-quads" };
const quads = new Parser({ format: formats[process.argv[2]] }).parse(readFileSync(process.argv[3], "utf8"));
const writer = new Writer({ format: "application/n-quads" });
writer.addQuads(quads);
writer.end((error, text) => {
  if (error) throw error;
  process.stdout.write(text);
});
