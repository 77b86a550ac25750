"""Rules of `entremise.domain.door`: what passes, and that nothing else does."""

from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest

from entremise.domain.door import entries as door
from entremise.domain.door.entries import Message
from entremise.domain.errors import Code, Refusal
from entremise.domain.events import (
    Announced,
    AnnouncedInto,
    Brought,
    Carried,
    CarryHeld,
    CarryStopped,
    ConditionDeclared,
    ConditionMet,
    ConveyanceConfirmed,
    Conveyed,
    Delivered,
    LeaveChanged,
    LeaveTold,
    Opened,
    Spoken,
    SpokenInto,
    Told,
)
from entremise.domain.ids import CARRIES, Label, Mark
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.log import Append
from entremise.domain.rules import MOST_SOURCES
from entremise.domain.terms import CarryForm, MessageType, Role
from tests.cast import CONFIDENCE, IDEA, NOON, ONLY_IF, SUBSTANCE, VERBATIM
from tests.domain.samples import (
    A1,
    A2,
    B1,
    C1,
    DESK_ID,
    HEAD,
    N1,
    brought,
    carried,
    desk,
    held,
    room,
    room_id,
    said,
    seat,
    source,
)

DUE = NOON + timedelta(seconds=30)
MO = seat(Role.MEDIATOR, mark=None)
ROOM_A, ROOM_B = room_id("A"), room_id("B")


def message(
    text: str = "They offer nine.",
    *,
    into: str = "B",
    form: CarryForm = CarryForm.SUBSTANCE,
) -> Message:
    """A message with one source, left in substance."""
    return Message(into=Mark(into), form=form, text=text, type=MessageType.OFFER, sources=(source(),))


def put(asked: Message, *, seconds: int = 30) -> CarryHeld | Refusal:
    return door.hold(desk(), asked, seat=MO, hold_seconds=seconds, now=NOON)


# Tell ------------------------------------------------------------------------------------------------------


def test_the_desk_is_told_words_and_leave() -> None:
    """The mediator is told the words, what they are for, and how far they may go; not who wrote them."""
    entry = said(leave=SUBSTANCE)

    assert door.tell(room(), desk().id, entry, seat=seat(shown=False)) == (
        Append(ROOM_A, entry),
        Append(
            DESK_ID,
            Told(
                label=A1,
                role=None,
                text="Nine frigates.",
                type=MessageType.OFFER,
                binding=False,
                leave=SUBSTANCE,
                marked=True,
            ),
        ),
    )


def test_the_desk_is_told_the_role_where_the_seat_allows() -> None:
    """A role is told only for a seat that shows it."""
    told = [door.tell(room(), desk().id, said(), seat=seat(shown=shown))[1].event for shown in (False, True)]

    assert [event.role for event in told if isinstance(event, Told)] == [None, Role.HEAD]


def test_nothing_told_names_a_seat() -> None:
    """No seat's id is in what the desk is told."""
    assert "seat" not in {field.name for event in (Told, LeaveTold, Delivered) for field in fields(event)}


@pytest.mark.parametrize(("reply", "told"), [(None, None), (A2, A2), (N1, None)])
def test_the_desk_is_not_told_of_notes_replied_to(reply: Label | None, told: Label | None) -> None:
    """That an entry replies to an internal note stays in the room."""
    _, passed = door.tell(room(), desk().id, said(reply_to=reply), seat=seat())

    assert isinstance(passed.event, Told)
    assert passed.event.reply_to == told


def test_the_desk_is_not_told_of_the_note_before() -> None:
    """That an entry was an internal note before stays in the room."""
    asked = door.tell(room(), desk().id, said(origin=N1), seat=seat())[1]

    assert asked == door.tell(room(), desk().id, said(origin=None), seat=seat())[1]


def test_the_desk_is_told_of_a_changed_leave() -> None:
    """A leave narrowed or widened is told; who did it is not."""
    changed = LeaveChanged(label=A1, seat=HEAD, role=Role.HEAD, leave=VERBATIM)

    assert door.tell_leave(room(), desk().id, changed) == (
        Append(ROOM_A, changed),
        Append(DESK_ID, LeaveTold(label=A1, leave=VERBATIM)),
    )


def test_the_desk_learns_that_a_message_was_read() -> None:
    """The desk learns that the delegation has read what was brought, not who has."""
    assert door.acknowledge(room("B"), desk().id, B1, seat=seat(Role.EXPERT, mark="B")) == (
        Append(ROOM_B, Opened(label=B1, seat=HEAD, role=Role.EXPERT)),
        Append(DESK_ID, Delivered(label=B1)),
    )


# Hold ------------------------------------------------------------------------------------------------------


def test_a_message_waits_at_the_door() -> None:
    """What is held is the exact words, form, author, sources, and the moment at which they enter."""
    asked = replace(message(" They offer nine. "), why="They said so in public.")

    assert put(asked) == CarryHeld(
        carry=Label(CARRIES, 1),
        into=Mark("B"),
        form=CarryForm.SUBSTANCE,
        type=MessageType.OFFER,
        binding=False,
        attribution="Party A",
        text="They offer nine.",
        sources=(A1,),
        due=DUE,
        seat=HEAD,
        role=Role.MEDIATOR,
        why="They said so in public.",
    )


@pytest.mark.parametrize("form", [CarryForm.IDEA, CarryForm.HYPOTHETICAL])
def test_an_idea_names_nobody(form: CarryForm) -> None:
    """An idea or a supposal has no author, though it has a source."""
    put_there = put(replace(message(form=form), sources=(source(leave=IDEA),)))

    assert isinstance(put_there, CarryHeld)
    assert (put_there.attribution, put_there.sources) == (None, (A1,))


def test_the_author_is_the_giver() -> None:
    """The party named is the one whose entry is the source."""
    asked = replace(message(into="A"), sources=(source(Label("C", 4)),))
    put_there = door.hold(desk(marks="ABC"), asked, seat=MO, hold_seconds=0, now=NOON)

    assert isinstance(put_there, CarryHeld)
    assert put_there.attribution == "Party C"


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        (message(" "), Refusal(Code.TEXT_EMPTY)),
        (message(into="C"), Refusal(Code.ROOM_MISSING)),
        (message(into="desk"), Refusal(Code.ROOM_MISSING)),
        (replace(message(), sources=()), Refusal(Code.SOURCE_MISSING)),
        (message(into="A"), Refusal(Code.OWN_ROOM, {"source": "A-01", "room": "A"})),
        (
            replace(message(), sources=(source(leave=CONFIDENCE),)),
            Refusal(Code.IN_CONFIDENCE, {"source": "A-01"}),
        ),
        (
            replace(message(), sources=(source(),) * (MOST_SOURCES + 1)),
            Refusal(Code.SOURCES_TOO_MANY, {"most": MOST_SOURCES, "count": MOST_SOURCES + 1}),
        ),
        (replace(message(), binding=True), Refusal(Code.NOT_BINDING)),
    ],
)
def test_what_may_not_be_carried_is_not_held(asked: Message, refused: Refusal) -> None:
    """A message that may not enter is refused at once, not when it is due."""
    assert put(asked) == refused


@pytest.mark.parametrize("seconds", [-1, 601])
def test_a_hold_has_its_limits(seconds: int) -> None:
    """A message is held at most ten minutes."""
    refused = put(message(), seconds=seconds)

    assert isinstance(refused, Refusal)
    assert refused.code is Code.HOLD_OUT_OF_RANGE


@pytest.mark.parametrize("why", ["", " ", "\ud800", "word\0"])
def test_a_reason_is_words_like_any_other(why: str) -> None:
    """The reason for keeping a wording is kept for ever, and so must be words that can be kept."""
    put_there = put(replace(message(), why=why))

    assert isinstance(put_there, Refusal) or not (put_there.why or "").strip()


# Enter -----------------------------------------------------------------------------------------------------


def enter(event: CarryHeld, *, leave: Leave, now: datetime = DUE) -> tuple[Append, ...]:
    return door.enter(desk().id, room("B", last_shared=4), event, sources=[source(leave=leave)], now=now)


def test_the_room_sees_what_was_held() -> None:
    """What enters is what the sheet said: words, form, author. No source, no time, no seat, no hold."""
    label = Label("B", 5)

    assert enter(held(), leave=SUBSTANCE) == (
        Append(DESK_ID, carried(label)),
        Append(ROOM_B, brought(label)),
    )


def test_a_room_cannot_tell_where_words_came_from() -> None:
    """What is brought has no field for its sources, its carry, or anything of another log."""
    assert {field.name for field in fields(Brought)} == {
        "label",
        "form",
        "type",
        "binding",
        "attribution",
        "text",
        "document",
    }
    assert {field.name for field in fields(Carried)} - {field.name for field in fields(Brought)} == {
        "carry",
        "sources",
    }


@pytest.mark.parametrize(
    ("leave", "code"),
    [
        (CONFIDENCE, Code.IN_CONFIDENCE),
        (IDEA, Code.LEAVE_NARROWER),
        (Leave(form=LeaveForm.SUBSTANCE, expires=DUE), Code.LEAVE_EXPIRED),
        (ONLY_IF, Code.CONDITION_NOT_MET),
        (VERBATIM, Code.WORDS_DIFFER),
    ],
)
def test_the_leave_is_asked_again_at_the_door(leave: Leave, code: Code) -> None:
    """What changed while the message waited counts: without leave, the room sees nothing."""
    assert enter(held(), leave=leave) == (Append(DESK_ID, CarryStopped(carry=C1, role=None, code=code)),)


def test_a_leave_that_stands_until_then_is_enough() -> None:
    """A leave that ends after the message is due lets it enter."""
    leave = Leave(form=LeaveForm.SUBSTANCE, expires=DUE + timedelta(microseconds=1))

    assert [append.place for append in enter(held(), leave=leave)] == [DESK_ID, ROOM_B]


# Speak, confirm, declare, announce -------------------------------------------------------------------------


def test_the_mediator_speaks_in_a_room() -> None:
    """The mediator's own words stand in the room, and at the desk under the same label."""
    label = Label("B", 5)
    words = {"label": label, "role": Role.MEDIATOR, "text": "And you?", "reply_to": B1}

    spoken = door.speak(desk().id, room("B", last_shared=4), seat=MO, text=" And you?", reply_to=B1)

    assert spoken == (Append(ROOM_B, Spoken(**words)), Append(DESK_ID, SpokenInto(**words, seat=MO.id)))  # type: ignore[arg-type]


def test_the_mediator_needs_words() -> None:
    """Nothing cannot be said."""
    assert door.speak(desk().id, room(), seat=MO, text="") == Refusal(Code.TEXT_EMPTY)


def test_a_receipt_says_nothing_else() -> None:
    """The giver learns that an entry was conveyed: not where, when, how, or in which words."""
    assert door.confirm(desk().id, room(), A1, carried=True) == (
        Append(DESK_ID, ConveyanceConfirmed(label=A1)),
        Append(ROOM_A, Conveyed(label=A1)),
    )
    assert [field.name for field in fields(Conveyed)] == ["label"]


def test_only_what_was_carried_is_confirmed() -> None:
    """A receipt for what was never carried would be a lie."""
    assert door.confirm(desk().id, room(), A1, carried=False) == Refusal(Code.NOT_CARRIED, {"source": "A-01"})


def test_a_condition_is_declared_met() -> None:
    """The room that set the condition is told that it is met, and nothing else."""
    assert door.declare_met(desk().id, room(), source(leave=ONLY_IF)) == (
        Append(DESK_ID, ConditionDeclared(label=A1)),
        Append(ROOM_A, ConditionMet(label=A1)),
    )
    assert [field.name for field in fields(ConditionMet)] == ["label"]


def test_only_an_open_condition_is_declared_met() -> None:
    """A condition that is not there, or met already, cannot be met."""
    assert door.declare_met(desk().id, room(), source()) == Refusal(Code.NOT_CONDITIONAL, {"source": "A-01"})
    assert door.declare_met(desk().id, room(), source(leave=ONLY_IF, met=True)) == Refusal(
        Code.ALREADY_MET, {"source": "A-01"}
    )


def test_each_room_gets_its_own_copy() -> None:
    """Each copy has the label of its own room, and says nothing of the others."""
    a, b = Label("A", 3), Label("B", 5)
    rooms = [room("A", last_shared=2), room("B", last_shared=4)]

    assert door.announce(desk().id, rooms, seat=MO, text="Noon. ") == (
        Append(ROOM_A, Announced(label=a, text="Noon.")),
        Append(DESK_ID, AnnouncedInto(label=a, text="Noon.", seat=MO.id)),
        Append(ROOM_B, Announced(label=b, text="Noon.")),
        Append(DESK_ID, AnnouncedInto(label=b, text="Noon.", seat=MO.id)),
    )


def test_an_announcement_needs_words_and_a_room() -> None:
    """Nothing is announced, and nobody is announced to, by mistake."""
    assert door.announce(desk().id, [room()], seat=MO, text=" ") == Refusal(Code.TEXT_EMPTY)
    assert door.announce(desk().id, [], seat=MO, text="Noon.") == Refusal(Code.ROOM_MISSING)
