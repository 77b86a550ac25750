"""Accounts and the seats they hold; what an administrator may know of a case."""

import pytest

from entremise.domain.errors import ABSENT
from entremise.domain.events import Access, Accessed
from entremise.domain.ids import access_log
from entremise.domain.terms import Role
from entremise.services import access, staff
from entremise.services.holding import hold, holder_of
from entremise.services.ports import CredentialKind
from entremise.services.staff import HeldSeat, OutlinedCase, SeatedPlace
from tests.cast import Talks, granted

ACCOUNT = "mo-s-account"
PASSWORD = "nine quiet lanterns"


@pytest.fixture(autouse=True)
def _held(talks: Talks) -> None:
    """Mo's account holds the mediator's seat."""
    with talks.parts.store.writing(talks.case.desk, access_log(talks.case.desk)):
        hold(talks.parts, talks.mo.seat, ACCOUNT)


def test_seats_are_listed_by_codename(talks: Talks) -> None:
    assert staff.seats_held(talks.parts, ACCOUNT) == [
        HeldSeat(seat=talks.mo.seat.id, codename="Copper Lantern", role=Role.MEDIATOR)
    ]
    assert staff.seats_held(talks.parts, "another") == []


def test_a_seat_is_opened(talks: Talks) -> None:
    seat, secret = granted(staff.open_seat(talks.parts, ACCOUNT, talks.mo.seat.id))

    assert access.seat_of(talks.parts, secret, CredentialKind.SESSION) == seat
    told = talks.parts.store.lines(access_log(talks.case.desk), after=0, limit=99)[-1].event
    assert told == Accessed(what=Access.RETURNED, seat=seat.id, role=Role.MEDIATOR)


@pytest.mark.parametrize("seat", ["ana", "unknown"])
def test_another_seat_is_absent(talks: Talks, seat: str) -> None:
    named = talks.ana.seat.id if seat == "ana" else "unknown"

    assert staff.open_seat(talks.parts, ACCOUNT, named) == ABSENT
    assert staff.open_seat(talks.parts, "another", talks.mo.seat.id) == ABSENT


def test_a_key_is_wrapped_for_the_desks_of_its_account(talks: Talks) -> None:
    drawn = granted(talks.parts.keys.drawn(holder_of(ACCOUNT), PASSWORD))
    staff.keep_key(talks.parts, ACCOUNT, drawn)

    assert [view.holder for view in talks.parts.keys.holders(talks.case.desk)] == [holder_of(ACCOUNT)]
    assert talks.parts.keys.holders(talks.other.desk) == []


def test_a_key_that_is_dropped_opens_nothing(talks: Talks) -> None:
    staff.keep_key(talks.parts, ACCOUNT, granted(talks.parts.keys.drawn(holder_of(ACCOUNT), PASSWORD)))

    staff.drop_key(talks.parts, ACCOUNT)

    assert talks.parts.keys.holders(talks.case.desk) == []
    assert talks.parts.keys.unlocked(holder_of(ACCOUNT), PASSWORD) is None


def test_a_sessions_key_opens_in_that_session(talks: Talks) -> None:
    drawn = granted(talks.parts.keys.drawn(holder_of(ACCOUNT), PASSWORD))
    _, secret = granted(staff.open_seat(talks.parts, ACCOUNT, talks.mo.seat.id))

    staff.give_key(talks.parts, secret, drawn.holder)

    found = talks.parts.store.credential(access.digest_of(secret))
    assert found is not None
    assert found[0].private is not None
    assert talks.parts.keys.opened_from(holder_of(ACCOUNT), found[0].private, secret) == drawn.holder


def test_an_administrator_knows_codenames_marks_and_roles(talks: Talks) -> None:
    assert staff.outlined(talks.parts) == [
        OutlinedCase(
            codename="Copper Lantern",
            places=(
                SeatedPlace(mark="desk", roles=(Role.MEDIATOR,)),
                SeatedPlace(mark="A", roles=(Role.HEAD, Role.ADVISER)),
                SeatedPlace(mark="B", roles=(Role.HEAD,)),
            ),
        ),
        OutlinedCase(
            codename="Quiet Harbour",
            places=(
                SeatedPlace(mark="desk", roles=()),
                SeatedPlace(mark="A", roles=(Role.HEAD,)),
                SeatedPlace(mark="B", roles=()),
            ),
        ),
    ]


def test_of_a_case_that_is_closed_to_the_host_not_even_the_codename(talks: Talks) -> None:
    staff.keep_key(talks.parts, ACCOUNT, granted(talks.parts.keys.drawn(holder_of(ACCOUNT), PASSWORD)))
    with talks.parts.store.writing(talks.case.desk, access_log(talks.case.desk)):
        talks.parts.keys.close(talks.case.desk)

    assert [case.codename for case in staff.outlined(talks.parts)] == [None, "Quiet Harbour"]
    assert [held.codename for held in staff.seats_held(talks.parts, ACCOUNT)] == [None]
