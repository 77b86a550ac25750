"""The staff's accounts: how they come in is the desk's own, and so is what is mailed to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import strategies as st

from entremise.domain.terms import Role
from entremise.services import access, cases
from tests.cast import granted
from tests.two_worlds.acts import Ask, Surface
from tests.two_worlds.world import World

NAME: Final = "Max"
WRONG: Final = "nine loud lanterns"


def _fails(world: World) -> None:
    for _ in range(2):
        world.staff(NAME).elsewhere().tries(NAME, WRONG)


def _comes_and_goes(world: World) -> None:
    somewhere = world.staff(NAME).elsewhere()
    somewhere.gives_password()
    # An app's code would hang on the time of day.
    somewhere.gives_code(somewhere.recovery.pop() if somewhere.recovery else "000000")
    somewhere.asks("POST", "/account/sign-out")


def _is_mailed(world: World) -> None:
    account = world.staff(NAME).account
    account.address = "max@desk.example"
    account.save()


def _takes_a_seat(world: World) -> None:
    invitation = access.invite(
        world.parts, granted(cases.give_seat(world.parts, world.talks.mo.seat.place, Role.CO_MEDIATOR))
    )
    world.staff(NAME).asks("POST", f"/enter/{invitation.link}", {"code": invitation.code})


def _opens_seats(world: World) -> None:
    member = world.staff(NAME)
    for seat in world.parts.store.seats_of_account(member.account.pk):
        member.asks("POST", f"/account/seats/{seat.id}/open")


ACTS: Final[Mapping[str, Callable[[World], None]]] = {
    "fails": _fails,
    "comes and goes": _comes_and_goes,
    "is mailed": _is_mailed,
    "takes a seat": _takes_a_seat,
    "opens seats": _opens_seats,
}


@dataclass(frozen=True)
class Staff:
    """A member of the staff, who has enrolled by a link, does something with the account."""

    acts: tuple[str, ...]

    def do(self, world: World) -> None:
        for act in self.acts:
            ACTS[act](world)


_LINK: Final[dict[str, Any]] = {"code": "000000", "password": WRONG, "again": WRONG}

SURFACE: Final = Surface(
    elsewhere=(Staff(("is mailed", "takes a seat", "comes and goes", "opens seats")),),
    low=(
        st.sampled_from(
            [
                Ask("stranger", "GET", "/account/sign-in"),
                Ask("stranger", "POST", "/account/sign-in", form={}),
                Ask("stranger", "GET", "/account/enrol/x"),
                Ask("stranger", "POST", "/account/enrol/x", form=_LINK),
                Ask("bo", "GET", "/account/"),
                Ask("bo", "GET", "/account/administration/"),
            ]
        ),
    ),
    high=(
        st.sampled_from(
            [
                Staff(("is mailed", "takes a seat", "comes and goes", "opens seats")),
                Staff(("takes a seat", "is mailed", "fails")),
                Staff(("fails", "comes and goes")),
                Staff(("opens seats",)),
            ]
        ),
    ),
    swept=("/account/", "/account/sign-in", "/account/enrol/x", "/account/sign-ins/"),
)
