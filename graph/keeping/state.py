"""What Orbatlas notes about the database in itself: under which words it was filled, and what is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.connection import Database
from graph.errors import HalfRestored
from graph.keeping.words import parted, sum_of, words_of
from graph.layout import ENTITY, PENDING, UNSETTLED, WITHDRAWN
from ontology.model import Model

if TYPE_CHECKING:  # the driver brings much along that most commands do not need
    from neo4j import ManagedTransaction

NOTE = "Keeping"
"""The label of the notes. The one called `words` says under which words the database was filled."""

ASIDE = "SetAside"
"""The label, in place of the claim's, of a claim that does not fit the words in use. It is kept as it was."""

WORDS, RESTORE = "words", "restore"


def prepare(database: Database) -> None:
    """The constraints of the notes, which may be made again without harm."""
    for label in (NOTE, ASIDE):
        database.schema(
            f"CREATE CONSTRAINT {label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        )


def notes(database: Database) -> dict[str, str]:
    """The notes without their long texts: id → what the text comes down to (of words, their sum)."""
    return {
        row["id"]: row["sum"] for row in database.read(f"MATCH (n:{NOTE}) RETURN n.id AS id, n.sum AS sum")
    }


def words_held(database: Database) -> str | None:
    """The words under which the database was filled; None where nobody noted them."""
    rows = database.read(f"MATCH (n:{NOTE} {{id: $id}}) RETURN n.text AS text", {"id": WORDS})
    return str(rows[0]["text"]) if rows else None


def note(tx: ManagedTransaction, id: str, brief: str, text: str | None = None) -> None:
    """Write a note, in place of what it said before."""
    query = f"MERGE (n:{NOTE} {{id: $id}}) SET n.sum = $sum, n.text = $text"
    tx.run(query, id=id, sum=brief, text=text).consume()


def write_words(tx: ManagedTransaction, model: Model) -> None:
    """Note that the database is filled under the words of the Model from now on."""
    words = words_of(model)
    note(tx, WORDS, sum_of(words), words)


def unnote(tx: ManagedTransaction, id: str) -> None:
    """Take a note away."""
    tx.run(f"MATCH (n:{NOTE} {{id: $id}}) DELETE n", id=id).consume()


def note_words(database: Database, model: Model) -> None:
    """Note the words of the Model where an empty database is filled, or where they only add to those noted."""
    if _are_noted(database, model):
        return
    held = words_held(database)
    additions = held is not None and not parted(held, words_of(model))
    if additions or (held is None and is_empty(database, model)):
        prepare(database)
        database.write(lambda tx: write_words(tx, model))


def _are_noted(database: Database, model: Model) -> bool:
    return notes(database).get(WORDS) == sum_of(words_of(model))


def differences(database: Database, model: Model) -> tuple[str, ...]:
    """The words under which the database was filled and that the Model has not, or has otherwise.

    Empty where all that is stored can be read as it was meant; a database that was filled before this was noted
    gives one line that says so.
    """
    if _are_noted(database, model):
        return ()
    held = words_held(database)
    if held is None:
        return () if is_empty(database, model) else ("its words were never noted",)
    return tuple(parted(held, words_of(model)))


def is_half_restored(database: Database) -> bool:
    """Whether a restore was begun and is not at its end."""
    return RESTORE in notes(database)


def refuse_half_restored(database: Database) -> None:
    """Raise HalfRestored where a restore was begun and is not at its end.

    What is written then would be taken out again, or be mixed with the backup; what is read is a part.
    """
    if is_half_restored(database):
        raise HalfRestored


def is_empty(database: Database, model: Model) -> bool:
    """Whether the database holds nothing of ours but notes of its words."""
    labels = "|".join((model.claim.name, ENTITY, WITHDRAWN, ASIDE, PENDING, UNSETTLED))
    return not database.read(f"MATCH (n:{labels}) RETURN 1 AS one LIMIT 1")
