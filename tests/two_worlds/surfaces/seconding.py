"""Words kept with a second seat's agreement: all of it is the desk's own, whatever A's confidences make it ask."""

from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

from entremise.domain.rooms import Seat
from entremise.domain.terms import Role
from entremise.services import cases, seconding
from tests.cast import granted
from tests.two_worlds.acts import Ask, Surface
from tests.two_worlds.world import API, World

SAID: Final = "Samphire 653 tonnes lie at the pier."
"""What B gives in confidence."""


@dataclass(frozen=True)
class Kept:
    """The mediator is about to say in room B what A gave in confidence, and asks a second seat; nothing is said.

    A second seat is required meanwhile, and not after: what the desk does towards B is the same in both worlds.
    """

    word: str
    agrees: bool

    def do(self, world: World) -> None:
        parts, mo, co = world.parts, world.talks.mo.seat, _second(world)
        told = {"text": f"Between us: {self.word} would do.", "leave": {"form": "confidence"}}
        said = world.asks("ana", "POST", f"{API}/entries", json=told)
        world.asks("mo", "POST", f"{API}/seconds/required", json={"required": True})
        if said.status == 201 and seconding.second_page(parts, mo).known.required:
            for _ in range(2):
                into_b = {"room": "B", "text": f"They say {self.word} would do.", "why": "Agreed."}
                world.asks("mo", "POST", f"{API}/entries", json=into_b)
            for shown in seconding.second_page(parts, co).open:
                seconding.answer(parts, co, shown.second.number, agrees=self.agrees, words="Let us wait.")
            for address in ("/at/{mo}/second", "/at/{mo}/", f"{API}/seconds"):
                world.asks("mo", "GET", address)
            for shown in seconding.second_page(parts, mo).standing:
                world.asks("mo", "POST", f"/at/{{mo}}/second/{shown.second.number}/withdraw", form={})
        world.asks("mo", "POST", f"{API}/seconds/required", json={"required": False})
        seconding.require(parts, co, on=False)


@dataclass(frozen=True)
class Used:
    """The mediator says in room A what B gave in confidence, by a second seat's agreement, which is spent."""

    def do(self, world: World) -> None:
        parts, co = world.parts, _second(world)
        world.asks("mo", "POST", f"{API}/seconds/required", json={"required": True})
        into_a = {"room": "A", "text": f"They say: {SAID}", "why": "Agreed."}
        world.asks("mo", "POST", f"{API}/entries", json=into_a)
        for shown in seconding.second_page(parts, co).open:
            seconding.answer(parts, co, shown.second.number, agrees=True, words="Do.")
        world.asks("mo", "POST", f"{API}/entries", json=into_a)
        world.asks("mo", "POST", f"{API}/seconds/required", json={"required": False})
        seconding.require(parts, co, on=False)


def _second(world: World) -> Seat:
    """A second seat at the desk."""
    place = world.talks.mo.seat.place
    others = [seat for seat in world.parts.store.seats(place) if seat.role is Role.CO_MEDIATOR]
    return others[0] if others else granted(cases.give_seat(world.parts, place, Role.CO_MEDIATOR))


SURFACE: Final = Surface(
    story=(Ask("bo", "POST", f"{API}/entries", json={"text": SAID, "leave": {"form": "confidence"}}),),
    elsewhere=(Kept("Quillwort 739 tonnes", agrees=True), Used()),
    low=(
        st.sampled_from(
            [
                Ask("bo", "GET", "/at/{bo}/second"),
                Ask("bo", "GET", f"{API}/seconds"),
                Ask("bo", "POST", "/at/{bo}/second/1/answer", form={"answer": "agree"}),
                Ask("bea", "POST", f"{API}/seconds/1/answer", json={"agrees": True}),
                Ask("bea", "POST", f"{API}/seconds/required", json={"required": True}),
                Ask("bo", "GET", "/at/{bo}/"),
            ]
        ),
    ),
    high=(
        st.sampled_from(
            [
                Kept("Quillwort 743 tonnes", agrees=True),
                Kept("Samphire 661 tonnes", agrees=False),
                Ask("ana", "GET", "/at/{ana}/second"),
                Ask("mo", "GET", "/at/{mo}/second"),
            ]
        ),
    ),
    swept=("/at/{bo}/second", f"{API}/seconds"),
)
