"""On PostgreSQL an act that draws keys for rooms within a delegation is alone in them too."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connections

from entremise.domain.errors import Conflict
from entremise.domain.ids import InnerId
from entremise.domain.inner import within
from entremise.domain.terms import Role
from entremise.services import cases, inner, keeping, seats
from entremise.services.ports import PlaceRow
from entremise.storage.sql.store import SqlStore
from tests.cast import Talks, granted, open_talks, parts_on
from tests.keys.draws import CHEAP, a_host

pytestmark = pytest.mark.postgres

SOON = 0.3
SECONDS = 10

Act = Callable[[Talks], object]
ACTS = [
    pytest.param(lambda talks: seats.replace_device(talks.parts, talks.ana.seat, talks.ada.seat.id), id="replace"),
    pytest.param(lambda talks: seats.remove(talks.parts, talks.ana.seat, talks.ada.seat.id), id="remove"),
    pytest.param(lambda talks: seats.invite_head(talks.parts, talks.mo.seat, "A"), id="invite head"),
]


@pytest.fixture
def talks(postgres_alias: str) -> Talks:
    return open_talks(parts_on(SqlStore(alias=postgres_alias, host=a_host(), cost=CHEAP)))


@pytest.fixture
def room(talks: Talks) -> InnerId:
    """A room for Ana and Ada, within room A."""
    return granted(inner.open_inner(talks.parts, talks.ana.seat, "Principals", [talks.ada.seat.id]))


@pytest.mark.parametrize("act", ACTS)
def test_it_waits_for_whoever_writes_within(talks: Talks, room: InnerId, act: Act, postgres_alias: str) -> None:
    done = threading.Event()

    def acts() -> None:
        granted(act(talks))
        done.set()
        connections[postgres_alias].close()

    other = threading.Thread(target=acts, daemon=True)
    with talks.parts.store.writing(room):
        other.start()
        waited = not done.wait(timeout=SOON)
        before = talks.parts.store.epoch(room)
    other.join(timeout=SECONDS)

    assert (waited, done.is_set()) == (True, True)
    assert talks.parts.store.epoch(room) == before + 1


@pytest.mark.parametrize(
    "act",
    [
        *ACTS,
        pytest.param(lambda talks: keeping.reopen_room(talks.parts, talks.ana.seat), id="reopen"),
    ],
)
def test_a_room_that_was_opened_meanwhile_is_not_passed_over(
    talks: Talks, room: InnerId, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried again: nobody draws keys for a place that somebody else may be writing in."""
    eve = granted(cases.give_seat(talks.parts, talks.place("A"), Role.COUNSEL))
    granted(inner.admit(talks.parts, within(talks.ana.seat, room), eve.id))
    drawn = talks.parts.store.epoch(room)
    # As it was before the room was opened.
    found = type(talks.parts.store).places_within
    answers: list[list[PlaceRow] | None] = [[], *[None] * 9]
    monkeypatch.setattr(
        type(talks.parts.store),
        "places_within",
        lambda store, place: found(store, place) if (now := answers.pop(0)) is None else now,
    )

    with pytest.raises(Conflict):
        act(talks)

    assert talks.parts.store.epoch(room) == drawn
    with suppress(Conflict):
        granted(act(talks))
