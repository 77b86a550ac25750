"""A seat's notices by mail, and the hotline between a room and the desk."""

from typing import Final

from entremise.api.operations.calls import Call, Operation, Result, done
from entremise.api.schema import DoneOut
from entremise.api.schema.notices import CodeIn, HotlineOut, HotlinesOut, NoticesIn, NoticesOut, RingIn, RingOut
from entremise.domain.hotline import Hotline, Ring
from entremise.services import hotline, notices
from entremise.services.notices import Wish


def listed(call: Call) -> Result:
    """What the seat asked to be told of by mail."""
    page = notices.page(call.parts, call.seat)
    kept = page.kept
    return 200, NoticesOut(
        offered=page.offered,
        times=[f"{one:%H:%M}" for one in page.times],
        address=kept.address if kept else None,
        zone=kept.zone if kept else None,
        daily=kept is not None and kept.daily,
        rings=kept is not None and kept.rings,
        confirmed=kept.confirmed if kept else None,
        rests=page.rests,
    )


def ask(call: Call) -> Result:
    """Ask for notices at an address; the same is answered whatever the address is. A code is mailed to it first."""
    asked: NoticesIn = call.body
    wish = Wish(
        address=asked.address,
        zone=asked.zone,
        daily=asked.daily,
        rings=asked.rings,
        house_may_read=asked.house_may_read,
    )
    return done(notices.ask(call.parts, call.seat, wish, key=call.key))


def confirm(call: Call) -> Result:
    """Confirm the address by the code that was mailed to it."""
    asked: CodeIn = call.body
    return done(notices.confirm(call.parts, call.seat, asked.code, key=call.key))


def withdraw(call: Call) -> Result:
    """Have nothing more sent, and the address forgotten."""
    return done(notices.withdraw(call.parts, call.seat, key=call.key))


def lines(call: Call) -> Result:
    """When each side last rang, and whether the other has seen it."""
    if call.seat.mark is not None:
        return 200, HotlinesOut([_line(str(call.seat.mark), hotline.own(call.parts, call.seat))])
    return 200, HotlinesOut([_line(str(one.room.mark), one.hotline) for one in hotline.lines(call.parts, call.seat)])


def ring(call: Call) -> Result:
    """Ask the other side to call; no words go with it. Once in a quarter of an hour."""
    asked: RingIn = call.body or RingIn()
    return done(hotline.ring(call.parts, call.seat, asked.room, key=call.key))


def see(call: Call) -> Result:
    """Say that the other side's ring has been seen."""
    asked: RingIn = call.body or RingIn()
    return done(hotline.see(call.parts, call.seat, asked.room, key=call.key))


NOTICES: Final = (
    Operation(method="GET", path="/notices", does=listed, gives=NoticesOut, says="The seat's own notices by mail"),
    Operation(method="POST", path="/notices", does=ask, takes=NoticesIn, gives=DoneOut, says="Ask for notices by mail"),
    Operation(
        method="POST",
        path="/notices/confirm",
        does=confirm,
        takes=CodeIn,
        gives=DoneOut,
        says="Confirm the address for notices",
    ),
    Operation(method="POST", path="/notices/withdraw", does=withdraw, gives=DoneOut, says="Have no more notices sent"),
    Operation(method="GET", path="/hotline", does=lines, gives=HotlinesOut, says="Who asked whom to call"),
    Operation(
        method="POST",
        path="/hotline/ring",
        does=ring,
        takes=RingIn,
        bare=True,
        gives=DoneOut,
        says="Ask the other side to call",
    ),
    Operation(
        method="POST",
        path="/hotline/seen",
        does=see,
        takes=RingIn,
        bare=True,
        gives=DoneOut,
        says="Say that a call has been seen",
    ),
)


def _line(room: str, stands: Hotline) -> HotlineOut:
    return HotlineOut(room=room, from_desk=_ring(stands.from_desk), from_room=_ring(stands.from_room))


def _ring(ring: Ring | None) -> RingOut | None:
    return RingOut(ring.at, ring.seen) if ring is not None else None
