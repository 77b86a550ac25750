"""Law 3, on the whole in-process application: what differs only in room A is not to be seen in room B.

ENTREMISE_PAIRS sets how many pairs of worlds are tried in all (200 by default). Masks: none; every byte of every
answer, every header in its order, every cookie and every byte of every stream at its virtual time are compared.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final, TypeVar, get_args

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings

from entremise.domain.events import DeskEvent, RoomEvent
from entremise.domain.ids import PlaceId
from entremise.domain.record import SALT_BYTES
from entremise.services.hub import Notifier
from entremise.services.ports import Store
from entremise.storage.sql.store import SqlStore
from tests.domain.test_one_door import CROSSINGS
from tests.keys.draws import a_host
from tests.support.databases import described
from tests.two_worlds.programs import AT_THE_DOORS, EVERYTHING, PROGRAMS, SILENT, Bring, Program, perform
from tests.two_worlds.runner import OURS, difference
from tests.two_worlds.world import Wiring, World, world

NOT_IN_B: Final = {
    "Introduced": "it says what another party lets be told of its people: another act in each world",
    "DestructionNear": "it is days until then, and a world goes second by second",
}
"""Lines of a room that no program writes into room B, and why."""
NOT_AT_THE_DESK: Final = {
    "DestructionNear": "as in a room",
    "RoomDestroyed": "as is this: a party has its room destroyed when the talks are closed",
}
"""Lines of a desk that no program writes, and why."""
PAIRS: Final = int(os.environ.get("ENTREMISE_PAIRS", "200"))
T = TypeVar("T", bound=Callable[..., None])

pytestmark = [pytest.mark.usefixtures("data"), pytest.mark.timeout(600 + PAIRS)]


def pairs(share: float) -> Callable[[T], T]:
    """So much of all the pairs."""
    return settings(
        max_examples=max(1, int(PAIRS * share)),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


@pairs(0.3)
@given(PROGRAMS)
def test_what_happens_in_another_room_is_not_seen(program: Program) -> None:
    """W1 and W4: other acts in room A; the same carry into B, made from another entry, author and time in A."""
    assert difference(program) is None


@pairs(0.2)
@given(PROGRAMS)
def test_nor_is_it_with_other_people_in_the_third_room(program: Program) -> None:
    """W1 with three parties: all that happens in rooms A and C, and at the desk towards them."""
    assert difference(program, (Wiring(parties=3), Wiring(parties=3))) is None


@pairs(0.1)
@given(AT_THE_DOORS)
def test_nor_is_it_when_the_doors_are_busy(program: Program) -> None:
    """W4 where several messages are due at one moment, towards B and elsewhere."""
    assert difference(program) is None


@pairs(0.2)
@given(SILENT)
def test_a_busy_room_looks_like_a_silent_one(program: Program) -> None:
    """W1: in the second world nobody does anything in room A, but for what is carried from there."""
    assert difference(program) is None


@pairs(0.2)
@given(PROGRAMS)
def test_it_is_not_seen_how_many_take_part(program: Program) -> None:
    """W2: a third party and its room exist in one world only."""
    assert difference(program, (Wiring(), Wiring(parties=3))) is None


@pairs(0.1)
@given(program=PROGRAMS)
def test_nor_is_it_on_a_database(program: Program, on_sqlite: Wiring) -> None:
    """The same on SQLite."""
    assert difference(program, (on_sqlite, on_sqlite)) is None


@pytest.mark.parametrize("parties", [(2, 2), (3, 3), (2, 3), (3, 2)])
def test_nothing_of_any_subject_is_seen(parties: tuple[int, int]) -> None:
    """W1 and W2, every subject from end to end: in the second world room A is silent."""
    one, two = parties

    assert difference(EVERYTHING, (Wiring(parties=one), Wiring(parties=two))) is None


def test_there_is_something_of_every_subject_to_be_seen() -> None:
    """Whatever can stand in a room stands in room B, and whatever can at the desk, there: nothing is left untried."""
    with world(OURS[0]) as made:
        perform(made, EVERYTHING, 0)
        in_room, at_desk = (_kinds(made, place) for place in (made.talks.bo.seat.place, made.desk))

    assert in_room == _named(RoomEvent) - NOT_IN_B.keys()
    assert at_desk == _named(DeskEvent) - NOT_AT_THE_DESK.keys()
    assert in_room | at_desk >= CROSSINGS


def test_the_programs_do_what_they_are_for() -> None:
    """Of the acts by which something reaches B, most succeed: an empty observation proves nothing."""
    kinds: set[str] = set()
    statuses: set[int] = set()

    @settings(max_examples=60, derandomize=True, database=None, deadline=None)
    @given(PROGRAMS)
    def look(program: Program) -> None:
        with world(OURS[0]) as made:
            perform(made, program, 0)
            kinds.update(_kinds(made, made.talks.bo.seat.place))
            statuses.update(seen.status for seen in made.seen)

    look()

    assert kinds >= {
        "RoomOpened",
        "SeatGiven",
        "Said",
        "LeaveChanged",
        "Opened",
        "Spoken",
        "Brought",
        "Announced",
        "Conveyed",
        "ConditionMet",
        "TalksClosed",
        "TalksReopened",
    }
    assert {0, 200, 201, 303, 400, 401, 404, 422} <= statuses


def _named(union: object) -> set[str]:
    return {kind.__name__ for kind in get_args(union)}


def _kinds(made: World, place: PlaceId) -> set[str]:
    return {type(line.event).__name__ for line in made.parts.store.lines(place, after=0, limit=10_000)}


def test_a_carry_stays_the_same_act_whichever_way_it_came() -> None:
    """Otherwise the worlds would differ in what the mediator does, and prove nothing."""
    ways = 0

    @settings(max_examples=20, derandomize=True, database=None, deadline=None)
    @given(AT_THE_DOORS)
    def look(program: Program) -> None:
        nonlocal ways
        counts = []
        for number, wiring in enumerate(OURS):
            with world(wiring) as made:
                perform(made, program, number)
                counts.append(len(made.carries))
        assert counts[0] == counts[1]
        ways += sum(isinstance(step.low, Bring) and step.low.ways[0] != step.low.ways[1] for step in program)

    look()

    assert ways > 20


@pytest.fixture
def on_sqlite(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wiring]:
    """Worlds that keep everything in a database of their own, each beginning empty."""
    # Here everything happens in one thread, the loop's too; a server looks up who opens a stream in another.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    connections["default"].close()
    with ExitStack() as last:

        def fresh(notifier: Notifier) -> Store:
            last.close()
            database = tmp_path / "world.sqlite3"
            for kept in tmp_path.glob("world.sqlite3*"):
                kept.unlink()
            shutil.copyfile(sqlite_template, database)
            quick = {**connections.databases["default"]["OPTIONS"], "init_command": "PRAGMA synchronous=OFF"}
            description = {"NAME": database, "OPTIONS": quick}
            alias = last.enter_context(described("world", description))
            # Salts are chance, drawn for each line by itself; the record shows them.
            return SqlStore(notifier, host=a_host(), alias=alias, salt=lambda _: bytes(SALT_BYTES))

        yield Wiring(store=fresh)
