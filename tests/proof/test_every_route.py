"""Whatever is A's, by whatever address and method: to everybody else it is as absent as what does not exist.

The addresses are read off the URL configuration, so that a new one cannot be forgotten: one with a parameter that
`OBJECTS` does not know fails here until somebody says what A has of that kind. Each comparison is of two houses that
are alike but for what is asked for, so that limits and numbers are alike, too.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Final

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from entremise.wiring import in_memory, using
from tests.cast import FakeClock, FakeIds, open_talks
from tests.proof.furnished import NOBODY, Furnished, furnish
from tests.support.here import Here
from tests.web.people import METHODS, Person, nobody, person

pytestmark = pytest.mark.usefixtures("data")

OBJECTS: Final[Mapping[str, Callable[[Furnished], tuple[str, str]]]] = {
    "label": lambda _: ("A-01", "A-99"),
    "number": lambda _: ("1", "99"),
    "mark": lambda _: ("A", "H"),
    "link": lambda _: ("x" * 32, "y" * 32),
    "account": lambda _: ("1", "99"),
    "sign_in": lambda _: ("1", "99"),
    "pk": lambda _: ("1", "99"),
    "document": lambda made: (made.document, NOBODY),
    "at": lambda _: ("0", "0"),
    "target": lambda made: (made.talks.ada.seat.id, NOBODY),
    "inner": lambda made: (made.inner, NOBODY),
    "form": lambda _: ("text", "nothing"),
}
"""By the name of an address's parameter: one of A's or the desk's of that kind, and one that there is not."""

TYPED: Final = ("seat", "document", "target", "inner", "label", "link")
"""Parameters whose values would be recognised in an answer."""


@dataclass(frozen=True)
class Route:
    """An address with its parameters, as the URL configuration has it."""

    pattern: str

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(re.findall(r"<(?:\w+:)?(\w+)>", self.pattern))

    def address(self, values: Mapping[str, str]) -> str:
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], self.pattern)


@dataclass(frozen=True)
class Observed:
    """An answer, without what the asker typed."""

    pattern: str
    seat: str
    status: int
    text: str


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[Route]:
    """Every address there is."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, here)
        elif isinstance(pattern, URLPattern):
            yield Route(here.replace("^", "").replace("$", "").replace("\\Z", ""))


def removed(made: Furnished) -> Person:
    """Somebody whose seat in A was taken away, with the cookie still there."""
    talks = made.talks
    ada = replace(talks.ada.seat)
    somebody = person(talks.parts, ada)
    with talks.parts.store.writing(ada.place):
        assert talks.parts.store.drop_seat(ada.id)
    return somebody


def staff(*, administrator: bool) -> Person:
    """Somebody of the house, signed in with a second factor, who holds no seat."""
    people = import_module("tests.web.accounts.people")
    member: Person = people.signed_in("Eve", administrator=administrator)
    return member


DRAWN: Final = re.compile(r'(?<="challenge": ")[\w-]+(?=")')
"""What is drawn anew for each answer, whoever asks and for whatever: a passkey's challenge. The one mask there is."""

WHO: Final[Mapping[str, Callable[[Furnished], Person]]] = {
    "B": lambda made: person(made.talks.parts, made.talks.bo.seat),
    "another case": lambda made: person(made.talks.parts, made.talks.zed.seat),
    "a removed seat of A": removed,
    "a stranger": lambda _: nobody(),
    "staff without a seat": lambda _: staff(administrator=False),
    "an administrator": lambda _: staff(administrator=True),
}
"""Everybody who is not at the seats that are tried."""


def asked(somebody: Person, method: str, route: Route, values: Mapping[str, str], *, seat: str) -> Observed:
    """What is answered, without what stands in the address: that is the asker's own knowledge."""
    told = somebody.asks(method, route.address(values), {})
    text = str((list(told.headers.items()), told.body)).replace(route.address(values), "ADDRESS")
    text = DRAWN.sub("DRAWN", text)
    for name in TYPED:
        text = text.replace(values.get(name, "") or "\0", name.upper())
    # A bare number stands in many places; in this sentence it is the one that was asked for.
    text = text.replace(f"Item {values.get('number')} does not.", "Item NUMBER does not.")
    return Observed(route.pattern, seat, told.status, text)


def observed(who: str, method: str, *, theirs: bool, own: bool = False) -> list[Observed]:
    """Every address with a seat, asked by `who` in a house of its own.

    `theirs`: with the ids of what is A's or the desk's; otherwise with ids of nothing. `own`: at B's own seat.
    """
    made = in_memory(clock=FakeClock(), ids=FakeIds())
    files = replace(made.parts.files, converter=Here())
    # Once Django is set up.
    people = import_module("tests.web.accounts.people")
    with using(replace(made, parts=replace(made.parts, files=files))) as house, people.accounts():
        furnished = furnish(open_talks(house.parts, shown=True))
        somebody, talks = WHO[who](furnished), furnished.talks
        seats = {"own": talks.bo.seat} if own else {"A": talks.ana.seat, "the desk": talks.mo.seat}
        answers = []
        for route in routes():
            if "seat" not in route.parameters or (own and len(route.parameters) == 1):
                continue
            values = {name: OBJECTS[name](furnished)[not theirs] for name in route.parameters if name != "seat"}
            for name, seat in seats.items():
                typed = {**values, "seat": seat.id if theirs or own else f"{NOBODY}-{name[0]}"}
                answers.append(asked(somebody, method, route, typed, seat=name))
        return answers


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("who", WHO)
def test_a_seat_of_others_is_as_absent_as_one_that_there_is_not(who: str, method: str) -> None:
    there, nowhere = (observed(who, method, theirs=theirs) for theirs in (True, False))

    assert apart(there, nowhere) == []


@pytest.mark.parametrize("method", METHODS)
def test_an_object_of_others_is_as_absent_as_one_that_there_is_not(method: str) -> None:
    """At B's own seat, with the names of what is A's or the desk's."""
    there, nowhere = (observed("B", method, theirs=theirs, own=True) for theirs in (True, False))

    assert apart(there, nowhere) == []


def test_every_parameter_of_an_address_is_tried() -> None:
    assert {name for route in routes() for name in route.parameters} - {"seat"} <= OBJECTS.keys()


def test_an_answer_that_tells_is_told_apart() -> None:
    """The comparison sees what it is for: to its own seat, B's page is unlike an absent one."""
    made = in_memory(clock=FakeClock(), ids=FakeIds())
    with using(made) as house:
        talks = furnish(open_talks(house.parts, shown=True)).talks
        bo, place = person(talks.parts, talks.bo.seat), Route("at/<str:seat>/")
        own, nowhere = (asked(bo, "GET", place, {"seat": seat}, seat="x") for seat in (talks.bo.seat.id, NOBODY))

    assert (own.status, nowhere.status) == (200, 404)
    assert apart([own], [nowhere]) == [("at/<str:seat>/", "x", 200, 404)]


def apart(some: list[Observed], others: list[Observed]) -> list[tuple[str, str, int, int]]:
    """Where two rows of answers differ."""
    assert len(some) == len(others) > 0
    return [
        (one.pattern, one.seat, one.status, other.status)
        for one, other in zip(some, others, strict=True)
        if one != other
    ]
