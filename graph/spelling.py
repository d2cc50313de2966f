"""How names are written: words and numbers as they are compared, whatever their accents, digits and ordinals.

Nothing here knows a language. What an accent, a digit or a letter is says Unicode; abbreviations are initials of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

# An apostrophe or a dot between letters joins them.
JOINING = "'’."
# Letters that stand right behind a number and are no part of it: 114th, 2ème. One letter alone names a thing: 114A.
_ORDINAL = re.compile(r"[^\W\d_]{2,3}")
_LATIN = re.compile(r"LATIN (?:SMALL|CAPITAL) (?:LETTER|LIGATURE) (?:DOTLESS )?([A-Z]{1,2})(?: WITH .*)?")
_LONGEST_ABBREVIATION = 6


def folded(text: str) -> str:
    """The text as names are compared: no case, no accents, one kind of digits; vowel signs of a script stay."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(_folded_char(char) for char in apart if not _is_accent(char))


def _is_accent(char: str) -> bool:
    """Accents stand over or under a letter (classes from 200 on) or are points (10 to 36); vowel signs are neither."""
    place = unicodedata.combining(char)
    return place >= 200 or 10 <= place <= 36


@lru_cache(maxsize=4096)
def _folded_char(char: str) -> str:
    if char.isascii():
        return char
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    latin = _LATIN.fullmatch(unicodedata.name(char, ""))
    return latin[1].lower() if latin else char


def spaced(text: str) -> str:
    """The text with a space for all that is neither in a word nor joins two parts of one."""
    return "".join(char if char in JOINING or in_word(char) else " " for char in text)


def in_word(char: str) -> bool:
    """Whether a character belongs to a word: marks belong to their letters, and Burmese has many."""
    return char == "_" or unicodedata.category(char)[0] in "LMN"


def typed_words(text: str) -> list[str]:
    """The words of a text in lower case, accents and digits as they are; signs around them are gone."""
    words = (word.strip(JOINING) for word in spaced(text).lower().split())
    return [word for word in words if word]


def name_words(text: str) -> list[str]:
    """The words and numbers of a name, folded: "(114th) L.I.B.-3" → 114, l, i, b, 3."""
    pieces = re.split(f"[{JOINING}\\s]", spaced(folded(text)))
    return [part for piece in pieces for part in parts(piece)]


def parts(word: str) -> list[str]:
    """A folded word cut where digits meet letters; what makes a number an ordinal is left out."""
    runs = ["".join(run) for _, run in groupby(word, is_number)]
    return [run for before, run in zip(("", *runs), runs, strict=False) if not _ordinal(before, run)]


def _ordinal(before: str, run: str) -> bool:
    return is_number(before) and _ORDINAL.fullmatch(run) is not None


def is_number(word: str) -> bool:
    """Whether a folded word is a whole number."""
    return word.isascii() and word.isdigit()


def joined(text: str) -> set[str]:
    """Words of a name whose parts an apostrophe or a dot joins, written in one: "N'Djamena" → ndjamena."""
    words = (word.strip(JOINING) for word in spaced(folded(text)).split())
    return {re.sub(f"[{JOINING}]", "", word) for word in words if any(sign in word for sign in JOINING)}


@lru_cache(maxsize=1)
def _zeros() -> tuple[int, ...]:
    """The code point of the zero of each script that has digits, the compatible forms of others left out."""
    return tuple(
        code
        for code in range(0x10000)
        if unicodedata.decimal(chr(code), None) == 0 and unicodedata.normalize("NFKD", chr(code)) == chr(code)
    )


def in_all_digits(number: str) -> list[str]:
    """A number in the digits of each script that has its own; the one of ASCII first."""
    return ["".join(chr(zero + int(digit)) for digit in number) for zero in _zeros()]


def unspaced(word: str) -> bool:
    """Whether the word's script knows no case: such scripts may write words without spaces between them."""
    return any(unicodedata.category(char) == "Lo" for char in word)


def initials(words: Iterable[str]) -> str:
    """The first letters of words."""
    return "".join(word[0] for word in words if word)


def is_abbreviation(word: str) -> bool:
    """Whether a word can be the initials of others: two to six letters."""
    return 2 <= len(word) <= _LONGEST_ABBREVIATION and word.isalpha()


def runs(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Every stretch of two or more neighbouring words without digits: its start, its end, its initials."""
    for first in range(len(words)):
        for last in range(first + 2, min(first + _LONGEST_ABBREVIATION, len(words)) + 1):
            if any(not word.isalpha() for word in words[first:last]):
                break
            yield first, last, initials(words[first:last])
