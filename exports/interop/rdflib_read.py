"""Reads a file of RDF with rdflib and writes it as N-Quads.

Usage: rdflib_read.py FORMAT FILE, where FORMAT is turtle, trig, ntriples, nquads or jsonld.
"""
import pathlib
import sys

import rdflib
from rdflib.plugins.serializers.nt import _quoteLiteral

# Lexical forms are to come back as they were.
rdflib.NORMALIZE_LITERALS = False
formats = {"turtle": "turtle", "trig": "trig", "ntriples": "nt", "nquads": "nquads", "jsonld": "json-ld"}
dataset = rdflib.ConjunctiveGraph()
dataset.parse(sys.argv[2], format=formats[sys.argv[1]])
# rdflib puts the triples that have no graph into one named by the file.
default = {dataset.default_context.identifier, rdflib.URIRef(pathlib.Path(sys.argv[2]).resolve().as_uri())}
if sys.argv[1] in ("turtle", "ntriples", "jsonld"):
    default = {context.identifier for context in dataset.contexts()}
for s, p, o, context in dataset.quads():
    line = [s.n3(), p.n3(), _quoteLiteral(o) if isinstance(o, rdflib.Literal) else o.n3()]
    if context.identifier not in default:
        line.append(context.identifier.n3())
    sys.stdout.buffer.write((" ".join(line) + " .\n").encode("utf-8"))
