"""A second seat's agreement to keep words that the guard warns of: the setting, the answers, and what waits.

The request itself is made by the act whose words were warned of (`services.guarding.asks_second`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from entremise.domain import seconding
from entremise.domain.errors import Refusal
from entremise.domain.events import CaseOpened
from entremise.domain.events.seconding import SecondRequired
from entremise.domain.ids import DeskId, SeatId
from entremise.domain.log import Append
from entremise.domain.roles import Act, may
from entremise.domain.rooms import Seat
from entremise.domain.seconding import Ending, Second, Seconds, SecondState
from entremise.domain.terms import Terms
from entremise.services.acts import load_desk, needs, once
from entremise.services.guarding import seconds_of
from entremise.services.ports import Parts
from entremise.services.speaking import Done

SHOWN: Final = 30
"""Requests on the page that are over, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A request on a page."""

    second: Second
    state: SecondState
    answers: bool
    """Whether the reader may answer it."""
    own: bool
    """Whether the reader's seat made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPage:
    """What waits for a second seat, what was agreed and stands, and what is over, the last first."""

    seat: Seat
    opened: CaseOpened
    now: datetime
    head: int
    known: Seconds
    ending: Ending | None
    """That it be required no more, if somebody asks so."""
    ends: bool
    """Whether the reader may agree to that."""
    open: tuple[Shown, ...]
    standing: tuple[Shown, ...]
    past: tuple[Shown, ...]

    @property
    def terms(self) -> Terms:
        """The case's."""
        return self.opened.terms


@dataclass(frozen=True, slots=True)
class Required:
    """How the case is set after the act."""

    at: datetime
    required: bool = field(kw_only=True)
    """Still, where a second seat has yet to say that it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """For the desk's own page: how it is set, and how many requests concern the reader."""

    required: bool
    for_it: int = 0
    """That it may answer."""
    open: int = 0
    """That it made, and nobody has answered."""
    agreed: int = 0
    """That it made, and may use."""
    ends: bool = False
    """Whether another person asks that it be required no more."""


def waiting(parts: Parts, seat: Seat) -> Waiting:
    """What of this concerns a seat at the desk. One statement, and one more where something is open."""
    now, known = parts.clock.now(), seconds_of(parts.store, DeskId(seat.place))
    states = [(one, one.state(now)) for one in known.requests]
    live = [(one, state) for one, state in states if state in {SecondState.OPEN, SecondState.AGREED}]
    ending = known.ending(now)
    seated = {one.id: one for one in parts.store.seats(seat.place)} if live or ending is not None else {}
    own = [state for one, state in live if one.asked.seat == seat.id]
    return Waiting(
        required=known.required,
        for_it=sum(state is SecondState.OPEN and _answers(one, seat, seated) for one, state in live),
        open=own.count(SecondState.OPEN),
        agreed=own.count(SecondState.AGREED),
        ends=_may_end(ending, seat, seated),
    )


def second_page(parts: Parts, seat: Seat) -> SecondPage:
    """All requests of the last days, and the setting."""
    desk = load_desk(parts.store, seat.place)
    now, known = parts.clock.now(), seconds_of(parts.store, desk.id)
    ending = known.ending(now)
    seated = {one.id: one for one in parts.store.seats(seat.place)}
    shown = [
        Shown(
            second=one,
            state=(state := one.state(now)),
            answers=state is SecondState.OPEN and _answers(one, seat, seated),
            own=one.asked.seat == seat.id,
        )
        for one in known.requests
    ]
    over = [one for one in shown if one.state not in {SecondState.OPEN, SecondState.AGREED}]
    return SecondPage(
        seat=seat,
        opened=desk.opened,
        now=now,
        head=parts.store.head(seat.place),
        known=known,
        ending=ending,
        ends=_may_end(ending, seat, seated),
        open=tuple(one for one in shown if one.state is SecondState.OPEN),
        standing=tuple(one for one in shown if one.state is SecondState.AGREED),
        past=tuple(over[: -SHOWN - 1 : -1]),
    )


@needs(Act.SET_SECOND)
def require(parts: Parts, seat: Seat, *, on: bool, key: str | None = None) -> Required | Refusal:
    """Set whether words that the guard warns of are kept with a second seat's agreement. As it is, nothing changes.

    Where it is required, the first who sets that it is not has asked; another person who sets the same ends it.
    """
    now = parts.clock.now()

    def act() -> Required | Refusal:
        known = seconds_of(parts.store, DeskId(seat.place))
        seated = {one.id: one for one in parts.store.seats(seat.place)}
        event = seconding.require(known, on=on, seated=seated, seat=seat, now=now)
        if isinstance(event, Refusal):
            return event
        if event is None:
            return Required(now, required=known.required)
        parts.store.append([Append(seat.place, event)], at=now)
        return Required(now, required=not isinstance(event, SecondRequired) or event.on)

    return once(parts, seat, act, places=(seat.place,), result=Required, key=key, asked=("require_second", on))


@needs(Act.AGREE_SECOND)
def answer(
    parts: Parts, seat: Seat, number: int, *, agrees: bool, words: str = "", key: str | None = None
) -> Done | Refusal:
    """Agree that another seat keeps its words, or refuse and say why."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        second = seconds_of(parts.store, DeskId(seat.place)).of(number)
        seated = {one.id: one for one in parts.store.seats(seat.place)}
        event = seconding.answered(second, agrees=agrees, words=words, seat=seat, seated=seated, now=now)
        if isinstance(event, Refusal):
            return event
        parts.store.append([Append(seat.place, event)], at=now)
        return Done(now)

    asked = ("answer_second", number, agrees, words)
    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=asked)


@needs(Act.DRAFT)
def withdraw(parts: Parts, seat: Seat, number: int, *, key: str | None = None) -> Done | Refusal:
    """Take back the seat's own request, agreed to or not."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        second = seconds_of(parts.store, DeskId(seat.place)).of(number)
        event = seconding.withdrawn(second, seat=seat, now=now)
        if isinstance(event, Refusal):
            return event
        parts.store.append([Append(seat.place, event)], at=now)
        return Done(now)

    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=("withdraw_second", number))


def _may_end(ending: Ending | None, seat: Seat, seated: Mapping[SeatId, Seat]) -> bool:
    asking = seated.get(ending.seat) if ending is not None else None
    return may(seat.role, Act.SET_SECOND) and asking is not None and not seconding.is_same_person(seat, asking)


def _answers(second: Second, seat: Seat, seated: Mapping[SeatId, Seat]) -> bool:
    asking = seated.get(second.asked.seat)
    return may(seat.role, Act.AGREE_SECOND) and asking is not None and not seconding.is_same_person(seat, asking)
