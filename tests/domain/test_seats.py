"""Rules of `entremise.domain.seats`: who may be given a seat, and what others may learn of one."""

from datetime import timedelta
from typing import Final

import pytest

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Access, Accessed, Event, Introduced, Introduction, MemberTold
from entremise.domain.ids import Mark, SeatId
from entremise.domain.log import Line
from entremise.domain.rooms import Seat
from entremise.domain.seats import (
    Coming,
    Member,
    comings,
    may_be_open,
    may_disclose,
    may_give,
    may_manage,
    members,
    next_member,
    person_name,
    told_here,
    told_of,
    wider,
)
from entremise.domain.terms import DESK_ROLES, ROOM_ROLES, Disclosure, Role
from tests.cast import NOON
from tests.domain.samples import room_id, seat

NOTHING, MEMBER, ROLE, NAME = Disclosure
A, B = Mark("A"), Mark("B")
OTHER: Final = SeatId("other")


def log(*events: Event) -> list[Line]:
    """Lines with these events, a minute apart."""
    at = room_id("A")
    return [Line(at, number, NOON + timedelta(minutes=number), event) for number, event in enumerate(events, start=1)]


def told(
    number: int, shown: Disclosure, *, mark: Mark = A, onward: Disclosure = NOTHING, left: bool = False
) -> MemberTold:
    return MemberTold(mark=mark, member=number, shown=shown, onward=onward, left=left)


@pytest.mark.parametrize("one", Disclosure)
@pytest.mark.parametrize("other", Disclosure)
def test_each_disclosure_says_more_than_those_before_it(one: Disclosure, other: Disclosure) -> None:
    """Nothing, that there is a member, the role, role and name."""
    order = [NOTHING, MEMBER, ROLE, NAME]

    assert wider(one, other) is (order.index(one) > order.index(other))


@pytest.mark.parametrize(
    ("level", "known"),
    [
        (NOTHING, Introduction()),
        (MEMBER, Introduction()),
        (ROLE, Introduction(role=Role.COUNSEL)),
        (NAME, Introduction(role=Role.COUNSEL, name="Eve")),
    ],
)
def test_others_learn_as_much_as_is_let(level: Disclosure, known: Introduction) -> None:
    """A name never without the role."""
    assert told_of(Role.COUNSEL, "Eve", level) == known


@pytest.mark.parametrize("shown", Disclosure)
@pytest.mark.parametrize("onward", Disclosure)
def test_the_desk_tells_on_no_more_than_it_may_know(shown: Disclosure, onward: Disclosure) -> None:
    """Sixteen pairs; ten of them stand."""
    refused = may_disclose(shown, onward)

    assert refused == (Refusal(Code.ONWARD_WIDER) if wider(onward, shown) else None)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("mark", ["A", None])
def test_a_place_seats_its_own_roles(role: Role, mark: str | None) -> None:
    """A head gives the delegation's, a mediator the desk's; an administrator is given nowhere."""
    actor = seat(Role.HEAD, mark=mark) if mark else seat(Role.MEDIATOR, mark=None)

    refused = may_give(actor, role, [])

    assert (refused is None) is (role in (ROOM_ROLES if mark else DESK_ROLES))


def test_a_room_has_one_head() -> None:
    """There is one person to turn to."""
    assert may_give(seat(), Role.HEAD, [seat()]) == Refusal(Code.HEAD_THERE)


@pytest.mark.parametrize("role", DESK_ROLES)
def test_the_way_in_to_a_seat_is_in_the_hands_of_those_who_may_do_as_much(role: Role) -> None:
    """Who gives a link to a mediator's seat could take it."""
    secretary = seat(Role.SECRETARIAT, mark=None)
    target = Seat(id=OTHER, place=secretary.place, mark=None, role=role, shown=False)

    higher = role in {Role.MEDIATOR, Role.CO_MEDIATOR}
    assert may_manage(secretary, target) == (Refusal(Code.ROLE_HIGHER, {"role": role}) if higher else None)


def test_ones_own_seat_is_in_others_hands() -> None:
    """Nobody removes oneself by mistake, nor leaves a delegation without its head."""
    assert may_manage(seat(), seat()) == Refusal(Code.OWN_SEAT)


@pytest.mark.parametrize(("days", "open_"), [(0, False), (1, True), (30, True), (31, False)])
def test_an_invitation_is_open_from_one_to_thirty_days(days: int, *, open_: bool) -> None:
    """Longer is an invitation for whoever finds it."""
    assert (may_be_open(days) is None) is open_


@pytest.mark.parametrize(
    ("text", "kept"), [(None, None), ("", None), ("  ", None), (" Ana \n Lee ", "Ana Lee"), ("آنا", "آنا")]
)
def test_a_name_is_one_line_or_none(text: str | None, kept: str | None) -> None:
    """It need not be written down."""
    assert person_name(text) == kept


def test_the_desk_knows_what_it_was_told_last() -> None:
    """Of each member, by room and number; of one that left or was taken back, nothing."""
    lines = log(
        told(1, NAME),
        told(1, ROLE, mark=B),
        told(2, MEMBER),
        told(1, MEMBER, onward=MEMBER),
        told(2, NOTHING),
        told(1, NOTHING, mark=B, left=True),
    )

    assert members(lines) == (Member(mark=A, number=1, shown=MEMBER, onward=MEMBER, role=None, name=None),)


def test_members_are_numbered_for_each_room() -> None:
    """A number that was given is not given again."""
    lines = log(told(1, NAME), told(2, NAME), told(2, NOTHING, left=True), told(1, NAME, mark=B))

    assert [next_member(lines, mark) for mark in (A, B, Mark("C"))] == [3, 2, 1]


def test_a_room_reads_whom_it_was_told_of_the_newest_first() -> None:
    """With the moment at which it was told."""
    first, second = (Introduced(party=party, members=(Introduction(),)) for party in ("Belmark", "Corvia"))

    assert [(one.at, one.introduced.party) for one in told_here(log(first, second))] == [
        (NOON + timedelta(minutes=2), "Corvia"),
        (NOON + timedelta(minutes=1), "Belmark"),
    ]


def test_when_somebody_came_is_read_off_the_access_log() -> None:
    """Who joined anew with a new link joined then."""

    def came(what: Access, who: SeatId | None = OTHER) -> Accessed:
        return Accessed(what=what, seat=who)

    lines = log(came(Access.JOINED), came(Access.INVITED), came(Access.RETURNED), came(Access.RETURNED, None))

    assert comings(lines) == {
        OTHER: Coming(joined=NOON + timedelta(minutes=1), last=NOON + timedelta(minutes=3)),
    }
