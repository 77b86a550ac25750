"""What passes of tracks: a room's own copy, under its own numbers, with the steps and links it may know."""

from entremise.domain.events.tracks import TrackKept, TrackLink, TrackNotice, TrackStep, TrackTold, TrackToldInto
from entremise.domain.ids import DeskId, Mark
from entremise.domain.log import Append
from entremise.domain.terms import PartyRoom, Role


def notice_of(
    track: TrackKept,
    mark: Mark,
    *,
    number: int,
    steps: tuple[tuple[int, int], ...],
    links: tuple[TrackLink, ...],
    items: tuple[int, ...],
    words: str | None,
    role: Role,
) -> TrackNotice:
    """The track as one room reads it. `steps`, `links` and agenda `items` are chosen, in the room's numbers.

    Of people the room reads which of its own are meant, and of no other room's.
    """
    known = {step.number: step for step in track.steps}
    return TrackNotice(
        number=number,
        title=track.title,
        city=track.city,
        venue=track.venue,
        matters=track.matters,
        roles=tuple(role for people in track.people if people.mark == mark for role in people.roles),
        steps=tuple(
            TrackStep(number=own, text=known[step].text, done=known[step].done) for step, own in steps if step in known
        ),
        links=links,
        words=words,
        role=role,
        items=items,
    )


def tell_track(
    desk: DeskId,
    into: PartyRoom,
    number: int,
    notice: TrackNotice,
    *,
    steps: tuple[tuple[int, int], ...],
    why: str | None,
) -> tuple[Append, Append]:
    """What a room is told of the desk's track `number`; a copy in each log. Of each step, its number here and there."""
    return (
        Append(into.room, TrackTold(notice=notice)),
        Append(desk, TrackToldInto(mark=into.mark, track=number, notice=notice, steps=steps, why=why)),
    )
