"""Finding many texts in much text at once, however they are written.

Texts are compared without regard to case, accents, width, spacing, punctuation, percent signs, HTML and backslash
escapes; in values also without marks of HTML and Markdown. Aho-Corasick: the time does not grow with the number of
texts that are looked for.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from ahocorasick_rs import AhoCorasick

from ontology.time import DateError, parse

_SHORT = 6
"""A text of fewer letters is looked for as a whole word."""

_TINY = 3
"""A text of fewer letters, or a number of fewer than six digits, is looked for as a whole value."""

_SQUEEZED = 9
"""A text of so many letters is looked for without its spaces too."""

_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
_TAGS = re.compile("<[^<>]*>")
_MARKS = re.compile("[*_`~]+")
_HASH = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-f])")
"""SHA-256, SHA-1 and MD5; and the ids of claims and facts."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_APART = re.compile(r"[^\w\u0300-\u036f\u1000-\u109f]+|_+")


def plain(text: str) -> str:
    """A text as it is compared: unescaped, composed, folded, words apart by one space."""
    return " ".join(_folded(text).split())


def _folded(text: str) -> str:
    if "\\" in text:
        text = _ESCAPED.sub(_character, text)
    if "%" in text:
        text = unquote(unquote(text))
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(_LETTERS)
        text = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))
    return _APART.sub(" ", text.casefold())


def _unmarked(value: str) -> Iterator[str]:
    """A value, and what a reader sees of it where it holds marks of HTML or Markdown."""
    yield value
    bare = html.unescape(value) if "&" in value else value
    if "<" in bare:
        yield _TAGS.sub(" ", bare)
        yield _TAGS.sub("", bare)
    if _MARKS.search(bare):
        yield _MARKS.sub("", _TAGS.sub("", bare))


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that may not leave, what kind it is (the rule), and the record that it is of."""

    text: str
    kind: str
    record: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A secret that was found, and where."""

    secret: Secret
    where: str


class Matcher:
    """Looks for secrets, in values and in whole files."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._by_text: dict[str, Secret] = {}
        self._by_hash: dict[str, Secret] = {}
        for secret in secrets:
            for form in _forms(secret.text):
                # Hashes are looked up whole: a machine that knew them letter by letter would be huge.
                kept = self._by_hash if _HASH.fullmatch(form) else self._by_text
                kept.setdefault(form, secret)
        self._tiny = {text for text in self._by_text if _is_tiny(text)}
        self._long = [text for text in self._by_text if not _is_tiny(text)]
        self._found = AhoCorasick(self._long)
        squeezed = {text.replace(" ", ""): text for text in self._long if " " in text}
        self._squeezed = {short: text for short, text in squeezed.items() if len(short) >= _SQUEEZED}
        self._found_squeezed = AhoCorasick(list(self._squeezed))
        self._squeezed_list = list(self._squeezed)

    def __len__(self) -> int:
        return len(self._by_text) + len(self._by_hash)

    def in_value(self, value: str) -> Iterator[Secret]:
        """The secrets in one value (a literal, the last part of an IRI, the name of a file)."""
        for seen in dict.fromkeys(map(plain, _unmarked(value))):
            yield from self._in_plain(seen)

    def _in_plain(self, text: str) -> Iterator[Secret]:
        if text in self._tiny:
            yield self._by_text[text]
        yield from self.in_text(text, ready=True)
        if " " in text or len(text) >= _SQUEEZED:
            short = text.replace(" ", "")
            for number, _, _ in self._found_squeezed.find_matches_as_indexes(short, overlapping=True):
                yield self._by_text[self._squeezed[self._squeezed_list[number]]]

    def in_text(self, text: str, *, ready: bool = False) -> Iterator[Secret]:
        """The secrets in a stretch of text. Tiny ones, which would be found everywhere, are asked of values alone."""
        text = text if ready else plain(text)
        for number, start, end in self._found.find_matches_as_indexes(text, overlapping=True):
            if _stands(self._long[number], text, start, end):
                yield self._by_text[self._long[number]]
        for run in _HASH.findall(text):
            if run in self._by_hash:
                yield self._by_hash[run]


def tells(raw: str, long: int) -> bool:
    """Whether a text as found says more than a day, a number, or fewer letters than `long`."""
    try:
        parse(raw.strip())
    except DateError:
        return len(plain(raw)) >= long and any(map(str.isalpha, raw))
    return False


def _forms(text: str) -> Iterator[str]:
    """A text as it would be found: plain, and as the plain hashes that are broken in a second."""
    folded = plain(text)
    if folded:
        yield folded
        for name in ("md5", "sha1", "sha256"):
            for form in {text, text.casefold(), folded}:
                yield hashlib.new(
                    name, form.encode("utf-8", "surrogatepass"), usedforsecurity=False
                ).hexdigest()


def _is_tiny(text: str) -> bool:
    return len(text) < _TINY or (text.isascii() and text.replace(" ", "").isdigit() and len(text) < 6)


def _stands(found: str, text: str, start: int, end: int) -> bool:
    """Whether a match is one: a short word must stand alone, and a number must not be a part of another."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if found.isascii() and len(found) < _SHORT:
        return not before.isalnum() and not after.isalnum()
    return not (found[0].isdigit() and before.isdigit()) and not (found[-1].isdigit() and after.isdigit())
