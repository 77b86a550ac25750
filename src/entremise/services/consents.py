"""What rooms agreed to, for whoever carries; and what a change of leave answers, or ends."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

from entremise.domain.asking import LINES, Asks, Question, consents, questions, replied
from entremise.domain.door import asking as door
from entremise.domain.door.asking import By
from entremise.domain.errors import Refusal
from entremise.domain.events.asking import ASKED, asked_of
from entremise.domain.guard import NOTHING_ITSELF, Itself
from entremise.domain.ids import Label, Mark, PlaceId
from entremise.domain.leave import Leave
from entremise.domain.log import Append
from entremise.domain.rooms import Room
from entremise.domain.rules import Carriage, Source, narrows
from entremise.domain.terms import CarryForm, MessageType
from entremise.domain.views import EntryView
from entremise.domain.words import plain
from entremise.services.ports import Store


def asked_in(store: Store, room: PlaceId) -> list[Question]:
    """The questions in a room, oldest first, by its own log."""
    return questions(store.topic(room, ASKED, limit=LINES))


def asked_of_room(store: Store, desk: PlaceId, mark: Mark) -> list[Question]:
    """The questions to a room, oldest first, by the desk's log."""
    return questions(store.topic(desk, asked_of(mark), limit=LINES))


def asked_of_rooms(store: Store, desk: PlaceId, marks: Iterable[Mark]) -> dict[Mark, list[Question]]:
    """The questions to each of these rooms, as `asked_of_room` gives them. One statement, however many rooms."""
    topics = {mark: asked_of(mark) for mark in marks}
    found = store.topics(desk, list(topics.values()), limit=LINES)
    return {mark: questions(found[topic]) for mark, topic in topics.items()}


def consented(store: Store, desk: PlaceId, entries: Sequence[EntryView]) -> list[EntryView]:
    """Told entries, each with what its giver agreed to. One statement."""
    asked = asked_of_rooms(store, desk, {Mark(one.label.series) for one in entries})
    return [replace(one, consents=consents(asked[Mark(one.label.series)], one.label)) for one in entries]


def as_given(
    sources: Sequence[Source], text: str, *, form: CarryForm, kind: MessageType, into: Mark, now: datetime
) -> tuple[tuple[Source, ...], Itself]:
    """The sources of a message for the guard: with its words, where their giver agreed to these itself as its own.

    With them what it does not repeat, being just that: the answers by which it was agreed to, taken down or not.
    """
    words = plain(text)
    if isinstance(words, Refusal):
        return tuple(sources), NOTHING_ITSELF
    message = Carriage(into=into, form=form, type=kind, binding=False, text=words, sources=tuple(sources))
    about = frozenset((asked_of(mark), number) for mark, number in message.answers(now=now))
    return message.given(now=now), Itself(about=about)


def answered_by(
    asked: Sequence[Question], room: Room, label: Label, *, before: Leave | None, leave: Leave, by: By, now: datetime
) -> tuple[Append, ...]:
    """What a change of an entry's leave answers: each request for leave on it that is open.

    A narrower one takes back each consent that rests on the entry, too.
    """
    requests = (one for one in asked if one.asks is Asks.LEAVE and one.label == label and one.is_open(now))
    narrower = before is None or narrows(before, leave)
    resting = (one for one in asked if narrower and label in one.sources and one.stands(now))
    return (
        *chain.from_iterable(door.answer(room, room.desk, one.number, replied(one, leave), by=by) for one in requests),
        *chain.from_iterable(door.take_back_consent(room, room.desk, one.number, by=by) for one in resting),
    )
