"""A drawing as files that other tools read: GEXF, GraphML, CSV and SVG. All of them are texts, the same each time."""

from __future__ import annotations

from views.saving.gexf import as_gexf
from views.saving.graphml import as_graphml
from views.saving.tables import edges_csv, nodes_csv

__all__ = ["as_gexf", "as_graphml", "edges_csv", "nodes_csv"]
