"""Draws all conclusions of OWL 2 RL from Turtle and N-Triples files taken together and writes each clash found as a line.

Usage: owl_check.py FILE …
"""
import sys

import owlrl
import rdflib

graph = rdflib.Graph()
for path in sys.argv[1:]:
    graph.parse(path, format="nt" if path.endswith(".nt") else "turtle")
told = len(graph)
closure = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
closure.closure()
for message in sorted(set(closure.error_messages)):
    print(message)
if len(graph) <= told:
    sys.exit("nothing was concluded")
