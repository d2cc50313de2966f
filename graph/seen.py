"""A set of ids that stays small: eight bytes an id, however many there are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_RECENT = 65_536
_BITS = 0xFFFF_FFFF_FFFF_FFFF

Numbers = npt.NDArray[np.uint64]


class SeenIds:
    """Which ids of a run were met before.

    Of ten million ids, two are mistaken for one another with a chance of 3 in a million.
    """

    def __init__(self) -> None:
        self._recent: set[int] = set()
        self._runs: list[Numbers] = []
        self._views: list[memoryview] = []

    def add(self, text: str) -> bool:
        """Add an id; true if it is new."""
        number = hash(text) & _BITS
        if number in self._recent or self._settled(number):
            return False
        self._recent.add(number)
        if len(self._recent) >= _RECENT:
            self._settle()
        return True

    def add_all(self, texts: Sequence[str]) -> list[bool]:
        """Add ids; of each whether it is new. Of one that comes twice, the first is."""
        numbers, settled = self._look(texts)
        found = []
        for number, known in zip(numbers, settled, strict=True):
            new = not known and number not in self._recent
            if new:
                self._recent.add(number)
            found.append(new)
        if len(self._recent) >= _RECENT:
            self._settle()
        return found

    def have(self, texts: Sequence[str]) -> list[bool]:
        """Of each id whether it was met before."""
        numbers, settled = self._look(texts)
        return [known or number in self._recent for number, known in zip(numbers, settled, strict=True)]

    def __contains__(self, text: object) -> bool:
        if not isinstance(text, str):
            return False
        number = hash(text) & _BITS
        return number in self._recent or self._settled(number)

    def __len__(self) -> int:
        return len(self._recent) + sum(len(run) for run in self._runs)

    def _settled(self, number: int) -> bool:
        for view in self._views:
            place = bisect_left(view, number)
            if place < len(view) and view[place] == number:
                return True
        return False

    def _look(self, texts: Sequence[str]) -> tuple[list[int], list[bool]]:
        """The numbers of some ids, and whether each is in a run: all at once, which costs a tenth of one by one."""
        numbers = [hash(text) & _BITS for text in texts]
        found = np.zeros(len(numbers), dtype=np.bool_)
        if self._runs:
            wanted = np.array(numbers, dtype=np.uint64)
            for run in self._runs:
                places = np.minimum(np.searchsorted(run, wanted), len(run) - 1)
                found |= run[places] == wanted
        return numbers, found.tolist()

    def _settle(self) -> None:
        """Sort what is recent into a run, and join runs of like size, so that few remain."""
        run = np.fromiter(self._recent, dtype=np.uint64, count=len(self._recent))
        self._recent.clear()
        self._views.clear()
        while self._runs and len(self._runs[-1]) <= len(run):
            run = np.concatenate((self._runs.pop(), run))
        run.sort()
        self._runs.append(run)
        self._views.extend(run.data for run in self._runs)
