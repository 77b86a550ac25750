"""What passes when the mediator asks a room, and the room answers. A room is asked by its own numbers and labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from entremise.domain.events.asking import (
    Answered,
    AnswerTold,
    CarryAsked,
    CarryAskedInto,
    ConsentWithdrawn,
    ConsentWithdrawnTold,
    LeaveAsked,
    LeaveAskedInto,
    QuestionWithdrawn,
    QuestionWithdrawnInto,
    Reply,
    SummaryAsked,
    SummaryAskedInto,
    WordingAsked,
    WordingAskedInto,
)
from entremise.domain.events.rounds import RoundState
from entremise.domain.ids import DeskId, Label, Mark, SeatId
from entremise.domain.leave import LeaveForm
from entremise.domain.log import Append
from entremise.domain.rooms import Desk, Room, Seat
from entremise.domain.terms import CarryForm, MessageType, Role, Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What every question has."""

    number: int
    seat: Seat
    """The desk's."""
    until: datetime
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who answers: a seat of the room, or its party by telephone or on paper, taken down at the desk."""

    seat: SeatId | None
    role: Role
    shown: bool
    """Whether the desk may know the role."""
    taken: Taken | None = None
    taken_by: SeatId | None = None
    why: str | None = None
    """Why the desk kept words that the guard warned of; it alone has it."""

    @property
    def told(self) -> Role | None:
        """The role, as far as the desk may know it."""
        return self.role if self.shown else None


def ask_carry(  # noqa: PLR0913 – all that a consent binds to
    desk: Desk,
    room: Room,
    asking: Asking,
    *,
    text: str,
    form: CarryForm,
    kind: MessageType,
    into: Mark,
    named: bool,
    sources: Sequence[Label],
) -> tuple[Append, Append]:
    """May I carry exactly this, so and as this type, to this room? Which room that is, only where it is `named`."""
    number, until, role, labels = asking.number, asking.until, asking.seat.role, tuple(sources)
    asked = CarryAsked(
        number=number,
        role=role,
        text=text,
        form=form,
        type=kind,
        into=_party(desk, into) if named else None,
        sources=labels,
        until=until,
    )
    kept = CarryAskedInto(
        mark=room.mark,
        number=number,
        seat=asking.seat.id,
        role=role,
        text=text,
        form=form,
        type=kind,
        into=into,
        named=named,
        sources=labels,
        until=until,
        why=asking.why,
    )
    return Append(room.id, asked), Append(desk.id, kept)


def ask_leave(
    desk: Desk, room: Room, asking: Asking, *, label: Label, form: LeaveForm, into: Mark | None, named: bool
) -> tuple[Append, Append]:
    """Would you give this leave? Into which room it would go, only where that is said and `named`."""
    number, until, role = asking.number, asking.until, asking.seat.role
    party = _party(desk, into) if into is not None and named else None
    asked = LeaveAsked(number=number, role=role, label=label, form=form, into=party, until=until)
    kept = LeaveAskedInto(
        mark=room.mark,
        number=number,
        seat=asking.seat.id,
        role=role,
        label=label,
        form=form,
        into=into,
        named=named,
        until=until,
        why=asking.why,
    )
    return Append(room.id, asked), Append(desk.id, kept)


def ask_summary(desk: DeskId, room: Room, asking: Asking, *, points: tuple[str, ...]) -> tuple[Append, Append]:
    """A summary, point by point: what of this may I take across, what must stay?"""
    number, until, role = asking.number, asking.until, asking.seat.role
    asked = SummaryAsked(number=number, role=role, points=points, until=until)
    kept = SummaryAskedInto(
        mark=room.mark,
        number=number,
        seat=asking.seat.id,
        role=role,
        points=points,
        until=until,
        why=asking.why,
    )
    return Append(room.id, asked), Append(desk, kept)


def ask_wording(
    desk: DeskId,
    room: Room,
    asking: Asking,
    *,
    round: tuple[int, int],  # noqa: A002 – what it is
    state: RoundState,
    text: str,
    alone: bool,
) -> tuple[Append, Append]:
    """May I say exactly this of the round, numbered at the desk and in the room? To it `alone`, or to all told of it.

    It reads of no other room, nor whether there is one that was told.
    """
    number, until, role = asking.number, asking.until, asking.seat.role
    at_desk, in_room = round
    asked = WordingAsked(
        number=number,
        role=role,
        round=in_room,
        state=state,
        text=text,
        alone=alone,
        until=until,
    )
    kept = WordingAskedInto(
        mark=room.mark,
        number=number,
        seat=asking.seat.id,
        role=role,
        round=at_desk,
        state=state,
        text=text,
        alone=alone,
        until=until,
        why=asking.why,
    )
    return Append(room.id, asked), Append(desk, kept)


def take_back_question(desk: DeskId, room: Room, number: int, *, seat: Seat) -> tuple[Append, Append]:
    """The mediator no longer asks."""
    kept = QuestionWithdrawnInto(mark=room.mark, number=number, seat=seat.id, role=seat.role)
    return Append(room.id, QuestionWithdrawn(number=number, role=seat.role)), Append(desk, kept)


def answer(
    room: Room,
    desk: DeskId,
    number: int,
    reply: Reply,
    *,
    by: By,
    text: str | None = None,
    labels: tuple[Label | None, ...] = (),
) -> tuple[Append, Append]:
    """The room's answer. The desk learns it, and by whom as far as the seat allows."""
    answered = Answered(
        number=number, seat=by.seat, role=by.role, reply=reply, text=text, labels=labels, taken=by.taken
    )
    told = AnswerTold(
        mark=room.mark,
        number=number,
        role=by.told,
        reply=reply,
        text=text,
        labels=labels,
        taken=by.taken,
        taken_by=by.taken_by,
        why=by.why,
    )
    return Append(room.id, answered), Append(desk, told)


def take_back_consent(room: Room, desk: DeskId, number: int, *, by: By) -> tuple[Append, Append]:
    """The room no longer agrees. What has entered stays where it is, and the room is not told whether anything has."""
    withdrawn = ConsentWithdrawn(number=number, seat=by.seat, role=by.role, taken=by.taken)
    told = ConsentWithdrawnTold(mark=room.mark, number=number, role=by.told, taken=by.taken)
    return Append(room.id, withdrawn), Append(desk, told)


def _party(desk: Desk, mark: Mark) -> str | None:
    room = desk.room(mark)
    return room.party if room is not None else None
