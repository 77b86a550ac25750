"""A second seat's agreement to keep words that the guard warns of: four eyes, where the case wants them.

A fold over the lines of one topic of the desk's log. It binds to exactly what would enter and to the repetitions that
were shown, is spent once used, and ends by the clock. What can still become of a request happens within two days after
it was made: so the last `LINES` lines hold all that is open, and how the case is set.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import Event, LeaveChanged, LeaveTold
from entremise.domain.events.asking import Answered, AnswerTold, LeaveAsked, LeaveAskedInto
from entremise.domain.events.mandate import AcceptanceSettled, AcceptanceSettledTold
from entremise.domain.events.seconding import (
    Entering,
    SecondAnswered,
    SecondAsked,
    SecondEndAsked,
    SecondRequired,
    SecondUsed,
    SecondWithdrawn,
)
from entremise.domain.ids import SeatId
from entremise.domain.log import Append, Line
from entremise.domain.repetition import Piece, Repeated, Repetition
from entremise.domain.roles import Act, may
from entremise.domain.rooms import Seat
from entremise.domain.terms import Role, Taken
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

STANDS: Final = timedelta(hours=24)
"""How long a request stands, and from the answer on an agreement."""
MOST_A_DAY: Final = 50
"""Requests and changes of the setting at one desk in 24 hours, at most."""
_LINES_EACH: Final = 3
"""A request, its answer, and that it was used or withdrawn."""
LINES: Final = 5 * MOST_A_DAY * _LINES_EACH
"""Lines of two days, at most: they are about requests of four days, which touch five spans of one."""
_NUMBERED: Final = frozenset({"label", "labels", "number", "uid", "sequence", "until", "why"})
"""What of a line differs whenever else it is written, and the reason, which is the asking seat's own."""
_NAMING: Final[Mapping[type[Event], frozenset[str]]] = MappingProxyType(
    {
        AcceptanceSettled: frozenset({"number"}),
        AcceptanceSettledTold: frozenset({"number"}),
        Answered: frozenset({"number"}),
        AnswerTold: frozenset({"number"}),
        LeaveAsked: frozenset({"label"}),
        LeaveAskedInto: frozenset({"label"}),
        LeaveChanged: frozenset({"label"}),
        LeaveTold: frozenset({"label"}),
    }
)
"""By what of these a line names something that there was before."""
FEWEST: Final = 2
"""People at the desk who may agree, without whom nothing could be kept."""


class SecondState(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    USED = "used"
    ENDED = "ended"
    """Its time was over before it was answered, or the agreement's before it was used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """A request with all that later lines say of it."""

    asked: SecondAsked
    at: datetime
    answer: SecondAnswered | None = None
    answered: datetime | None = None
    withdrawn: datetime | None = None
    used: datetime | None = None

    @property
    def number(self) -> int:
        """Its number at the desk."""
        return self.asked.number

    @property
    def until(self) -> datetime:
        """When it ends if nothing becomes of it."""
        agreed = self.answer.until if self.answer is not None else None
        return agreed or self.asked.until

    @property
    def repetitions(self) -> tuple[Repetition, ...]:
        """What it was shown, each thing once, whichever room may not have it."""
        return tuple({one.what.id: one.what for one in self.asked.repeated}.values())

    def state(self, now: datetime) -> SecondState:
        """Where it stands at `now`."""
        if self.used is not None:
            return SecondState.USED
        if self.withdrawn is not None:
            return SecondState.WITHDRAWN
        if self.answer is not None and not self.answer.agrees:
            return SecondState.REFUSED
        if now >= self.until:
            return SecondState.ENDED
        return SecondState.OPEN if self.answer is None else SecondState.AGREED

    def covers(self, found: Iterable[Repeated]) -> bool:
        """Whether it was shown all of these repetitions."""
        return set(map(_known_by, found)) <= set(map(_known_by, self.asked.repeated))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A seat's wish that no second one be required any more."""

    seat: SeatId
    role: Role
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconds:
    """What a desk has of this."""

    required: bool = False
    """Whether words that the guard warns of are kept with a second seat's agreement."""
    since: datetime | None = None
    """When that was last changed, as far as these lines hold it."""
    by: Role | None = None
    """Who changed it; None: it was set when the case was opened, or never."""
    asked_to_end: Ending | None = None
    """That it be required no more, as it was asked last; it may have ended."""
    requests: tuple[Second, ...] = ()
    """The first first."""
    times: tuple[datetime, ...] = ()
    """When requests were made and the setting was changed."""

    def of(self, number: int) -> Second | None:
        """The request with this number."""
        return next((one for one in self.requests if one.number == number), None)

    @property
    def next_number(self) -> int:
        """Of the next request."""
        return max((one.number for one in self.requests), default=0) + 1

    def ending(self, now: datetime) -> Ending | None:
        """The wish that it be required no more, if it stands at `now`."""
        asked = self.asked_to_end
        return asked if asked is not None and now < asked.until else None

    def unless_often(self, now: datetime) -> Refusal | None:
        """None unless there were as many in the last 24 hours as there may be."""
        recent = sum(now - at < STANDS for at in self.times)
        return Refusal(Code.SECOND_OFTEN, {"most": MOST_A_DAY}) if recent >= MOST_A_DAY else None


def seconds(lines: Iterable[Line]) -> Seconds:
    """How the desk stands, from the last `LINES` lines of its topic, in their order."""
    required, since, by, ending = False, None, None, None
    found: dict[int, Second] = {}
    times = []
    for line in lines:
        match line.event:
            case SecondRequired() as setting:
                required, since, by, ending = setting.on, line.at, setting.role, None
                times.append(line.at)
            case SecondEndAsked() as wish:
                required, ending = True, Ending(seat=wish.seat, role=wish.role, at=line.at, until=wish.until)
                times.append(line.at)
            case SecondAsked() as asked:
                # None is asked where none is required: so a setting whose line is no longer among these is known.
                required = True
                found[asked.number] = Second(asked=asked, at=line.at)
                times.append(line.at)
            case SecondAnswered() as answer if answer.number in found:
                found[answer.number] = replace(found[answer.number], answer=answer, answered=line.at)
            case SecondWithdrawn() as withdrawn if withdrawn.number in found:
                found[withdrawn.number] = replace(found[withdrawn.number], withdrawn=line.at)
            case SecondUsed() as used if used.number in found:
                found[used.number] = replace(found[used.number], used=line.at)
            case _:
                pass
    return Seconds(
        required=required,
        since=since,
        by=by,
        asked_to_end=ending,
        requests=tuple(found.values()),
        times=tuple(times),
    )


def written(appends: Iterable[Append]) -> bytes:
    """SHA-256 of what an act would write, in whichever moment: names, states, forms and all, not only its words.

    Left out are the lines' own numbers, names and times, and those of the notice that a line holds; not by what a
    line names what it is about, as the number of the question that it answers.
    """
    whole = hashlib.sha256()
    for one in appends:
        left_out = _NUMBERED - _NAMING.get(type(one.event), frozenset())
        said = {name: _unnumbered(value) for name, value in _fields(one.event).items() if name not in left_out}
        whole.update(f"{one.place}|{type(one.event).__name__}|{said!r}\0".encode("utf-8", "surrogatepass"))
    return whole.digest()


def _fields(value: "DataclassInstance") -> dict[str, object]:
    return {one.name: getattr(value, one.name) for one in fields(value)}


def _unnumbered(value: object) -> object:
    """A notice, or how words came, without what differs whenever else it is given; anything else as it is."""
    if isinstance(value, Taken):
        return {name: held for name, held in _fields(value).items() if name not in {"said", "agreed"}}
    if (
        not is_dataclass(value)
        or isinstance(value, type)
        or not {"uid", "sequence"} & {one.name for one in fields(value)}
    ):
        return value
    return {name: held for name, held in _fields(value).items() if name not in _NUMBERED}


def require(  # noqa: PLR0911 – a case for each way to stand
    known: Seconds, *, on: bool, seated: Mapping[SeatId, Seat], seat: Seat, now: datetime
) -> SecondRequired | SecondEndAsked | Refusal | None:
    """What changes the setting; None where it is so already. Neither way without two people who may agree.

    It ends as words are kept: one asks, and another person agrees by asking the same. To require it anew drops the
    wish that it end, whoever's it was.
    """
    ending = known.ending(now)
    asking = seated.get(ending.seat) if ending is not None else None
    if on:
        if known.required and ending is None:
            return None
        if not known.required and _people(seated.values()) < FEWEST:
            return Refusal(Code.SECOND_MISSING)
        return known.unless_often(now) or SecondRequired(on=True, seat=seat.id, role=seat.role)
    if not known.required or (asking is not None and asking.id == seat.id):
        return None
    if asking is not None and is_same_person(seat, asking):
        return Refusal(Code.SECOND_OWN)
    if asking is not None and may(asking.role, Act.AGREE_SECOND):
        return known.unless_often(now) or SecondRequired(on=False, seat=seat.id, role=seat.role)
    if _people(seated.values()) < FEWEST:
        return Refusal(Code.SECOND_MISSING)
    return known.unless_often(now) or SecondEndAsked(until=now + STANDS, seat=seat.id, role=seat.role)


def ask(
    known: Seconds, entering: Entering, repeated: Sequence[Repeated], why: str, *, seat: Seat, now: datetime
) -> tuple[SecondAsked | SecondWithdrawn, ...] | Refusal:
    """What asks for agreement; an open request of the seat for the same words, shown less, is withdrawn with it."""
    reason = plain(why, most=MOST_CHARACTERS_A_LINE)
    if isinstance(reason, Refusal):
        return reason
    often = known.unless_often(now)
    if often is not None:
        return often
    before = (one for one in _same(known, seat, entering) if one.state(now) is SecondState.OPEN)
    withdrawn = (SecondWithdrawn(number=one.number, seat=seat.id, role=seat.role) for one in before)
    asked = SecondAsked(
        number=known.next_number,
        entering=entering,
        repeated=tuple(repeated),
        why=reason,
        until=now + STANDS,
        seat=seat.id,
        role=seat.role,
    )
    return (*withdrawn, asked)


def waiting(
    known: Seconds, entering: Entering, repeated: Collection[Repeated], *, seat: Seat, now: datetime
) -> Second | None:
    """The seat's own open request for exactly this, so that it is not made twice."""
    same = _same(known, seat, entering)
    return next((one for one in same if one.state(now) is SecondState.OPEN and one.covers(repeated)), None)


def answered(
    second: Second | None, *, agrees: bool, words: str, seat: Seat, seated: Mapping[SeatId, Seat], now: datetime
) -> SecondAnswered | Refusal:
    """A second seat's answer. It is another seat than the one that asked, and another person; a no says why."""
    if second is None:
        return ABSENT
    if second.state(now) is not SecondState.OPEN or second.asked.seat not in seated:
        return Refusal(Code.SECOND_SETTLED)
    if is_same_person(seat, seated[second.asked.seat]):
        return Refusal(Code.SECOND_OWN)
    said = None if agrees and not words.strip() else plain(words, most=MOST_CHARACTERS_A_LINE)
    if isinstance(said, Refusal):
        return said
    until = now + STANDS if agrees else None
    return SecondAnswered(number=second.number, agrees=agrees, words=said, until=until, seat=seat.id, role=seat.role)


def withdrawn(second: Second | None, *, seat: Seat, now: datetime) -> SecondWithdrawn | Refusal:
    """The asking seat takes its request back, agreed to or not; another's is absent."""
    if second is None or second.asked.seat != seat.id:
        return ABSENT
    if second.state(now) not in {SecondState.OPEN, SecondState.AGREED}:
        return Refusal(Code.SECOND_SETTLED)
    return SecondWithdrawn(number=second.number, seat=seat.id, role=seat.role)


def agreement(
    known: Seconds,
    entering: Entering,
    repeated: Collection[Repeated],
    *,
    seat: Seat,
    seated: Mapping[SeatId, Seat],
    now: datetime,
) -> Second | None:
    """An agreement to exactly this that the seat was given, that stands, and whose giver still sits at the desk."""
    return next(
        (
            one
            for one in _same(known, seat, entering)
            if one.state(now) is SecondState.AGREED and one.covers(repeated) and _still(one, seat, seated)
        ),
        None,
    )


def is_same_person(one: Seat, other: Seat) -> bool:
    """Whether two seats are one person's, as far as the house can know: one seat, or one staff account."""
    return one.id == other.id or (one.account is not None and one.account == other.account)


def _still(second: Second, seat: Seat, seated: Mapping[SeatId, Seat]) -> bool:
    giver = seated.get(second.answer.seat) if second.answer is not None else None
    return giver is not None and may(giver.role, Act.AGREE_SECOND) and not is_same_person(giver, seat)


def _people(seated: Iterable[Seat]) -> int:
    """How many people may agree, as far as the house can know."""
    return len({seat.account or f"seat {seat.id}" for seat in seated if may(seat.role, Act.AGREE_SECOND)})


def _same(known: Seconds, seat: Seat, entering: Entering) -> list[Second]:
    return [one for one in known.requests if one.asked.seat == seat.id and one.asked.entering == entering]


def _known_by(one: Repeated) -> tuple[str, str, tuple[str, ...], tuple[Piece, ...]]:
    """What makes a repetition the same: the room, what is repeated of what, and its words at the desk."""
    return one.into, one.what.id, tuple(one.what.kinds), one.what.there
