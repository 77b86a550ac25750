"""The guard: what is about to leave, compared with what was given in confidence. It warns; the mediator decides.

It compares words, deterministically: runs of words that stand in both, and figures with their unit, after folding
case, accents, letter variants and punctuation. It cannot read for meaning, and the desk's page says so.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Final

from entremise.domain.errors import Code
from entremise.domain.events import ConditionDeclared, LeaveTold, Told
from entremise.domain.folding import Word, words_of
from entremise.domain.ids import Label, Mark
from entremise.domain.log import Line
from entremise.domain.rules import Source
from entremise.domain.words import MOST_CHARACTERS

SHORTEST_RUN: Final = 4
"""Words in a row that make a repetition."""
LEAST_CONTENT: Final = 2
"""Of these, how many must be content: five letters or more, or a number. Keeps “we are ready to” from warning."""
_CONTENT_LETTERS: Final = 5
_EXCERPT_WORDS: Final = 4
_YEAR_DIGITS: Final = 4
_YEARS: Final = range(1900, 2101)
"""Numbers that name a year are no figure: half of what is said holds one."""


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


Run = tuple[str, ...]
"""Folded words in a row: four of them, or a figure and its unit."""


class Confidences:
    """What one desk was told, as far as the guard needs it. Reads each line of the desk's log once.

    Memory grows with the words of entries that may not be carried, or not for ever; a check costs by the length of
    the sheet.
    """

    def __init__(self) -> None:
        self._sources: dict[Label, Source] = {}
        self._words: dict[Label, tuple[Word, ...]] = {}
        self._where: defaultdict[Run, dict[Label, int]] = defaultdict(dict)
        """For each run the entries that have it, and the place of its first word there."""

    def read(self, line: Line) -> None:
        """Take in the next line of the desk's log."""
        match line.event:
            case Told() as told:
                source = Source(label=told.label, text=told.text, binding=told.binding, leave=told.leave, met=False)
                self._sources[told.label] = source
                words = self._words[told.label] = tuple(words_of(told.text))
                for start, run in _runs(words):
                    self._where[run].setdefault(told.label, start)
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
        words = words_of(text[:MOST_CHARACTERS])
        allowed = {run for source in sources for _, run in _runs(words_of(source.text))}
        longest: dict[Label, _Shared] = {}
        covered: dict[Label, int] = {}
        for start, run in _runs(words):
            for label, at in self._where.get(run, {}).items() if run not in allowed else ():
                if start < covered.get(label, 0) or not self._guarded(label, into=into, now=now):
                    continue
                shared = _extended(words, self._words[label], start=start, at=at, size=len(run))
                # Each word of the sheet is gone over once for each entry, however often it is repeated.
                covered[label] = shared.here + shared.length
                longest[label] = max(longest.get(label, shared), shared, key=attrgetter("length"))
        repetitions = [self._repetition(label, text, words, shared) for label, shared in longest.items()]
        return tuple(sorted(repetitions, key=lambda one: (-len(one.here.shared), one.source)))

    def _guarded(self, label: Label, *, into: Mark, now: datetime) -> bool:
        """Whether the entry is another room's, and may not be carried at `now`."""
        return label.series != into and isinstance(self._sources[label].standing(now=now), Code)

    def _repetition(self, label: Label, text: str, words: Sequence[Word], shared: "_Shared") -> Repetition:
        return Repetition(
            source=label,
            here=_excerpt(text, words, shared.here, shared.length),
            there=_excerpt(self._sources[label].text, self._words[label], shared.there, shared.length),
        )


@dataclass(frozen=True, slots=True)
class _Shared:
    """Where a repetition begins in each wording, and how many words it has."""

    here: int
    there: int
    length: int


def _extended(here: Sequence[Word], there: Sequence[Word], *, start: int, at: int, size: int) -> _Shared:
    """The run at `start` here and `at` there, carried on both ways as far as both wordings agree."""
    before = 0
    while before < min(start, at) and here[start - before - 1].folded == there[at - before - 1].folded:
        before += 1
    after = size
    most = min(len(here) - start, len(there) - at)
    while after < most and here[start + after].folded == there[at + after].folded:
        after += 1
    return _Shared(start - before, at - before, before + after)


def _is_content(word: Word) -> bool:
    return len(word.folded) >= _CONTENT_LETTERS or any(letter.isdigit() for letter in word.folded)


def _is_figure(word: Word) -> bool:
    digits = [letter for letter in word.folded if letter.isdigit()]
    year = len(word.folded) == _YEAR_DIGITS and word.folded.isdecimal() and int(word.folded) in _YEARS
    return len(digits) > 1 and word.folded[0].isdigit() and not year


def _runs(words: Sequence[Word]) -> Iterator[tuple[int, Run]]:
    """Every run that can be a repetition, and the place of its first word."""
    for start in range(len(words)):
        run = words[start : start + SHORTEST_RUN]
        if len(run) == SHORTEST_RUN and sum(_is_content(word) for word in run) >= LEAST_CONTENT:
            yield start, tuple(word.folded for word in run)
        if len(run) > 1 and _is_figure(words[start]):
            yield start, (words[start].folded, words[start + 1].folded)


def _excerpt(text: str, words: Sequence[Word], first: int, length: int) -> Excerpt:
    last = min(first + length, len(words)) - 1
    begin, end = words[first].start, words[last].end
    left = words[max(0, first - _EXCERPT_WORDS)].start
    right = words[min(len(words) - 1, last + _EXCERPT_WORDS)].end
    opening = "… " if left > 0 else ""
    closing = " …" if right < len(text.rstrip(" .!?")) else text[right : right + 1]
    return Excerpt(opening + text[left:begin], text[begin:end], text[end:right] + closing)
