"""Protected texts are found however they are written, and quickly where there are many."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from urllib.parse import quote

import pytest

from graph.matching import Matcher, Secret, plain

NAME = "Thura Kyaw Zéya"
BURMESE = "သူရကျော်"


def found(value: str, *texts: str) -> bool:
    return any(True for _ in Matcher(Secret(text, "name", "p1") for text in texts).in_value(value))


@pytest.mark.parametrize(
    "written",
    [
        NAME,
        f"he is called {NAME}, they say",
        NAME.upper(),
        "Thura Kyaw Zeya",
        "Thu<b>ra</b> Kyaw<br/>Zéya",
        "Thu&lt;b&gt;ra Kyaw Zéya",
        "**Thu**ra _Kyaw_ Zéya",
        unicodedata.normalize("NFD", NAME),
        quote(NAME),
        quote(quote(NAME)),
        NAME.replace(" ", "_"),
        NAME.replace(" ", "-").lower(),
        NAME.replace(" ", ""),
        NAME.replace(" ", "\u200b "),
        NAME.replace(" ", "\n\t"),
        json.dumps(NAME),
        "Thura&#32;Kyaw&nbsp;Z&eacute;ya",
        "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in "Thura Kyaw Z") + "éya",
        hashlib.sha256(NAME.encode()).hexdigest(),
        hashlib.md5(NAME.encode(), usedforsecurity=False).hexdigest(),
    ],
)
def test_a_name_is_found(written: str) -> None:
    assert found(written, NAME)


@pytest.mark.parametrize("written", [BURMESE, f"ဗိုလ်{BURMESE}က", quote(BURMESE), json.dumps(BURMESE)])
def test_a_burmese_name_is_found(written: str) -> None:
    assert found(written, BURMESE)


@pytest.mark.parametrize(
    ("secret", "value", "there"),
    [
        ("Win", "Winter quarters", False),
        ("Win", "Ko Win left", True),
        ("Soldier 1", "Soldier 12", False),
        ("Soldier 1", "Soldier 1", True),
        ("12", "2021-12-01", False),
        ("12", "12", True),
        ("BC 40117", "no. BC-40117.", True),
        ("", "anything", False),
    ],
)
def test_short_texts_stand_alone(secret: str, value: str, there: bool) -> None:
    assert found(value, secret) is there


def test_a_whole_file_is_looked_through() -> None:
    matcher = Matcher([Secret(NAME, "name", "p1")])
    text = f'<urn:a> <urn:b> "Thura Kyaw Z\\u00e9ya"^^<urn:c> .\n<urn:d%20{quote(NAME)}> .'
    assert len(list(matcher.in_text(text))) == 2


def test_ten_thousand_names_in_a_megabyte() -> None:
    names = [f"Person {hashlib.sha256(str(n).encode()).hexdigest()[:10]}" for n in range(10_000)]
    matcher = Matcher(Secret(name, "name", "p") for name in names)
    text = "1 Infantry Division answered to the Northern Command in 2021. " * 16_000
    assert not list(matcher.in_text(text))
    assert [secret.text for secret in matcher.in_text(text + names[7_777])] == [names[7_777]]


def test_folding_is_stable() -> None:
    assert plain(plain(quote(NAME))) == plain(NAME) == "thura kyaw zeya"
