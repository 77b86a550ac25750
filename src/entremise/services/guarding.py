"""The guard at work: what each desk holds in confidence, read once and kept in this process.

A check reads the lines that came since the last one, so its cost does not grow with the age of the desk's log.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from entremise.domain.guard import Confidences, Repetition
from entremise.domain.ids import DeskId, Mark, PlaceId
from entremise.domain.log import Line
from entremise.domain.rules import Source
from entremise.services.ports import Parts

MOST_DESKS: Final = 64
"""Desks kept in mind at once; the one not asked for longest is read anew when it is."""
_PAGE: Final = 500


@dataclass(slots=True)
class _Known:
    lock: threading.Lock = field(default_factory=threading.Lock)
    confidences: Confidences = field(default_factory=Confidences)
    last: Line | None = None


class Guard:
    """See the module. One for each store; used from any thread. Desks do not wait for each other."""

    def __init__(self) -> None:
        self._desks: OrderedDict[PlaceId, _Known] = OrderedDict()
        self._lock = threading.Lock()

    def repeated_in(
        self, parts: Parts, desk: DeskId, text: str, *, into: Mark, sources: Sequence[Source]
    ) -> tuple[Repetition, ...]:
        """What `text` repeats of entries given in confidence by rooms other than `into`."""
        with self._lock:
            known = self._desks.pop(desk, None) or _Known()
            self._desks[desk] = known
            if len(self._desks) > MOST_DESKS:
                self._desks.popitem(last=False)
        with known.lock:
            try:
                if not _read_on(parts, desk, known):
                    known.confidences, known.last = Confidences(), None
                    _read_on(parts, desk, known)
            except BaseException:
                # The case may have been destroyed: its words are kept no longer than its key.
                self.forget(desk)
                known.confidences, known.last = Confidences(), None
                raise
            return known.confidences.repeated_in(text, into=into, sources=sources, now=parts.clock.now())

    def desks(self) -> tuple[PlaceId, ...]:
        """The desks kept in mind, the one not asked for longest first."""
        with self._lock:
            return tuple(self._desks)

    def forget(self, place: PlaceId) -> None:
        """Forget what is kept of a desk, if the place is one: its keys are gone."""
        with self._lock:
            self._desks.pop(place, None)


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
