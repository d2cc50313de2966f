"""Slows down who guesses: after some failures a name, or an address, has to wait, longer each time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

FREE = 5
"""Failures without a wait."""

FIRST, MOST = 10.0, 900.0
"""Seconds of the first wait; it doubles up to the longest."""

_REMEMBERED = 10_000


@dataclass(slots=True)
class _Failures:
    count: int
    until: float


class Slowing:
    """Failures of this process, by name and by address; forgotten when the app starts anew."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._failures: dict[str, _Failures] = {}

    def tries(self, *whom: str) -> float:
        """Seconds that these have to wait; where they need not, it counts as a failure until `succeeded`.

        So many who try at once get one try.
        """
        with self._lock:
            if (left := self._left(*whom)) <= 0:
                self._count(*whom)
            return left

    def _left(self, *whom: str) -> float:
        known = (self._failures.get(one) for one in whom)
        return max((one.until - self._clock() for one in known if one is not None), default=0.0)

    def _count(self, *whom: str) -> None:
        now = self._clock()
        self._forget(now)
        for one in whom:
            held = self._failures.setdefault(one, _Failures(0, now))
            held.count += 1
            over = min(held.count - FREE, 20)
            held.until = now + (min(MOST, FIRST * 2.0 ** (over - 1)) if over > 0 else 0.0)

    def succeeded(self, *whom: str) -> None:
        """These have signed in: their failures are forgotten."""
        with self._lock:
            for one in whom:
                self._failures.pop(one, None)

    def _forget(self, now: float) -> None:
        if len(self._failures) >= _REMEMBERED:
            self._failures = {key: one for key, one in self._failures.items() if one.until > now - 3600}
