"""The guard at work: what each desk holds in confidence, read once and kept in this process.

A check reads the lines that came since the last one, so its cost does not grow with the age of the desk's log.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from entremise.domain.errors import Code, Refusal
from entremise.domain.guard import NOTHING_ITSELF, Confidences, Itself, Repetition, Stem
from entremise.domain.ids import DeskId, Mark, PlaceId
from entremise.domain.log import Line
from entremise.domain.rooms import Seat
from entremise.domain.rules import Source
from entremise.services.ports import Parts
from entremise.services.stemming import Stems

MOST_DESKS: Final = 64
"""Desks kept in mind at once; the one not asked for longest is read anew when it is."""
_PAGE: Final = 500


@dataclass(slots=True)
class _Known:
    confidences: Confidences
    lock: threading.Lock = field(default_factory=threading.Lock)
    last: Line | None = None


class Guard:
    """See the module. One for each store; used from any thread. Desks do not wait for each other."""

    def __init__(self, stem: Stem | None = None) -> None:
        self._stem = stem or Stems()
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
    ) -> tuple[Repetition, ...]:
        """See `Guards.repeated_in`."""
        known = self._known(desk)
        with known.lock:
            self._read_on(parts, desk, known)
            now = parts.clock.now()
            return known.confidences.repeated_in(text, into=into, sources=sources, now=now, itself=itself)

    def read_ahead(self, parts: Parts, desk: DeskId) -> None:
        """See `Guards.read_ahead`."""
        known = self._known(desk)
        with known.lock:
            self._read_on(parts, desk, known)

    def _known(self, desk: DeskId) -> _Known:
        with self._lock:
            known = self._desks.pop(desk, None) or _Known(Confidences(self._stem))
            self._desks[desk] = known
            if len(self._desks) > MOST_DESKS:
                self._desks.popitem(last=False)
        return known

    def _read_on(self, parts: Parts, desk: DeskId, known: _Known) -> None:
        try:
            if not _read_on(parts, desk, known):
                known.confidences, known.last = Confidences(self._stem), None
                _read_on(parts, desk, known)
        except BaseException:
            # The case may have been destroyed: its words are kept no longer than its key.
            self.forget(desk)
            known.confidences, known.last = Confidences(self._stem), None
            raise

    def desks(self) -> tuple[PlaceId, ...]:
        """The desks kept in mind, the one not asked for longest first."""
        with self._lock:
            return tuple(self._desks)

    def forget(self, place: PlaceId) -> None:
        """Forget what is kept of a desk, if the place is one: its keys are gone."""
        with self._lock:
            self._desks.pop(place, None)


def unless_repeats(
    parts: Parts, seat: Seat, marks: Sequence[str], *, text: str, why: str | None, sources: Sequence[Source] = ()
) -> Refusal | None:
    """That the words repeat what one of their readers may not have, if nobody says `why` they are kept.

    Whoever has words enter rooms asks this inside the act, before it appends: a carry, a speech, a question, a paper.
    """
    if (why or "").strip():
        return None
    found = {
        repetition.id
        for mark in marks
        for repetition in parts.guard.repeated_in(parts, DeskId(seat.place), text, into=Mark(mark), sources=sources)
    }
    return Refusal(Code.REPEATS_CONFIDENCE, {"source": ", ".join(sorted(found))}) if found else None


def _read_on(parts: Parts, desk: DeskId, known: _Known) -> bool:
    """Read the lines that came since; False if the last one read is no longer there.

    A transaction in which it was read may have failed. So each reading begins with it.
    """
    while True:
        after = known.last.number - 1 if known.last is not None else 0
        lines = parts.store.lines(desk, after=after, limit=_PAGE)
        if known.last is not None and lines[:1] != [known.last]:
            return False
        for line in lines if known.last is None else lines[1:]:
            known.confidences.read(line)
        if len(lines) < _PAGE:
            known.last = lines[-1] if lines else None
            return True
        known.last = lines[-1]
