"""Rounds, dates, tracks, and the bytes that calendar programs fetch."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import strategies as st

from entremise.domain.ids import Mark
from entremise.domain.tracks import tracks_of_items
from entremise.services.calendars import Feed, give_feed
from entremise.services.rounds import DeskRoundsPage, rounds_page
from tests.two_worlds.acts import Ask, Surface
from tests.two_worlds.world import API, World

MUSCAT: Final = {"name": "Muscat"}
CITIES: Final = ("Tehran", "Vienna", "Kyiv")


@dataclass(frozen=True)
class OfRound:
    """The mediator does something with a round, a track or a question that `mark` knows of, and with none else.

    At the desk numbers count over all rooms, so that the same act has another number in another world.
    """

    mark: str
    paper: str
    path: str
    json: Mapping[str, Any] = field(default_factory=dict)
    which: int = 0
    alone: bool = False
    """Whether no other room may know of it."""

    def do(self, world: World) -> None:
        page = rounds_page(world.talks.parts, world.talks.mo.seat)
        assert isinstance(page, DeskRoundsPage)
        known = {
            "rounds": [
                one.now.number
                for one in page.rounds
                if one.told_to(Mark(self.mark)) and not (self.alone and len(one.told) > 1)
            ],
            "tracks": [one.now.number for one in page.tracks if one.told_to(Mark(self.mark))],
            "dates": [one.now.number for one in page.dates if any(asked.mark == self.mark for asked in one.asked)],
        }[self.paper]
        if known:
            number = known[self.which % len(known)]
            world.asks("mo", "POST", f"{API}/{self.paper}/{number}/{self.path}", json=self.json)


@dataclass(frozen=True)
class Track:
    """The mediator opens a track for one room, B's with the items on its agenda, and tells it."""

    mark: str
    title: str
    done: bool
    named: bool = False
    """Whether the room is named as the one that takes part; then the others cannot be told."""

    def do(self, world: World) -> None:
        steps = [{"text": f"{self.title} begins.", "done": self.done}, {"text": f"{self.title} ends."}]
        page = rounds_page(world.talks.parts, world.talks.mo.seat)
        assert isinstance(page, DeskRoundsPage)
        taken = tracks_of_items(page.tracks)
        # None for A's: an item can be in one track, so that one of A's would take it from B's.
        items = [one.number for one in page.items if self.mark == "B" and one.shown_in("B") and one.number not in taken]
        people = [{"room": self.mark, "roles": ["counsel"]}] if self.named else []
        body = {"title": self.title, "city": MUSCAT, "steps": steps, "items": items, "people": people}
        world.asks("mo", "POST", f"{API}/tracks", json=body)
        page = rounds_page(world.talks.parts, world.talks.mo.seat)
        assert isinstance(page, DeskRoundsPage)
        if page.tracks:
            number = page.tracks[-1].now.number
            told = {"tell": {"rooms": [self.mark]}, "links": True}
            world.asks("mo", "POST", f"{API}/tracks/{number}/tell", json=told)


@dataclass(frozen=True)
class Fetch:
    """A seat lets a calendar program in, which fetches; and one asks with a wrong password."""

    who: str

    def do(self, world: World) -> None:
        seat = world.clients[self.who].seat
        feed = give_feed(world.talks.parts, seat) if seat is not None else None
        for given in (feed, Feed(name="x", password="x", expires=world.talks.clock.now())):
            if isinstance(given, Feed):
                encoded = base64.b64encode(f"{given.name}:{given.password}".encode()).decode()
                world.asks("stranger", "GET", "/calendar", headers={"authorization": f"Basic {encoded}"})


def _tell(*marks: str, words: str) -> dict[str, object]:
    return {"rooms": list(marks), "words": words}


def _round(mark: str, title: str, hour: int) -> Ask:
    body = {
        "title": title,
        "city": MUSCAT,
        "starts": {"local": f"2026-12-07T{hour:02d}:00"},
        "tell": _tell(mark, words=f"{title}, as we said."),
    }
    return Ask("mo", "POST", f"{API}/rounds", json=body)


def _of_rounds(mark: str, word: str, *, alone: bool = False) -> st.SearchStrategy[OfRound]:
    """What can be done with a round that a room knows of."""
    again = {"outcome": f"{word} one.", "assessment": f"{word} two.", "again": {"where": "Geneva"}}
    acts: list[tuple[str, dict[str, Any]]] = [
        ("move", {"starts": {"local": "2026-12-08T09:00"}, "reason": f"{word} three."}),
        ("move", {}),
        ("state", {"to": "confirmed", "tell": _tell(mark, words="It stands.")}),
        ("state", {"to": "not-held", "reason": f"{word} four."}),
        ("conclusion", {**again, "tell": _tell(mark, words="")}),
        ("arrivals", {"arrivals": [{"room": mark, "at": {"local": "2026-12-07T08:30"}, "entrance": "The gate"}]}),
        ("tell", _tell(mark, words="Once more.")),
    ]
    return st.builds(
        lambda act, which: OfRound(mark, "rounds", act[0], act[1], which, alone),
        st.sampled_from(acts),
        st.integers(0, 2),
    )


def _dates(title: str, *marks: str) -> Ask:
    slots = [{"local": "2026-12-17T10:00"}, {"local": "2026-12-18T10:00"}]
    body = {"title": title, "city": MUSCAT, "slots": slots, "tell": _tell(*marks, words=f"{title}: which?")}
    return Ask("mo", "POST", f"{API}/dates", json=body)


def _answers(who: str) -> st.SearchStrategy[Ask]:
    answers = st.lists(st.sampled_from(["yes", "if-needed", "no"]), min_size=2, max_size=2)
    return st.builds(
        lambda number, said: Ask(who, "POST", f"{API}/dates/{number}/answer", json={"answers": said}),
        st.integers(1, 2),
        answers,
    )


def _cities(who: str, name: str) -> Ask:
    return Ask(who, "POST", f"{API}/cities", json={"cities": [{"name": name}]})


_BOTH: Final = {
    "title": "Of both",
    "city": MUSCAT,
    "starts": {"local": "2026-12-09T10:00"},
    "tell": _tell("A", "B", words="We meet on the ninth."),
}

SURFACE: Final = Surface(
    low=(
        st.builds(_round, st.just("B"), st.sampled_from(["Of the coast", "Of the river"]), st.integers(8, 12)),
        st.just(Ask("mo", "POST", f"{API}/rounds", json=_BOTH)),
        _of_rounds("B", "Juniper"),
        st.sampled_from([_dates("Of the coast", "B"), _dates("Of both", "A", "B")]),
        st.just(OfRound("B", "dates", "close")),
        _answers("bo"),
        st.builds(
            Track, st.just("B"), st.sampled_from(["Of the prisoners", "Of the port"]), st.booleans(), st.booleans()
        ),
        st.sampled_from(CITIES).map(lambda name: _cities("bo", name)),
        st.sampled_from([Fetch("bo"), Fetch("bea")]),
        st.sampled_from([Ask("bo", "GET", "/at/{bo}/rounds"), Ask("bea", "GET", "/at/{bea}/calendar")]),
    ),
    high=(
        st.builds(_round, st.just("A"), st.sampled_from(["Osprey round", "Osprey second"]), st.integers(8, 12)),
        _of_rounds("A", "Osprey", alone=True),
        st.just(_dates("Osprey dates", "A")),
        _answers("ana"),
        st.builds(Track, st.just("A"), st.sampled_from(["Osprey track", "Osprey port"]), st.booleans(), st.booleans()),
        st.sampled_from(CITIES).map(
            lambda name: Ask("ana", "POST", f"{API}/cities", json={"cities": [{"name": name}]})
        ),
        st.sampled_from([Ask("ana", "GET", "/at/{ana}/calendar"), Ask("ana", "POST", "/at/{ana}/calendar/feed")]),
        st.just(Ask("mo", "POST", "/at/{mo}/rounds/set", form={"title": "Osprey alone", "keep": "1"})),
        st.sampled_from([Ask("mo", "GET", "/at/{mo}/calendar"), Ask("mo", "POST", "/at/{mo}/calendar/feed")]),
    ),
    swept=(
        "/at/{bo}/rounds",
        "/at/{bo}/calendar",
        "/at/{bo}/rounds/1/invitation",
        "/at/{bo}/rounds/2/invitation",
        "/at/{bo}/rounds/1",
        "/at/{bo}/tracks/1",
        "/calendar",
        f"{API}/rounds",
        f"{API}/dates",
        f"{API}/tracks",
        f"{API}/calendar",
        f"{API}/rounds/1/invitation",
    ),
)
