"""Names beside rows: namesakes are told apart by their ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def labelled(things: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Id → name, from (id, name); the id stands behind a name that several bear."""
    number = Counter(name for _, name in things)
    return {id: name if number[name] == 1 else f"{name} [{id}]" for id, name in things}
