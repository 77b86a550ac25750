"""Two worlds within one room: whoever is no member of an inner room cannot tell whether there is one.

In both worlds Ana writes in the room and time passes, alike. In one of them she and Ada also open rooms within the
delegation, write there, let somebody in and out; in the other they do something else of the kind, or nothing. Eve, who
is counsel of the same delegation, reads every page of hers and asks every question of the API, also for the inner
rooms' very addresses. What she is answered is equal, byte for byte.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from entremise.domain.ids import InnerId
from entremise.domain.inner import within
from entremise.domain.rooms import Seat
from entremise.domain.terms import Role
from entremise.services import access, cases, inner
from entremise.services.hub import Hub
from entremise.storage.memory import MemoryStore
from entremise.web.sessions import cookie_name
from entremise.wiring import House, using
from tests.api.programs import BASE, Program
from tests.cast import FakeClock, FakeIds, granted, open_talks, parts_on
from tests.conftest import EXAMPLES
from tests.two_worlds.asgi import InlineLane
from tests.web.people import Person

pytestmark = pytest.mark.usefixtures("data")

PAGES: Final = ("", "delegation", "own", "access", "record", "ending", "inner/{room}/", "inner/{none}/")
ASKED: Final = ("/place", "/entries", "/seats", "/access", "/access?inner={room}", "/access?inner={none}", "/ending")
MOST: Final = 3
"""Inner rooms of one world."""


@dataclass(frozen=True)
class Act:
    """Something of a member's, named by what it is and whom it is about."""

    what: str
    who: int = 0
    room: int = 0


ACTS: Final = ("open", "open alone", "write", "read", "draft", "admit", "dismiss", "refused")
acts = st.builds(Act, what=st.sampled_from(ACTS), who=st.integers(0, 2), room=st.integers(0, MOST - 1))
lows = st.sampled_from(["note", "a minute", "an hour", "look"])
programs = st.lists(st.tuples(lows, st.lists(acts, max_size=4), st.lists(acts, max_size=4)), min_size=1, max_size=4)
Step = tuple[str, Sequence[Act], Sequence[Act]]
Programs = Sequence[Step]


@dataclass
class World:
    """A house, and what Eve was answered in it."""

    stack: ExitStack
    seen: list[tuple[str, int, tuple[tuple[str, str], ...], bytes]] = field(default_factory=list)
    rooms: list[InnerId] = field(default_factory=list)

    def __post_init__(self) -> None:
        hub = Hub()
        parts = parts_on(MemoryStore(hub), clock=FakeClock(), ids=FakeIds())
        house = self.stack.enter_context(using(House(parts, hub)))
        self.talks = open_talks(house.parts)
        self.parts = house.parts
        room = self.talks.place("A")
        seats = [granted(cases.give_seat(self.parts, room, role)) for role in (Role.COUNSEL, Role.EXPERT)]
        self.eve_seat, fay = seats
        self.members: list[Seat] = [self.talks.ana.seat, self.talks.ada.seat, fay]
        self.ana, self.ada, self.fay = (self._browser(seat) for seat in self.members)
        self.eve = self._browser(self.eve_seat)
        token = access.give_token(self.parts, self.eve_seat)
        from entremise.server.edge import Edge  # noqa: PLC0415 – Django is set up first

        self.program = Program(Edge(house=house, pages=_no_pages, lane=InlineLane()), token)
        ids = FakeIds()
        self.possible = [InnerId(ids.fresh(f"within {room}")) for _ in range(MOST)]
        """The ids that inner rooms of this house are given."""

    def _browser(self, seat: Seat) -> Person:
        somebody = Person(seat)
        secret = access.open_session(self.parts, seat)
        somebody.browser.cookies[cookie_name(seat.id, tls=False)] = secret
        return somebody

    def low(self, what: str) -> None:
        """What happens in both worlds."""
        if what == "note":
            self.talks.ana.notes("Words for all of us.")
        elif what != "look":
            self.talks.clock.advance({"a minute": 61, "an hour": 3601}[what])
        self.looks()

    def looks(self) -> None:
        """Eve reads and asks."""
        for path in PAGES:
            told = self.eve.sees(self._named(path))
            self._saw(path, told.status, dict(told.headers), told.body)
        told = self.eve.sends("search", {"text": "within words"})
        self._saw("search", told.status, dict(told.headers), told.body)
        for path in ASKED:
            answered = self.program.asks("GET", self._named(path)).told
            headers = {name.decode(): value.decode() for name, value in answered.headers}
            self._saw(BASE + path, answered.status, headers, answered.body)

    def high(self, act: Act) -> None:
        """What only members do."""
        DOES[act.what](self, act)

    def _named(self, path: str) -> str:
        return path.format(room=self.possible[0], none="x" * 16)

    def _saw(self, what: str, status: int, headers: dict[str, str], body: bytes) -> None:
        self.seen.append((what, status, tuple(sorted(headers.items())), body))

    def at(self, act: Act) -> str | None:
        """The address of an inner room that there is, under its members' seats."""
        return f"inner/{self.rooms[act.room % len(self.rooms)]}/" if self.rooms else None


def _opens(world: World, act: Act, *, members: Sequence[Seat] = ()) -> None:
    if len(world.rooms) < MOST:
        named = [seat.id for seat in members]
        world.rooms.append(granted(inner.open_inner(world.parts, world.talks.ana.seat, f"Room {act.who}", named)))


def _writes(world: World, act: Act) -> None:
    for room in world.rooms:
        inner.note(world.parts, within(world.members[act.who], room), "Words within.")


def _at_browser(path: str, form: dict[str, str] | None) -> Callable[[World, Act], None]:
    def does(world: World, act: Act) -> None:
        somebody = (world.ana, world.ada, world.fay)[act.who]
        address = world.at(act)
        if address is not None:
            named = {name: value.format(member=world.members[act.who].id) for name, value in (form or {}).items()}
            somebody.sees(address) if form is None else somebody.sends(address + path, named)

    return does


def _head_at_browser(path: str) -> Callable[[World, Act], None]:
    def does(world: World, act: Act) -> None:
        address = world.at(act)
        if address is not None:
            world.ana.sends(address + path, {"member": world.members[act.who].id})

    return does


DOES: Final[dict[str, Callable[[World, Act], None]]] = {
    "open": lambda world, act: _opens(world, act, members=world.members[1:]),
    "open alone": _opens,
    "write": _writes,
    "read": _at_browser("", None),
    "draft": _at_browser("write", {"text": "Not yet.", "save": "draft"}),
    "refused": _at_browser("write", {"text": "", "give": "1"}),
    "admit": _head_at_browser("admit"),
    "dismiss": _head_at_browser("dismiss"),
}


async def _no_pages(*_: object) -> None:
    raise AssertionError("a program was sent to the pages")


def run(program: Programs, *, world: int) -> World:
    """What Eve is answered in one of the worlds."""
    with ExitStack() as stack:
        made = World(stack)
        for low, *highs in program:
            for act in highs[world]:
                made.high(act)
            made.low(low)
        made.looks()
        return made


OPENED: Final[Step] = ("note", [Act("open"), Act("write"), Act("read", who=1)], [])
DISMISSED: Final[Step] = ("an hour", [Act("dismiss", who=1)], [])


@settings(max_examples=max(EXAMPLES // 8, 5), deadline=None)
@given(program=programs)
@example(program=[OPENED, DISMISSED])
@example(program=[("a minute", [Act("open"), Act("draft")], [Act("open alone"), Act("refused")])])
def test_eve_cannot_tell_the_worlds_apart(program: Programs) -> None:
    """Neither that there is an inner room, nor what is written in it, when, by whom or how much."""
    one, other = (run(program, world=world).seen for world in (0, 1))

    assert [seen[0] for seen in one] == [seen[0] for seen in other]
    for mine, theirs in zip(one, other, strict=True):
        assert mine == theirs


def test_there_was_something_to_see() -> None:
    """Her members' pages differ between the worlds, and the id that Eve tries is one that there is."""
    program: Programs = [("look", [Act("open"), Act("write")], [])]
    busy, quiet = run(program, world=0), run(program, world=1)

    assert busy.rooms == busy.possible[:1]
    assert quiet.rooms == []
    assert {status for what, status, _, _ in busy.seen if "inner" in what} == {404}
