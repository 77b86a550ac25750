"""Tracks: strands of the talks with their own place, people, agenda, steps and rounds."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from typing import Final, TypeAlias

from entremise.domain.agenda import DeskAgenda, desk_agenda
from entremise.domain.door.tracks import notice_of
from entremise.domain.errors import Code, Refusal
from entremise.domain.events.rounds import City
from entremise.domain.events.tracks import (
    TrackKept,
    TrackLink,
    TrackNotice,
    TrackPeople,
    TrackStep,
    TrackTold,
    TrackToldInto,
)
from entremise.domain.ids import Mark
from entremise.domain.log import Line
from entremise.domain.rooms import Seat
from entremise.domain.rounds import line_or_none
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain

MOST_STEPS: Final = 40
MOST_LINKS: Final = 40
MOST_ITEMS: Final = 50
_NO_AGENDA: Final = desk_agenda(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A track as the desk sets it, or sets it anew."""

    title: str
    city: City
    venue: str | None = None
    matters: tuple[str, ...] = ()
    people: tuple[TrackPeople, ...] = ()
    steps: tuple[tuple[str, bool], ...] = ()
    """What is to be done, and whether it is; numbered in this order, to which more can only be added."""
    links: tuple[TrackLink, ...] = ()
    items: tuple[int, ...] = ()
    """The items of the desk's agenda that are talked about in it."""
    reason: str | None = None
    """Why a step is done now before what it waits for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTrack:
    """A track as the desk knows it."""

    now: TrackKept
    at: datetime
    """When it was changed last."""
    told: tuple[tuple[Mark, TrackToldInto], ...] = ()
    """What each room was told of it last."""
    agendas: tuple[tuple[Mark, tuple[int, ...]], ...] = ()
    """Its items by their numbers in each room that was told of it, where that room was told of the item too."""

    def told_to(self, mark: Mark) -> TrackToldInto | None:
        """What this room was told of it last."""
        return next((told for room, told in self.told if room == mark), None)

    def is_behind(self, mark: Mark) -> bool:
        """Whether the room would read anything else of it now than it was told last, of the steps that it knows."""
        into = self.told_to(mark)
        if into is None:
            return False
        was = into.notice
        notice = notice_of(
            self.now,
            mark,
            number=was.number,
            steps=into.steps,
            links=was.links,
            items=dict(self.agendas).get(mark, ()),
            words=None,
            role=was.role,
        )
        return is_news(notice, into)

    def is_for(self, mark: Mark) -> bool:
        """Whether the room takes part in it, or may: a room that does not is told neither of it nor of its rounds."""
        return is_for(self.now, mark)

    @property
    def steps_done(self) -> int:
        """How many of its steps are done."""
        return sum(step.done for step in self.now.steps)


def is_news(notice: TrackNotice, known: TrackToldInto | None) -> bool:
    """Whether a room reads anything in it that it does not know; who tells it is nothing new."""
    if known is None or notice.words is not None:
        return True
    return replace(notice, words=known.notice.words, role=known.notice.role) != known.notice


def is_for(track: TrackKept, mark: Mark) -> bool:
    """Whether a room takes part in the track: it is named, or none is."""
    return not track.people or mark in {one.mark for one in track.people}


def keep(
    asked: Track, tracks: Sequence[DeskTrack], *, number: int, items: Collection[int], seat: Seat
) -> TrackKept | Refusal:
    """The track as it stands from now on, or what is wrong with it. `items` are those of the desk's agenda."""
    was = next((one.now for one in tracks if one.now.number == number), None)
    refusal = _miscounted(asked, was) or _items_unfit(asked.items, tracks, number=number, items=items)
    if refusal is not None:
        return refusal
    venue, reason = line_or_none(asked.venue), line_or_none(asked.reason)
    words = [plain(text, most=MOST_CHARACTERS_A_LINE) for text in (asked.title, *asked.matters)]
    steps = [plain(text, most=MOST_CHARACTERS_A_LINE) for text, _ in asked.steps]
    refused = next((one for one in (venue, reason, *words, *steps) if isinstance(one, Refusal)), None)
    if refused is not None:
        return refused
    own = {step for step, _ in enumerate(steps, 1)}
    if not all(_known(link, tracks, number=number, own=own) for link in asked.links):
        return Refusal(Code.STEP_UNKNOWN)
    kept = TrackKept(
        number=number,
        title=str(words[0]),
        city=asked.city,
        venue=venue if isinstance(venue, str) else None,
        matters=tuple(str(text) for text in words[1:]),
        people=tuple(replace(one, roles=tuple(dict.fromkeys(one.roles))) for one in asked.people),
        steps=tuple(
            TrackStep(number=step, text=str(text), done=done)
            for step, (text, (_, done)) in enumerate(zip(steps, asked.steps, strict=True), 1)
        ),
        links=asked.links,
        seat=seat.id,
        role=seat.role,
        items=tuple(sorted({*asked.items})),
        reason=reason if isinstance(reason, str) else None,
    )
    return _out_of_order(kept, was, [one.now for one in tracks if one.now.number != number]) or kept


def _out_of_order(kept: TrackKept, was: TrackKept | None, others: Sequence[TrackKept]) -> Refusal | None:
    """That tracks wait for each other in a ring, or that a step is done early and it is not said why."""
    if in_ring([kept, *others]):
        return Refusal(Code.TRACK_RING)
    early = _done_early(kept, was, others)
    if early is None or kept.reason is not None:
        return None
    return Refusal(Code.STEP_WAITS, {"step": early[0], "track": early[1].track})


_Moment: TypeAlias = tuple[int, int | str]
"""A step of a track; or when the track as a whole begins, `first`, or is done, `last`."""


def in_ring(tracks: Iterable[TrackKept]) -> bool:
    """Whether, by the links of these tracks, something comes after itself. Linear in their steps and links."""
    before: dict[_Moment, set[_Moment]] = {}
    for one in tracks:
        first, last = (one.number, "first"), (one.number, "last")
        before.setdefault(last, {first})
        for step in one.steps:
            before.setdefault(last, set()).add((one.number, step.number))
            before.setdefault((one.number, step.number), set()).add(first)
        for link in one.links:
            waits = (one.number, link.step if link.step is not None else "first")
            before.setdefault(waits, set()).add((link.track, link.after if link.after is not None else "last"))
    try:
        TopologicalSorter(before).prepare()
    except CycleError:
        return True
    return False


def waiting(track: TrackKept, others: Sequence[TrackKept]) -> tuple[TrackLink, ...]:
    """The links of a track whose other end is open: what waits is not to be done yet."""
    there = {one.number: one for one in others}
    return tuple(link for link in track.links if link.track in there and not _over(there[link.track], link.after))


def _over(track: TrackKept, step: int | None) -> bool:
    """Whether the step is done, or with None all of the track's steps are; a track without steps is not."""
    wanted = [one.done for one in track.steps if step in {None, one.number}]
    return bool(wanted) and all(wanted)


def _done_early(kept: TrackKept, was: TrackKept | None, others: Sequence[TrackKept]) -> tuple[int, TrackLink] | None:
    """A step that is done from now on although what it waits for is open, and the link by which it waits."""
    done = {one.number for one in was.steps if one.done} if was is not None else set()
    early = (
        (step.number, link)
        for link in waiting(kept, others)
        for step in kept.steps
        if step.done and step.number not in done and link.step in {None, step.number}
    )
    return next(early, None)


def _miscounted(asked: Track, was: TrackKept | None) -> Refusal | None:
    if was is not None and len(asked.steps) < len(was.steps):
        return Refusal(Code.STEPS_FEWER, {"count": len(was.steps)})
    if len(asked.steps) > MOST_STEPS or len(asked.matters) > MOST_STEPS or len(asked.links) > MOST_LINKS:
        return Refusal(Code.PAPER_FULL, {"most": MOST_STEPS})
    return None


def _items_unfit(
    asked: Sequence[int], tracks: Sequence[DeskTrack], *, number: int, items: Collection[int]
) -> Refusal | None:
    """That one of these items is not on the desk's agenda, or stands in another track."""
    if len(asked) > MOST_ITEMS:
        return Refusal(Code.PAPER_FULL, {"most": MOST_ITEMS})
    unknown = next((item for item in asked if item not in items), None)
    if unknown is not None:
        return Refusal(Code.ITEM_UNKNOWN, {"number": unknown})
    taken = tracks_of_items([one for one in tracks if one.now.number != number])
    twice = next((item for item in asked if item in taken), None)
    return Refusal(Code.ITEM_IN_TRACK, {"number": twice, "track": taken[twice]}) if twice is not None else None


def tracks_of_items(tracks: Iterable[DeskTrack]) -> Mapping[int, int]:
    """The items of the desk's agenda that stand in a track, each with the track's number."""
    return {item: one.now.number for one in tracks for item in one.now.items}


def items_told(track: TrackKept, agenda: DeskAgenda, mark: Mark) -> tuple[int, ...]:
    """The track's items that stand on a room's agenda, by their numbers in that room."""
    shown = (item.shown_in(mark) for item in agenda.items if item.number in track.items)
    return tuple(sorted(one.number for one in shown if one is not None and not one.off))


def _known(link: TrackLink, tracks: Sequence[DeskTrack], *, number: int, own: set[int]) -> bool:
    other = next((one.now for one in tracks if one.now.number == link.track), None)
    if other is None or link.track == number or link.step not in {None, *own}:
        return False
    return link.after is None or link.after in {step.number for step in other.steps}


def links_told(
    track: TrackKept, tracks: Sequence[DeskTrack], mark: Mark, *, steps: Sequence[tuple[int, int]]
) -> tuple[TrackLink, ...]:
    """The links of a track that a room may read, in its own numbers: those whose both ends it was told of.

    `steps` are this track's steps as they are told to the room now: each its number at the desk, and in the room.
    """
    own = dict(steps)
    found = []
    for link in track.links:
        other = next((one.told_to(mark) for one in tracks if one.now.number == link.track), None)
        theirs = dict(other.steps) if other is not None else {}
        if other is None or link.step not in {None, *own} or link.after not in {None, *theirs}:
            continue
        found.append(
            TrackLink(
                step=own[link.step] if link.step is not None else None,
                track=other.notice.number,
                after=theirs[link.after] if link.after is not None else None,
            )
        )
    return tuple(found)


def steps_told(before: TrackToldInto | None, chosen: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """The chosen steps, each with its number in the room: a step keeps the number under which it was told first."""
    known = dict(before.steps) if before is not None else {}
    for step in sorted(chosen):
        known.setdefault(step, len(known) + 1)
    return tuple(sorted(known.items(), key=lambda pair: pair[1]))


def desk_tracks(lines: Iterable[Line], agenda: DeskAgenda = _NO_AGENDA) -> tuple[DeskTrack, ...]:
    """The tracks that the desk keeps, in the order of their numbers, each with what the rooms were told of it.

    `agenda` is the desk's; without it no track knows which of its items stand on a room's agenda.
    """
    found: dict[int, DeskTrack] = {}
    told: dict[int, dict[Mark, TrackToldInto]] = {}
    for line in lines:
        match line.event:
            case TrackKept() as kept:
                found[kept.number] = DeskTrack(now=kept, at=line.at)
            case TrackToldInto() as into:
                told.setdefault(into.track, {})[into.mark] = into
            case _:
                pass
    return tuple(
        replace(
            found[number],
            told=tuple(sorted(told.get(number, {}).items(), key=lambda pair: pair[0])),
            agendas=tuple((mark, items_told(found[number].now, agenda, mark)) for mark in sorted(told.get(number, {}))),
        )
        for number in sorted(found)
    )


def room_tracks(lines: Iterable[Line]) -> tuple[TrackNotice, ...]:
    """The tracks that a room was told of, in the order of their numbers."""
    found: dict[int, TrackNotice] = {}
    for line in lines:
        if isinstance(line.event, TrackTold):
            found[line.event.notice.number] = line.event.notice
    return tuple(found[number] for number in sorted(found))


def next_number(lines: Iterable[Line], mark: Mark) -> int:
    """The number that the next track has in this room, by the desk's own lines."""
    given = (
        line.event.notice.number for line in lines if isinstance(line.event, TrackToldInto) and line.event.mark == mark
    )
    return max(given, default=0) + 1
