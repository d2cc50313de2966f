"""Two things at once: the next is worked on while the one before it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")


def one_ahead(work: Callable[[T], U], things: Iterable[T]) -> Iterator[U]:
    """What `work` makes of each thing, in their order; it works on one thing more, in a thread of its own.

    An error of `work` is raised here. When the caller stops early, what is under way is waited for.
    """
    with ThreadPoolExecutor(1, "ahead") as pool:
        coming: Future[U] | None = None
        for thing in things:
            following = pool.submit(work, thing)
            if coming is not None:
                yield coming.result()
            coming = following
        if coming is not None:
            yield coming.result()
