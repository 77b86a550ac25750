"""What passes of a mandate: an acceptance subject to an authority, its word, and until when a delegation consults."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from entremise.domain import rooms
from entremise.domain.door.entries import tell
from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Said
from entremise.domain.events.mandate import (
    AcceptanceSettled,
    AcceptanceSettledTold,
    AcceptanceTold,
    AcceptedAdReferendum,
    ConsultationSet,
    ConsultationTold,
)
from entremise.domain.ids import DeskId, SeatId
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.log import Append
from entremise.domain.mandate import (
    MOST_MANDATE_CHARACTERS,
    Acceptance,
    MandateDesk,
    digest_of,
    may_consult_until,
    unless_full,
)
from entremise.domain.rooms import Room, Seat, Writing
from entremise.domain.terms import MessageType
from entremise.domain.views import EntryKind, EntryView
from entremise.domain.words import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepting:
    """An acceptance as a delegation wants to give it."""

    digest: str
    """Of the words that are accepted."""
    authority: str
    words: str
    name_authority: bool = False
    """Whether the desk is told which office it is subject to."""
    leave: Leave | None = None
    """None: the regime decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """The authority's word as a delegation wants to tell it."""

    acceptance: Acceptance
    digest: str
    final: bool
    words: str
    leave: Leave
    seated: Collection[SeatId]
    """Those who sit in the room now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulting:
    """Until when a delegation consults, as it wants to set it."""

    until: datetime | None
    words: str = ""
    told: bool = False


def accept(
    room: Room, desk: DeskId, mandate: MandateDesk, accepting: Accepting, *, entry: EntryView, seat: Seat, now: datetime
) -> tuple[Append, ...] | Refusal:
    """An acceptance of the words with this digest, subject to an authority: an entry with a leave, told as what it is.

    It does not bind until the authority has spoken.
    """
    digest, authority = accepting.digest, accepting.authority
    if entry.kind is EntryKind.SAID:
        return Refusal(Code.NOT_ACCEPTABLE, {"source": str(entry.label)})
    if digest != digest_of(entry.text, entry.document.digest if entry.document is not None else None):
        return Refusal(Code.ACCEPTED_DIFFER, {"source": str(entry.label)})
    named = mandate.authority(authority)
    if mandate.chain and named is None:
        return Refusal(Code.AUTHORITY_UNKNOWN)
    office = plain(authority, most=MOST_MANDATE_CHARACTERS)
    if isinstance(office, Refusal):
        return office
    writing = Writing(text=accepting.words, type=MessageType.ANSWER, leave=accepting.leave, reply_to=entry.label)
    said = _said(room, mandate, writing, seat=seat, now=now)
    if isinstance(said, Refusal):
        return said
    number = len(mandate.acceptances) + 1
    accepted = AcceptedAdReferendum(
        number=number,
        of=entry.label,
        digest=digest,
        authority=office,
        seat=named.seat if named is not None else None,
        label=said.label,
    )
    told = AcceptanceTold(
        mark=room.mark,
        number=number,
        of=entry.label,
        digest=digest,
        authority=office if accepting.name_authority else None,
        label=said.label,
    )
    return (*tell(room, desk, said, seat=seat), Append(room.id, accepted), Append(desk, told))


def settle(
    room: Room, desk: DeskId, mandate: MandateDesk, settling: Settling, *, seat: Seat, now: datetime
) -> tuple[Append, ...] | Refusal:
    """The authority's word: told with the leave of the acceptance. A final one binds; one not given does not."""
    acceptance, final = settling.acceptance, settling.final
    if acceptance.final is not None:
        return Refusal(Code.ALREADY_SETTLED)
    if settling.digest != acceptance.digest:
        return Refusal(Code.ACCEPTED_DIFFER, {"source": str(acceptance.of)})
    if not acceptance.may_be_settled_by(seat, seated=settling.seated):
        return Refusal(Code.NOT_AUTHORITY)
    writing = Writing(
        text=settling.words,
        type=MessageType.ANSWER,
        binding=final,
        leave=settling.leave,
        reply_to=acceptance.label,
    )
    said = _said(room, mandate, writing, seat=seat, now=now)
    if isinstance(said, Refusal):
        return said
    number = acceptance.number
    return (
        *tell(room, desk, said, seat=seat),
        Append(room.id, AcceptanceSettled(number=number, final=final, label=said.label, accepted=acceptance.label)),
        Append(
            desk,
            AcceptanceSettledTold(
                mark=room.mark, number=number, final=final, label=said.label, accepted=acceptance.label
            ),
        ),
    )


def consult(
    room: Room, desk: DeskId, mandate: MandateDesk, consulting: Consulting, *, seat: Seat, now: datetime
) -> tuple[Append, ...] | Refusal:
    """Until when a delegation consults; the desk is told if the delegation says so, and then also when it ends."""
    until, words = consulting.until, consulting.words
    kept = plain(words, most=MOST_MANDATE_CHARACTERS) if words.strip() else ""
    if isinstance(kept, Refusal):
        return kept
    refusal = may_consult_until(until, now=now) or unless_full(mandate)
    if refusal is not None:
        return refusal
    before = mandate.consultation
    known = before is not None and before.told
    event = ConsultationSet(
        until=until, words=kept, told=consulting.told and until is not None, seat=seat.id, role=seat.role
    )
    at_desk = ConsultationTold(mark=room.mark, until=until if event.told else None)
    return (Append(room.id, event), *((Append(desk, at_desk),) if event.told or known else ()))


def _said(room: Room, mandate: MandateDesk, writing: Writing, *, seat: Seat, now: datetime) -> Said | Refusal:
    if writing.leave is not None and writing.leave.form is LeaveForm.OWN:
        return Refusal(Code.LEAVE_UNTOLD)
    return unless_full(mandate) or rooms.write(room, seat, writing, now=now)
