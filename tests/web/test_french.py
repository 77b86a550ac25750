"""Pages in French: all of it, and by the same clock."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.cast import CONFIDENCE, Talks
from tests.web.every_page import PAGES, lived_in
from tests.web.people import Person

CATALOGUE = Path("src/entremise/web/locale/fr/LC_MESSAGES/django.po")
PLACE = re.compile(r"%%|%\(\w+\)[sd]|\{\w+\}")


@cache
def english() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every sentence that has another form in French, and what it looks like on a page."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    found = []
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple) else (str(message.id),)
        strings = message.string if isinstance(message.string, tuple) else (str(message.string),)
        same = {" ".join(string.split()) for string in strings}
        found += [(one, _pattern(one)) for one in ids if one and " ".join(one.split()) not in same]
    return tuple(found)


def _pattern(sentence: str) -> re.Pattern[str]:
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", sentence)).strip()
    words = ".{1,200}?".join(re.escape(piece) for piece in PLACE.split(plain))
    return re.compile(words)


def left_in(spoken: list[str]) -> set[str]:
    """The English sentences of the catalogue that are said: whole, or several words among others."""
    found = set()
    for sentence, pattern in english():
        look = pattern.search if len(PLACE.sub("", sentence).split()) > 2 else pattern.fullmatch
        if any(look(one) for one in spoken):
            found.add(sentence)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_no_english_is_left(talks: Talks, name: str) -> None:
    told = PAGES[name](lived_in(talks))

    assert told.headers["Content-Language"] == "fr"
    assert told.page.root.tags("html")[0].get("lang") == "fr"
    assert left_in(told.page.spoken()) == set()


def test_english_that_was_left_would_be_found(talks: Talks, mo: Person) -> None:
    """What is looked for can be found: the same page in English."""
    assert len(left_in(mo.sees().page.spoken())) > 20


def test_the_catalogue_is_not_empty() -> None:
    assert len(english()) > 200


def test_a_refusal_is_said_in_french_with_its_facts(talks: Talks, mo: Person) -> None:
    talks.ana.says("Nous pourrions attendre.", leave=CONFIDENCE)

    page = mo.speaks("fr").sends("corridor", {"to": "B", "sources": "A-01", "text": "Bientôt.", "carry": "1"}).page

    assert "A-01" in page.id("guard").text
    assert left_in(page.spoken()) == set()


def test_days_and_hours_are_french(talks: Talks, ana: Person) -> None:
    talks.ana.says("Bonjour.", leave=CONFIDENCE)

    page = ana.speaks("fr").sees().page

    assert page.of_class("day")[0].text == "dimanche 22 novembre 2026"
    assert "16:00 Muscat" in page.of_class("place")[0].text


def test_what_people_wrote_is_never_translated(talks: Talks, ana: Person) -> None:
    talks.ana.says("Information", leave=CONFIDENCE)
    talks.ana.says("Return to your place", leave=CONFIDENCE)

    page = ana.speaks("fr").sees().page

    assert [quote.text for quote in page.root.tags("blockquote")] == ["Information", "Return to your place"]
