"""The live stream, in virtual time."""

from collections import Counter
from collections.abc import Iterator
from typing import cast

import pytest

from entremise.domain.terms import Role
from entremise.services import seats
from entremise.services.ports import Store
from entremise.storage.memory import MemoryStore
from tests.api.programs import Counted
from tests.two_worlds.world import API, Seen, Wiring, World, world

pytestmark = pytest.mark.usefixtures("data")

NEWS = b"id: %d\nevent: news\ndata:\n\n+"
OPEN, BEAT = b"retry: 1000\n\n+", b":\n\n+"


@pytest.fixture
def made() -> Iterator[World]:
    """A world in which Bo listens to nothing yet."""
    with world(Wiring()) as made:
        yield made


def told(made: World, number: int = 0) -> list[bytes]:
    """What a stream of Bo's was told, after its opening."""
    parts = [seen for seen in made.seen if seen.what.startswith(f"bo's stream {number} ")]
    assert [seen.body for seen in parts[:2]] == [b"", OPEN]
    return [seen.body for seen in parts[2:]]


def head(made: World) -> int:
    """The last line of room B."""
    return made.parts.store.head(made.talks.bo.seat.place)


@pytest.mark.parametrize("api", [False, True])
def test_it_tells_that_there_is_news_and_up_to_where(made: World, *, api: bool) -> None:
    made.listens("bo", api=api)
    made.talks.bo.says("Yes.")
    made.loop.settle()

    assert told(made) == [NEWS % head(made)]


def test_news_of_other_places_is_none(made: World) -> None:
    """Law 1: neither what the other room writes, nor what goes between it and the desk."""
    made.listens("bo")
    source = made.talks.ana.says("No.")
    made.talks.ana.notes("Ours.")
    made.talks.mo.speaks("Hm.", into="A")
    made.talks.ana.changes_leave(source, made.talks.ana.entry(source).leave)  # type: ignore[arg-type]
    made.loop.settle()

    assert told(made) == []


@pytest.mark.parametrize("seen", range(8))
@pytest.mark.parametrize("how", ["after", "resume"])
def test_who_comes_back_misses_nothing(made: World, seen: int, how: str) -> None:
    """Wherever the client was, it is told at once if there is more."""
    last = head(made)
    made.listens("bo", **{how: str(seen)})  # type: ignore[arg-type]

    assert told(made) == ([NEWS % last] if seen < last else [])

    made.talks.bo.says("Yes.")
    made.loop.settle()
    assert told(made)[-1] == NEWS % (last + 1)


@pytest.mark.parametrize("seen", ["", "x", "-1", "99999999999999999999", "1.5", "\u0661", "999"])
def test_who_comes_back_with_nonsense_hears_what_comes(made: World, seen: str) -> None:
    made.listens("bo", after=seen)
    assert told(made) == []

    made.talks.bo.says("Yes.")
    made.loop.settle()
    assert told(made) == [NEWS % head(made)]


def test_it_gives_a_sign_of_life_every_15_seconds_from_its_own_beginning(made: World) -> None:
    """Not from the last news, of this place or another."""
    made.listens("bo")
    made.waits(7)
    made.talks.ana.says("No.")
    made.talks.bo.says("Yes.")
    made.waits(24)

    beats = [seen.at - 61 for seen in made.seen if seen.body == BEAT]
    assert beats == [15, 30]


def test_it_lives_15_minutes(made: World) -> None:
    """Then the client is asked again who it is."""
    made.listens("bo")
    made.waits(899)
    assert not made.ears[0].task.done()

    made.waits(16)

    assert made.ears[0].task.done()
    assert told(made)[-1] == b""


def test_it_ends_when_the_house_closes(made: World) -> None:
    made.listens("bo")
    made.listens("bea", api=True)

    made.house.hub.close()
    made.loop.settle()

    assert [ear.task.done() for ear in made.ears] == [True, True]
    assert told(made) == [b""]


def test_it_ends_when_the_client_goes(made: World) -> None:
    made.listens("bo")
    made.hangs_up("bo")

    assert made.ears[0].task.done()
    assert made.house.hub._listeners == {}  # noqa: SLF001 – nobody is remembered


def test_while_it_is_open_it_asks_only_whether_it_may_go_on() -> None:
    """It holds neither connection nor thread: where the log stands is looked up once, who is asking at each beat."""
    assert asked_of_the_store(listening=True, seconds=0) == {"credential": 1, "head": 1}
    assert asked_of_the_store(listening=True) - asked_of_the_store(listening=False) == {"credential": 5, "head": 1}


def asked_of_the_store(*, listening: bool, seconds: int = 60) -> Counter[str]:
    """What a world asks its store for, with B's stream open or without it."""
    stores: list[Counted] = []

    def counted(notifier: object) -> Store:
        stores.append(Counted(MemoryStore(notifier)))  # type: ignore[arg-type]
        return cast("Store", stores[-1])

    with world(Wiring(store=counted)) as made:
        stores[0].asked.clear()
        if listening:
            made.listens("bo")
        made.waits(seconds)
        return Counter(stores[0].asked)


def test_who_has_signed_out_hears_no_more(made: World) -> None:
    """At the next sign of life at the latest, whatever happens in the room."""
    made.listens("bo")

    made.asks("bo", "POST", "/at/{bo}/sign-out")
    made.waits(16)

    assert made.ears[0].task.done()


def test_who_has_lost_the_seat_hears_of_nothing_that_comes_after(made: World) -> None:
    """The next that happens in the room ends the stream, and is not told."""
    made.listens("bea")
    bea = made.clients["bea"].seat
    assert bea is not None

    seats.close_seat(made.parts, bea, by=Role.ADMINISTRATOR)
    made.talks.bo.says("Yes.")
    made.loop.settle()

    assert made.ears[0].task.done()
    assert [seen.body for seen in made.seen if seen.body.startswith(b"id:")] == []


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("stranger", f"{API}/stream"),
        ("stranger", "/at/{bo}/stream"),
        ("bo", "/at/{bea}/stream"),
        ("bo", "/at/{ana}/stream"),
        ("bo", "/at/{mo}/stream"),
        ("bo", "/at/nobody/stream"),
    ],
)
def test_it_is_for_a_seats_own_place_only(made: World, who: str, address: str) -> None:
    """Law 8: a seat that is another's answers like one that there is not."""
    answers: list[Seen] = []
    for one in (address, "/at/nobody/stream"):
        made.asks(who, "GET", one)
        answers.append(made.seen[-1])

    assert [answer.status for answer in answers] == [401, 401]
    assert (answers[0].headers, answers[0].body) == (answers[1].headers, answers[1].body)


def test_it_is_only_read(made: World) -> None:
    told = made.asks("bo", "POST", f"{API}/stream")

    assert (told.status, told.header("allow")) == (405, "GET")
