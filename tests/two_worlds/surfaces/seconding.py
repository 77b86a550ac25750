"""Words kept with a second seat's agreement: all of it is the desk's own, whatever A's confidences make it ask."""

from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

from entremise.domain.terms import Role
from entremise.services import cases, seconding
from tests.cast import granted
from tests.two_worlds.acts import Ask, Surface
from tests.two_worlds.world import API, World


@dataclass(frozen=True)
class Kept:
    """The mediator is about to say in room B what A gave in confidence, and asks a second seat; nothing is said.

    A second seat is required meanwhile, and not after: what the desk does towards B is the same in both worlds.
    """

    word: str
    agrees: bool

    def do(self, world: World) -> None:
        parts, mo = world.parts, world.talks.mo.seat
        others = [seat for seat in parts.store.seats(mo.place) if seat.role is Role.CO_MEDIATOR]
        co = others[0] if others else granted(cases.give_seat(parts, mo.place, Role.CO_MEDIATOR))
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


SURFACE: Final = Surface(
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
