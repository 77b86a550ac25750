"""Who may take a seat: a staff account at the desk, and nobody in two places of one case."""

from dataclasses import replace

from entremise.domain.errors import Code, Refusal
from entremise.domain.ids import access_log
from entremise.domain.terms import Role
from entremise.services import access, seats, staff
from entremise.services.cases import give_seat
from entremise.services.holding import hold, holder_of, release, unfit
from entremise.services.ports import CredentialKind
from tests.cast import Talks, granted

NEEDED = Refusal(Code.ACCOUNT_NEEDED)
TWO = Refusal(Code.TWO_PLACES)


def held(talks: Talks, account: str) -> None:
    with talks.parts.store.writing(talks.case.desk):
        hold(talks.parts, talks.mo.seat, account)


def test_a_seat_at_the_desk_wants_an_account(talks: Talks) -> None:
    assert unfit(talks.parts, talks.mo.seat, None, rehearsal=False) == NEEDED
    assert unfit(talks.parts, talks.mo.seat, "a", rehearsal=False) is None


def test_a_delegations_seat_wants_none(talks: Talks) -> None:
    assert unfit(talks.parts, talks.ana.seat, None, rehearsal=False) is None


def test_in_a_rehearsal_anybody_sits_anywhere(talks: Talks) -> None:
    held(talks, "a")

    assert unfit(talks.parts, talks.mo.seat, None, rehearsal=True) is None
    assert unfit(talks.parts, talks.ana.seat, "a", rehearsal=True) is None


def test_who_sits_at_the_desk_takes_no_delegations_seat(talks: Talks) -> None:
    held(talks, "a")

    assert unfit(talks.parts, talks.ana.seat, "a", rehearsal=False) == TWO
    assert unfit(talks.parts, talks.ana.seat, "b", rehearsal=False) is None


def test_who_sits_elsewhere_in_this_browser_takes_no_other_delegations_seat(talks: Talks) -> None:
    assert unfit(talks.parts, talks.bo.seat, None, here=[talks.ana.seat], rehearsal=False) == TWO
    assert unfit(talks.parts, talks.ada.seat, None, here=[talks.ana.seat], rehearsal=False) is None


def test_another_case_is_another_matter(talks: Talks) -> None:
    held(talks, "a")

    assert unfit(talks.parts, talks.zed.seat, "a", here=[talks.ana.seat], rehearsal=False) is None


def test_what_is_left_of_a_key_does_not_save_a_closed_desk(talks: Talks) -> None:
    """Who leaves a closed desk keeps its keys, if the only other ones are of somebody who sits there no more."""
    parts, desk = talks.parts, talks.case.desk
    held(talks, "a")
    with parts.store.writing(desk, access_log(desk)):
        for account in ("a", "ghost"):
            parts.keys.keep(granted(parts.keys.drawn(holder_of(account), "heron lantern gravel spoon")))
            parts.keys.admit(desk, holder_of(account))
        parts.keys.close(desk)
        release(parts, replace(talks.mo.seat, account="a"))

    assert holder_of("a") in {one.holder for one in parts.keys.holders(desk)}


def test_two_seats_at_one_desk_are_one_place(talks: Talks) -> None:
    held(talks, "a")
    second = granted(give_seat(talks.parts, talks.case.desk, Role.SECRETARIAT))

    assert unfit(talks.parts, second, "a", rehearsal=False) is None


def test_who_held_it_before_is_out_and_open_links_stay(talks: Talks) -> None:
    held(talks, "a")
    token = access.give_token(talks.parts, talks.mo.seat)
    seat = talks.parts.store.seat(talks.mo.seat.id)
    assert seat is not None
    link = access.invite(talks.parts, seat)

    with talks.parts.store.writing(talks.case.desk):
        hold(talks.parts, seat, "b")

    assert access.seat_of(talks.parts, token, CredentialKind.BEARER) is None
    assert granted(access.enter(talks.parts, link.link, link.code, account="b"))[0].account == "b"


def test_who_takes_it_again_stays_in(talks: Talks) -> None:
    held(talks, "a")
    token = access.give_token(talks.parts, talks.mo.seat)
    seat = talks.parts.store.seat(talks.mo.seat.id)
    assert seat is not None

    with talks.parts.store.writing(talks.case.desk):
        hold(talks.parts, seat, "a")

    assert access.seat_of(talks.parts, token, CredentialKind.BEARER) is not None


def test_an_accounts_key_has_a_name_of_its_own(talks: Talks) -> None:
    assert holder_of("x") == "account-x"


def with_key(talks: Talks, account: str) -> None:
    """The account holds the mediator's seat, and its key opens the desk."""
    held(talks, account)
    staff.keep_key(talks.parts, account, granted(talks.parts.keys.drawn(holder_of(account), "heron lantern gravel")))


def opens_desk(talks: Talks) -> set[str]:
    return {one.holder for one in talks.parts.keys.holders(talks.case.desk)}


def test_who_held_it_before_has_none_of_the_keys_drawn_since(talks: Talks) -> None:
    with_key(talks, "a")
    seat = talks.parts.store.seat(talks.mo.seat.id)
    assert seat is not None
    before = opens_desk(talks)

    with talks.parts.store.writing(talks.case.desk, access_log(talks.case.desk)):
        hold(talks.parts, seat, "b")

    assert (before, opens_desk(talks)) == ({"account-a"}, set())


def test_a_seat_whose_device_is_replaced_is_held_by_nobody(talks: Talks) -> None:
    with_key(talks, "a")
    second = granted(give_seat(talks.parts, talks.case.desk, Role.MEDIATOR))

    granted(seats.replace_device(talks.parts, second, talks.mo.seat.id))

    kept = talks.parts.store.seat(talks.mo.seat.id)
    assert kept is not None
    assert (kept.account, opens_desk(talks)) == (None, set())
