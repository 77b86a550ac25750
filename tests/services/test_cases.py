"""Opening a case."""

from dataclasses import replace

import pytest

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.ids import MARKS, RoomId
from entremise.domain.terms import DESK_ROLES, ROOM_ROLES, Role
from entremise.services import cases
from entremise.services.cases import Party
from entremise.services.ports import Parts
from tests.cast import PARTIES, Talks, granted, in_memory, open_talks, terms


@pytest.fixture
def parts() -> Parts:
    return in_memory()


def named(count: int) -> list[Party]:
    return [Party(name=f"Party {number}") for number in range(count)]


@pytest.mark.parametrize("count", [2, 3, 8])
def test_a_case_has_a_room_for_each_party(parts: Parts, count: int) -> None:
    case = granted(cases.open_case(parts, terms(), named(count)))

    assert [(room.mark, room.party) for room in case.rooms] == [
        (mark, f"Party {number}") for number, mark in enumerate(MARKS[:count])
    ]
    assert len({case.id, case.desk, *(room.room for room in case.rooms)}) == count + 2


@pytest.mark.parametrize("count", [0, 1, 9])
def test_talks_are_between_two_to_eight(parts: Parts, count: int) -> None:
    refused = cases.open_case(parts, terms(), named(count))

    assert refused == Refusal(Code.PARTIES_OUT_OF_RANGE, {"count": count})
    assert cases.list_cases(parts) == []


@pytest.mark.parametrize("name", ["", " ", "Arvend\u202e", "\ud800"])
def test_names_are_plain(parts: Parts, name: str) -> None:
    parties = named(2)

    for refused in (
        cases.open_case(parts, terms(codename=name), parties),
        cases.open_case(parts, replace(terms(), mediator=name), parties),
        cases.open_case(parts, replace(terms(), city=name), parties),
        cases.open_case(parts, terms(), [Party(name=name), *parties]),
        cases.open_case(parts, terms(), [Party(name="Arvend", title=name or " "), *parties]),
    ):
        assert isinstance(refused, Refusal)
    assert cases.list_cases(parts) == []


@pytest.mark.parametrize("name", ["Two\nlines", " Arvend", "Arvend "])
def test_names_are_one_line(parts: Parts, name: str) -> None:
    refused = cases.open_case(parts, terms(), [Party(name=name), Party(name="Belmark")])

    assert isinstance(refused, Refusal)
    assert refused.facts.get("position") != 0


@pytest.mark.parametrize("zone", ["", "Muscat", "../../etc/passwd", "\0"])
def test_times_are_shown_in_a_zone_there_is(parts: Parts, zone: str) -> None:
    refused = cases.open_case(parts, replace(terms(), zone=zone), named(2))

    assert refused == Refusal(Code.ZONE_UNKNOWN)


def test_each_room_has_its_own_title(parts: Parts) -> None:
    parties = [Party(name="Arvend", title="The frigates"), Party(name="Belmark")]
    case = granted(cases.open_case(parts, terms(), parties))

    titles = [line.event.title for room in case.rooms if (line := parts.store.opening(room.room))]  # type: ignore[union-attr]

    assert titles == ["The frigates", "Copper Lantern"]


def test_a_room_does_not_know_who_else_takes_part() -> None:
    few, many = open_talks(parties=2), open_talks(parties=8)

    assert few.ana.page() == many.ana.page()
    assert not any(party in repr(many.ana.page()) for party in PARTIES[1:])


def test_every_case_is_listed(talks: Talks) -> None:
    assert {case.desk: case for case in cases.list_cases(talks.parts)} == {
        talks.case.desk: talks.case,
        talks.other.desk: talks.other,
    }


@pytest.mark.parametrize("role", Role)
def test_roles_have_their_places(talks: Talks, role: Role) -> None:
    in_room = cases.give_seat(talks.parts, talks.place("A"), role)
    at_desk = cases.give_seat(talks.parts, talks.place(None), role)

    refused = Refusal(Code.ROLE_NOT_SEATED, {"role": role})
    assert (in_room != refused) is (role in ROOM_ROLES)
    assert (at_desk != refused) is (role in DESK_ROLES)


def test_every_role_has_a_place() -> None:
    """An administrator runs the host, and sits nowhere."""
    assert {*DESK_ROLES, *ROOM_ROLES} == set(Role) - {Role.ADMINISTRATOR}


def test_there_is_no_seat_nowhere(talks: Talks) -> None:
    assert cases.give_seat(talks.parts, RoomId("nowhere"), Role.HEAD) == ABSENT


def test_a_seat_knows_its_place(talks: Talks) -> None:
    seat = granted(cases.give_seat(talks.parts, talks.place("B"), Role.COUNSEL, shown=True))

    assert (seat.place, seat.mark, seat.role, seat.shown, seat.at_desk) == (
        talks.place("B"),
        "B",
        Role.COUNSEL,
        True,
        False,
    )
    assert talks.parts.store.seat(seat.id) == seat
    assert seat in talks.parts.store.seats(talks.place("B"))


def test_a_seat_given_elsewhere_is_not_noticed(talks: Talks) -> None:
    before = talks.bo.page(), talks.mo.page()

    granted(cases.give_seat(talks.parts, talks.place("A"), Role.EXPERT))

    assert (talks.bo.page(), talks.mo.page()) == before
