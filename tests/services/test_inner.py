"""Rooms within a delegation: for their members, and for nobody else."""

from collections.abc import Callable

import pytest

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import Access, Accessed
from entremise.domain.ids import InnerId, access_log
from entremise.domain.inner import within
from entremise.domain.rooms import Seat
from entremise.domain.terms import Role
from entremise.services import access, accesses, cases, inner, reading, returning, seats, speaking
from entremise.services.ports import CredentialKind, Parts
from tests.cast import SUBSTANCE, Talks, granted


@pytest.fixture
def eve(talks: Talks) -> Seat:
    """Counsel in room A, who is no member."""
    return granted(cases.give_seat(talks.parts, talks.place("A"), Role.COUNSEL))


@pytest.fixture
def principals(talks: Talks, eve: Seat) -> InnerId:
    """A room for Ana and Ada."""
    return granted(inner.open_inner(talks.parts, talks.ana.seat, "Principals", [talks.ada.seat.id]))


def at(seat: Seat, room: InnerId) -> Seat:
    return within(seat, room)


def sees(talks: Talks, seat: Seat, room: InnerId) -> list[str]:
    return [entry.text for entry in granted(inner.inner_page(talks.parts, at(seat, room))).thread.entries]


def writes(talks: Talks, seat: Seat, room: InnerId, text: str = "Words.") -> object:
    return inner.note(talks.parts, at(seat, room), text)


def story(talks: Talks, room: InnerId) -> list[tuple[Access, str | None]]:
    lines = talks.parts.store.lines(access_log(room), after=0, limit=100)
    return [(line.event.what, line.event.seat) for line in lines if isinstance(line.event, Accessed)]


def test_members_read_what_members_write(talks: Talks, principals: InnerId) -> None:
    writes(talks, talks.ana.seat, principals, "One.")
    writes(talks, talks.ada.seat, principals, "Two.")

    assert [sees(talks, seat, principals) for seat in (talks.ana.seat, talks.ada.seat)] == [["One.", "Two."]] * 2


def test_members_list_it_and_nobody_else(talks: Talks, eve: Seat, principals: InnerId) -> None:
    listed = {
        who.id: [view.title for view in inner.inner_rooms(talks.parts, who)]
        for who in (talks.ana.seat, talks.ada.seat, eve, talks.bo.seat, talks.mo.seat)
    }

    assert listed == {
        talks.ana.seat.id: ["Principals"],
        talks.ada.seat.id: ["Principals"],
        eve.id: [],
        talks.bo.seat.id: [],
        talks.mo.seat.id: [],
    }


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(inner.inner_page, id="read"),
        pytest.param(lambda parts, seat: inner.note(parts, seat, "Words."), id="write"),
        pytest.param(lambda parts, seat: inner.admit(parts, seat, seat.id), id="admit"),
        pytest.param(lambda parts, seat: inner.dismiss(parts, seat, seat.id), id="dismiss"),
    ],
)
@pytest.mark.parametrize("who", ["ana", "bo", "zed"])
def test_it_is_absent_for_whoever_is_no_member(talks: Talks, who: str, act: Callable[[Parts, Seat], object]) -> None:
    """A head of delegation, too, if it is not among them: as absent as one that does not exist."""
    room = granted(inner.open_inner(talks.parts, talks.ana.seat, "Counsel", [talks.ada.seat.id]))
    granted(inner.note(talks.parts, at(talks.ana.seat, room), "Words."))
    with talks.parts.store.writing(room):
        talks.parts.store.dismiss(room, talks.ana.seat.id)
    seat = getattr(talks, who).seat

    assert [act(talks.parts, at(seat, one)) for one in (room, InnerId("nowhere"))] == [ABSENT, ABSENT]
    assert [inner.member_at(talks.parts, seat, one) for one in (room, "nowhere", "")] == [None] * 3


def test_nothing_of_it_stands_in_the_room_or_at_the_desk(talks: Talks, principals: InnerId) -> None:
    before = {mark: talks.parts.store.head(talks.place(mark)) for mark in (None, "A", "B")}
    logs = {mark: talks.parts.store.head(access_log(talks.place(mark))) for mark in (None, "A", "B")}

    writes(talks, talks.ana.seat, principals)
    accesses.read(talks.parts, talks.ada.seat, place=principals)
    granted(inner.dismiss(talks.parts, at(talks.ana.seat, principals), talks.ada.seat.id))

    assert {mark: talks.parts.store.head(talks.place(mark)) for mark in (None, "A", "B")} == before
    assert {mark: talks.parts.store.head(access_log(talks.place(mark))) for mark in (None, "A", "B")} == logs


def test_notes_there_count_for_themselves(talks: Talks, principals: InnerId) -> None:
    """The delegation's own notes leave no gap for them."""
    talks.ana.notes("One.")
    first = granted(inner.note(talks.parts, at(talks.ana.seat, principals), "Two."))

    assert (str(first.label), str(talks.ana.notes("Three."))) == ("N-01", "N-02")


def test_nothing_in_it_can_be_told_to_the_desk(talks: Talks, principals: InnerId) -> None:
    """But by writing it anew in the room."""
    label = granted(inner.note(talks.parts, at(talks.ana.seat, principals), "Words.")).label

    assert speaking.change_leave(talks.parts, talks.ana.seat, label, SUBSTANCE) == ABSENT
    assert talks.mo.sees("A") == []


def test_a_new_member_reads_all_of_it(talks: Talks, eve: Seat, principals: InnerId) -> None:
    writes(talks, talks.ana.seat, principals, "One.")

    granted(inner.admit(talks.parts, at(talks.ana.seat, principals), eve.id))

    assert sees(talks, eve, principals) == ["One."]
    assert story(talks, principals)[-1] == (Access.ADMITTED, eve.id)


def test_who_is_dismissed_is_out_at_once_and_for_what_follows(talks: Talks, principals: InnerId) -> None:
    epoch = talks.parts.store.epoch(principals)

    granted(inner.dismiss(talks.parts, at(talks.ana.seat, principals), talks.ada.seat.id))

    assert inner.inner_page(talks.parts, at(talks.ada.seat, principals)) == ABSENT
    assert writes(talks, talks.ada.seat, principals) == ABSENT
    assert talks.parts.store.epoch(principals) == epoch + 1
    assert story(talks, principals)[-1] == (Access.DISMISSED, talks.ada.seat.id)


def test_with_the_seat_goes_the_membership(talks: Talks, principals: InnerId) -> None:
    granted(seats.remove(talks.parts, talks.ana.seat, talks.ada.seat.id))

    assert talks.parts.store.members(principals) == [talks.ana.seat.id]
    assert story(talks, principals)[-1] == (Access.DISMISSED, talks.ada.seat.id)


def test_a_head_opens_it_and_manages_it(talks: Talks, eve: Seat, principals: InnerId) -> None:
    refused = [
        inner.open_inner(talks.parts, talks.ada.seat, "Advisers", []),
        inner.admit(talks.parts, at(talks.ada.seat, principals), eve.id),
        inner.dismiss(talks.parts, at(talks.ada.seat, principals), talks.ana.seat.id),
    ]

    assert [one.code for one in refused if isinstance(one, Refusal)] == [Code.ROLE_MAY_NOT] * 3


def test_nobody_dismisses_oneself(talks: Talks, principals: InnerId) -> None:
    refused = inner.dismiss(talks.parts, at(talks.ana.seat, principals), talks.ana.seat.id)

    assert refused == Refusal(Code.OWN_SEAT)


@pytest.mark.parametrize("whose", ["bo", "mo", "zed"])
def test_its_members_are_of_the_delegation(talks: Talks, principals: InnerId, whose: str) -> None:
    other = getattr(talks, whose).seat.id

    assert inner.admit(talks.parts, at(talks.ana.seat, principals), other) == ABSENT
    assert inner.open_inner(talks.parts, talks.ana.seat, "Others", [other]) == ABSENT
    assert inner.admit(talks.parts, at(talks.ana.seat, principals), "nobody") == ABSENT


def test_there_is_no_inner_room_at_the_desk_or_within_another(talks: Talks, principals: InnerId) -> None:
    with_all = [
        inner.open_inner(talks.parts, talks.mo.seat, "Mediators", []),
        inner.open_inner(talks.parts, at(talks.ana.seat, principals), "Deeper", []),
    ]

    assert isinstance(with_all[0], Refusal)
    assert with_all[1] == ABSENT


@pytest.mark.parametrize("title", ["", " ", "a\u202eb", "x" * 401])
def test_it_has_a_name_that_can_be_read(talks: Talks, title: str) -> None:
    assert isinstance(inner.open_inner(talks.parts, talks.ana.seat, title, []), Refusal)


def test_repeated_under_one_key_it_is_one_room(talks: Talks) -> None:
    opened = {granted(inner.open_inner(talks.parts, talks.ana.seat, "One", [], key="a-key")) for _ in range(2)}

    assert len(opened) == 1
    assert len(inner.inner_rooms(talks.parts, talks.ana.seat)) == 1


def test_a_note_is_written_once_under_one_key(talks: Talks, principals: InnerId) -> None:
    for _ in range(2):
        granted(inner.note(talks.parts, at(talks.ana.seat, principals), "Words.", key="a-key"))

    assert sees(talks, talks.ana.seat, principals) == ["Words."]


def test_its_page_says_who_is_in_it(talks: Talks, eve: Seat, principals: InnerId) -> None:
    page = granted(inner.inner_page(talks.parts, at(talks.ana.seat, principals)))
    other = granted(inner.inner_page(talks.parts, at(talks.ada.seat, principals)))

    assert [(member.role, member.own) for member in page.members] == [(Role.HEAD, True), (Role.ADVISER, False)]
    assert [member.role for member in page.others] == [Role.COUNSEL]
    assert other.others == ()
    assert page.seat == talks.ana.seat


def test_a_seat_acting_in_it_is_in_no_other_way_a_room(talks: Talks, principals: InnerId) -> None:
    """What is read of the room is read with the seat's own place: the inner one has a log of its own."""
    talks.ana.says("Told.", leave=SUBSTANCE)

    assert reading.own_entries(talks.parts, at(talks.ana.seat, principals)).entries == ()


def test_a_closed_inner_room_is_read_by_a_member_who_joined_it_later(talks: Talks, principals: InnerId) -> None:
    """Its key is wrapped to each member's passphrase."""
    secret = access.open_session(talks.parts, talks.ada.seat)
    granted(returning.set_passphrase(talks.parts, talks.ada.seat, secret, "heron lantern gravel spoon"))
    writes(talks, talks.ana.seat, principals, "Words.")
    with talks.parts.store.writing(principals, access_log(principals)):
        talks.parts.store.keys.close(principals)

    access.seat_of(talks.parts, secret, CredentialKind.SESSION)

    assert [line.event.text for line in talks.parts.store.page(principals, limit=9)] == ["Words."]  # type: ignore[union-attr]


def test_a_closed_inner_room_keeps_its_last_member_who_opens_it(talks: Talks, principals: InnerId, eve: Seat) -> None:
    """What is left of the key of somebody who is a member no more does not count."""
    secret = access.open_session(talks.parts, talks.ada.seat)
    granted(returning.set_passphrase(talks.parts, talks.ada.seat, secret, "heron lantern gravel spoon"))
    keys, ghost = talks.parts.keys, seats.holder_of(eve)
    with talks.parts.store.writing(principals, access_log(principals)):
        keys.keep(granted(keys.drawn(ghost, "heron lantern gravel spoon")))
        keys.admit(principals, ghost)
        keys.close(principals)
    access.seat_of(talks.parts, secret, CredentialKind.SESSION)

    refused = inner.dismiss(talks.parts, at(talks.ana.seat, principals), talks.ada.seat.id)

    assert refused == Refusal(Code.LAST_KEYHOLDER)


def test_who_gives_a_new_link_does_not_come_in_by_it(talks: Talks) -> None:
    """A head that is no member of an inner room replaces a member's device: the membership lapses."""
    store = talks.parts.store
    eve = granted(cases.give_seat(talks.parts, talks.ana.seat.place, Role.COUNSEL))
    room = granted(inner.open_inner(talks.parts, talks.ana.seat, "Counsel", [talks.ada.seat.id, eve.id]))
    with store.writing(room):
        store.dismiss(room, talks.ana.seat.id)

    granted(seats.replace_device(talks.parts, talks.ana.seat, talks.ada.seat.id))

    assert store.members(room) == [eve.id]
    assert inner.member_at(talks.parts, talks.ada.seat, room) is None
