"""The seats of the program's own place: who belongs to it, invited, let in anew, removed."""

from collections.abc import Callable
from typing import Final

from entremise.api.operations.calls import Call, Operation, Result, done
from entremise.api.schema import DoneOut, GiveIn, InvitedOut, InviteIn, SeatOut, SeatsOut
from entremise.domain.errors import Refusal
from entremise.services import seats
from entremise.services.seats import Invited, PersonView

Opens = Callable[..., Invited | Refusal]


def listed(call: Call) -> Result:
    """The seats of the program's own place, and what others may learn of each."""
    page = seats.people_page(call.parts, call.seat)
    return 200, SeatsOut([_seat(view) for view in page.people])


def give(call: Call) -> Result:
    """Give a seat in the program's own place, and the way in to it: a link and a code, to be given by different ways.

    Repeated under one key it is the same seat, with a new link in place of the first.
    """
    asked: GiveIn = call.body
    given = seats.give(call.parts, call.seat, asked.role, name=asked.name, days=asked.days, key=call.key)
    return _invited(given, status=201)


def invite(call: Call) -> Result:
    """A new link and code for a seat; the link before it opens nothing more."""
    return _opened(call, seats.invite_again)


def replace(call: Call) -> Result:
    """A new link and code for a seat whose device is lost; whatever opened it before opens nothing more."""
    return _opened(call, seats.replace_device)


def withdraw(call: Call) -> Result:
    """Let the open invitation to a seat open nothing more."""
    return done(seats.withdraw(call.parts, call.seat, call.path["seat"], key=call.key))


def remove(call: Call) -> Result:
    """End a seat of the program's own place at once; 409 if it is the program's own."""
    return done(seats.remove(call.parts, call.seat, call.path["seat"], key=call.key))


SEATS: Final = (
    Operation(method="GET", path="/seats", does=listed, gives=SeatsOut, says="The seats of the seat's own place"),
    Operation(
        method="POST", path="/seats", does=give, takes=GiveIn, gives=InvitedOut, status=201, says="Give another seat"
    ),
    Operation(
        method="POST",
        path="/seats/{seat}/invite",
        does=invite,
        takes=InviteIn,
        bare=True,
        gives=InvitedOut,
        says="Invite to a seat anew",
    ),
    Operation(
        method="POST",
        path="/seats/{seat}/replace",
        does=replace,
        takes=InviteIn,
        bare=True,
        gives=InvitedOut,
        says="Replace a seat's lost device",
    ),
    Operation(
        method="POST",
        path="/seats/{seat}/withdraw",
        does=withdraw,
        gives=DoneOut,
        says="Withdraw the invitation to a seat",
    ),
    Operation(method="POST", path="/seats/{seat}/remove", does=remove, gives=DoneOut, says="Remove a seat"),
)


def _opened(call: Call, opens: Opens) -> Result:
    asked: InviteIn = call.body or InviteIn()
    return _invited(opens(call.parts, call.seat, call.path["seat"], days=asked.days))


def _invited(invited: Invited | Refusal, *, status: int = 200) -> Result:
    if isinstance(invited, Refusal):
        return invited
    way = invited.invitation
    return status, InvitedOut(
        seat=invited.seat,
        role=invited.role,
        name=invited.name,
        link=f"/enter/{way.link}",
        code=way.code,
        expires=way.expires,
    )


def _seat(view: PersonView) -> SeatOut:
    return SeatOut(
        seat=view.seat,
        role=view.role,
        name=view.detail.name,
        own=view.own,
        joined=view.coming.joined,
        last_came=view.coming.last,
        invited_until=view.open_until,
        desk_may_know=view.detail.shown,
        desk_may_tell=view.detail.onward,
    )
