"""The guard: what is about to leave, compared with what was given in confidence. It warns; the mediator decides.

It compares words, deterministically: runs of words that stand in both, after folding case, accents, letter variants
and punctuation. It cannot read for meaning, and the desk's page says so.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from typing import Final

from entremise.domain.errors import Code
from entremise.domain.events import ConditionDeclared, LeaveTold, Told
from entremise.domain.ids import Label, Mark
from entremise.domain.log import Line
from entremise.domain.rules import Source

SHORTEST_RUN: Final = 4
"""Words in a row that make a repetition."""
LEAST_CONTENT: Final = 2
"""Of these, how many must be content: five letters or more, or a number. Keeps “we are ready to” from warning."""
_CONTENT_LETTERS: Final = 5
_EXCERPT_WORDS: Final = 4

_VARIANTS: Final = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "’": "'", "\u200c": "", "ـ": None})


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some words around a repetition, so that both wordings can be shown one above the other."""

    before: str
    shared: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """A run of words that stands in the sheet and in an entry given in confidence."""

    source: Label
    here: Excerpt
    """As the sheet has it."""
    there: Excerpt
    """As the entry has it."""


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    start: int
    end: int

    @property
    def is_content(self) -> bool:
        return len(self.folded) >= _CONTENT_LETTERS or any(letter.isdigit() for letter in self.folded)


Run = tuple[str, ...]


class Confidences:
    """What one desk was told, as far as the guard needs it. Reads each line of the desk's log once.

    Memory grows with the words of entries that may not be carried, or not for ever; a check costs by the length of
    the sheet.
    """

    def __init__(self) -> None:
        self._sources: dict[Label, Source] = {}
        self._where: defaultdict[Run, set[Label]] = defaultdict(set)

    def read(self, line: Line) -> None:
        """Take in the next line of the desk's log."""
        match line.event:
            case Told() as told:
                source = Source(label=told.label, text=told.text, binding=told.binding, leave=told.leave, met=False)
                self._sources[told.label] = source
                for run in _runs(_words(told.text)):
                    self._where[run].add(told.label)
            case LeaveTold() as changed:
                source = self._sources[changed.label]
                self._sources[changed.label] = replace(source, leave=changed.leave, met=False)
            case ConditionDeclared() as declared:
                self._sources[declared.label] = replace(self._sources[declared.label], met=True)
            case _:
                pass

    def repeated_in(self, text: str, *, into: Mark, sources: Sequence[Source], now: datetime) -> tuple[Repetition, ...]:
        """What `text` repeats of entries that may not be carried at `now`, one repetition an entry, longest first.

        Words of the room entered, and words that a source with leave holds too, are no repetition.
        """
        words = _words(text)
        allowed = {run for source in sources for run in _runs(_words(source.text))}
        spans: defaultdict[Label, list[int]] = defaultdict(list)
        for start, run in enumerate(_runs(words, every=True)):
            if run in allowed or not _has_content(words[start : start + SHORTEST_RUN]):
                continue
            for label in self._where.get(run, ()):
                if label.series != into and isinstance(self._sources[label].standing(now=now), Code):
                    spans[label].append(start)
        found = [self._repetition(label, text, words, starts) for label, starts in spans.items()]
        return tuple(sorted(found, key=lambda one: (-len(one.here.shared), one.source)))

    def _repetition(self, label: Label, text: str, words: Sequence[_Word], starts: list[int]) -> Repetition:
        """The longest of the repetitions that begin with these runs, as both wordings have it."""
        there = self._sources[label].text
        others = _words(there)
        first, at, length = max((_extended(words, others, start) for start in starts), key=lambda found: found[2])
        return Repetition(
            source=label,
            here=_excerpt(text, words, first, length),
            there=_excerpt(there, others, at, length),
        )


def _words(text: str) -> list[_Word]:
    """The words of `text` as they are compared, with where each stands."""
    found, start = [], None
    for position, character in enumerate([*text, " "]):
        if character.isalnum() or unicodedata.combining(character) or character == "\u200c":
            start = position if start is None else start
        elif start is not None:
            found.append(_Word(_fold(text[start:position]), start, position))
            start = None
    return found


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold().translate(_VARIANTS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _runs(words: Sequence[_Word], *, every: bool = False) -> Iterator[Run]:
    for start in range(len(words) - SHORTEST_RUN + 1):
        run = words[start : start + SHORTEST_RUN]
        if every or _has_content(run):
            yield tuple(word.folded for word in run)


def _has_content(words: Iterable[_Word]) -> bool:
    return sum(word.is_content for word in words) >= LEAST_CONTENT


def _extended(words: Sequence[_Word], others: Sequence[_Word], start: int) -> tuple[int, int, int]:
    """The run at `start`, carried on both ways as far as both wordings agree: where it begins in each, how long."""
    here, there = [word.folded for word in words], [word.folded for word in others]
    run = here[start : start + SHORTEST_RUN]
    at = next(place for place in range(len(there)) if there[place : place + SHORTEST_RUN] == run)
    before = _agreeing(reversed(here[:start]), reversed(there[:at]))
    after = _agreeing(here[start + SHORTEST_RUN :], there[at + SHORTEST_RUN :])
    return start - before, at - before, before + SHORTEST_RUN + after


def _agreeing(here: Iterable[str], there: Iterable[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(here, there, strict=False)))


def _excerpt(text: str, words: Sequence[_Word], first: int, length: int) -> Excerpt:
    last = min(first + length, len(words)) - 1
    begin, end = words[first].start, words[last].end
    left = words[max(0, first - _EXCERPT_WORDS)].start
    right = words[min(len(words) - 1, last + _EXCERPT_WORDS)].end
    opening = "… " if left > 0 else ""
    closing = " …" if right < len(text.rstrip(" .!?")) else text[right : right + 1]
    return Excerpt(opening + text[left:begin], text[begin:end], text[end:right] + closing)
