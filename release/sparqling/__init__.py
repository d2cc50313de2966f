"""Questions in SPARQL to the graph, to what a release would hold, or to files: `orbatlas sparql`."""
