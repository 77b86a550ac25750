"""What passes of people: who takes part, as far as a delegation lets it be known, and the way in for its head."""

from collections.abc import Sequence

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import (
    Access,
    Accessed,
    Introduced,
    IntroducedInto,
    MemberTold,
)
from entremise.domain.ids import DeskId, RoomId, access_log
from entremise.domain.log import Append, Line
from entremise.domain.rooms import Room, Seat
from entremise.domain.seats import Detail, Member, may_introduce, may_tell, told_of
from entremise.domain.terms import Disclosure, PartyRoom


def tell_member(
    desk: DeskId, lines: Sequence[Line], seat: Seat, detail: Detail, *, before: Detail | None = None
) -> tuple[Append, ...] | Refusal:
    """What the desk may know of a seat from now on, and tell on; `lines` are all of its own on people.

    The desk learns as much as the delegation lets it, under a number that says nothing of the seat. Of a member without
    a number it never was told, and is told nothing; nor where it knows the same by what was so `before`.
    """
    told = _member(seat, detail)
    if told is None or (before is not None and told == _member(seat, before)):
        return ()
    return may_tell(lines, told) or (Append(desk, told),)


def tell_left(desk: DeskId, seat: Seat, detail: Detail) -> tuple[Append, ...]:
    """That a member whom the desk knows of has left the delegation; of any other it is told nothing."""
    nothing = Disclosure.NOTHING
    if seat.mark is None or detail.member is None or detail.shown is nothing:
        return ()
    left = MemberTold(mark=seat.mark, member=detail.member, shown=nothing, onward=nothing, left=True)
    return (Append(desk, left),)


def introduce(
    desk: DeskId, room: Room, of: PartyRoom, members: Sequence[Member], *, lines: Sequence[Line], seat: Seat
) -> tuple[Append, Append] | Refusal:
    """Who takes part for another party, told in a room as far as that party lets it be told on; a copy in each log.

    `lines` are all of the desk's on people.
    """
    if not members or of.mark == room.mark or not all(one.may_be_told_on and one.mark == of.mark for one in members):
        return Refusal(Code.NOBODY_TO_INTRODUCE)
    refusal = may_introduce(lines, room.mark)
    if refusal is not None:
        return refusal
    told = tuple(told_of(one.role, one.name, one.onward) for one in members)
    return (
        Append(room.id, Introduced(party=of.party, members=told)),
        Append(desk, IntroducedInto(mark=room.mark, of=of.mark, members=told, role=seat.role)),
    )


def invite_head(desk: DeskId, room: RoomId, head: Seat, *, by: Seat, replaced: bool) -> tuple[Append, Append]:
    """The desk gives the head of a delegation a new way in: told in the room's access log, and in the desk's own.

    The room learns whether it `replaced` what opened the seat before; the desk does not learn whether anything did.
    """
    what = Access.REPLACED if replaced else Access.INVITED
    return (
        Append(access_log(room), Accessed(what=what, seat=head.id, role=head.role, by=by.role)),
        Append(access_log(desk), Accessed(what=Access.INVITED, role=head.role, by=by.role, mark=head.mark)),
    )


def _member(seat: Seat, detail: Detail) -> MemberTold | None:
    if seat.mark is None or detail.member is None:
        return None
    known = told_of(seat.role, detail.name, detail.shown)
    return MemberTold(
        mark=seat.mark,
        member=detail.member,
        shown=detail.shown,
        onward=detail.onward,
        role=known.role,
        name=known.name,
    )
