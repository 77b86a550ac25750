"""What passes when talks are closed, and opened again: a room's copy, which says nothing of how they came out."""

from entremise.domain.events import (
    CaseClosed,
    CaseReopened,
    TalksClosed,
    TalksReopened,
)
from entremise.domain.ids import RoomId
from entremise.domain.log import Append


def tell_closed(closed: CaseClosed, room: RoomId) -> Append:
    """A room's copy of the closing: that the talks are closed, and how long the room is kept. Not how they came out."""
    return Append(room, TalksClosed(role=closed.role, destroy=closed.destroy))


def tell_reopened(reopened: CaseReopened, room: RoomId) -> Append:
    """A room's copy of the reopening."""
    return Append(room, TalksReopened(role=reopened.role))
