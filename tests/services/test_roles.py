"""Every act asks the one table: each role against each service, in its own place."""

from collections.abc import Callable, Mapping
from typing import Final

import pytest

from entremise.domain.endings import Closing
from entremise.domain.errors import Code, Refusal
from entremise.domain.ids import CARRIES, Label
from entremise.domain.leave import Leave
from entremise.domain.roles import Act, may
from entremise.domain.rooms import Seat, Writing
from entremise.domain.terms import DESK_ROLES, ROOM_ROLES, CarryForm, Outcome, Role
from entremise.services import access, carrying, cases, endings, seconding, speaking
from entremise.services.carrying import Carrying
from entremise.services.ports import CredentialKind, Parts
from tests.cast import CONFIDENCE, OWN, SUBSTANCE, Talks, granted

Does = Callable[[Parts, Seat], object]
FIRST: Final = Label("A", 1)
CARRY: Final = Label(CARRIES, 1)
CLOSING: Final = Closing(outcome=Outcome.HELD, settled=False)


def writes(leave: Leave | None) -> Does:
    return lambda parts, seat: speaking.write(parts, seat, Writing(text="Words.", leave=leave))


def carries(parts: Parts, seat: Seat) -> object:
    return carrying.carry(parts, seat, Carrying(into="A", form=CarryForm.IDEA, text="Words."))


IN_ROOM: Final[Mapping[str, tuple[Act, Does]]] = {
    "write a note": (Act.NOTE, writes(OWN)),
    "write for the mediator": (Act.TELL, writes(SUBSTANCE)),
    "write, and let the regime decide": (Act.TELL, writes(None)),
    "change leave": (Act.CHANGE_LEAVE, lambda parts, seat: speaking.change_leave(parts, seat, FIRST, CONFIDENCE)),
    "acknowledge": (Act.ACKNOWLEDGE, lambda parts, seat: speaking.acknowledge(parts, seat, FIRST)),
}
AT_DESK: Final[Mapping[str, tuple[Act, Does]]] = {
    "carry": (Act.CARRY, carries),
    "stop": (Act.STOP, lambda parts, seat: carrying.stop(parts, seat, CARRY)),
    "speak": (Act.SPEAK, lambda parts, seat: speaking.speak(parts, seat, "A", "Words.")),
    "announce": (Act.ANNOUNCE, lambda parts, seat: speaking.announce(parts, seat, "Words.")),
    "confirm": (Act.CONFIRM, lambda parts, seat: carrying.confirm_conveyance(parts, seat, FIRST)),
    "declare met": (Act.DECLARE_MET, lambda parts, seat: carrying.declare_met(parts, seat, FIRST)),
    "require a second seat": (Act.SET_SECOND, lambda parts, seat: seconding.require(parts, seat, on=True)),
    "agree to a request": (Act.AGREE_SECOND, lambda parts, seat: seconding.answer(parts, seat, 1, agrees=True)),
    "withdraw a request": (Act.DRAFT, lambda parts, seat: seconding.withdraw(parts, seat, 1)),
    "close the case": (Act.CLOSE_CASE, lambda parts, seat: endings.close_case(parts, seat, CLOSING)),
    "open the case again": (Act.CLOSE_CASE, endings.reopen_case),
    "report": (Act.REPORT, endings.report),
    "take the report": (Act.REPORT, endings.take_report),
}
EVERY: Final = [
    *((role, "A", what) for role in ROOM_ROLES for what in IN_ROOM),
    *((role, None, what) for role in DESK_ROLES for what in AT_DESK),
]


@pytest.mark.parametrize(("role", "mark", "what"), EVERY)
def test_a_role_does_what_it_may_and_nothing_else(talks: Talks, role: Role, mark: str | None, what: str) -> None:
    seat = granted(cases.give_seat(talks.parts, talks.place(mark), role))
    act, does = (AT_DESK if mark is None else IN_ROOM)[what]

    done = does(talks.parts, seat)

    refused = isinstance(done, Refusal) and done.code is Code.ROLE_MAY_NOT
    assert refused is not may(role, act)


def test_what_a_role_may_not_do_changes_nothing(talks: Talks) -> None:
    observer = granted(cases.give_seat(talks.parts, talks.place("A"), Role.OBSERVER))
    before = talks.parts.store.head(talks.place("A")), talks.parts.store.head(talks.place(None))

    refused = speaking.write(talks.parts, observer, Writing(text="Words."), key="a-key")

    assert refused == Refusal(Code.ROLE_MAY_NOT, {"role": Role.OBSERVER, "act": Act.TELL})
    assert (talks.parts.store.head(talks.place("A")), talks.parts.store.head(talks.place(None))) == before


def test_an_expert_writes_notes_that_another_seat_tells(talks: Talks) -> None:
    """What the expert writes for the delegation, its head may give to the mediator."""
    expert = granted(cases.give_seat(talks.parts, talks.place("A"), Role.EXPERT))
    note = granted(speaking.write(talks.parts, expert, Writing(text="Words.", leave=OWN))).label

    told = talks.ana.changes_leave(note, SUBSTANCE)

    assert talks.mo.sees("A") == ["Words."]
    assert talks.ana.entry(told).text == "Words."


def test_an_administrator_is_given_no_seat(talks: Talks) -> None:
    refused = [cases.give_seat(talks.parts, talks.place(mark), Role.ADMINISTRATOR) for mark in (None, "A", "B")]

    assert refused == [Refusal(Code.ROLE_NOT_SEATED, {"role": Role.ADMINISTRATOR})] * 3


@pytest.mark.parametrize("mark", [None, "A"])
def test_a_seat_whose_role_may_not_read_is_opened_by_nothing(talks: Talks, mark: str | None) -> None:
    """Even if such a seat stood in the store."""
    place = talks.place(mark)
    seat = talks.ana.seat if mark else talks.mo.seat
    administrator = Seat(id=seat.id, place=seat.place, mark=seat.mark, role=Role.ADMINISTRATOR, shown=False)
    token = access.give_token(talks.parts, seat)
    with talks.parts.store.writing(place):
        talks.parts.store.keep_seat(administrator)

    assert access.seat_of(talks.parts, token, CredentialKind.BEARER) is None
