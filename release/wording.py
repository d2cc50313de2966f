"""How the claims behind a fact word its values: a decimal as it was written, a text with its language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from graph.claims import Claim
from graph.connection import Database
from graph.merging import Redirects, as_kept
from graph.records import claim_of, columns
from graph.support import agree
from ontology.model import Class, Datatype, Model
from release.records import TieRecord, Wording


class Wordings:
    """Asks the claims of a page of entities, or of some ties, for their wording."""

    def __init__(self, database: Database, model: Model) -> None:
        self._database = database
        self._model = model

    def of_entities(self, classes: Mapping[str, Class], redirects: Redirects) -> dict[str, Wording]:
        """By id, for those of the entities (id → class) whose claims have decimals or languages."""
        members = redirects.members(classes)
        query = f"""
            MATCH (c:{self._model.claim.name})
            WHERE c.subject IN $ids AND c.retired IS NULL AND (c.language IS NOT NULL OR c.predicate IN $decimals)
            RETURN collect({columns("c")}) AS claims
        """
        decimals = sorted(
            {key for cls in {cls.name: cls for cls in classes.values()}.values() for key in decimal_keys(cls)}
        )
        claims: dict[str, list[Claim]] = defaultdict(list)
        ids = sorted(set().union(*members.values()))
        found = self._claims(query, {"ids": ids, "decimals": decimals})
        for claim in as_kept(self._model, redirects, found):
            claims[claim.subject].append(claim)
        return {id: wording_of(self._model, classes[id], stated) for id, stated in claims.items()}

    def of_ties(self, ties: Sequence[TieRecord]) -> list[TieRecord]:
        """The ties, those with decimals worded as their claims are."""
        wanted = [tie for tie in ties if any(key in tie.properties for key in decimal_keys(tie.cls))]
        if not wanted:
            return list(ties)
        ids = sorted({id for tie in wanted for id in tie.properties.get("claims") or ()})
        query = (
            f"MATCH (c:{self._model.claim.name}) WHERE c.id IN $ids RETURN collect({columns('c')}) AS claims"
        )
        claims = {claim.id: claim for claim in self._claims(query, {"ids": ids})}
        return [self._worded(tie, claims) for tie in ties]

    def _claims(self, query: str, parameters: Mapping[str, object]) -> list[Claim]:
        return [claim_of(found) for found in self._database.read(query, parameters)[0]["claims"]]

    def _worded(self, tie: TieRecord, claims: Mapping[str, Claim]) -> TieRecord:
        behind = [claims[id] for id in tie.properties.get("claims") or () if id in claims]
        stated = {
            key: [(value, claim) for claim in behind for name, value in claim.qualifiers if name == key]
            for key in decimal_keys(tie.cls)
        }
        return replace(tie, wording=Wording(_written(self._model, stated)))


def decimal_keys(cls: Class) -> tuple[str, ...]:
    """The keys of the class's single decimals: plural ones are stored as they were written."""
    return tuple(s.key for s in cls.attributes if s.prop.datatype is Datatype.DECIMAL and not s.many)


def wording_of(model: Model, cls: Class, claims: Iterable[Claim]) -> Wording:
    """How these claims about one entity word its values."""
    stated: dict[str, list[tuple[str, Claim]]] = {key: [] for key in decimal_keys(cls)}
    languages: dict[tuple[str, str], str] = {}
    for claim in claims:
        if claim.predicate in stated and claim.value is not None:
            stated[claim.predicate].append((claim.value, claim))
        if claim.language and claim.value is not None:
            key = (claim.predicate, claim.value)
            languages[key] = min(claim.language, languages.get(key, claim.language))
    return Wording(_written(model, stated), languages)


def _written(model: Model, stated: Mapping[str, Sequence[tuple[str, Claim]]]) -> dict[tuple[str, str], str]:
    """The text that won, by the number that it became when the fact was derived."""
    best = {key: agree(model, found).values[0] for key, found in stated.items() if found}
    return {(key, str(float(text))): text for key, text in best.items()}
