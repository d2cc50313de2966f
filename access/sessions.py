"""A session: who sits there, since when, and when it ends."""

from __future__ import annotations

from dataclasses import dataclass, replace

from access.members import Members
from access.rights import Right


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who signed in. Times are seconds since 1970, as a provider tells them too."""

    name: str
    began: float
    seen: float
    way: str = "password"

    def at(self, now: float) -> Session:
        """The session with a click at this time."""
        return replace(self, seen=now)

    def over(self, members: Members, now: float) -> str:
        """Why it is over, in words; empty while it lasts."""
        if members.rights(self.name) is None:
            return "You are no longer a member."
        if now - self.seen > members.idle:
            return f"You were signed out after {members.idle / 60:g} minutes without a click."
        if now - self.began > members.longest:
            return f"You were signed out after {members.longest / 3600:g} hours."
        return ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at the app, and what they may do. Without sign-in: somebody at this machine, who may do everything."""

    name: str
    rights: frozenset[Right]

    def may(self, right: Right) -> bool:
        """Whether they may do this."""
        return right in self.rights


ANYBODY = Visitor("", frozenset(Right))
"""Whoever sits at this machine where no sign-in is asked."""
