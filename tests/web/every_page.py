"""Every page there is, with everything on it that it can show: for tests that look at all of them."""

from collections.abc import Callable, Mapping
from typing import Final

from entremise.domain.terms import CarryForm, MessageType
from tests.cast import CONFIDENCE, ONLY_IF, SUBSTANCE, VERBATIM, Talks
from tests.web.people import Person, Told, nobody, person

Show = Callable[[Talks], Told]


def lived_in(talks: Talks) -> Talks:
    """The case after some work: every kind of entry, mark and list."""
    offer = talks.ana.says("Aleph.", leave=SUBSTANCE, type=MessageType.OFFER, binding=True)
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


_REPEATED = {"to": "B", "form": "idea", "text": "Eleven frigates may yet be taken.", "carry": "1"}

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
    "desk": _by("mo", lambda mo: mo.sees()),
    "desk, with a sheet": _by("mo", _with_draft),
    "desk, refused": _by("mo", lambda mo: mo.sends("corridor", {"to": "B", "text": "", "carry": "1"})),
    "desk, warned": _by("mo", lambda mo: mo.sends("corridor", _REPEATED)),
    "desk, held": _held,
    "desk, after": lambda talks: _held(talks, advance=32),
    "desk, stopped": _stopped,
    "entered": _by("mo", lambda mo: mo.sees("rooms/A/")),
    "entered, refused": _by("mo", lambda mo: mo.sends("rooms/A/speak", {"text": "", "say": "1"})),
    "announce": _by("mo", lambda mo: mo.sees("announce")),
    "announce, refused": _by("mo", lambda mo: mo.sends("announce", {"text": "x", "announce": "1"})),
    "refused": _by("mo", lambda mo: mo.sends("entries/A-03/conveyed")),
    "malformed": _by("ana", lambda ana: ana.sends("write", {"leave": "everybody"})),
}
"""Each page in French, by its name. The case has been lived in."""
