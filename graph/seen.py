"""A set of ids that stays small: eight bytes an id, however many there are."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

_RECENT = 65_536


class SeenIds:
    """Which ids of a run were met before.

    Of ten million ids, two are mistaken for one another with a chance of 3 in a million.
    """

    def __init__(self) -> None:
        self._recent: set[int] = set()
        self._runs: list[npt.NDArray[np.uint64]] = []

    def add(self, text: str) -> bool:
        """Add an id; true if it is new."""
        number = _number(text)
        if number in self._recent or any(_holds(run, number) for run in self._runs):
            return False
        self._recent.add(number)
        if len(self._recent) >= _RECENT:
            self._settle()
        return True

    def __contains__(self, text: object) -> bool:
        if not isinstance(text, str):
            return False
        number = _number(text)
        return number in self._recent or any(_holds(run, number) for run in self._runs)

    def __len__(self) -> int:
        return len(self._recent) + sum(len(run) for run in self._runs)

    def _settle(self) -> None:
        """Sort what is recent into a run, and join runs of like size, so that few remain."""
        run = np.sort(np.fromiter(self._recent, dtype=np.uint64, count=len(self._recent)))
        self._recent.clear()
        while self._runs and len(self._runs[-1]) <= len(run):
            run = np.sort(np.concatenate((self._runs.pop(), run)))
        self._runs.append(run)


def _holds(run: npt.NDArray[np.uint64], number: int) -> bool:
    wanted = np.uint64(number)
    place = int(np.searchsorted(run, wanted))
    return place < len(run) and run[place] == wanted


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
