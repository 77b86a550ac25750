"""The seats of a place: who may be given one and by whom, and what others may learn of it.

What a delegation lets others know of a member is set for each audience apart: the desk, and whomever the desk may
tell on. Nothing is the default. The desk may tell on no more than it may know.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Access, Accessed, Introduced, IntroducedInto, Introduction, MemberTold
from entremise.domain.ids import MARKS, Mark, SeatId
from entremise.domain.log import Line
from entremise.domain.roles import DESK_ACTS, MAY, ROOM_ACTS
from entremise.domain.rooms import Seat
from entremise.domain.terms import DESK_ROLES, ROOM_ROLES, Disclosure, Role
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain

INVITATION_DAYS: Final = (1, 30)
"""Shortest and longest time for which an invitation is open."""
USUAL_DAYS: Final = 7
MOST_TOLD: Final = 150
"""Times that a room may let the desk know of a member, or know anything else of one. Counted in each room by itself."""
MOST_INTRODUCED: Final = 100
"""Times that the desk may tell a room of others' members. Counted for each room by itself."""
STEPS_BACK: Final = 2 * (len(Disclosure) - 1)
"""Steps in which all that the desk may know, and may tell on, of a member can be taken back."""
DESK_LINES: Final = len(MARKS) * (MOST_TOLD * (1 + STEPS_BACK) + MOST_INTRODUCED)
"""All lines on people that the desk's log can have: none drops out of a reading of so many.

What a room lets the desk know can always be taken back, and a member can always leave, so those lines are not counted
(`may_tell`). But each such line takes `shown` or `onward` at least one step back and the other nowhere forward, and
forward they go by counted lines alone. After each of those at most `STEPS_BACK` can follow until nothing is left to be
taken back; whoever then leaves was not known and nothing is told (`door.people.tell_left`), and what the desk knows
already is not told again (`door.people.tell_member`). So one room comes to MOST_TOLD × (1 + STEPS_BACK) lines at most.
"""

_ORDER: Final = tuple(Disclosure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What a seat's own place knows of it beside its role, and what it lets others know."""

    name: str | None = None
    """Of the person who is to sit there; None: nobody wrote it down."""
    shown: Disclosure = Disclosure.NOTHING
    """What the desk may know."""
    onward: Disclosure = Disclosure.NOTHING
    """What the desk may tell other rooms."""
    member: int | None = None
    """The number by which the desk knows this member; None: it was never told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of a delegation, as the desk knows it."""

    mark: Mark
    number: int
    shown: Disclosure
    onward: Disclosure
    role: Role | None
    name: str | None

    @property
    def may_be_told_on(self) -> bool:
        """Whether the desk may tell other rooms of this member at all."""
        return self.onward is not Disclosure.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """When somebody came to a seat: by the link, and last of all."""

    joined: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Acquainted:
    """What a room was told of another's members, and when."""

    at: datetime
    introduced: Introduced


def wider(one: Disclosure, other: Disclosure) -> bool:
    """Whether `one` says more than `other`."""
    return _ORDER.index(one) > _ORDER.index(other)


def told_of(role: Role | None, name: str | None, level: Disclosure) -> Introduction:
    """Of a member with this role and name, as much as `level` lets others know."""
    return Introduction(
        role=None if wider(Disclosure.ROLE, level) else role,
        name=None if wider(Disclosure.NAME, level) else name,
    )


def person_name(text: str | None) -> str | Refusal | None:
    """A person's name on one line, None where none is written; or why it cannot be kept."""
    if text is None or not text.strip():
        return None
    return plain(" ".join(text.split()), most=MOST_CHARACTERS_A_LINE)


def may_give(actor: Seat, role: Role, seated: Iterable[Seat]) -> Refusal | None:
    """A role that the place seats, that may do no more than the giver's, and one head of delegation."""
    if role not in (DESK_ROLES if actor.at_desk else ROOM_ROLES):
        return Refusal(Code.ROLE_NOT_SEATED, {"role": role})
    if role is Role.HEAD and any(seat.role is Role.HEAD for seat in seated):
        return Refusal(Code.HEAD_THERE)
    return _no_higher(actor, role)


def may_manage(actor: Seat, target: Seat) -> Refusal | None:
    """Another seat's way in is in the hands of those who may do as much as that seat; its own is not one's own."""
    if actor.id == target.id:
        return Refusal(Code.OWN_SEAT)
    return _no_higher(actor, target.role)


def may_be_open(days: int) -> Refusal | None:
    """An invitation open for as many days as `INVITATION_DAYS` allows."""
    least, most = INVITATION_DAYS
    if least <= days <= most:
        return None
    return Refusal(Code.DAYS_OUT_OF_RANGE, {"least": least, "most": most, "days": days})


def may_disclose(shown: Disclosure, onward: Disclosure) -> Refusal | None:
    """The desk tells on no more than it may know."""
    return Refusal(Code.ONWARD_WIDER) if wider(onward, shown) else None


def members(lines: Iterable[Line]) -> tuple[Member, ...]:
    """The members that the desk may know now, by room and number, from lines of its log in their order."""
    known: dict[tuple[Mark, int], Member] = {}
    for line in lines:
        match line.event:
            case MemberTold() as told if told.left or told.shown is Disclosure.NOTHING:
                known.pop((told.mark, told.member), None)
            case MemberTold() as told:
                known[told.mark, told.member] = Member(
                    mark=told.mark,
                    number=told.member,
                    shown=told.shown,
                    onward=told.onward,
                    role=told.role,
                    name=told.name,
                )
            case _:
                pass
    return tuple(known[key] for key in sorted(known))


def next_member(lines: Iterable[Line], mark: Mark) -> int:
    """The number of the next member of this room that the desk is told of, from lines of the desk's log."""
    numbers = [line.event.member for line in lines if isinstance(line.event, MemberTold) and line.event.mark == mark]
    return max(numbers, default=0) + 1


def may_tell(lines: Iterable[Line], told: MemberTold) -> Refusal | None:
    """None, unless this room has let the desk know so often; taking back is never refused. From the desk's log."""
    levels: dict[int, tuple[Disclosure, Disclosure]] = {}
    counted = 0
    of_room = (line.event for line in lines if isinstance(line.event, MemberTold) and line.event.mark == told.mark)
    for event in of_room:
        counted += not _takes_back(event, levels)
        levels[event.member] = event.shown, event.onward
    if _takes_back(told, levels) or counted < MOST_TOLD:
        return None
    return Refusal(Code.PAPER_FULL, {"most": MOST_TOLD})


def may_introduce(lines: Iterable[Line], mark: Mark) -> Refusal | None:
    """None, unless this room was told of others' members so often, by lines of the desk's log."""
    introduced = sum(isinstance(line.event, IntroducedInto) and line.event.mark == mark for line in lines)
    return None if introduced < MOST_INTRODUCED else Refusal(Code.PAPER_FULL, {"most": MOST_INTRODUCED})


def told_here(lines: Iterable[Line]) -> tuple[Acquainted, ...]:
    """What this room was told of others' members, newest first."""
    told = [Acquainted(line.at, line.event) for line in lines if isinstance(line.event, Introduced)]
    return tuple(reversed(told))


def comings(lines: Iterable[Line]) -> dict[SeatId, Coming]:
    """When somebody came to each seat, from lines of its place's access log in their order."""
    found: dict[SeatId, Coming] = {}
    for line in lines:
        event = line.event
        if isinstance(event, Accessed) and event.seat is not None and event.what in {Access.JOINED, Access.RETURNED}:
            before = found.get(event.seat, Coming())
            joined = line.at if event.what is Access.JOINED else before.joined
            found[event.seat] = Coming(joined=joined, last=line.at)
    return found


def _takes_back(told: MemberTold, levels: Mapping[int, tuple[Disclosure, Disclosure]]) -> bool:
    """Whether less may be known of the member than at its level before, or less told on, and nothing more."""
    shown, onward = levels.get(told.member, (Disclosure.NOTHING, Disclosure.NOTHING))
    wider_now = wider(told.shown, shown) or wider(told.onward, onward)
    return not wider_now and (wider(shown, told.shown) or wider(onward, told.onward))


def _no_higher(actor: Seat, role: Role) -> Refusal | None:
    here = DESK_ACTS if actor.at_desk else ROOM_ACTS
    return None if MAY[role] & here <= MAY[actor.role] else Refusal(Code.ROLE_HIGHER, {"role": role})
