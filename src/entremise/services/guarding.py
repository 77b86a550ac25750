"""The guard at work: what each desk holds in confidence, read once and kept in this process.

A check reads the lines that came since the last one, so its cost does not grow with the age of the desk's log.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from entremise.domain import seconding
from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Carried, Told
from entremise.domain.events.seconding import SECOND, EnterBy, Entering, Leaf, SecondUsed
from entremise.domain.guard import NOTHING_ITSELF, Confidences, Itself, Stem
from entremise.domain.ids import DeskId, Label, Mark, PlaceId
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.log import Append, Line
from entremise.domain.repetition import Repeated, Repetition
from entremise.domain.rooms import Seat
from entremise.domain.rules import Source
from entremise.domain.seconding import Seconds
from entremise.domain.terms import CarryForm, Document, MessageType
from entremise.domain.words import plain
from entremise.services import documents
from entremise.services.acts import Service, once
from entremise.services.ports import Parts, Store
from entremise.services.stemming import Stems

P = ParamSpec("P")
R = TypeVar("R")

MOST_DESKS: Final = 64
"""Desks kept in mind at once; the one not asked for longest is read anew when it is."""
MOST_OF_DOCUMENTS: Final = 2_400_000
"""Characters of one desk's documents kept in mind: forty of the longest that are read, about 125 MB and eight seconds.

What people write is kept whole, whatever it is: nobody writes so much. Documents come by the page, and from any party.
"""
MOST_OF_ALL: Final = 4 * MOST_OF_DOCUMENTS
"""Characters of all desks' documents, about 500 MB: beyond, the desk not asked for longest is read anew when it is."""
DOCUMENTS_AT_ONCE: Final = 16
"""Documents whose words are opened at once, of 60,000 characters each at most."""
_PAGE: Final = 500


@dataclass(slots=True)
class _Known:
    confidences: Confidences
    lock: threading.Lock = field(default_factory=threading.Lock)
    last: Line | None = None
    documents: int = 0
    """Characters of documents that it holds."""
    unread: list[Label] = field(default_factory=list)
    """Entries whose documents went beyond what it may hold."""

    def clear(self, stem: Stem) -> None:
        """Begin anew with the first line."""
        self.confidences, self.last, self.documents, self.unread = Confidences(stem), None, 0, []


class Guard:
    """See the module. One for each store; used from any thread. Desks do not wait for each other."""

    def __init__(
        self, stem: Stem | None = None, *, most_of_documents: int = MOST_OF_DOCUMENTS, most_of_all: int = MOST_OF_ALL
    ) -> None:
        self._stem = stem or Stems()
        self._most_of_documents = most_of_documents
        self._most_of_all = most_of_all
        self._desks: OrderedDict[PlaceId, _Known] = OrderedDict()
        self._lock = threading.Lock()

    def repeated_in(
        self,
        parts: Parts,
        desk: DeskId,
        text: str,
        *,
        into: Mark,
        sources: Sequence[Source],
        itself: Itself = NOTHING_ITSELF,
        entered_by: Mark | None = None,
    ) -> tuple[Repetition, ...]:
        """See `Guards.repeated_in`."""
        known = self._known(desk)
        with known.lock:
            self._read_on(parts, desk, known)
            return known.confidences.repeated_in(
                text, into=into, sources=sources, now=parts.clock.now(), itself=itself, entered_by=entered_by
            )

    def read_ahead(self, parts: Parts, desk: DeskId) -> None:
        """See `Guards.read_ahead`."""
        known = self._known(desk)
        with known.lock:
            self._read_on(parts, desk, known)

    def unread(self, desk: DeskId) -> tuple[Label, ...]:
        """See `Guards.unread`."""
        with self._lock:
            known = self._desks.get(desk)
        return tuple(known.unread) if known is not None else ()

    def kept_back(self, parts: Parts, desk: DeskId, *, into: Mark) -> tuple[Label, ...]:
        """See `Guards.kept_back`."""
        known = self._known(desk)
        with known.lock:
            self._read_on(parts, desk, known)
            now = parts.clock.now()
            return tuple(
                label
                for label, source in known.confidences.sources.items()
                if label.series != into
                and (label, into) not in known.confidences.carried
                and (isinstance(form := source.standing(now=now), Code) or form is LeaveForm.IDEA)
            )

    def _known(self, desk: DeskId) -> _Known:
        with self._lock:
            known = self._desks.pop(desk, None) or _Known(Confidences(self._stem))
            self._desks[desk] = known
            if len(self._desks) > MOST_DESKS:
                self._desks.popitem(last=False)
        return known

    def _read_on(self, parts: Parts, desk: DeskId, known: _Known) -> None:
        try:
            if not _read_on(parts, desk, known, most=self._most_of_documents):
                known.clear(self._stem)
                _read_on(parts, desk, known, most=self._most_of_documents)
        except BaseException:
            # The case may have been destroyed: its words are kept no longer than its key.
            self.forget(desk)
            known.clear(self._stem)
            raise
        self._make_room()

    def _make_room(self) -> None:
        with self._lock:
            while len(self._desks) > 1 and sum(one.documents for one in self._desks.values()) > self._most_of_all:
                self._desks.popitem(last=False)

    def desks(self) -> tuple[PlaceId, ...]:
        """The desks kept in mind, the one not asked for longest first."""
        with self._lock:
            return tuple(self._desks)

    def forget(self, place: PlaceId) -> None:
        """Forget what is kept of a desk, if the place is one: its keys are gone."""
        with self._lock:
            self._desks.pop(place, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What is about to leave, as rooms would read it, and what its repeating itself is no repetition of."""

    into: tuple[Mark, ...]
    texts: tuple[str, ...]
    """Each is compared by itself, and none is longer than the guard reads."""
    sources: tuple[Source, ...] = ()
    itself: Itself = NOTHING_ITSELF
    besides: tuple[str, ...] = ()
    """What is read with them and is not compared: an agreement is to this as well."""
    leave: Leave | None = None
    """Of words that are taken down as a room's own: what it lets be done with them from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gives:
    """That an act gives leave for a party, which said so by telephone or on paper."""

    mark: Mark
    texts: tuple[str, ...] = ()
    """New words of the party that may be carried: what of its own they repeat that may not."""
    of: Label | None = None
    """An entry that there is, whose leave becomes wider."""


@dataclass(frozen=True, slots=True, eq=False)
class Repeats(Refusal):
    """That the words repeat what one of their readers may not have. The same refusal, whatever it shows."""

    repeated: tuple[Repeated, ...] = field(kw_only=True, repr=False)

    def __eq__(self, other: object) -> bool:
        """Whether it is refused alike."""
        return isinstance(other, Refusal) and (self.code, self.facts) == (other.code, other.facts)

    def __hash__(self) -> int:
        """As it is equal."""
        return hash((self.code, *self.facts.items()))


@dataclass(frozen=True, slots=True)
class SecondNeeded(Refusal):
    """That the words may be kept with a second seat's agreement, which there is not yet; and all that it is to."""

    entering: Entering = field(kw_only=True, repr=False)
    repeated: tuple[Repeated, ...] = field(kw_only=True, repr=False)
    why: str = field(kw_only=True, repr=False)


@dataclass(frozen=True, slots=True)
class SecondAskedAs:
    """A second seat was asked."""

    number: int


NOBODY_NEEDED: Final = SecondAskedAs(0)


def unless_repeats(  # noqa: PLR0913 – all that an agreement is to
    parts: Parts,
    seat: Seat,
    by: EnterBy,
    leaving: Sequence[Leaving],
    *,
    appends: Sequence[Append],
    why: str | None,
    form: CarryForm | None = None,
    kind: MessageType | None = None,
    gives: Gives | None = None,
) -> tuple[Append, ...] | Refusal:
    """That the words repeat what one of their readers may not have, if nobody says `why` they are kept.

    Else all that goes to the logs: `appends`, and that a second seat's agreement is spent, where the case requires
    one. Whoever has words enter rooms asks this inside the act, and appends what it answers: a carry, a speech, a
    question, a paper. The agreement is to all that `appends` would write, whatever of it the second seat is shown.
    Where the act `gives` leave for a party, and the case requires a second seat, one agrees to that too.
    """
    desk = DeskId(seat.place)
    leaves = tuple(
        Leaf(into=one.into, text=made_plain(text), leave=one.leave)
        for one in leaving
        for text in (*one.texts, *one.besides)
    )
    sources = tuple(dict.fromkeys(source.label for one in leaving for source in one.sources))
    if gives is not None and seconds_of(parts.store, desk).required:
        given, of = _given(parts, desk, gives), gives.of
    else:
        given, of = (), None
    if of is not None:
        sources = (of, *sources)
    entering = Entering(by=by, leaves=leaves, form=form, type=kind, sources=sources, written=seconding.written(appends))

    def find() -> tuple[Repeated, ...]:
        return tuple({(one.into, one.what.id): one for one in (*_found(parts, desk, leaving), *given)}.values())

    spent = unless_kept(parts, seat, entering, find, why=why, always=of is not None)
    return spent if isinstance(spent, Refusal) else (*appends, *spent)


def unless_kept(
    parts: Parts,
    seat: Seat,
    entering: Entering,
    find: Callable[[], Iterable[Repeated]],
    *,
    why: str | None,
    always: bool = False,
) -> tuple[Append, ...] | Refusal:
    """The same for what the guard was asked by other ways: `find` says what it found.

    With `always`, which is said where the case requires a second seat, one agrees although nothing was found.
    """
    reason = (why or "").strip()
    known = seconds_of(parts.store, DeskId(seat.place)) if reason else None
    if known is not None and not known.required:
        return ()
    repeated = tuple(find())
    if not repeated and not always:
        return ()
    if known is None and not repeated:
        return Refusal(Code.SECOND_LEAVE)
    if known is None:
        ids = ", ".join(sorted({one.what.id for one in repeated}))
        refusal = Refusal(Code.REPEATS_CONFIDENCE, {"source": ids})
        return Repeats(refusal.code, refusal.facts, repeated=repeated)
    seated = {one.id: one for one in parts.store.seats(seat.place)}
    given = seconding.agreement(known, entering, repeated, seat=seat, seated=seated, now=parts.clock.now())
    if given is None:
        return SecondNeeded(Code.SECOND_ASKED, entering=entering, repeated=repeated, why=reason)
    return (Append(seat.place, SecondUsed(number=given.number, seat=seat.id, role=seat.role)),)


def shown_by(parts: Parts, seat: Seat, refusal: Refusal | None) -> tuple[Repetition, ...]:
    """Both wordings of what an act was refused for, if it was by the guard: each thing once. One statement at most."""
    if isinstance(refusal, Repeats):
        return tuple({one.what.id: one.what for one in refusal.repeated}.values())
    if refusal is None or refusal.code is not Code.SECOND_ASKED:
        return ()
    asked = seconds_of(parts.store, DeskId(seat.place)).of(int(refusal.facts["number"]))
    return asked.repetitions if asked is not None else ()


def seconds_of(store: Store, desk: DeskId) -> Seconds:
    """How the desk stands with second seats' agreements. One statement."""
    return seconding.seconds(store.topic(desk, SECOND, limit=seconding.LINES))


def asks_second(does: Service[P, R]) -> Service[P, R | Refusal]:
    """A service that, where its words may be kept with a second seat's agreement only, has that seat asked.

    The act itself is refused and has changed nothing. The asking is an act of its own, in its own transaction, and is
    not made twice while it is open. What the guard has not read yet it reads before the act: rooms that the act is
    alone in do not wait for as long as another room's papers are.
    """

    @wraps(does)
    def asking(parts: Parts, seat: Seat, /, *args: P.args, **kwargs: P.kwargs) -> R | Refusal:
        parts.guard.read_ahead(parts, DeskId(seat.place))
        done = does(parts, seat, *args, **kwargs)
        if not isinstance(done, SecondNeeded):
            return done
        asked = _ask_second(parts, seat, done)
        return does(parts, seat, *args, **kwargs) if asked is None else asked

    return asking


def _ask_second(parts: Parts, seat: Seat, needed: SecondNeeded) -> Refusal | None:
    """That a second seat was asked; None if the case has come to require none since."""
    now = parts.clock.now()

    def act() -> SecondAskedAs | Refusal:
        known = seconds_of(parts.store, DeskId(seat.place))
        if not known.required:
            return NOBODY_NEEDED
        same = seconding.waiting(known, needed.entering, needed.repeated, seat=seat, now=now)
        if same is not None:
            return SecondAskedAs(same.number)
        events = seconding.ask(known, needed.entering, needed.repeated, needed.why, seat=seat, now=now)
        if isinstance(events, Refusal):
            return events
        parts.store.append([Append(seat.place, event) for event in events], at=now)
        return SecondAskedAs(known.next_number)

    done = once(parts, seat, act, places=(seat.place,), result=SecondAskedAs, key=None, asked="ask_second")
    if done == NOBODY_NEEDED:
        return None
    return done if isinstance(done, Refusal) else Refusal(Code.SECOND_ASKED, {"number": done.number})


def made_plain(text: str) -> str:
    """The words as they would be kept, by which they are known again; as they are where they cannot be."""
    words = plain(text) if text.strip() else text
    return text if isinstance(words, Refusal) else words


def _found(parts: Parts, desk: DeskId, leaving: Iterable[Leaving]) -> tuple[Repeated, ...]:
    """What the guard finds, each thing once for each room."""
    found = (
        Repeated(mark, what)
        for one in leaving
        for mark in one.into
        for text in one.texts
        for what in parts.guard.repeated_in(parts, desk, text, into=mark, sources=one.sources, itself=one.itself)
    )
    return tuple({(one.into, one.what.id): one for one in found}.values())


def _given(parts: Parts, desk: DeskId, gives: Gives) -> tuple[Repeated, ...]:
    """What of its own that may not be carried a room's new words repeat: by these it could be.

    The guard is asked as for a room that has nothing.
    """
    return tuple(
        Repeated(gives.mark, what)
        for text in gives.texts
        for what in parts.guard.repeated_in(parts, desk, text, into=Mark(""), sources=(), entered_by=gives.mark)
    )


def _hung_on(line: Line) -> tuple[Label, Document] | None:
    """The document that hangs on what was told or carried, if it has words, and the entry."""
    if not isinstance(line.event, Told | Carried) or line.event.document is None or not line.event.document.words:
        return None
    return line.event.label, line.event.document


def _by_documents(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines in parts, on each of which so many documents hang as are opened at once."""
    part: list[Line] = []
    hung = 0
    for line in lines:
        part.append(line)
        hung += _hung_on(line) is not None
        if hung == DOCUMENTS_AT_ONCE:
            yield part
            part, hung = [], 0
    yield part


def _take(parts: Parts, desk: DeskId, known: _Known, lines: Sequence[Line], *, most: int) -> None:
    """Take in lines with the words of what hangs on them, as long as there is place for these."""
    hung = {line.number: found for line in lines if (found := _hung_on(line)) is not None}
    full = known.documents >= most
    words = [] if full else documents.words_of(parts, desk, [document for _, document in hung.values()])
    opened = dict(zip(hung, words, strict=not full))
    for line in lines:
        text = opened.get(line.number, "")
        if line.number in hung and (full or known.documents + len(text) > most):
            known.unread.append(hung[line.number][0])
            text = ""
        known.documents += len(text)
        known.confidences.read(line, document=text)


def _read_on(parts: Parts, desk: DeskId, known: _Known, *, most: int) -> bool:
    """Read the lines that came since; False if the last one read is no longer there.

    A transaction in which it was read may have failed. So each reading begins with it.
    """
    while True:
        after = known.last.number - 1 if known.last is not None else 0
        lines = parts.store.lines(desk, after=after, limit=_PAGE)
        if known.last is not None and lines[:1] != [known.last]:
            return False
        new = lines if known.last is None else lines[1:]
        for part in _by_documents(new):
            _take(parts, desk, known, part, most=most)
        if len(lines) < _PAGE:
            known.last = lines[-1] if lines else None
            return True
        known.last = lines[-1]
