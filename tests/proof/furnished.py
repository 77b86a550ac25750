"""A case in which A and the desk have something of every kind that an address can name."""

from dataclasses import dataclass
from typing import Final

from entremise.domain.events.rounds import City
from entremise.domain.rounds import Setting
from entremise.domain.tracks import Track
from entremise.services import dates, inner, rounds, tracks
from entremise.services.telling import Telling
from tests.cast import SUBSTANCE, Talks, given, granted
from tests.web.every_page import lived_in

NOBODY: Final = "nobody-sits-here"
"""A seat, a document, an inner room that there is not."""


@dataclass(frozen=True)
class Furnished:
    """The case, and the ids of what is A's."""

    talks: Talks
    inner: str
    document: str


def furnish(talks: Talks) -> Furnished:
    """The case after some work, with an inner room, a document on an entry and one that hangs on none yet."""
    ana, ada = talks.ana, talks.ada
    lived_in(talks)
    hanging = given(talks.parts, ana.seat, b"Aleph and beth.", "plan.txt")
    ana.says("With the plan.", leave=SUBSTANCE, document=hanging)
    coming = given(talks.parts, ana.seat, b"Gimel.", "draft.txt")
    room = granted(inner.open_inner(talks.parts, ana.seat, "Principals", [ada.seat.id]))
    muscat, when, mo = City(name="Muscat", zone="Asia/Muscat"), talks.clock.now(), talks.mo.seat
    to_a = Telling(marks=("A",))
    granted(rounds.set_round(talks.parts, mo, Setting(title="First", city=muscat, starts=when), telling=to_a))
    granted(dates.propose(talks.parts, mo, "Second", [when], city=muscat, telling=to_a))
    granted(tracks.keep_track(talks.parts, mo, Track(title="Detainees", city=muscat)))
    granted(tracks.tell_track(talks.parts, mo, 1, to_a))
    return Furnished(talks, inner=room, document=coming)
