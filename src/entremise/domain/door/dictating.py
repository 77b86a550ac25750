"""What passes of words that the desk took down, or read to a party. `entries.tell` tells the entry itself."""

from collections.abc import Sequence

from entremise.domain.agenda import Proposing
from entremise.domain.dictating import AcceptanceSaid, Paper, ViewSaid, WordSaid
from entremise.domain.door.entries import tell_leave
from entremise.domain.events import Delivered, LeaveChanged, Opened, Said
from entremise.domain.events.agenda import ItemProposed, ProposalTold, ViewGiven, ViewTold
from entremise.domain.events.dates import Availability, DatesAnswered, DatesTold
from entremise.domain.events.mandate import (
    AcceptanceSettled,
    AcceptanceSettledTold,
    AcceptanceTold,
    AcceptedAdReferendum,
)
from entremise.domain.ids import DeskId, Label
from entremise.domain.leave import Leave
from entremise.domain.log import Append
from entremise.domain.mandate import Acceptance
from entremise.domain.rooms import Room, Seat
from entremise.domain.terms import Taken


def tell_agreed(
    room: Room, desk: DeskId, label: Label, leave: Leave, *, seat: Seat, taken: Taken, why: str | None = None
) -> tuple[Append, Append]:
    """The words were read back, and this leave was given for them. `seat` is the desk's, and so is `why`."""
    changed = LeaveChanged(label=label, seat=None, role=taken.said_by, leave=leave, taken=taken)
    return tell_leave(room, desk, changed, taken_by=seat.id, why=why)


def read_out(room: Room, desk: DeskId, label: Label, *, seat: Seat, taken: Taken) -> tuple[Append, Append]:
    """What was brought into the room was read to its party. `seat` is the desk's."""
    return (
        Append(room.id, Opened(label=label, seat=None, role=taken.said_by, taken=taken)),
        Append(desk, Delivered(label=label, taken=taken, taken_by=seat.id)),
    )


def tell_paper(
    room: Room, desk: DeskId, said: Said, paper: Paper, *, number: int, acceptance: Acceptance | None = None
) -> tuple[Append, Append]:
    """As what words that were taken down stand on the papers of the room and of the desk.

    `number`: of a proposal or an acceptance, the next one of that room. `acceptance`: the one that is settled.
    """
    mark, label = room.mark, said.label
    match paper:
        case Proposing(kind=kind, title=title, words=words):
            return (
                Append(room.id, ItemProposed(number=number, label=label, kind=kind, title=title, words=words)),
                Append(desk, ProposalTold(mark=mark, number=number, label=label, kind=kind, title=title, words=words)),
            )
        case ViewSaid(item=item, stance=stance):
            return (
                Append(room.id, ViewGiven(item=item, label=label, stance=stance, words=said.text)),
                Append(desk, ViewTold(mark=mark, number=item, label=label, stance=stance, words=said.text)),
            )
        case AcceptanceSaid(of=of, digest=digest, authority=office):
            return (
                Append(
                    room.id, AcceptedAdReferendum(number=number, of=of, digest=digest, authority=office, label=label)
                ),
                Append(
                    desk,
                    AcceptanceTold(mark=mark, number=number, of=of, digest=digest, authority=office, label=label),
                ),
            )
        case WordSaid(final=final):
            accepted = acceptance.label if acceptance is not None else None
            return (
                Append(room.id, AcceptanceSettled(number=number, final=final, label=label, accepted=accepted)),
                Append(
                    desk,
                    AcceptanceSettledTold(mark=mark, number=number, final=final, label=label, accepted=accepted),
                ),
            )


def tell_dates(
    room: Room, desk: DeskId, number: int, answers: Sequence[Availability], *, seat: Seat, taken: Taken
) -> tuple[Append, Append]:
    """Which dates suit a party, as it was taken down. `number` is the question's in that room; `seat` is the desk's."""
    given = tuple(answers)
    return (
        Append(room.id, DatesAnswered(number=number, answers=given, seat=None, role=taken.said_by, taken=taken)),
        Append(desk, DatesTold(mark=room.mark, number=number, answers=given, taken=taken, taken_by=seat.id)),
    )
