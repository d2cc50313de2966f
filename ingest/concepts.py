"""Texts of a sheet as terms of the ontology's schemes."""

from __future__ import annotations

from difflib import get_close_matches

from ingest.rows import Warnings
from ontology.concepts import Scheme, folded


def term(scheme: Scheme, text: str, warnings: Warnings) -> str:
    """The notation of the concept that `text` names, else the text as found.

    An open scheme lets it stand, with a warning; a closed one refuses it when the claim is checked.
    """
    concept = scheme.find(text)
    if concept is not None:
        return concept.notation
    if scheme.open:
        warnings.add(f"unknown term in {scheme.name}")
    return text


def hint_for(scheme: Scheme, text: str) -> str:
    """The terms that `text` may have meant; all of them where the scheme is short."""
    names = {folded(name): c.notation for c in scheme.concepts.values() for name in (c.label, c.notation)}
    # The time for it grows with the square of the length.
    close = get_close_matches(folded(text)[:200], names, n=3, cutoff=0.5)
    near = list(dict.fromkeys(names[name] for name in close))
    if near:
        return f"Did you mean {' or '.join(near)}?"
    terms = list(scheme.concepts)
    more = " …" if len(terms) > 12 else ""
    return f"The terms of {scheme.name}: {', '.join(terms[:12])}{more}"
