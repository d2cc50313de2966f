"""How much one row may say: a row goes in whole, in one transaction, so it must not be beyond all measure.

A cell of many values with a cell of many sources makes a claim for each pair; two cells of a megabyte would make
more than any machine holds.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph.claims import Claim
from ingest.rows import Row, RowRefused

MOST_CLAIMS = 20_000
"""Claims that a row may make."""
MOST_TEXT = 32_000_000
"""Characters that they may hold together."""

_SHORT = 1_000
"""Characters of a row whose claims need not be weighed."""

_HINT = "Spread what it says over several rows."


def bounded(row: Row, claims: Iterable[Claim]) -> list[Claim]:
    """The claims of a row, taken no further than a row may go. Raises RowRefused beyond that."""
    found: list[Claim] = []
    size, weigh = 0, not row.raw or sum(map(len, row.raw)) > _SHORT
    for claim in claims:
        found.append(claim)
        size += weight(claim) if weigh else 0
        if len(found) > MOST_CLAIMS or size > MOST_TEXT:
            raise too_much(row)
    return found


def weight(claim: Claim) -> int:
    """About how many characters a claim holds."""
    texts = (claim.value, claim.raw, claim.object)
    return 100 + sum(len(text) for text in texts if text) + sum(len(k) + len(v) for k, v in claim.qualifiers)


def too_much(row: Row) -> RowRefused:
    """The error that refuses a row which says too much."""
    rule = f"it makes more than {MOST_CLAIMS:,} claims, or {MOST_TEXT:,} characters of them"
    return row.refuse("", "", rule, _HINT)
