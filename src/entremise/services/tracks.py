"""Tracks: kept at the desk, and told in rooms, each with the steps and links that it may know."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from entremise.domain import tracks
from entremise.domain.door import tracks as door
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.seconding import EnterBy
from entremise.domain.events.tracks import TRACKS
from entremise.domain.guard import Itself
from entremise.domain.ids import DeskId
from entremise.domain.log import Append, Line
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.rounds import LINES
from entremise.domain.tracks import DeskTrack, Track
from entremise.services import agenda
from entremise.services.acts import needs, once
from entremise.services.guarding import Leaving, asks_second, unless_repeats
from entremise.services.ports import Parts
from entremise.services.rounds import Kept
from entremise.services.telling import Telling, all_rooms, leaving, other_rooms, rooms_told


@needs(Act.SET_ROUNDS)
def keep_track(
    parts: Parts, seat: Seat, asked: Track, *, number: int | None = None, key: str | None = None
) -> Kept | Refusal:
    """Set a track, or the one with this number anew. No room is told by it."""
    now = parts.clock.now()

    def act() -> Kept | Refusal:
        lines = parts.store.topic(seat.place, TRACKS, limit=LINES)
        known = tracks.desk_tracks(lines)
        items = {item.number for item in agenda.items(parts, DeskId(seat.place))}
        if number is not None and number not in {one.now.number for one in known}:
            return ABSENT
        refusal = other_rooms(parts, seat, [one.mark for one in asked.people])
        if refusal is not None:
            return refusal
        kept = tracks.keep(asked, known, number=number or len(known) + 1, items=items, seat=seat)
        if isinstance(kept, Refusal):
            return kept
        if len(lines) >= LINES:
            return Refusal(Code.PAPER_FULL, {"most": LINES})
        parts.store.append([Append(seat.place, kept)], at=now)
        return Kept(kept.number, now)

    return once(parts, seat, act, places=(seat.place,), result=Kept, key=key, asked=("keep_track", asked, number))


@needs(Act.SET_ROUNDS)
@asks_second
def tell_track(
    parts: Parts,
    seat: Seat,
    number: int,
    telling: Telling,
    *,
    steps: Sequence[int] | None = None,
    links: bool = False,
    key: str | None = None,
) -> Kept | Refusal:
    """Tell rooms of a track as it stands now, with the `steps` chosen, all with None, and its `links` if so chosen.

    A step that a room was told stays told. A link is told only to a room that was told of both its ends, and an item
    of the agenda only to one on whose agenda it stands. A room that takes no part in it is not told of it.
    """
    now = parts.clock.now()

    def act() -> Kept | Refusal:
        lines = parts.store.topic(seat.place, TRACKS, limit=LINES)
        known = tracks.desk_tracks(lines)
        found = next((one for one in known if one.now.number == number), None)
        if found is None:
            return ABSENT
        chosen = [step.number for step in found.now.steps] if steps is None else list(steps)
        if not {*chosen} <= {step.number for step in found.now.steps}:
            return Refusal(Code.STEP_UNKNOWN)
        told = _told(parts, seat, found, telling, lines=lines, chosen=chosen, links=links)
        if isinstance(told, Refusal):
            return told
        if not (found.told if telling.marks is None else telling.marks):
            return Refusal(Code.ROOM_MISSING)
        return _appended(parts, told, lines, number=number, now=now)

    places = (seat.place, *all_rooms(parts, seat))
    asked = ("tell_track", number, telling, None if steps is None else tuple(steps), links)
    return once(parts, seat, act, places=places, result=Kept, key=key, asked=asked)


def _appended(
    parts: Parts, told: Sequence[Append], lines: Sequence[Line], *, number: int, now: datetime
) -> Kept | Refusal:
    if len(lines) + len(told) > LINES:
        return Refusal(Code.PAPER_FULL, {"most": LINES})
    if told:
        parts.store.append(told, at=now)
    return Kept(number, now)


def _told(
    parts: Parts,
    seat: Seat,
    found: DeskTrack,
    telling: Telling,
    *,
    lines: Sequence[Line],
    chosen: Sequence[int],
    links: bool,
) -> tuple[Append, ...] | Refusal:
    """What is appended where rooms are told of the track, each under its own numbers."""
    rooms = rooms_told(parts, seat, telling, tuple(mark for mark, _ in found.told))
    if isinstance(rooms, Refusal):
        return rooms
    known, items = tracks.desk_tracks(lines), agenda.at_desk(parts, seat.place)
    appends: list[Append] = []
    read: list[Leaving] = []
    for room in rooms:
        words = telling.said_in(room.mark)
        if isinstance(words, Refusal):
            return words
        before = found.told_to(room.mark)
        # Whoever was told before knows of it already, and is to learn what becomes of it.
        if before is None and not found.is_for(room.mark):
            return Refusal(Code.OUTSIDE_TRACK, {"mark": room.mark})
        steps = tracks.steps_told(before, chosen)
        notice = door.notice_of(
            found.now,
            room.mark,
            number=before.notice.number if before is not None else tracks.next_number(lines, room.mark),
            steps=steps,
            links=tracks.links_told(found.now, known, room.mark, steps=steps) if links else (),
            items=tracks.items_told(found.now, items, room.mark),
            words=words,
            role=seat.role,
        )
        if not tracks.is_news(notice, before):
            continue
        told = replace(notice, words=None).texts()
        itself = Itself(topics=frozenset({TRACKS}), texts=told, about=frozenset({found.now.about()}))
        read.append(leaving(room.mark, notice.texts(), itself=itself))
        appends += door.tell_track(DeskId(seat.place), room, found.now.number, notice, steps=steps, why=telling.why)
    return unless_repeats(parts, seat, EnterBy.TELL_TRACK, read, appends=appends, why=telling.why)
