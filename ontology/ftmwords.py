"""Values and ids as FollowTheMoney takes them, and what it cannot hold as words: `Label: value`.

Where a value can be said in part only (`2021-02~` as 2021-02, Myanmar as mm), the nearest is written in its property
and the whole in words; who reads both takes the words.
"""

from __future__ import annotations

import hashlib
import re
from calendar import monthrange
from collections.abc import Mapping
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

from ontology.concepts import folded
from ontology.ftm import Ftm
from ontology.model import Class, Datatype, Model, Slot
from ontology.time import DateError, parse

# ---- ids

LONGEST_ID = 200
_ID = re.compile(r"[0-9A-Za-z]([0-9A-Za-z.-]*[0-9A-Za-z])?")
_CODED = re.compile(r"orb-(?P<text>[0-9A-Za-z.-]*)-id")
_CODE = re.compile(r"\.([0-9a-f]+)\.")
_OTHER = re.compile(r"[^0-9A-Za-z-]")


def id_out(id: str) -> str:
    """An id that FollowTheMoney takes as a reference: the same where it does, else one that can be turned back.

    >>> id_out("tmw-army"), id_out("sheet:a")
    ('tmw-army', 'orb-sheet.3a.a-id')
    """
    if _ID.fullmatch(id) and len(id) <= LONGEST_ID and not _CODED.fullmatch(id):
        return id
    coded = _OTHER.sub(lambda match: f".{ord(match[0]):x}.", id)
    made = f"orb-{coded}-id"
    if len(made) <= LONGEST_ID:
        return made
    return f"orb-{hashlib.sha256(id.encode('utf-8', 'surrogatepass')).hexdigest()}"


def id_in(id: str) -> str:
    """The id for which `id_out` made this one.

    >>> id_in("orb-sheet.3a.a-id")
    'sheet:a'
    """
    found = _CODED.fullmatch(id)
    if not found:
        return id
    try:
        plain = _CODE.sub(lambda match: chr(int(match[1], 16)), found["text"])
        plain.encode()
    except (ValueError, OverflowError):  # no characters at all, or half of a pair of surrogates
        return id
    return plain if id_out(plain) == id else id


def keeps_id(id: str) -> bool:
    """Whether the id comes back from `id_out` by `id_in`."""
    return id_in(id_out(id)) == id


# ---- values

_DAY = re.compile(r"(?P<year>[12][0-9]{3})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2}))?)?")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
# A name stands there on one line, with one blank between words, and without quotes around it or what nobody sees in it.
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200d\u2060-\u2064\ufeff]")
_QUOTED = re.compile(r"^[\"'](.*)[\"']$")
_HOST = re.compile(r"([^\W_]([\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,}(:[0-9]{1,5})?")


class Values:
    """Says values as FollowTheMoney takes them."""

    def __init__(self, ftm: Ftm) -> None:
        self._ftm = ftm

    def said(self, name: str, text: str) -> str | None:
        """What can stand in their property `name` for this text, the nearest if not the whole; None for nothing."""
        kind = self._ftm.kind(name)
        if kind == "date":
            return _day(text)
        if kind == "country":
            return self._ftm.codes.get(folded(text))
        if kind == "url":
            return text if _is_url(text) else None
        if kind == "gender":
            return text if text in ("male", "female", "other") else None
        if kind == "number":
            return text if _NUMBER.fullmatch(text) else None
        if kind == "name":
            text = " ".join(_UNSEEN.sub("", _QUOTED.sub(r"\1", text)).split())
        return text if text.strip() and len(text) <= self._ftm.longest[kind] else None

    def pieces(self, text: str) -> list[str]:
        """A text in pieces that are short enough."""
        size = self._ftm.longest["text"]
        return [text[start : start + size] for start in range(0, len(text), size)]


@lru_cache(maxsize=8_192)
def _day(text: str) -> str | None:
    """A year, month or day that holds all of an imprecise date.

    >>> _day("2021-02~"), _day("2021-02-27/2021-03-02"), _day("../2021")
    ('2021-02', '2021', None)
    """
    plain = _DAY.fullmatch(text)
    if plain and _in_calendar(plain):
        return text
    try:
        span = parse(text)
    except DateError:
        return None
    first, last = span.earliest, span.latest
    if first is None or last is None or first.year != last.year:
        return None
    if not 1000 <= first.year < 3000:
        return None
    if first.month != last.month:
        return f"{first.year:04}"
    return first.isoformat() if first == last else f"{first.year:04}-{first.month:02}"


def _in_calendar(found: re.Match[str]) -> bool:
    year, month, day = int(found["year"]), int(found["month"] or 1), int(found["day"] or 1)
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _is_url(text: str) -> bool:
    if len(text) > 4_096 or text != text.strip() or "\n" in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https", "ftp") and bool(_HOST.fullmatch(parts.netloc))


# ---- words


class Words:
    """What is said of one class in words."""

    def __init__(self, model: Model, cls: Class) -> None:
        self._slots = [
            slot for slot in cls.slots if slot.prop.datatype not in (Datatype.ENTITY, Datatype.RESOURCE)
        ]
        self._extra = model.claim.by_key["confidence"]
        self._note = cls.by_key.get("note")

    @cached_property
    def _by_label(self) -> Mapping[str, Slot]:
        found = {slot.prop.label: slot for slot in (self._extra, *reversed(self._slots))}
        return {label: slot for label, slot in found.items() if ": " not in label}

    def write(self, slot: Slot, value: str) -> str:
        """One value in words."""
        return f"{slot.prop.label}: {written(slot, value)}"

    def note(self, text: str) -> str:
        """A remark, marked as one where it would be read as something else."""
        return f"{self._note.prop.label}: {text}" if self._note and self.read(text) else text

    def read(self, text: str) -> tuple[str, str] | None:
        """(key, value) of what is said in words; None for any other text."""
        label, mark, value = text.partition(": ")
        slot = self._by_label.get(label) if mark else None
        if slot is None or not value:
            return None
        value = understood(slot, value)
        return (slot.key, value) if _may_be(slot, value) else None


def written(slot: Slot, value: str) -> str:
    """A term by its label, if that leads back to it; all else as it is."""
    scheme = slot.prop.scheme
    if scheme is None:
        return value
    label = scheme.label_of(value)
    found = scheme.find(label)
    return label if found is not None and found.notation == value else value


def understood(slot: Slot, text: str) -> str:
    """The term that a text names; all else as it is."""
    found = slot.prop.scheme.find(text) if slot.prop.scheme else None
    return found.notation if found else text


def _may_be(slot: Slot, value: str) -> bool:
    """Whether a text can be a value, so that a remark that only looks like one stays a remark."""
    scheme, datatype = slot.prop.scheme, slot.prop.datatype
    if scheme is not None:
        return scheme.open or value in scheme.concepts
    if datatype in (Datatype.EDTF, Datatype.DATE):
        return _is_date(value)
    if datatype is Datatype.INTEGER:
        return re.fullmatch(r"-?[0-9]{1,19}", value) is not None and abs(int(value)) < 1 << 63
    return datatype is not Datatype.DECIMAL or _NUMBER.fullmatch(value) is not None


def _is_date(value: str) -> bool:
    try:
        parse(value)
    except DateError:
        return False
    return True
