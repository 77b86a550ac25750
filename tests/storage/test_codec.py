"""Events as rows, and rows of older code as today's events."""

from dataclasses import replace
from typing import Any, Final

import msgspec
import pytest

from entremise.domain.errors import Broken
from entremise.domain.events import Announced, Event
from entremise.domain.events.rounds import RoundKept, RoundTold, RoundToldInto, Worded
from entremise.domain.events.tracks import TrackKept, TrackNotice
from entremise.domain.ids import Label, Mark
from entremise.storage.codec import KINDS, UPCASTS, VERSIONS, decode, encode
from tests.domain import samples
from tests.domain.samples import EVENTS


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_is_read_as_it_was_written(event: Event) -> None:
    kind, version, body = encode(event)

    assert decode(kind, version, body) == event
    assert (kind, version) == (type(event).__name__, VERSIONS.get(kind, 1))


def test_every_event_has_a_kind() -> None:
    assert set(KINDS.values()) == set(samples.KINDS)


def test_every_old_version_has_a_way_up() -> None:
    assert set(UPCASTS) == {(kind, version) for kind, today in VERSIONS.items() for version in range(1, today)}


def first_to_second(fields: dict[str, Any]) -> dict[str, Any]:
    """As if the words had once been called `words`."""
    return {"label": fields["label"], "text": fields["words"]}


def second_to_third(fields: dict[str, Any]) -> dict[str, Any]:
    """As if they had once been kept without a full stop."""
    return {**fields, "text": fields["text"] + "."}


@pytest.mark.parametrize(
    ("version", "body"),
    [
        (1, {"label": {"series": "A", "number": 1}, "words": "Noon"}),
        (2, {"label": {"series": "A", "number": 1}, "text": "Noon"}),
        (3, {"label": {"series": "A", "number": 1}, "text": "Noon."}),
    ],
)
def test_an_old_row_is_raised_to_todays_form(version: int, body: dict[str, Any]) -> None:
    event = decode(
        "Announced",
        version,
        msgspec.json.encode(body),
        versions={"Announced": 3},
        upcasts={("Announced", 1): first_to_second, ("Announced", 2): second_to_third},
    )

    assert event == Announced(label=Label("A", 1), text="Noon.")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_can_be_raised(event: Event) -> None:
    """Times, labels and choices are read from an old body as from a new one."""
    kind, version, body = encode(event)

    raised = decode(kind, version, body, versions={kind: version + 1}, upcasts={(kind, version): lambda fields: fields})

    assert raised == event


def test_a_kind_that_is_not_known_is_not_guessed_at() -> None:
    with pytest.raises(Broken, match="unknown kind 'Shouted'"):
        decode("Shouted", 1, b"{}")


def test_a_version_that_is_newer_is_not_guessed_at() -> None:
    with pytest.raises(Broken, match="Announced in version 2, newer than 1"):
        decode("Announced", 2, b"{}")


@pytest.mark.parametrize("event", [samples.TRACK, samples.TRACK_NOTICE])
def test_a_track_written_before_it_had_items_reads_as_one_with_none(event: TrackKept | TrackNotice) -> None:
    old = {name: value for name, value in msgspec.to_builtins(event).items() if name != "items"}

    assert msgspec.convert(old, type(event)) == replace(event, items=())


WHEN: Final = "2026-02-06T06:00:00Z"
OLD_NOTICE: Final = {
    **msgspec.json.decode(msgspec.json.encode(samples.NOTICE)),
    "sessions": [
        {"title": "Opening", "starts": WHEN, "ends": None},
        {"title": "Closing", "starts": WHEN, "ends": None},
    ],
}


def test_sessions_of_an_old_row_are_numbered_and_were_read_by_every_room() -> None:
    old = {**msgspec.json.decode(msgspec.json.encode(samples.ROUND)), "sessions": OLD_NOTICE["sessions"]}

    kept = decode("RoundKept", 1, msgspec.json.encode(old))
    told = decode("RoundTold", 1, msgspec.json.encode({"notice": OLD_NOTICE}))
    into = decode("RoundToldInto", 1, msgspec.json.encode({"mark": "A", "round": 1, "notice": OLD_NOTICE}))

    assert isinstance(kept, RoundKept)
    assert isinstance(told, RoundTold)
    assert isinstance(into, RoundToldInto)
    assert [(one.number, one.title, one.marks) for one in kept.sessions] == [(1, "Opening", None), (2, "Closing", None)]
    assert [(one.number, one.title) for one in told.notice.sessions] == [(1, "Opening"), (2, "Closing")]
    assert (into.notice, into.sessions) == (told.notice, ((1, 1), (2, 2)))


@pytest.mark.parametrize(("words", "worded"), [("It is put off.", Worded.NOT_ASKED), (None, None)])
def test_words_of_an_old_row_were_told_without_asking(words: str | None, worded: Worded | None) -> None:
    into = RoundToldInto(mark=Mark("A"), round=1, notice=replace(samples.NOTICE, words=words))
    old = {name: value for name, value in msgspec.json.decode(msgspec.json.encode(into)).items() if name != "worded"}

    assert decode("RoundToldInto", 2, msgspec.json.encode(old)) == replace(into, worded=worded)
