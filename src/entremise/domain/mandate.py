"""The mandate desk of a delegation: what it may accept, who confirms it, until when it consults.

An acceptance *ad referendum* binds to the digest of the words accepted, and becomes final by the word of the authority
that it names. What the delegation writes down of its mandate stays in its room.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import mandate as events
from entremise.domain.events.mandate import Authority, MandateDeskEvent, Reach
from entremise.domain.ids import Label, Mark, SeatId
from entremise.domain.log import Line
from entremise.domain.rooms import Seat
from entremise.domain.terms import Role
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain

MOST_OFFICES: Final = 8
"""Offices in a chain of authority, at most."""
MOST_MANDATE_CHARACTERS: Final = 2_000
MOST_OF_ROOM: Final = 1_000
"""Lines of a room's mandate with which it can still be written to, at most. Counted in each room by itself."""
ROOM_LINES: Final = 2 * MOST_OF_ROOM
"""All lines that a room's mandate can have. The desk takes down what a party says by its own log, which has no more
than half of them: it is not told when what the delegation keeps to itself has filled the other half."""
DESK_LINES: Final = 8 * MOST_OF_ROOM
"""All lines that the desk can be told."""
LONGEST_CONSULTATION: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """How far the mandate goes on an item."""

    item: int
    reach: Reach
    words: str
    role: Role
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """Until when a delegation consults."""

    until: datetime
    words: str
    told: bool
    role: Role
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """An acceptance subject to the word of an authority. At the desk `mark` is the room's."""

    mark: Mark | None
    number: int
    of: Label
    digest: str
    authority: str | None
    """At the desk: None where the delegation does not name it."""
    seat: SeatId | None = None
    """In the room: the seat that was named for it when it was accepted."""
    label: Label
    at: datetime
    final: bool | None = None
    """None: it waits. True: final. False: not given."""
    settled_by: Label | None = None
    """The entry in which the authority's word was told."""
    settled: datetime | None = None

    def may_be_settled_by(self, seat: Seat, *, seated: Collection[SeatId]) -> bool:
        """Whether this seat records the word of the authority, where these sit in the room.

        It is the one that was named when it was accepted, whatever the chain has become since; the head of delegation
        where none was, or where it is gone.
        """
        if self.seat is None or self.seat not in seated:
            return seat.role is Role.HEAD
        return seat.id == self.seat


@dataclass(frozen=True, slots=True, kw_only=True)
class OnItem:
    """On which item a delegation tells, accepts or answers something, and why it goes on where that is outside."""

    item: int
    """Its number in this room; 0: the talks as a whole."""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """That the delegation went on outside its mandate."""

    item: int
    why: str
    label: Label | None
    question: int | None
    role: Role
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateDesk:
    """All that a room keeps of its mandate."""

    mandates: tuple[Mandate, ...]
    """By item."""
    chain: tuple[Authority, ...]
    consultation: Consultation | None
    acceptances: tuple[Acceptance, ...]
    """Oldest first."""
    outside: tuple[Outside, ...]
    """Where it went on outside, oldest first."""
    written: int

    def mandate(self, item: int) -> Mandate | None:
        """How far it goes on this item; None: nobody wrote it down."""
        return next((one for one in self.mandates if one.item == item), None)

    def acceptance(self, number: int) -> Acceptance | None:
        """The acceptance with this number."""
        return next((one for one in self.acceptances if one.number == number), None)

    def authority(self, office: str) -> Authority | None:
        """The authority with this name."""
        return next((one for one in self.chain if one.office == office), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MandatesTold:
    """What the desk was told of mandates."""

    consultations: tuple[tuple[Mark, datetime], ...]
    """Until when which room consults."""
    acceptances: tuple[Acceptance, ...]
    """Oldest first."""
    by_rooms: Mapping[Mark, int]
    """Lines told of each room's mandate."""


def digest_of(text: str, document: bytes | None = None) -> str:
    """What an acceptance binds to: the words, and the file that hangs on them."""
    return hashlib.sha256(b"entremise.accepted\0" + text.encode() + b"\0" + (document or b"")).hexdigest()


def set_mandate(desk: MandateDesk, *, item: int, reach: Reach, words: str, seat: Seat) -> events.MandateSet | Refusal:
    """How far the mandate goes on an item, as it is written down; or why it cannot be."""
    kept = plain(words, most=MOST_MANDATE_CHARACTERS) if words.strip() else ""
    if isinstance(kept, Refusal):
        return kept
    return unless_full(desk) or events.MandateSet(item=item, reach=reach, words=kept, seat=seat.id, role=seat.role)


def name_authorities(
    desk: MandateDesk, chain: Sequence[Authority], *, seats: Iterable[SeatId], seat: Seat
) -> events.AuthoritiesNamed | Refusal:
    """The chain of authority, nearest first; each office once, and each seat one of the delegation's."""
    if len(chain) > MOST_OFFICES:
        return Refusal(Code.PAPER_FULL, {"most": MOST_OFFICES})
    own = set(seats)
    named: list[Authority] = []
    for one in chain:
        office = plain(one.office, most=MOST_CHARACTERS_A_LINE)
        if isinstance(office, Refusal):
            return office
        if one.seat is not None and one.seat not in own:
            return Refusal(Code.AUTHORITY_UNKNOWN)
        office = " ".join(office.split())
        if all(office != other.office for other in named):
            named.append(Authority(office=office, seat=one.seat))
    return unless_full(desk) or events.AuthoritiesNamed(chain=tuple(named), seat=seat.id, role=seat.role)


def within(
    desk: MandateDesk, on: OnItem | None, *, seat: Seat, label: Label | None = None, question: int | None = None
) -> tuple[events.OutsideMandate, ...] | Refusal:
    """Nothing where the mandate goes so far, or nobody wrote down how far; else that the seat goes on, with its reason.

    Outside, and without a reason, it is refused. With no item named nothing is compared.
    """
    mandate = desk.mandate(on.item) if on is not None else None
    if on is None or mandate is None or mandate.reach is not events.Reach.OUTSIDE:
        return ()
    if not on.why.strip():
        return Refusal(Code.OUTSIDE_MANDATE)
    why = plain(on.why, most=MOST_CHARACTERS_A_LINE)
    if isinstance(why, Refusal):
        return why
    return unless_full(desk) or (
        events.OutsideMandate(item=on.item, why=why, label=label, question=question, seat=seat.id, role=seat.role),
    )


def unless_full(desk: MandateDesk) -> Refusal | None:
    """None while there is room for another line."""
    return None if desk.written < MOST_OF_ROOM else Refusal(Code.PAPER_FULL, {"most": MOST_OF_ROOM})


def unless_full_by(told: MandatesTold, mark: Mark) -> Refusal | None:
    """The same, by what the desk was told of that room: of lines that a delegation keeps to itself it knows nothing."""
    return None if told.by_rooms.get(mark, 0) < MOST_OF_ROOM else Refusal(Code.PAPER_FULL, {"most": MOST_OF_ROOM})


def may_consult_until(until: datetime | None, *, now: datetime) -> Refusal | None:
    """A time to come, within a year; or none, which ends it."""
    if until is None or now < until <= now + LONGEST_CONSULTATION:
        return None
    return Refusal(Code.UNTIL_PAST)


def room_mandate(lines: Iterable[Line]) -> MandateDesk:
    """A room's mandate desk, of all lines of its topic."""
    mandates: dict[int, Mandate] = {}
    acceptances: dict[int, Acceptance] = {}
    chain: tuple[Authority, ...] = ()
    consultation: Consultation | None = None
    outside: list[Outside] = []
    written = 0
    for line in lines:
        written += 1
        match line.event:
            case events.MandateSet() as event:
                mandates[event.item] = Mandate(
                    item=event.item, reach=event.reach, words=event.words, role=event.role, at=line.at
                )
            case events.AuthoritiesNamed() as event:
                chain = event.chain
            case events.ConsultationSet(until=None):
                consultation = None
            case events.ConsultationSet(until=datetime() as until) as event:
                consultation = Consultation(
                    until=until, words=event.words, told=event.told, role=event.role, at=line.at
                )
            case events.OutsideMandate() as event:
                outside.append(
                    Outside(
                        item=event.item,
                        why=event.why,
                        label=event.label,
                        question=event.question,
                        role=event.role,
                        at=line.at,
                    )
                )
            case events.AcceptedAdReferendum() as event:
                acceptances[event.number] = Acceptance(
                    mark=None,
                    number=event.number,
                    of=event.of,
                    digest=event.digest,
                    authority=event.authority,
                    seat=event.seat,
                    label=event.label,
                    at=line.at,
                )
            case events.AcceptanceSettled() as event:
                if event.number in acceptances:
                    acceptances[event.number] = _settled(acceptances[event.number], event, line.at)
            case _:
                pass
    return MandateDesk(
        mandates=tuple(mandates[item] for item in sorted(mandates)),
        chain=chain,
        consultation=consultation,
        acceptances=tuple(acceptances.values()),
        outside=tuple(outside),
        written=written,
    )


def mandates_told(lines: Iterable[Line]) -> MandatesTold:
    """What the desk was told of mandates, of all lines of its topic."""
    consultations: dict[Mark, datetime] = {}
    acceptances: dict[tuple[Mark, int], Acceptance] = {}
    by_rooms: Counter[Mark] = Counter()
    for line in lines:
        if isinstance(line.event, MandateDeskEvent):
            by_rooms[line.event.mark] += 1
        match line.event:
            case events.ConsultationTold() as event:
                consultations.pop(event.mark, None)
                if event.until is not None:
                    consultations[event.mark] = event.until
            case events.AcceptanceTold() as event:
                acceptances[event.mark, event.number] = Acceptance(
                    mark=event.mark,
                    number=event.number,
                    of=event.of,
                    digest=event.digest,
                    authority=event.authority,
                    label=event.label,
                    at=line.at,
                )
            case events.AcceptanceSettledTold() as event:
                key = event.mark, event.number
                acceptances[key] = _settled(acceptances[key], event, line.at)
            case _:
                pass
    return MandatesTold(
        consultations=tuple(sorted(consultations.items())),
        acceptances=tuple(acceptances.values()),
        by_rooms=by_rooms,
    )


def _settled(
    acceptance: Acceptance, event: events.AcceptanceSettled | events.AcceptanceSettledTold, at: datetime
) -> Acceptance:
    return replace(acceptance, final=event.final, settled_by=event.label, settled=at)
