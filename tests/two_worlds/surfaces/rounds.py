"""Rounds, dates, tracks, and the bytes that calendar programs fetch."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from entremise.domain.ids import Mark
from entremise.domain.tracks import tracks_of_items
from entremise.services.calendars import Feed, give_feed
from entremise.services.rounds import DeskRoundsPage, rounds_page
from tests.two_worlds.acts import Act, Ask, Surface
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
class AskWording:
    """The mediator asks a room about words of a round that it knows of, and the room answers.

    With a reason, as the guard compares them with what the other room said.
    """

    mark: str
    who: str
    words: str
    alone: bool
    answer: Mapping[str, Any]
    state: str | None = None
    """None: as it stands."""
    page: bool = False
    """Whether it is asked on the round's page."""
    apart: bool = False
    """Whether no other room may know of the round."""

    def do(self, world: World) -> None:
        page = rounds_page(world.talks.parts, world.talks.mo.seat)
        assert isinstance(page, DeskRoundsPage)
        known = [
            one.now for one in page.rounds if one.told_to(Mark(self.mark)) and not (self.apart and len(one.told) > 1)
        ]
        if not known:
            return
        kept = known[-1]
        asked = {"room": self.mark, "text": self.words, "alone": self.alone, "why": "Agreed."}
        body = {**asked, "round": kept.number, "state": self.state or kept.state}
        if self.page:
            form = {"act": "ask", "room": self.mark, "to": self.state or kept.state, "words": self.words, "hours": "1"}
            world.asks("mo", "POST", f"/at/{{mo}}/rounds/{kept.number}/ask", form={**form, "why": "Agreed."})
            return
        answered = world.asks("mo", "POST", f"{API}/asked/wordings", json=body)
        if answered.status == 201:
            number = world.reads(answered)["number"]
            world.asks(self.who, "POST", f"{API}/asked/{number}/answer", json=self.answer)
            if self.state is not None:
                told = {"to": self.state, "tell": {"rooms": [self.mark], "words": self.words, "why": "Agreed."}}
                world.asks("mo", "POST", f"{API}/rounds/{kept.number}/state", json=told)
            else:
                told = {"rooms": [self.mark], "words": self.words, "why": "Agreed."}
                world.asks("mo", "POST", f"{API}/rounds/{kept.number}/tell", json=told)


def _wordings(mark: str, who: str, word: str, *, apart: bool = False) -> st.SearchStrategy[AskWording]:
    """Words that a room is asked about, its answers, and that they are told."""
    answers = ({"reply": "yes"}, {"reply": "no"}, {"reply": "changed", "text": f"{word}, as we put it."})
    return st.builds(
        AskWording,
        st.just(mark),
        st.just(who),
        st.sampled_from([f"{word} is put off.", f"{word} waits."]),
        st.booleans(),
        st.sampled_from(answers),
        st.sampled_from([None, "postponed", "not-held"]),
        st.booleans(),
        st.just(apart),
    )


@dataclass(frozen=True)
class Track:
    """The mediator opens a track for one room, B's with the items on its agenda, and tells it.

    It comes after the last one that the room knows of.
    """

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
        known = [one.now.number for one in page.tracks if one.told_to(Mark(self.mark))]
        body = {
            "title": self.title,
            "city": MUSCAT,
            "steps": steps,
            "items": items,
            "people": [{"room": self.mark, "roles": ["counsel"]}] if self.named else [],
            "links": [{"track": number} for number in known[-1:]],
            "reason": "So it was agreed.",
        }
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
    # What the desk is warned of, that two may meet at a door, it knows of both rooms; here it tells them all the same.
    return {"rooms": list(marks), "words": words, "meeting": True}


def _round(mark: str, title: str, hour: int) -> Ask:
    body = {
        "title": title,
        "city": MUSCAT,
        "starts": {"local": f"2026-12-07T{hour:02d}:00"},
        "tell": _tell(mark, words=f"{title}, as we said."),
    }
    return Ask("mo", "POST", f"{API}/rounds", json=body)


def sat(mark: str, title: str, hour: int) -> Ask:
    """A round of both, in which the mediator sits with one room by itself, and that room has a place of its own.

    Its own session stands before the one of both, so that a number that counted it would show.
    """
    starts, later = ({"local": f"2026-12-10T{at:02d}:00"} for at in (hour, 15))
    body = {
        "title": "Of both",
        "city": MUSCAT,
        "starts": {"local": "2026-12-10T08:00"},
        "sessions": [
            {"title": title, "starts": starts, "rooms": [mark]},
            {"title": "All together", "starts": later, "rooms": ["A", "B"]},
        ],
        "venues": [{"room": mark, "venue": f"{title}, hotel"}],
        "tell": _tell("A", "B", words="We meet on the tenth."),
    }
    return Ask("mo", "POST", f"{API}/rounds", json=body)


@dataclass(frozen=True)
class SitsAlone:
    """The mediator sits with `mark` alone in a round that it knows of, moves that sitting, or turns it."""

    mark: str
    title: str
    hour: int
    turns: str | None = None

    def do(self, world: World) -> None:
        page = rounds_page(world.talks.parts, world.talks.mo.seat)
        assert isinstance(page, DeskRoundsPage)
        told = [one.now for one in page.rounds if one.told_to(Mark(self.mark)) and one.now.starts is not None]
        if not told:
            return
        kept = told[-1]
        day = kept.starts.date() if kept.starts is not None else ""
        sessions = [
            {
                "title": one.title,
                "starts": {"local": f"{one.starts.astimezone(ZoneInfo(kept.city.zone)):%Y-%m-%dT%H:%M}"},
                "rooms": None if one.marks is None else [*map(str, one.marks)],
                "number": one.number,
            }
            for one in kept.sessions
        ]
        sessions.append({"title": self.title, "starts": {"local": f"{day}T{self.hour:02d}:00"}, "rooms": [self.mark]})
        body = {
            "title": kept.title,
            "venue": kept.venue,
            "track": kept.track,
            "sessions": sessions,
            "venues": [
                *({"room": str(one.mark), "venue": one.venue} for one in kept.venues if one.mark != self.mark),
                {"room": self.mark, "venue": f"{self.title}, hotel"},
            ],
            "tell": {"rooms": [self.mark]},
        }
        world.asks("mo", "POST", f"{API}/rounds/{kept.number}/amendment", json=body)
        number = max((one.number for one in kept.sessions), default=0) + 1
        if self.turns is not None:
            turn = {"session": number, "to": self.turns, "tell": {"rooms": [self.mark]}}
            world.asks("mo", "POST", f"{API}/rounds/{kept.number}/session", json=turn)


def _of_rounds(mark: str, word: str, *, alone: bool = False) -> st.SearchStrategy[OfRound]:
    """What can be done with a round that a room knows of."""
    again = {"outcome": f"{word} one.", "assessment": f"{word} two.", "again": {"where": "Geneva", "rooms": [mark]}}
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


def _story(mark: str, who: str, word: str) -> tuple[Act, ...]:
    """A round is told and confirmed, begins, is interrupted, goes on and is over; dates, a track and cities."""
    told = {"tell": {"rooms": None, "words": f"{word}."}}
    states = ({"to": "confirmed"}, {"to": "under-way"}, {"to": "suspended"}, {"to": "under-way"}, {"to": "held"})
    return (
        _round(mark, f"{word} round", 10),
        *(OfRound(mark, "rounds", "state", state | told, alone=True) for state in states),
        AskWording(mark, who, f"{word} was held.", alone=False, answer={"reply": "yes"}, apart=True),
        AskWording(mark, who, f"{word} is over.", alone=True, answer={"reply": "no"}, apart=True),
        _dates(f"{word} dates", mark),
        Ask(who, "POST", f"{API}/dates/1/answer", json={"answers": ["yes", "no"]}),
        Track(mark, f"{word} track", done=True),
        Track(mark, f"{word} port", done=False),
        _cities(who, "Vienna"),
    )


SURFACE: Final = Surface(
    story=(sat("B", "With B", 9), *_story("B", "bo", "River")),
    elsewhere=(
        SitsAlone("A", "Osprey sitting", 11, "under-way"),
        *_story("A", "ana", "Osprey"),
        _cities("mo", "Kyiv"),
    ),
    low=(
        st.builds(_round, st.just("B"), st.sampled_from(["Of the coast", "Of the river"]), st.integers(8, 12)),
        st.just(Ask("mo", "POST", f"{API}/rounds", json=_BOTH)),
        st.just(sat("B", "With B", 9)),
        _of_rounds("B", "Juniper"),
        _wordings("B", "bo", "Juniper"),
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
        _wordings("A", "ana", "Osprey", apart=True),
        st.builds(
            SitsAlone,
            st.just("A"),
            st.sampled_from(["Osprey sitting", "Osprey second sitting"]),
            st.integers(9, 14),
            st.sampled_from([None, "under-way", "not-held"]),
        ),
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
