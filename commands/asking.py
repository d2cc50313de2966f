"""Questions to the graph: the catalog, the chain of command, the evidence."""

from __future__ import annotations

from typing import Any

import click

from commands.session import Day, database, model, out, show, show_document, style_option
from graph.catalog import load_catalog
from graph.chain import chain as find_chain
from graph.evidence import evidence as find_evidence
from views.printing import Style
