"""The door of the app: who is here, what they may do, and the page that asks them to sign in."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from access.addresses import OFF, SWITCH, is_foreign, is_loopback
from access.log import Log, What
from access.members import Members, read_members
from access.passwords import matches
from access.rights import Right
from access.sessions import ANYBODY, Session, Visitor
from access.slowing import Slowing
from graph.settings import Settings
from ontology.errors import CommandError, OrbatlasError
from views.markdown import as_text
from views.pages.shutting import shut

_KEY = "orbatlas-session"
_SAID = "orbatlas-signed-out"
_AT_FIRST = "orbatlas-rights"
_HERE = "somebody at this machine"
WRONG = "That name and password do not belong together."
UNKNOWN = "a name of no member"


class NotSignedIn(OrbatlasError):
    """Nobody signed in, or the session is over."""


def is_asked() -> bool:
    """Whether people have to sign in: beyond this machine unless switched off, and here where there are members."""
    if _switched_off():
        return False
    if members() is not None or _provider() is not None:
        _WAS_ASKED.set()
    return not _on_loopback() or _WAS_ASKED.is_set()


def _switched_off() -> bool:
    return os.environ.get(SWITCH, "").casefold() == OFF


# Not in Streamlit's caches, which a session may empty for all.
_WAS_ASKED = threading.Event()
"""Set once anybody had to sign in: a file that goes away later, or is being saved, opens no door."""

_SLOWING = Slowing()


def _on_loopback() -> bool:
    """Without an address Streamlit listens on all of them."""
    try:
        return is_loopback(str(st.get_option("server.address")))
    except ValueError:
        return False


def members() -> Members | None:
    """The members as their file has them now; None without a file. Raises CommandError for a file that is wrong.

    Whoever reads the words of it need not be a member, so they do not say what stands in the file.
    """
    file = Settings.from_environment().members
    try:
        return _read(file, _stamp(file))
    except CommandError:
        _WAS_ASKED.set()
        raise CommandError(
            "The file of members is not as it should be, so nobody gets in.",
            hint="On the machine that runs it, `orbatlas members list` says why.",
        ) from None


def _stamp(file: Path) -> tuple[int, int, int]:
    try:
        found = file.stat()
    except FileNotFoundError:
        return (0, 0, 0)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    return (found.st_mtime_ns, found.st_size, found.st_mode)


@lru_cache(maxsize=4)
def _read(file: Path, stamp: tuple[int, int, int]) -> Members | None:
    return read_members(file)


def visitor() -> Visitor:
    """Who is here. Raises NotSignedIn where somebody has to sign in first, or their session is over.

    A right that is given while a page runs counts from the next click on: what the page keeps for others like them
    must be what those may see.
    """
    if not is_asked():
        return ANYBODY
    found = _visitor(st.session_state.get(_KEY))
    return Visitor(found.name, found.rights & st.session_state.get(_AT_FIRST, frozenset()))


def _visitor(session: object) -> Visitor:
    known = members()
    if not isinstance(session, Session):
        raise NotSignedIn("Sign in first.", hint="Load the page anew.")
    rights = known.rights(session.name) if known else None
    if known is None or rights is None or session.over(known, time.time()):
        raise NotSignedIn("Your session is over.", hint="Load the page anew.")
    return Visitor(session.name, rights)


def may(right: Right) -> bool:
    """Whether who is here may do this."""
    return visitor().may(right)


def note(what: What, **details: object) -> None:
    """Put what who is here does into the log. Raises CommandError where that cannot be."""
    log().note(what, visitor().name or _HERE, **details)


def for_later(what: What, **details: object) -> Callable[[], None]:
    """As `note`, for what is done outside the page's run: it is refused there when the session is over by then, or
    who it is may do less than when the page was made.

    It raises as `note` and `visitor` do.
    """
    asked, session = is_asked(), st.session_state.get(_KEY)
    kept, rights = log(), visitor().rights

    def noted() -> None:
        found = _visitor(session) if asked else ANYBODY
        if not rights <= found.rights:
            raise NotSignedIn("Your role is another one by now.", hint="Load the page anew.")
        kept.note(what, found.name or _HERE, **details)

    return noted


@cache
def log() -> Log:
    """The log of this home."""
    return Log(Settings.from_environment().log)


def enter() -> Visitor:
    """Let somebody in. Where they have not signed in, the page asks them to, and nothing else of the app runs."""
    shut()
    try:
        if not is_asked():
            _refuse_foreign()
            return ANYBODY
        return _let_in()
    except OrbatlasError as error:
        st.title("Orbatlas")
        st.error(as_text(str(error)), icon=":material/lock:")
        st.stop()


def _refuse_foreign() -> None:
    """Where nobody signs in, a page of the web must not read along, by letting its name point at this machine."""
    host = st.context.headers.get("Host")
    if host is not None and is_foreign(host) and not _switched_off():
        raise CommandError(
            f"Under the name {host} nobody is let in without signing in.",
            hint=f"Open http://127.0.0.1:{st.get_option('server.port')}, or add members (docs/signing-in.md).",
        )


def _let_in() -> Visitor:
    known = members()
    if known is None or not known.members:
        raise CommandError(
            "This app asks for sign-in, and nobody is a member yet.",
            hint="On the machine that runs it: orbatlas members add NAME --role steward",
        )
    session = st.session_state.get(_KEY)
    if isinstance(session, Session) and (why := session.over(known, time.time())):
        _end(session, why)
        session = None
    if session is None:
        session = _by_provider(known)
    if session is None:
        _ask(known)
        st.stop()
    st.session_state[_KEY] = _seen(session.at(time.time()), known)
    st.session_state[_AT_FIRST] = known.rights(session.name) or frozenset()
    _tell(session, known)
    return visitor()


# The cookie of a provider outlasts the tab: who comes back with it has been idle meanwhile.
_LAST_SEEN: dict[tuple[str, float], float] = {}


def _seen(session: Session, known: Members) -> Session:
    """Remember when somebody was last seen; who signed in too long ago to come back is forgotten."""
    if session.way == "provider":
        for one in [key for key in list(_LAST_SEEN) if session.seen - key[1] > known.longest]:
            _LAST_SEEN.pop(one, None)
        _LAST_SEEN[session.name, session.began] = session.seen
    return session


def _tell(session: Session, known: Members) -> None:
    """Who is signed in, and the way out."""
    with st.sidebar:
        st.caption(f"Signed in as {as_text(session.name)} ({as_text(known.members[session.name].role)})")
        if st.button("Sign out", icon=":material/logout:", key="sign-out"):
            _end(session, "You are signed out.")
            st.rerun()


def _end(session: Session, why: str) -> None:
    log().note(What.SIGNED_OUT, session.name, why=why)
    st.session_state.clear()
    st.session_state[_SAID] = why
    if session.way == "provider":
        st.logout()


# ---- by password


_LONGEST = 200
"""Letters of a name; who speaks to us without a browser may send any number, and failures are remembered by it."""


def _ask(known: Members) -> None:
    st.title("Orbatlas")
    if why := st.session_state.get(_SAID):
        st.info(str(why), icon=":material/logout:")
    if name := _provider():
        if st.button(f"Sign in with {name}", type="primary", icon=":material/login:"):
            st.login(None if name == _ONE else name)
        if not any(member.password for member in known.members.values()):
            return
    with st.form("sign-in", width=420):
        name = st.text_input("Name", max_chars=_LONGEST, autocomplete="username")
        password = st.text_input(
            "Password", type="password", max_chars=1_000, autocomplete="current-password"
        )
        if st.form_submit_button("Sign in", icon=":material/login:"):
            _try(known, name.strip(), password)


def _try(known: Members, name: str, password: str) -> None:
    """One try. The answer, and the time it takes, are the same for a wrong name and a wrong password."""
    name = name[:_LONGEST]
    whom = [f"name {name}", *_address()]
    if (wait := _SLOWING.tries(*whom)) > 0:
        st.error(f"Too many failures. Try again in {wait:.0f} seconds.", icon=":material/hourglass:")
        return
    member = known.members.get(name)
    if not matches(member.password if member else None, password):
        # Who types a password where the name goes is not to find it in the log.
        log().note(What.NOT_SIGNED_IN, name if member else UNKNOWN, address=st.context.ip_address)
        st.error(WRONG, icon=":material/block:")
        return
    _SLOWING.succeeded(*whom)
    _begin(Session(name, time.time(), time.time()))
    st.rerun()


def _begin(session: Session) -> None:
    log().note(What.SIGNED_IN, session.name, way=session.way, address=st.context.ip_address)
    st.session_state.pop(_SAID, None)
    st.session_state[_KEY] = session


def _address() -> list[str]:
    """The visitor's address, as one that can be slowed down; behind a proxy on this machine it says nothing."""
    address = st.context.ip_address
    return [f"address {address}"] if address and not is_loopback(address) else []


# ---- by OpenID Connect

_ONE = "your organisation"


def _provider() -> str | None:
    """The provider that Streamlit's secrets name, if any; of several the first."""
    try:
        found: Any = st.secrets.get("auth")
    except FileNotFoundError:
        return None
    if not found:
        return None
    if "client_id" in found:
        return _ONE
    return next((name for name, value in found.items() if hasattr(value, "keys")), None)


def _by_provider(known: Members) -> Session | None:
    """The session of who signed in with the provider. Raises CommandError for who is no member here."""
    if _provider() is None or not st.user.is_logged_in:
        return None
    told: dict[str, Any] = st.user.to_dict()
    # Not the preferred_username, which many providers let everybody choose.
    name = str(told.get("email") or "")
    now = time.time()
    member = known.members.get(name)
    # Some providers write the word as text. A member with a password signs in with that, not by a name elsewhere.
    if told.get("email_verified", True) not in (True, "true") or member is None or member.password:
        log().note(What.NOT_SIGNED_IN, name, way="provider", address=st.context.ip_address)
        st.button("Sign out", on_click=st.logout, key="provider-out")
        raise CommandError(f"{name or 'Who signed in'} is no member here.", hint="Ask the steward.")
    iat = told.get("iat")
    began = float(iat) if isinstance(iat, int | float) else now
    session = Session(name, began, _LAST_SEEN.get((name, began), now), "provider")
    if why := session.over(known, now):
        st.session_state[_SAID] = why
        st.logout()
        st.stop()
    _begin(session)
    return session
