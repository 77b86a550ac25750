"""`entremise seat` and `entremise token`: what the host does with seats, told in their places."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from entremise.cli import main
from entremise.domain.events import Access, Accessed
from entremise.domain.ids import access_log
from entremise.domain.terms import Role
from entremise.services import access
from entremise.services.ports import CredentialKind
from entremise.wiring import House, in_memory, using
from tests.cast import FakeClock, FakeIds, Talks, open_talks

Runs = Callable[..., tuple[int, str, str]]


@pytest.fixture
def house(data: Path) -> Iterator[House]:
    with using(in_memory(clock=FakeClock(), ids=FakeIds())) as house:
        yield house


@pytest.fixture
def talks(house: House) -> Talks:
    return open_talks(house.parts)


@pytest.fixture
def runs(data: Path, capsys: pytest.CaptureFixture[str]) -> Runs:
    """The command, its exit code and what it printed."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--data", str(data)])
        return (code, *capsys.readouterr())

    return run


def story(talks: Talks, mark: str | None = "A") -> list[Accessed]:
    lines = talks.parts.store.lines(access_log(talks.place(mark)), after=0, limit=100)
    return [line.event for line in lines if isinstance(line.event, Accessed)]


def test_a_seat_is_given(talks: Talks, runs: Runs) -> None:
    code, told, _ = runs("seat", "new", "Copper Lantern", "A", "counsel", "--url", "https://house.example")

    found = re.fullmatch(r"seat  (\S+)\nlink  https://house\.example/enter/(\S+)\ncode  (\d+) .*\n", told)
    assert code == 0
    assert found is not None
    entered = access.enter(talks.parts, found[2], found[3])
    assert isinstance(entered, tuple)
    assert (entered[0].id, entered[0].role) == (found[1], Role.COUNSEL)
    assert story(talks)[0] == Accessed(
        what=Access.INVITED, seat=entered[0].id, role=Role.COUNSEL, by=Role.ADMINISTRATOR
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("Nobody", "A", "counsel"), "a case's codename is wanted"),
        (("Copper Lantern", "C", "counsel"), "one of desk, A, B is wanted as the place"),
        (("Copper Lantern", "A", "wizard"), "is wanted as the role"),
        (("Copper Lantern", "A", "mediator"), "A role that this place seats."),
        (("Copper Lantern", "A", "administrator"), "A role that this place seats."),
        (("Copper Lantern", "A", "head-of-delegation"), "This delegation has its head."),
        (("Copper Lantern", "A", "counsel", "--days", "31"), "31 days were asked for."),
    ],
)
def test_what_there_is_not_is_told(talks: Talks, runs: Runs, words: tuple[str, ...], says: str) -> None:
    before = talks.parts.store.seats(talks.place("A"))

    code, told, wrong = runs("seat", "new", *words)

    assert (code, told) == (2, "")
    assert says in wrong
    assert talks.parts.store.seats(talks.place("A")) == before


def test_a_new_link_ends_the_one_before(talks: Talks, runs: Runs) -> None:
    first = access.invite(talks.parts, talks.ana.seat)

    code, told, _ = runs("seat", "link", talks.ana.seat.id, "--days", "1")

    link, given = re.findall(r"(?:enter/|code  )(\S+)", told)
    assert code == 0
    assert not isinstance(access.enter(talks.parts, first.link, first.code), tuple)
    assert isinstance(access.enter(talks.parts, link, given), tuple)


def test_a_seat_is_closed_and_its_place_is_told(talks: Talks, runs: Runs) -> None:
    token = access.give_token(talks.parts, talks.ada.seat)

    code, _, _ = runs("seat", "close", talks.ada.seat.id)

    assert code == 0
    assert access.seat_of(talks.parts, token, CredentialKind.BEARER) is None
    assert story(talks)[-1] == Accessed(
        what=Access.REMOVED, seat=talks.ada.seat.id, role=Role.ADVISER, by=Role.ADMINISTRATOR
    )


def test_a_token_is_given_and_closed(talks: Talks, runs: Runs) -> None:
    _, told, _ = runs("seat", "token", talks.ada.seat.id)
    opened = access.seat_of(talks.parts, told.strip(), CredentialKind.BEARER)

    code, closed, _ = runs("token", "close", talks.ada.seat.id)

    assert opened == talks.ada.seat
    assert (code, closed) == (0, "closed: 1\n")
    assert access.seat_of(talks.parts, told.strip(), CredentialKind.BEARER) is None


@pytest.mark.parametrize("act", [("seat", "link"), ("seat", "close"), ("seat", "token"), ("token", "close")])
def test_a_seat_that_there_is_not_is_told(talks: Talks, runs: Runs, act: tuple[str, str]) -> None:
    code, told, wrong = runs(*act, "nobody")

    assert (code, told) == (2, "")
    assert "a seat's id is wanted" in wrong
