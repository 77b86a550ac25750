"""The people of a place: given, invited to, replaced, removed, described; and what others learn of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import Access, Accessed, Introduced, IntroducedInto, Introduction, MemberTold
from entremise.domain.ids import Mark, PlaceId, access_log
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.seats import MOST_INTRODUCED, MOST_TOLD, Coming, Detail, Member
from entremise.domain.terms import Disclosure, Role
from entremise.services import access, cases, keeping, returning, seats
from entremise.services.ports import CredentialKind, Parts, Passkey
from entremise.services.seats import Invited
from tests.cast import NOON, Talks, granted, open_talks

NOTHING, MEMBER, ROLE, NAME = Disclosure
SESSION: Final = CredentialKind.SESSION
PASSPHRASE: Final = "heron lantern gravel spoon"


@pytest.fixture
def eve(talks: Talks) -> Invited:
    """Counsel in room A, invited by its head."""
    return given(talks, Role.COUNSEL, name="Eve")


def given(talks: Talks, role: Role, *, name: str | None = None) -> Invited:
    return granted(seats.give(talks.parts, talks.ana.seat, role, name=name))


def joins(talks: Talks, invited: Invited) -> tuple[Seat, str]:
    return granted(access.enter(talks.parts, invited.invitation.link, invited.invitation.code))


def opens(talks: Talks, secret: str, kind: CredentialKind = SESSION) -> bool:
    return access.seat_of(talks.parts, secret, kind) is not None


def story(talks: Talks, mark: str | None = "A") -> list[Accessed]:
    """The place's access log, without who read."""
    lines = talks.parts.store.lines(access_log(talks.place(mark)), after=0, limit=1000)
    return [line.event for line in lines if isinstance(line.event, Accessed) and line.event.what is not Access.READ]


def head(talks: Talks, place: PlaceId) -> tuple[int, int]:
    """How far a place's logs have come."""
    return talks.parts.store.head(place), talks.parts.store.head(access_log(place))


def about(what: Access, invited: Invited, *, by: Role | None = Role.HEAD) -> Accessed:
    return Accessed(what=what, seat=invited.seat, role=invited.role, by=by, name=invited.name)


# Given, and invited to ------------------------------------------------------------------------------------


def test_a_head_gives_a_seat_and_the_way_in_to_it(talks: Talks, eve: Invited) -> None:
    seat, secret = joins(talks, eve)

    assert (seat.id, seat.place, seat.role, seat.shown) == (eve.seat, talks.place("A"), Role.COUNSEL, False)
    assert opens(talks, secret)
    assert story(talks) == [
        about(Access.INVITED, eve),
        Accessed(what=Access.JOINED, seat=eve.seat, role=Role.COUNSEL),
    ]


def test_a_name_is_known_in_its_own_place_alone(talks: Talks, eve: Invited) -> None:
    joins(talks, eve)
    kept = {
        mark: repr([talks.parts.store.lines(log, after=0, limit=1000) for log in (place, access_log(place))])
        for mark in (None, "A", "B")
        if (place := talks.place(mark))
    }

    assert {mark: "Eve" in told for mark, told in kept.items()} == {None: False, "A": True, "B": False}


@pytest.mark.parametrize(
    ("who", "role", "code"),
    [
        ("ana", Role.MEDIATOR, Code.ROLE_NOT_SEATED),
        ("ana", Role.HEAD, Code.HEAD_THERE),
        ("ana", Role.ADMINISTRATOR, Code.ROLE_NOT_SEATED),
        ("mo", Role.COUNSEL, Code.ROLE_NOT_SEATED),
        ("ada", Role.COUNSEL, Code.ROLE_MAY_NOT),
    ],
)
def test_a_seat_fits_its_place(talks: Talks, who: str, role: Role, code: Code) -> None:
    refused = seats.give(talks.parts, getattr(talks, who).seat, role)

    assert isinstance(refused, Refusal)
    assert refused.code is code


@pytest.mark.parametrize(
    ("role", "given"),
    [(Role.INTERPRETER, True), (Role.SECRETARIAT, True), (Role.MEDIATOR, False), (Role.CO_MEDIATOR, False)],
)
def test_the_secretariat_gives_no_seat_that_may_do_more(talks: Talks, role: Role, *, given: bool) -> None:
    secretary = granted(cases.give_seat(talks.parts, talks.place(None), Role.SECRETARIAT))

    told = seats.give(talks.parts, secretary, role)

    assert isinstance(told, Invited) is given


@pytest.mark.parametrize("act", [seats.invite_again, seats.replace_device, seats.remove, seats.withdraw])
def test_nor_takes_over_one(talks: Talks, act: Callable[[Parts, Seat, str], object]) -> None:
    """Who gives the way in to a mediator's seat could take it."""
    secretary = granted(cases.give_seat(talks.parts, talks.place(None), Role.SECRETARIAT))

    assert act(talks.parts, secretary, talks.mo.seat.id) == Refusal(Code.ROLE_HIGHER, {"role": Role.MEDIATOR})


def test_repeated_under_one_key_it_is_one_seat(talks: Talks) -> None:
    """The second answer has a link of its own; the first opens nothing more."""
    first, second = (granted(seats.give(talks.parts, talks.ana.seat, Role.EXPERT, key="a-key")) for _ in range(2))

    assert first.seat == second.seat
    assert access.enter(talks.parts, first.invitation.link, first.invitation.code) == Refusal(Code.LINK_INVALID)
    assert joins(talks, second)[0].id == second.seat


@pytest.mark.parametrize("days", [0, 31, -1])
def test_an_invitation_is_open_for_days_that_can_be_chosen(talks: Talks, days: int) -> None:
    refused = seats.give(talks.parts, talks.ana.seat, Role.EXPERT, days=days)

    assert refused == Refusal(Code.DAYS_OUT_OF_RANGE, {"least": 1, "most": 30, "days": days})


def test_it_ends_when_its_days_are_over(talks: Talks) -> None:
    invited = granted(seats.give(talks.parts, talks.ana.seat, Role.EXPERT, days=1))
    talks.clock.advance(24 * 3600)

    entered = access.enter(talks.parts, invited.invitation.link, invited.invitation.code)
    assert entered == Refusal(Code.LINK_INVALID)


@pytest.mark.parametrize("name", ["a\u202eb", "x" * 401, "x" * 501])
def test_a_name_is_one_that_a_person_can_read(talks: Talks, name: str) -> None:
    assert isinstance(seats.give(talks.parts, talks.ana.seat, Role.EXPERT, name=name), Refusal)


def test_an_invitation_is_withdrawn(talks: Talks, eve: Invited) -> None:
    granted(seats.withdraw(talks.parts, talks.ana.seat, eve.seat))

    entered = access.enter(talks.parts, eve.invitation.link, eve.invitation.code)
    assert entered == Refusal(Code.LINK_INVALID)
    assert story(talks)[-1] == about(Access.INVITATION_WITHDRAWN, eve)
    assert seats.withdraw(talks.parts, talks.ana.seat, eve.seat) == Refusal(Code.NOT_PENDING)


def test_what_was_used_cannot_be_withdrawn(talks: Talks, eve: Invited) -> None:
    joins(talks, eve)

    assert seats.withdraw(talks.parts, talks.ana.seat, eve.seat) == Refusal(Code.NOT_PENDING)


def test_an_invitation_is_renewed(talks: Talks, eve: Invited) -> None:
    again = granted(seats.invite_again(talks.parts, talks.ana.seat, eve.seat, days=3))

    assert (again.seat, again.name) == (eve.seat, "Eve")
    assert access.enter(talks.parts, eve.invitation.link, eve.invitation.code) == Refusal(Code.LINK_INVALID)
    assert joins(talks, again)[0].id == eve.seat


# Replaced, and removed ------------------------------------------------------------------------------------


def test_a_lost_device_opens_nothing_more(talks: Talks, eve: Invited) -> None:
    """Neither its sessions, nor its passkeys, nor the passphrase that was typed on it, nor its programs."""
    seat, secret = joins(talks, eve)
    granted(returning.set_passphrase(talks.parts, seat, secret, PASSPHRASE))
    granted(returning.add_passkey(talks.parts, seat, secret, b"passkey", data=b"data", count=0))
    token = access.give_token(talks.parts, seat)

    again = granted(seats.replace_device(talks.parts, talks.ana.seat, eve.seat))

    assert not opens(talks, secret)
    assert not opens(talks, token, CredentialKind.BEARER)
    assert talks.parts.store.passkeys(seat.id) == []
    talks.clock.advance(3600)
    assert returning.come_back(talks.parts, seat.id, PASSPHRASE) == Refusal(Code.SIGN_IN_WRONG)
    assert joins(talks, again)[0] == seat
    assert about(Access.REPLACED, eve) in story(talks)


def test_what_a_seat_wrote_stays_when_its_device_is_replaced(talks: Talks) -> None:
    talks.ada.notes("Words.")

    granted(seats.replace_device(talks.parts, talks.ana.seat, talks.ada.seat.id))

    assert talks.ana.sees() == ["Words."]


def test_a_removed_seat_is_out_at_once(talks: Talks, eve: Invited) -> None:
    seat, secret = joins(talks, eve)
    token = access.give_token(talks.parts, seat)

    granted(seats.remove(talks.parts, talks.ana.seat, eve.seat))

    assert not opens(talks, secret)
    assert not opens(talks, token, CredentialKind.BEARER)
    assert talks.parts.store.seat(seat.id) is None
    assert story(talks)[-1] == about(Access.REMOVED, eve)


def test_with_a_seat_goes_its_invitation(talks: Talks, eve: Invited) -> None:
    granted(seats.remove(talks.parts, talks.ana.seat, eve.seat))

    entered = access.enter(talks.parts, eve.invitation.link, eve.invitation.code)
    assert entered == Refusal(Code.LINK_INVALID)


def test_a_new_key_is_drawn_when_somebody_is_out(talks: Talks, eve: Invited) -> None:
    epochs = [talks.parts.store.epoch(place) for place in (talks.place("A"), access_log(talks.place("A")))]

    granted(seats.remove(talks.parts, talks.ana.seat, eve.seat))

    after = [talks.parts.store.epoch(place) for place in (talks.place("A"), access_log(talks.place("A")))]
    assert after == [epoch + 1 for epoch in epochs]


@pytest.mark.parametrize("act", [seats.invite_again, seats.replace_device, seats.remove, seats.withdraw])
def test_nobody_manages_the_seat_one_sits_on(talks: Talks, act: Callable[[Parts, Seat, str], object]) -> None:
    assert act(talks.parts, talks.ana.seat, talks.ana.seat.id) == Refusal(Code.OWN_SEAT)


@pytest.mark.parametrize("act", [seats.invite_again, seats.replace_device, seats.remove, seats.withdraw])
@pytest.mark.parametrize("whose", ["bo", "mo", "zed"])
def test_a_seat_elsewhere_is_as_absent_as_none(
    talks: Talks, act: Callable[[Parts, Seat, str], object], whose: str
) -> None:
    before = [head(talks, talks.place(mark)) for mark in (None, "A", "B")]

    answers = [act(talks.parts, talks.ana.seat, seat) for seat in (getattr(talks, whose).seat.id, "nobody", "")]

    assert answers == [ABSENT] * 3
    assert [head(talks, talks.place(mark)) for mark in (None, "A", "B")] == before


def test_a_head_cannot_be_removed_by_its_delegation(talks: Talks) -> None:
    assert seats.remove(talks.parts, talks.ada.seat, talks.ana.seat.id) == Refusal(
        Code.ROLE_MAY_NOT, {"role": Role.ADVISER, "act": "remove"}
    )


# What others learn ----------------------------------------------------------------------------------------


def describes(talks: Talks, invited: Invited, shown: Disclosure, onward: Disclosure = NOTHING, **more: Any) -> object:
    told = {"name": invited.name, "shown": shown, "onward": onward, **more}
    return seats.describe(talks.parts, talks.ana.seat, invited.seat, **told)


def known(talks: Talks) -> tuple[Member, ...]:
    return seats.members_known(talks.parts, talks.case.desk)


def test_the_desk_learns_nothing_of_a_seat_unless_it_is_let(talks: Talks, eve: Invited) -> None:
    """Given, joined, replaced, described for its own delegation, removed: the desk's logs do not move."""
    before = head(talks, talks.place(None))

    other = given(talks, Role.EXPERT)
    joins(talks, other)
    granted(describes(talks, other, NOTHING, name="Somebody else"))
    granted(seats.replace_device(talks.parts, talks.ana.seat, other.seat))
    granted(seats.remove(talks.parts, talks.ana.seat, other.seat))

    assert head(talks, talks.place(None)) == before
    assert known(talks) == ()


@pytest.mark.parametrize(
    ("shown", "role", "name"),
    [(MEMBER, None, None), (ROLE, Role.COUNSEL, None), (NAME, Role.COUNSEL, "Eve")],
)
def test_the_desk_learns_as_much_as_it_is_let(
    talks: Talks, eve: Invited, shown: Disclosure, role: Role | None, name: str | None
) -> None:
    granted(describes(talks, eve, shown))

    member = Member(mark=Mark("A"), number=1, shown=shown, onward=NOTHING, role=role, name=name)
    assert known(talks) == (member,)
    assert story(talks)[-1] == about(Access.DISCLOSED, eve)


def test_what_a_member_writes_is_told_with_its_role_once_the_desk_may_know_it(talks: Talks, eve: Invited) -> None:
    seat, _ = joins(talks, eve)
    ada = replace(talks.ada, seat=seat)
    before = talks.mo.entry(ada.says("Before."))

    granted(describes(talks, eve, ROLE))
    after = talks.mo.entry(replace(talks.ada, seat=granted_seat(talks, eve)).says("After."))

    assert (before.role, after.role) == (None, Role.COUNSEL)


def granted_seat(talks: Talks, invited: Invited) -> Seat:
    seat = talks.parts.store.seat(invited.seat)
    assert seat is not None
    return seat


def test_members_are_numbered_as_the_desk_is_told_of_them(talks: Talks, eve: Invited) -> None:
    """Whoever it was never told of leaves no gap."""
    given(talks, Role.EXPERT)
    last = given(talks, Role.ADVISER)
    granted(describes(talks, last, MEMBER))
    granted(describes(talks, eve, ROLE))

    assert [(member.number, member.role) for member in known(talks)] == [(1, None), (2, Role.COUNSEL)]


def test_what_was_let_is_taken_back_for_what_follows(talks: Talks, eve: Invited) -> None:
    granted(describes(talks, eve, NAME))
    granted(describes(talks, eve, NOTHING))

    assert known(talks) == ()
    assert granted_seat(talks, eve).shown is False
    granted(describes(talks, eve, ROLE))
    assert [member.number for member in known(talks)] == [1]


def test_the_desk_is_told_when_a_member_it_knows_has_left(talks: Talks, eve: Invited) -> None:
    granted(describes(talks, eve, NAME))

    granted(seats.remove(talks.parts, talks.ana.seat, eve.seat))

    line = talks.parts.store.lines(talks.case.desk, after=talks.parts.store.head(talks.case.desk) - 1, limit=1)[0]
    assert line.event == MemberTold(mark=Mark("A"), member=1, shown=NOTHING, onward=NOTHING, left=True)
    assert known(talks) == ()


@pytest.mark.parametrize(("shown", "onward"), [(NOTHING, MEMBER), (MEMBER, ROLE), (ROLE, NAME)])
def test_the_desk_tells_on_no_more_than_it_may_know(
    talks: Talks, eve: Invited, shown: Disclosure, onward: Disclosure
) -> None:
    assert describes(talks, eve, shown, onward) == Refusal(Code.ONWARD_WIDER)


def test_saying_the_same_again_changes_nothing(talks: Talks, eve: Invited) -> None:
    granted(describes(talks, eve, ROLE))
    before = head(talks, talks.place(None)), head(talks, talks.place("A"))

    granted(describes(talks, eve, ROLE))

    assert (head(talks, talks.place(None)), head(talks, talks.place("A"))) == before


def introduces(talks: Talks, numbers: list[int], *, of: str = "A", into: str = "B") -> object:
    return seats.introduce(talks.parts, talks.mo.seat, of, numbers, into=into)


@pytest.mark.parametrize(
    ("onward", "told"),
    [
        (MEMBER, Introduction()),
        (ROLE, Introduction(role=Role.COUNSEL)),
        (NAME, Introduction(role=Role.COUNSEL, name="Eve")),
    ],
)
def test_a_room_is_told_of_anothers_members_as_far_as_that_one_lets(
    talks: Talks, eve: Invited, onward: Disclosure, told: Introduction
) -> None:
    """A copy in each log; the delegation itself is not told when."""
    granted(describes(talks, eve, NAME, onward))
    before = head(talks, talks.place("A"))

    granted(introduces(talks, [1]))

    (acquainted,) = seats.people_page(talks.parts, talks.bo.seat).acquainted
    assert acquainted.introduced == Introduced(party="Arvend", members=(told,))
    (desk,) = talks.parts.store.lines(talks.case.desk, after=talks.parts.store.head(talks.case.desk) - 1, limit=1)
    assert desk.event == IntroducedInto(mark=Mark("B"), of=Mark("A"), members=(told,), role=Role.MEDIATOR)
    assert head(talks, talks.place("A")) == before


@pytest.mark.parametrize("shown", [MEMBER, NAME])
def test_nobody_is_introduced_whose_delegation_does_not_let_it(talks: Talks, eve: Invited, shown: Disclosure) -> None:
    granted(describes(talks, eve, shown))

    assert introduces(talks, [1]) == Refusal(Code.NOBODY_TO_INTRODUCE)
    assert introduces(talks, []) == Refusal(Code.NOBODY_TO_INTRODUCE)


def test_nor_in_its_own_room_nor_whom_the_desk_does_not_know(talks: Talks, eve: Invited) -> None:
    granted(describes(talks, eve, NAME, NAME))

    assert introduces(talks, [1], into="A") == Refusal(Code.NOBODY_TO_INTRODUCE)
    assert [introduces(talks, [2]), introduces(talks, [1], of="C"), introduces(talks, [1], into="H")] == [ABSENT] * 3


def test_leave_that_was_taken_back_stands_no_more(talks: Talks, eve: Invited) -> None:
    granted(describes(talks, eve, NAME, NAME))
    granted(describes(talks, eve, NAME, NOTHING))

    assert introduces(talks, [1]) == Refusal(Code.NOBODY_TO_INTRODUCE)


def describes_by_turns(talks: Talks, invited: Invited, times: int) -> None:
    for turn in range(times):
        granted(describes(talks, invited, NAME, ROLE, name=f"Name {turn}"))


def test_a_rooms_many_changes_push_nobody_elses_members_out(talks: Talks, eve: Invited) -> None:
    """A room is stopped by its own count; what others told stays, and so does whoever it tells of later."""
    bob = granted(seats.give(talks.parts, talks.bo.seat, Role.EXPERT, name="Bob"))
    granted(seats.describe(talks.parts, talks.bo.seat, bob.seat, name="Bob", shown=NAME, onward=NAME))
    describes_by_turns(talks, eve, MOST_TOLD)

    assert describes(talks, eve, NAME, ROLE, name="Once more") == Refusal(Code.PAPER_FULL, {"most": MOST_TOLD})
    assert given_to_know(talks) == Refusal(Code.PAPER_FULL, {"most": MOST_TOLD})
    assert [(one.mark, one.number) for one in known(talks)] == [("A", 1), ("B", 1)]
    granted(introduces(talks, [1], of="B", into="A"))


def given_to_know(talks: Talks) -> object:
    return cases.give_seat(talks.parts, talks.place("A"), Role.EXPERT, shown=True)


def test_what_the_desk_may_know_can_always_be_taken_back(talks: Talks, eve: Invited) -> None:
    """Step by step, and nothing is told where it is told nothing new: no line is left to be written then."""
    describes_by_turns(talks, eve, MOST_TOLD)
    before = talks.parts.store.head(talks.place(None))

    for shown, onward in ((NAME, MEMBER), (NAME, NOTHING), (ROLE, NOTHING), (MEMBER, NOTHING), (NOTHING, NOTHING)):
        granted(describes(talks, eve, shown, onward, name=f"{shown} {onward}"))
    told = talks.parts.store.head(talks.place(None)) - before
    granted(describes(talks, eve, NOTHING, name="Among us"))
    granted(seats.remove(talks.parts, talks.ana.seat, eve.seat))

    assert (told, talks.parts.store.head(talks.place(None)) - before) == (5, 5)
    assert known(talks) == ()


def test_what_the_desk_does_not_learn_it_is_not_told_of(talks: Talks, eve: Invited) -> None:
    """Not even that something changed."""
    granted(describes(talks, eve, ROLE))
    before = head(talks, talks.place(None))

    granted(describes(talks, eve, ROLE, name="Another name"))

    assert head(talks, talks.place(None)) == before


def test_a_room_is_introduced_to_others_so_often() -> None:
    talks = open_talks(parties=3)
    eve = given(talks, Role.COUNSEL, name="Eve")
    granted(describes(talks, eve, NAME, NAME))
    for _ in range(MOST_INTRODUCED):
        granted(introduces(talks, [1]))

    assert introduces(talks, [1]) == Refusal(Code.PAPER_FULL, {"most": MOST_INTRODUCED})
    granted(introduces(talks, [1], into="C"))


# The desk invites heads -----------------------------------------------------------------------------------


def test_the_desk_gives_a_head_a_new_way_in(talks: Talks) -> None:
    """What opened the seat before opens nothing more, and the room sees that the desk did it."""
    token = access.give_token(talks.parts, talks.ana.seat)

    invited = granted(seats.invite_head(talks.parts, talks.mo.seat, "A"))

    assert not opens(talks, token, CredentialKind.BEARER)
    assert joins(talks, invited)[0] == talks.ana.seat
    assert Accessed(what=Access.REPLACED, seat=talks.ana.seat.id, role=Role.HEAD, by=Role.MEDIATOR) in story(talks)


def test_a_room_without_a_head_is_given_one(talks: Talks) -> None:
    seats.close_seat(talks.parts, talks.ana.seat, by=Role.ADMINISTRATOR)

    invited = granted(seats.invite_head(talks.parts, talks.mo.seat, "A"))

    seat, _ = joins(talks, invited)
    assert (seat.place, seat.role) == (talks.place("A"), Role.HEAD)
    assert seat.id != talks.ana.seat.id


@pytest.mark.parametrize("before", ["nobody", "invited", "joined"])
def test_the_desk_cannot_tell_whether_there_was_a_head_or_had_come(talks: Talks, before: str) -> None:
    """Its own access log says the same, whatever stands in the room's."""
    if before == "nobody":
        seats.close_seat(talks.parts, talks.ana.seat, by=Role.ADMINISTRATOR)
    elif before == "joined":
        access.give_token(talks.parts, talks.ana.seat)

    granted(seats.invite_head(talks.parts, talks.mo.seat, "A"))

    told = Accessed(what=Access.INVITED, role=Role.HEAD, by=Role.MEDIATOR, mark=Mark("A"))
    assert story(talks, None) == [told]


def test_the_desk_invites_no_head_into_a_room_that_only_its_members_read(talks: Talks) -> None:
    """Whoever came by the link could have the room opened to the host."""
    talks.ana.notes("Words.")
    secret = access.open_session(talks.parts, talks.ada.seat)
    granted(returning.set_passphrase(talks.parts, talks.ada.seat, secret, PASSPHRASE))
    with talks.parts.store.writing(talks.place("A"), access_log(talks.place("A"))):
        talks.parts.store.keys.close(talks.place("A"))

    assert seats.invite_head(talks.parts, talks.mo.seat, "A") == Refusal(Code.ROOM_CLOSED)
    assert [one.open for one in seats.people_page(talks.parts, talks.mo.seat).delegations] == [False, True]

    access.seat_of(talks.parts, secret, SESSION)
    assert talks.ada.sees() == ["Words."]


def test_the_desk_invites_no_head_into_a_room_that_is_destroyed(talks: Talks) -> None:
    granted(keeping.destroy_room(talks.parts, talks.mo.seat, "A"))

    assert seats.invite_head(talks.parts, talks.mo.seat, "A") == ABSENT
    assert [one.open for one in seats.people_page(talks.parts, talks.mo.seat).delegations] == [False, True]


def test_a_head_invites_no_head(talks: Talks) -> None:
    refused = Refusal(Code.ROLE_MAY_NOT, {"role": Role.HEAD, "act": Act.INVITE_HEAD})

    assert seats.invite_head(talks.parts, talks.ana.seat, "B") == refused
    assert seats.invite_head(talks.parts, talks.mo.seat, "C") == ABSENT


# The page -------------------------------------------------------------------------------------------------


def test_the_page_shows_who_belongs_here(talks: Talks, eve: Invited) -> None:
    talks.clock.advance(60)
    joins(talks, eve)
    given(talks, Role.OBSERVER, name="Olga")

    page = seats.people_page(talks.parts, talks.ana.seat)

    shown = [(one.role, one.detail.name, one.coming.joined, one.open_until is None, one.own) for one in page.people]
    assert shown == [
        (Role.HEAD, None, None, True, True),
        (Role.ADVISER, None, None, True, False),
        (Role.COUNSEL, "Eve", talks.clock.now(), True, False),
        (Role.OBSERVER, "Olga", None, False, False),
    ]
    assert [line.what for line in page.story] == [Access.INVITED, Access.INVITED]
    assert page.roles == (
        Role.ADVISER,
        Role.COUNSEL,
        Role.EXPERT,
        Role.INTERPRETER,
        Role.NOTE_TAKER,
        Role.OBSERVER,
    )


def test_others_read_the_page_and_manage_nothing(talks: Talks, eve: Invited) -> None:
    page = seats.people_page(talks.parts, talks.ada.seat)

    assert [one.detail.name for one in page.people] == [None, None, "Eve"]
    assert not any(one.manageable for one in page.people)
    assert page.roles == ()


def test_it_tells_when_somebody_last_came_and_not_who_is_there(talks: Talks, eve: Invited) -> None:
    _, secret = joins(talks, eve)
    talks.clock.advance(60)
    access.sign_out(talks.parts, secret)

    (view,) = (one for one in seats.people_page(talks.parts, talks.ana.seat).people if one.seat == eve.seat)
    assert view.coming == Coming(joined=NOON, last=NOON)


def test_a_seat_given_with_its_role_shown_says_so(talks: Talks) -> None:
    seat = granted(cases.give_seat(talks.parts, talks.place("A"), Role.COUNSEL, shown=True))

    assert seats.detail_of(talks.parts, seat) == Detail(shown=ROLE, member=1)
    assert [(member.number, member.role) for member in known(talks)] == [(1, Role.COUNSEL)]


def test_a_passkey_of_another_seat_stays(talks: Talks, eve: Invited) -> None:
    other = Passkey(b"other", talks.bo.seat.id, b"state")
    with talks.parts.store.writing():
        talks.parts.store.keep_passkey(other)

    granted(seats.replace_device(talks.parts, talks.ana.seat, eve.seat))

    assert talks.parts.store.passkeys(talks.bo.seat.id) == [other]
