"""The IRI of every thing: stable, made from its class and its id under one base."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote

from pyoxigraph import NamedNode

from ontology.errors import CommandError, DeclarationError
from ontology.model import Class, Model

DEFAULT_BASE = "https://w3id.org/orbatlas/id/"
VARIABLE = "ORBATLAS_BASE_IRI"

PLAIN = re.compile(r"[A-Za-z0-9_~-](?:[A-Za-z0-9._~-]*[A-Za-z0-9_~-])?")
"""Ids that stand in an IRI as they are. A dot at the end is not among them: rdflib (7.6) does not read the escape that
Turtle has for it.
"""
_HELD = 20_000
"""IRIs that are kept because they come again soon: those of sources, and of what a source speaks of."""
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def base_iri(environ: Mapping[str, str] = os.environ) -> str:
    """The base that ORBATLAS_BASE_IRI sets, else the default. Raises CommandError for what cannot be one."""
    return checked_base(environ.get(VARIABLE) or DEFAULT_BASE)


def checked_base(text: str) -> str:
    """`text` if it can stand before ids. Raises CommandError."""
    hint = f"An IRI such as {DEFAULT_BASE} is wanted."
    try:
        NamedNode(text)
    except ValueError:
        raise CommandError(f"The base {text!r} is no IRI.", hint=hint) from None
    if not text.endswith(("/", "#")):
        raise CommandError(
            f"The base {text!r} ends neither in / nor in #, so ids would run into it.", hint=hint
        )
    return text


class Iris:
    """Names things under a base: `<base>unit/<id>`, `<base>claim/<id>`, `<base>posting/<fact id>`.

    A specialised relation is named after the relation that it specialises, so that the name of a posting stays
    when its role makes it a command.
    """

    def __init__(self, model: Model, base: str = DEFAULT_BASE) -> None:
        self.base = checked_base(base)
        self._model = model
        self._before = {
            cls.name: f"{base}{segment(cls.parent or cls.name)}/" for cls in model.classes.values()
        }
        self._kept = lru_cache(maxsize=_HELD)(self._made)
        _refuse_same(model)

    def thing(self, cls: str, id: str) -> NamedNode:
        """The IRI of an entity, tie, measurement or claim: the name of its class and its id."""
        return self._kept(cls, id)

    def before(self, cls: str) -> str:
        """What stands before the ids of a class."""
        return self._before[cls]

    def _made(self, cls: str, id: str) -> NamedNode:
        return NamedNode(self._before[cls] + encoded(id))

    def prefixes(self) -> dict[str, str]:
        """Short names for the namespaces of an export, for the formats that have them."""
        found = {"orb": self._model.namespace, **COMMON}
        for cls in self._model.classes.values():
            found.setdefault(segment(cls.parent or cls.name), self._before[cls.name])
        for scheme in self._model.schemes.values():
            found.setdefault(f"{scheme.name}-term" if scheme.name in found else scheme.name, f"{scheme.iri}/")
        return found


COMMON = {
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def segment(name: str) -> str:
    """The part of an IRI that stands for a class: TaskMembership is task-membership."""
    return _WORDS.sub("-", name).lower()


def encoded(id: str) -> str:
    """An id as the last part of an IRI; two ids never give the same text."""
    return id if PLAIN.fullmatch(id) else quote(id, safe="").replace(".", "%2E")


def _refuse_same(model: Model) -> None:
    seen: dict[str, Class] = {}
    for cls in model.classes.values():
        if cls.parent is None and cls is not seen.setdefault(segment(cls.name), cls):
            other = seen[segment(cls.name)].name
            raise DeclarationError(
                f"The classes {other} and {cls.name} would share the IRIs of {segment(cls.name)}/."
            )
