"""Reads a GraphML or GEXF file with NetworkX and writes what it found as JSON.

Usage: networkx_read.py graphml|gexf FILE
"""
import json
import sys

import networkx

graph = getattr(networkx, "read_" + sys.argv[1])(sys.argv[2])
edges = [[s, t, {k: str(v) for k, v in data.items()}] for s, t, data in graph.edges(data=True)]
json.dump({"nodes": dict(graph.nodes(data=True)), "edges": edges, "directed": graph.is_directed()}, sys.stdout, default=str)
