"""Who may do what: the whole grid, written out a second time."""

from typing import Final

import pytest

from entremise.domain.errors import Code, Refusal
from entremise.domain.roles import DESK_ACTS, HOST_ACTS, MAY, ROOM_ACTS, SAYS, Act, may, unless_may
from entremise.domain.terms import DESK_ROLES, ROOM_ROLES, Role
from scripts.who_may import PAGE, page

GRID: Final = """
                  head-of-delegation
                  |   adviser
                  |   |   counsel
                  |   |   |   expert
                  |   |   |   |   interpreter
                  |   |   |   |   |   note-taker
                  |   |   |   |   |   |   observer
                  |   |   |   |   |   |   |   mediator
                  |   |   |   |   |   |   |   |   co-mediator
                  |   |   |   |   |   |   |   |   |   secretariat
                  |   |   |   |   |   |   |   |   |   |   administrator
read              x   x   x   x   x   x   x   x   x   x   .
search            x   x   x   x   x   x   .   x   x   x   .
see-access-log    x   x   x   x   x   x   x   x   x   x   .
export            x   x   x   .   .   .   .   x   x   x   .
upload            x   x   x   .   .   .   .   x   x   .   .
ring              x   .   .   .   .   .   .   x   x   x   .
see-ring          x   x   x   .   .   .   .   x   x   x   .
note              x   x   x   x   x   x   .   .   .   .   .
tell              x   x   x   .   .   .   .   .   .   .   .
change-leave      x   x   x   .   .   .   .   .   .   .   .
change-any-leave  x   .   .   .   .   .   .   .   .   .   .
acknowledge       x   x   x   .   .   .   .   .   .   .   .
disclose          x   .   .   .   .   .   .   .   .   .   .
open-inner        x   .   .   .   .   .   .   .   .   .   .
set-mandate       x   .   .   .   .   .   .   .   .   .   .
close-room        x   .   .   .   .   .   .   .   .   .   .
answer-dates      x   x   x   .   .   .   .   .   .   .   .
give-values       x   x   x   .   .   .   .   .   .   .   .
draft             .   .   .   .   .   .   .   x   x   x   .
carry             .   .   .   .   .   .   .   x   x   .   .
stop              .   .   .   .   .   .   .   x   x   x   .
speak             .   .   .   .   .   .   .   x   x   .   .
announce          .   .   .   .   .   .   .   x   x   x   .
confirm           .   .   .   .   .   .   .   x   x   .   .
declare-met       .   .   .   .   .   .   .   x   x   .   .
ask               .   .   .   .   .   .   .   x   x   .   .
dictate           .   .   .   .   .   .   .   x   x   x   .
introduce         .   .   .   .   .   .   .   x   x   .   .
arrange           .   .   .   .   .   .   .   x   x   x   .
show-agenda       .   .   .   .   .   .   .   x   x   .   .
invite-head       .   .   .   .   .   .   .   x   x   .   .
report            .   .   .   .   .   .   .   x   x   x   .
set-rounds        .   .   .   .   .   .   .   x   x   x   .
keep-ledger       .   .   .   .   .   .   .   x   x   x   .
note-at-desk      .   .   .   .   .   .   .   x   x   x   .
analyse           .   .   .   .   .   .   .   x   x   x   .
ask-values        .   .   .   .   .   .   .   x   x   .   .
set-second        .   .   .   .   .   .   .   x   x   .   .
agree-second      .   .   .   .   .   .   .   x   x   .   .
close-case        .   .   .   .   .   .   .   x   x   .   .
destroy           .   .   .   .   .   .   .   x   x   .   .
invite            x   .   .   .   .   .   .   x   x   x   .
withdraw          x   .   .   .   .   .   .   x   x   x   .
replace           x   .   .   .   .   .   .   x   x   x   .
remove            x   .   .   .   .   .   .   x   x   x   .
rotate            x   .   .   .   .   .   .   x   x   .   x
open-case         .   .   .   .   .   .   .   .   .   .   x
give-account      .   .   .   .   .   .   .   .   .   .   x
back-up           .   .   .   .   .   .   .   .   .   .   x
restore           .   .   .   .   .   .   .   .   .   .   x
check-host        .   .   .   .   .   .   .   .   .   .   x
"""


def written() -> dict[tuple[str, str], bool]:
    """The grid: whether the role may, by role and act."""
    lines = GRID.strip("\n").splitlines()
    roles = [line.split()[-1] for line in lines if line.startswith(" ")]
    rows = [line.split() for line in lines if not line.startswith(" ")]
    assert all(len(marks) == len(roles) for _, *marks in rows)
    return {
        (role, act): {"x": True, ".": False}[mark]
        for act, *marks in rows
        for role, mark in zip(roles, marks, strict=True)
    }


def test_each_role_may_do_what_the_grid_says_and_nothing_else() -> None:
    """Every role and every act stand in the grid."""
    assert {(str(role), str(act)): may(role, act) for role in Role for act in Act} == written()


def test_a_head_does_all_that_there_is_in_a_room_and_a_mediator_all_at_the_desk() -> None:
    """Nobody else needs to be asked."""
    assert (MAY[Role.HEAD], MAY[Role.MEDIATOR], MAY[Role.CO_MEDIATOR]) == (ROOM_ACTS, DESK_ACTS, DESK_ACTS)


def test_every_act_is_somewhere() -> None:
    """In a room, at the desk, or of the host."""
    assert set(Act) == ROOM_ACTS | DESK_ACTS | HOST_ACTS


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_a_role_does_nothing_that_its_places_do_not_have(role: Role) -> None:
    """An interpreter sits in rooms and at the desk."""
    there = (ROOM_ACTS if role in ROOM_ROLES else frozenset()) | (DESK_ACTS if role in DESK_ROLES else frozenset())

    assert MAY[role] <= there


def test_an_administrator_sits_nowhere_and_reads_nothing() -> None:
    """The administrator runs the host."""
    assert Role.ADMINISTRATOR not in {*ROOM_ROLES, *DESK_ROLES}
    assert MAY[Role.ADMINISTRATOR] == HOST_ACTS
    assert not HOST_ACTS & ((ROOM_ACTS | DESK_ACTS) - {Act.ROTATE})


def test_a_role_that_may_not_is_told_so() -> None:
    """The refusal names the role and the act, and nobody's words."""
    refusal = unless_may(Role.OBSERVER, Act.TELL)

    assert refusal == Refusal(Code.ROLE_MAY_NOT, {"role": Role.OBSERVER, "act": Act.TELL})
    assert (refusal.wanted, refusal.given) == (
        "A role that may do this: tell.",
        "The role of this seat may not: observer.",
    )


def test_a_role_that_may_is_not_refused() -> None:
    """None stands for leave."""
    assert unless_may(Role.HEAD, Act.TELL) is None


def test_every_act_is_told_in_words_of_its_own() -> None:
    """No two acts can be mistaken for one another."""
    assert set(SAYS) == set(Act)
    assert len(set(SAYS.values())) == len(Act)


def test_the_public_page_is_this_table() -> None:
    """To mend: python scripts/who_may.py."""
    assert PAGE.read_text(encoding="utf-8") == page()
