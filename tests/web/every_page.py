"""Every page there is, with everything on it that it can show: for tests that look at all of them."""

from collections.abc import Callable, Mapping
from typing import Final

from entremise.domain.agenda import Keeping
from entremise.domain.events.agenda import ItemState
from entremise.domain.events.analysis import Preference, PreferenceKind
from entremise.domain.ids import MARKS, Label
from entremise.domain.terms import CarryForm, Disclosure, MessageType, Role
from entremise.services import agenda, cases, endings, inner, seats, seconding, speaking, valuing
from tests.cast import CONFIDENCE, ONLY_IF, SUBSTANCE, VERBATIM, Talks, granted
from tests.web.people import Form, Person, Told, nobody, person

Show = Callable[[Talks], Told]


def lived_in(talks: Talks) -> Talks:
    """The case after some work: every kind of entry, mark and list."""
    given = talks.ana.gives(b"Lamedh.", "Mem.txt")
    offer = talks.ana.says("Aleph.", leave=SUBSTANCE, type=MessageType.OFFER, binding=True, document=given)
    talks.ada.notes("Beth.")
    talks.ana.says("Gimel.", leave=VERBATIM)
    condition = talks.ana.says("Daleth.", leave=ONLY_IF)
    talks.ana.says("Eleven frigates may yet be taken before spring.", leave=CONFIDENCE)
    talks.ana.says("Vav.")
    talks.mo.announces("Zayin.")
    talks.mo.speaks("Heth.", into="A")
    talks.mo.declares_met(condition)
    carried = talks.mo.carries("Teth.", into="B", sources=[offer])
    talks.mo.carries("Yodh.", into="B", form=CarryForm.IDEA)
    assert carried.entered is not None
    talks.bo.opens(carried.entered)
    talks.bo.says("Kaph.", reply_to=carried.entered, leave=ONLY_IF)
    talks.mo.confirms(offer)
    return talks


def _by(who: str, show: Callable[[Person], Told]) -> Show:
    return lambda talks: show(person(talks.parts, getattr(talks, who).seat).speaks("fr"))


def _with_draft(mo: Person) -> Told:
    mo.sends("quote", {"source": "A-01"})
    mo.sends("corridor", {"to": "B", "sources": "A-01", "form": "substance", "text": "Lamedh.", "save": "draft"})
    return mo.asks("GET", mo.address() + "?to=B")


def _held(talks: Talks, *, advance: float = 0) -> Told:
    for number in range(2):
        talks.mo.carries("Mem.", into="B", form=CarryForm.IDEA, hold=30 + number)
    talks.waits(advance)
    return person(talks.parts, talks.mo.seat).speaks("fr").sees()


def _stopped(talks: Talks) -> Told:
    talks.mo.stops(talks.mo.carries("Mem.", into="B", form=CarryForm.IDEA, hold=30).carry)
    return person(talks.parts, talks.mo.seat).speaks("fr").sees()


_CLOSING: Form = {"outcome": "terminated", "settled": "yes", "attended": ["A"], "retention": "8"}


def _closed(talks: Talks, who: str, path: str) -> Told:
    """A page of the closed case, a day after: reminded of the destruction."""
    assert person(talks.parts, talks.mo.seat).sends("ending/close", _CLOSING).status == 303
    talks.clock.advance(24 * 3600)
    endings.run_retention(talks.parts, lambda *_, **__: None)
    return person(talks.parts, getattr(talks, who).seat).speaks("fr").sees(path)


def _twice(somebody: Person, path: str) -> Told:
    """The page, with the reading of itself on it."""
    somebody.sees(path)
    return somebody.sees(path)


def _peopled(talks: Talks, who: str, path: str) -> Told:
    """The people of a place, after all that can be done with them."""
    name, role = Disclosure.NAME, Disclosure.ROLE
    counsel, expert = (granted(seats.give(talks.parts, talks.ana.seat, one)) for one in (Role.COUNSEL, Role.EXPERT))
    for one, shown in ((counsel, name), (expert, role)):
        granted(seats.describe(talks.parts, talks.ana.seat, one.seat, name="Samekh", shown=shown, onward=shown))
    granted(seats.introduce(talks.parts, talks.mo.seat, "A", [3, 4], into="B"))
    granted(inner.open_inner(talks.parts, talks.ana.seat, "Ayin", [talks.ada.seat.id]))
    granted(seats.withdraw(talks.parts, talks.ana.seat, expert.seat))
    granted(seats.invite_head(talks.parts, talks.mo.seat, "B"))
    return person(talks.parts, getattr(talks, who).seat).speaks("fr").sees(path)


def _with_a_way_back(ana: Person) -> Told:
    words = "heron lantern gravel spoon"
    assert ana.sends("own/passphrase", {"passphrase": words, "again": words}).status == 303
    return ana.sees("own")


def _within(talks: Talks, path: str, *, words: str | None = "Pe.") -> Told:
    """A room within the delegation; what is sent there is empty."""
    room = granted(inner.open_inner(talks.parts, talks.ana.seat, "Ayin", [talks.ada.seat.id]))
    ana = person(talks.parts, talks.ana.seat).speaks("fr")
    if words is not None:
        assert ana.sends(f"inner/{room}/write", {"text": words, "give": "1"}).status == 303
    return ana.sends(f"inner/{room}/{path}", {"text": ""}) if path else ana.sees(f"inner/{room}/")


_VALUES = """issue,option,party,value,give_or_take
Samekh,Ayin,A,9,2
Samekh,Pe,A,0,2
Samekh,Ayin,B,0,0
Samekh,Pe,B,5,0
Tsade,Qoph,A,0,3
Tsade,Resh,A,7,3
Tsade,Qoph,B,9,0
Tsade,Resh,B,2,0
"""


def _valued(talks: Talks, who: str, path: str, form: Form | None = None) -> Told:
    """A page of the analysis, or of what A is asked to value, after the desk has prepared it."""
    granted(valuing.take_table(talks.parts, talks.mo.seat, _VALUES))
    for option in (0, 1):
        granted(valuing.keep_package(talks.parts, talks.mo.seat, {1: option, 2: 0}))
    granted(valuing.ask(talks.parts, talks.mo.seat, "A"))
    somebody = person(talks.parts, getattr(talks, who).seat).speaks("fr")
    return somebody.sees(path) if form is None else somebody.sends(path, form)


_UNCLEAR: Form = {"mark": "A", "kind": "swing", "one": "1", "other": "1"}


def _noted(talks: Talks, path: str) -> Told:
    """The analysis after the desk noted that one issue matters to A as much as the other, and both contradicting B."""
    _valued(talks, "mo", "analysis")
    for mark, one, other in ((MARKS[0], 2, 1), (MARKS[1], 1, 2), (MARKS[1], 2, 1)):
        said = Preference(kind=PreferenceKind.SWING, issues=(one, other))
        granted(valuing.note_preference(talks.parts, talks.mo.seat, mark, said))
    return person(talks.parts, talks.mo.seat).speaks("fr").sees(path)


def _sealed(talks: Talks) -> Told:
    """The analysis where A's numbers are for the engine alone, after A has looked at what it gave."""
    worths = {"w-1-0": "9", "w-1-1": "0", "w-2-0": "0", "w-2-1": "7", "reader": "engine"}
    assert _valued(talks, "ana", "values/1/give", worths).status == 303
    return person(talks.parts, talks.mo.seat).speaks("fr").sees("analysis")


def _grouped(talks: Talks, path: str, form: Form | None = None) -> Told:
    """A page of the ledger, after a point was made, worded anew and dissolved, and another made; with notes."""
    mo = person(talks.parts, talks.mo.seat).speaks("fr")
    for words, entry in (("Samekh", "A-01"), ("Tsade", "A-03")):
        mo.sends("points", {"words": words, "entry": [entry], "round": "2", "keep": "1"})
    mo.sends("points/1", {"words": "Ayin", "entry": ["A-01", "B-01"], "keep": "1"})
    for about in ("room-B", "point-1", ""):
        mo.sends("notes", {"text": "Pe.", "about": about, "keep": "1"})
    mo.sends("points/2/dissolve")
    talks.mo.carries("Mem.", into="B", form=CarryForm.SUBSTANCE, sources=[Label("A", 1)], hold=60)
    return mo.sees(path) if form is None else mo.sends(path, form)


_REPEATED = {"to": "B", "form": "idea", "text": "Eleven frigates may yet be taken.", "carry": "1"}

_REPEATED_AND_KEPT: Form = {**_REPEATED, "why": "Resh.", "kept": ["A-05", "A-06", "A-07", "A-08", "A-09"]}


def _seconded(talks: Talks, show: Callable[[Person, Person], Told]) -> Told:
    """A page where a second seat is required, after requests of every state: shown to who asks, and to who answers."""
    co = granted(cases.give_seat(talks.parts, talks.place(None), Role.CO_MEDIATOR))
    granted(seconding.require(talks.parts, talks.mo.seat, on=True))
    for number in range(1, 6):
        words = f"Eleven frigates may yet be taken, {number} of them grey."
        speaking.speak(talks.parts, talks.mo.seat, "B", words, why="Samekh.")
    granted(seconding.answer(talks.parts, co, 2, agrees=True, words="Pe."))
    granted(seconding.answer(talks.parts, co, 3, agrees=False, words="Tsade."))
    granted(seconding.withdraw(talks.parts, talks.mo.seat, 4))
    return show(*(person(talks.parts, seat).speaks("fr") for seat in (talks.mo.seat, co)))


def _arranged(talks: Talks, who: str, path: str, form: Form | None = None) -> Told:
    """A page of rounds, after one was set, told, moved and arranged, in a track with an item, and dates were asked."""
    mo = person(talks.parts, talks.mo.seat).speaks("fr")
    granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title="Samekh", state=ItemState.OTHER_TRACK)))
    granted(agenda.show(talks.parts, talks.mo.seat, agenda.Telling(item=1, into="A", title="Samekh")))
    told: Form = {"told": ["A"], "words": "Tsade.", "why": "Qoph."}
    track: Form = {"title": "Ayin", "city": "Doha", "matters": "Pe", "steps": "[x] Nun\nMem", "item": ["1"]}
    for step, sent in (
        ("tracks/new", {**track, "people-A": ["part", "counsel"]}),
        ("tracks/new", {"title": "Lamedh", "city": "Muscat", "links": "> 1.1"}),
        ("tracks/1/tell", {**told, "step": ["1", "2"]}),
        ("tracks/2/tell", {**told, "links": "yes"}),
        ("rounds/set", {**told, "title": "Kaph", "city": "Doha", "day": "2026-12-12", "time": "10:00", "track": "1"}),
        ("rounds/1/change", {**told, "act": "move", "day": "2026-12-12", "time": "11:00", "reason": "Yodh."}),
        ("rounds/1/change", {**told, "act": "arrive", "arrives-A": "10:30", "entrance-A": "Heth", "leaves-A": "15:00",
                             "arrives-B": "10:40", "entrance-B": "Heth", "meeting": "yes"}),
        ("rounds/1/change", {**told, "act": "amend", "title": "Kaph", "session-1-title": "Teth",
                             "session-1-from": "11:00", "session-1-to": "12:00", "session-1-room": ["A"],
                             "venue-A": "Teth", "track": "1", "item": ["1"]}),
        ("dates", {**told, "title": "Zayin", "city": "Muscat", "day-1": "2026-12-17", "time-1": "15:00"}),
        ("rounds/1/ask", {"room": "A", "to": "postponed", "words": "Resh.", "hours": "24", "why": "Qoph."}),
    ):  # fmt: skip
        assert mo.sends(step, sent).status == 303, (step, sent)
    somebody = person(talks.parts, getattr(talks, who).seat).speaks("fr")
    return somebody.sees(path) if form is None else somebody.sends(path, form)


PAGES: Final[Mapping[str, Show]] = {
    "home": lambda _: nobody().speaks("fr").asks("GET", "/"),
    "enter": lambda _: nobody().speaks("fr").asks("GET", "/enter/x"),
    "enter, refused": lambda _: nobody().speaks("fr").asks("POST", "/enter/x", {"code": "1"}),
    "absent": lambda _: nobody().speaks("fr").asks("GET", "/nothing"),
    "elsewhere": lambda _: nobody().speaks("fr").asks("POST", "/language", {}, **{"Sec-Fetch-Site": "cross-site"}),
    "room": _by("ana", lambda ana: ana.sees()),
    "room of the other": _by("bo", lambda bo: bo.sees()),
    "room, with a draft": _by("ana", lambda ana: ana.asks("GET", ana.sends("write", {"save": "draft"}).location)),
    "room, refused": _by("ana", lambda ana: ana.sends("write", {"text": "", "give": "1"})),
    "leave": _by("ana", lambda ana: ana.sees("entries/A-03/leave")),
    "leave of a note": _by("ana", lambda ana: ana.sees("entries/N-01/leave")),
    "leave, refused": _by("ana", lambda ana: ana.sends("entries/A-03/leave", {"leave": "conditional"})),
    "access": _by("ana", lambda ana: _twice(ana, "access")),
    "access at the desk": _by("mo", lambda mo: _twice(mo, "access")),
    "access, empty": _by("ana", lambda ana: ana.asks("GET", ana.address("access?before=1"))),
    "ending of a room": _by("ana", lambda ana: ana.sees("ending")),
    "ending of a room, closed": lambda talks: _closed(talks, "ana", "ending"),
    "room, closed": lambda talks: _closed(talks, "ana", ""),
    "ending": _by("mo", lambda mo: mo.sees("ending")),
    "ending, refused": _by("mo", lambda mo: mo.sends("ending/close", {**_CLOSING, "retention": "0"})),
    "ending, closed": lambda talks: _closed(talks, "mo", "ending"),
    "desk, closed": lambda talks: _closed(talks, "mo", ""),
    "report": lambda talks: _closed(talks, "mo", "report"),
    "report, under way": _by("mo", lambda mo: mo.sees("report")),
    "desk": _by("mo", lambda mo: mo.sees()),
    "desk, with a sheet": _by("mo", _with_draft),
    "desk, refused": _by("mo", lambda mo: mo.sends("corridor", {"to": "B", "text": "", "carry": "1"})),
    "desk, warned": _by("mo", lambda mo: mo.sends("corridor", _REPEATED)),
    "desk, held": _held,
    "desk, after": lambda talks: _held(talks, advance=32),
    "desk, stopped": _stopped,
    "entered": _by("mo", lambda mo: mo.sees("rooms/A/")),
    "entered, refused": _by("mo", lambda mo: mo.sends("rooms/A/speak", {"text": "", "say": "1"})),
    "analysis": lambda talks: _valued(talks, "mo", "analysis"),
    "analysis, nothing yet": _by("mo", lambda mo: mo.sees("analysis")),
    "analysis, with sealed numbers": _sealed,
    "analysis, prepared": lambda talks: _valued(talks, "mo", "analysis/prepare"),
    "analysis, with what is noted": lambda talks: _noted(talks, "analysis"),
    "analysis, prepared with what is noted": lambda talks: _noted(talks, "analysis/prepare"),
    "analysis, a preference refused": lambda talks: _valued(talks, "mo", "analysis/preferences", _UNCLEAR),
    "analysis, prepared of nothing": _by("mo", lambda mo: mo.sees("analysis/prepare")),
    "analysis, a table refused": _by("mo", lambda mo: mo.sends("analysis/table", {"table": "x"})),
    "estimate": lambda talks: _valued(talks, "mo", "analysis/values/A"),
    "values": lambda talks: _valued(talks, "ana", "values"),
    "values, refused": lambda talks: _valued(talks, "ana", "values/1/give", {"w-1-0": "x"}),
    "values, none asked": _by("ana", lambda ana: ana.sees("values")),
    "ledger": lambda talks: _grouped(talks, "ledger"),
    "ledger, of one side": lambda talks: _grouped(talks, "ledger?side=B&show=everything"),
    "ledger, further back": lambda talks: _grouped(talks, "ledger?before=A-03"),
    "ledger, nothing so": _by("mo", lambda mo: mo.sees("ledger?show=owed")),
    "card": lambda talks: _grouped(talks, "ledger/cards/B"),
    "point": lambda talks: _grouped(talks, "points/1?entry=B-02"),
    "point, dissolved": lambda talks: _grouped(talks, "points/2"),
    "point, new": lambda talks: _grouped(talks, "points"),
    "point, refused": lambda talks: _grouped(talks, "points/1", {"words": "", "entry": ["A-01"], "keep": "1"}),
    "notes": lambda talks: _grouped(talks, "notes"),
    "notes, none": _by("mo", lambda mo: mo.sees("notes")),
    "note": lambda talks: _grouped(talks, "notes/1"),
    "note, refused": lambda talks: _grouped(talks, "notes/1", {"text": "", "keep": "1"}),
    "second": lambda talks: _seconded(talks, lambda mo, _: mo.sees("second")),
    "second, to answer": lambda talks: _seconded(talks, lambda _, co: co.sees("second")),
    "second, refused": lambda talks: _seconded(talks, lambda _, co: co.sends("second/1/answer", {"answer": "refuse"})),
    "second, none": _by("mo", lambda mo: mo.sees("second")),
    "desk, asked for a second": lambda talks: _seconded(talks, lambda mo, _: mo.sends("corridor", _REPEATED_AND_KEPT)),
    "desk, a second waits": lambda talks: _seconded(talks, lambda _, co: co.sees()),
    "rounds": lambda talks: _arranged(talks, "ana", "rounds"),
    "rounds, none": _by("ana", lambda ana: ana.sees("rounds")),
    "rounds, a program let in": lambda talks: _arranged(talks, "ana", "calendar/feed", {}),
    "rounds at the desk": lambda talks: _arranged(talks, "mo", "rounds"),
    "rounds at the desk, none": _by("mo", lambda mo: mo.sees("rounds")),
    "rounds at the desk, a program let in": lambda talks: _arranged(talks, "mo", "calendar/feed", {}),
    "round": lambda talks: _arranged(talks, "mo", "rounds/1"),
    "round, refused": lambda talks: _arranged(
        talks, "mo", "rounds/1/change", {"act": "turn", "seen": "0", "to": "held"}
    ),
    "track": lambda talks: _arranged(talks, "mo", "tracks/1"),
    "track, new": _by("mo", lambda mo: mo.sees("tracks/new")),
    "track, refused": lambda talks: _arranged(talks, "mo", "tracks/2", {"title": "x", "city": "Doha", "item": ["1"]}),
    "track, told to a room outside": lambda talks: _arranged(talks, "mo", "tracks/1/tell", {"told": ["B"]}),
    "announce": _by("mo", lambda mo: mo.sees("announce")),
    "announce, refused": _by("mo", lambda mo: mo.sends("announce", {"text": "x", "announce": "1"})),
    "delegation": lambda talks: _peopled(talks, "ana", "delegation"),
    "delegation, as others read it": lambda talks: _peopled(talks, "ada", "delegation"),
    "delegation, refused": _by("ana", lambda ana: ana.sends("seats", {"role": "head-of-delegation"})),
    "delegation of the other": lambda talks: _peopled(talks, "bo", "delegation"),
    "people": lambda talks: _peopled(talks, "mo", "people"),
    "people, empty": _by("mo", lambda mo: mo.sees("people")),
    "the way in": _by("ana", lambda ana: ana.sends("seats", {"role": "expert", "name": "Nun"})),
    "own seat": _by("ana", lambda ana: ana.sees("own")),
    "own seat, with a way back": _by("ana", _with_a_way_back),
    "own seat, refused": _by("ana", lambda ana: ana.sends("own/passphrase", {"passphrase": "x", "again": "x"})),
    "own seat, unlike": _by("ana", lambda ana: ana.sends("own/passphrase", {"passphrase": "x", "again": "y"})),
    "own seat at the desk": _by("mo", lambda mo: mo.sees("own")),
    "record": _by("ana", lambda ana: ana.sees("record")),
    "record of the desk": _by("mo", lambda mo: mo.sees("record")),
    "return": lambda _: nobody().speaks("fr").asks("GET", "/at/x/return"),
    "return, refused": lambda _: nobody().speaks("fr").asks("POST", "/at/x/return", {"passphrase": "x"}),
    "inner room": lambda talks: _within(talks, ""),
    "inner room, empty": lambda talks: _within(talks, "", words=None),
    "inner room, refused": lambda talks: _within(talks, "write"),
    "search": _by("ana", lambda ana: ana.sees("search")),
    "search, found": _by("ana", lambda ana: ana.sends("search", {"text": "aleph"})),
    "search at the desk": _by("mo", lambda mo: mo.sends("search", {"text": "eleven", "room": "A"})),
    "search, nothing found": _by("ana", lambda ana: ana.sends("search", {"text": "omega"})),
    "search, refused": _by("ana", lambda ana: ana.sends("search", {"text": "!"})),
    "refused": _by("mo", lambda mo: mo.sends("entries/A-03/conveyed")),
    "malformed": _by("ana", lambda ana: ana.sends("write", {"leave": "everybody"})),
}
"""Each page in French, by its name. The case has been lived in."""
