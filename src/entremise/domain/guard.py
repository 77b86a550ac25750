"""The guard: what is about to leave, compared with all that the desk holds and its reader may not have. It warns.

It compares words, deterministically: figures, dates, times and names however they are written, runs of the same words
over their endings, and the same rare words near each other. It cannot read for meaning, and the desk's page says so.
"""

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from heapq import nlargest
from typing import Final

from entremise.domain.callings import (
    BEFORE_NAMES,
    LEAST_CONSONANTS,
    LEAST_OF_NAMES,
    LEAST_OF_TWO,
    cores,
    is_arabic,
    is_capital,
    known_at,
    skeleton,
)
from entremise.domain.errors import Code
from entremise.domain.events import (
    AnnouncedInto,
    Carried,
    CaseOpened,
    ConditionDeclared,
    IntroducedInto,
    LeaveTold,
    MemberTold,
    SpokenInto,
    Told,
)
from entremise.domain.events.analysis import IssueNamed, ValuesAsked
from entremise.domain.events.asking import AnswerTold, SummaryAskedInto
from entremise.domain.events.mandate import ConsultationTold
from entremise.domain.events.papers import DeskPaper
from entremise.domain.events.rounds import City, when
from entremise.domain.facts import Fact, Kind, facts_of
from entremise.domain.folding import Word, fold, folded_set, straight, words_of
from entremise.domain.ids import Label, Mark
from entremise.domain.leave import LeaveForm
from entremise.domain.log import Line
from entremise.domain.plain_words import PLAIN, STOP
from entremise.domain.repetition import Excerpt, Piece, Repetition
from entremise.domain.rules import Source
from entremise.domain.terms import Disclosure
from entremise.domain.words import MOST_CHARACTERS

SHORTEST_RUN: Final = 4
"""Words in a row that make a repetition, if they weigh `RUN_WEIGHT` together."""
RUN_WEIGHT: Final = 3
"""A word of every meeting weighs 1, any other 2, one that only holds a sentence together 0."""
QUOTE: Final = 8
"""Words in a row that are a quotation: too many for an idea that is to be the mediator's own."""
WORDS_WEIGHT: Final = 5
"""What the same words near each other, in any order, weigh at least to be a repetition."""
LEAST_WORDS: Final = 3
"""How many these are at least."""
NEW_WEIGHT: Final = 4
"""What those of them weigh at least that the reader has not had together yet."""
NEAR: Final = 14
"""Within how many words they stand, in both wordings."""
MOST: Final = 40
"""Repetitions told of at once."""
_MOST_COMPARED: Final = 100
"""Sentences that are compared with one of the draft's: those that share most words with it."""
_EXCERPT_WORDS: Final = 4
_SENTENCE: Final = re.compile(r"[.!?؟;؛…\n]")
SUMMARY: Final = "summary"
"""As what a point of a summary is told of, which no leave was given for."""
_BITS: Final = 21
_SLIGHT: Final = frozenset({*map(str, range(11)), *(f"year {year}" for year in range(1900, 2101))})
"""Figures that tell no more than a word of every meeting: small numbers, and years."""


class Language(StrEnum):
    """How words are brought back to their stem."""

    LATIN = "latin"
    """English and French, which are mixed in one text too often to be told apart."""
    ARABIC = "arabic"
    PERSIAN = "persian"


Stem = Callable[[str, Language], str]
"""A word without its endings: phase for phases and phased. It is folded by the guard."""


def unstemmed(word: str, _: Language) -> str:
    """The word as it is: where no stemmer is at hand."""
    return word


@dataclass(frozen=True, slots=True, kw_only=True)
class Itself:
    """What a telling repeats because it tells it: of the desk's papers, the words that its reader reads by it."""

    topics: frozenset[str] = frozenset()
    """Of these papers."""
    texts: tuple[str, ...] = ()
    about: frozenset[tuple[str, int]] = frozenset()
    """What is told, by topic and number: the words by which it was kept before are no repetition either."""


NOTHING_ITSELF: Final = Itself()


@dataclass(slots=True)
class _Unit:
    """A word, or several that name one thing, as they are compared."""

    term: str
    weight: int
    first: int
    last: int


@dataclass(slots=True)
class _Reading:
    """A text as the guard reads it."""

    text: str
    words: list[Word]
    units: list[_Unit]
    facts: list[Fact]
    """Those that tell something alone, names included."""
    latin: dict[str, tuple[int, int]]
    """Where names stand that are found in another script, by their consonants."""
    arabic: dict[str, tuple[int, int]]
    """Where any word in Arabic letters stands, by its consonants."""
    sentences: list[tuple[int, int]]
    """First unit of each, and the one after the last."""


@dataclass(slots=True)
class _Held:
    """Something that the desk holds."""

    topic: str
    number: int
    text: str
    label: Label | None = None
    mark: Mark | None = None
    """The room that knows it; None: no room does."""
    about: tuple[str, int] | None = None
    """Of a paper's words that rooms can be told: by what they are known again then."""
    rests_on: tuple[Label, ...] = ()
    """Of a paper's words: the entries that they put in the desk's own."""
    units: tuple[int, ...] = ()
    firsts: "array[int]" = field(default_factory=lambda: array("I"))
    """The first word of each unit; the next one begins after its last."""
    facts: tuple[Fact, ...] = ()

    def words_of(self, units: Iterable[int], count: int) -> Iterator[int]:
        """The words of some of its units, of `count` words in all."""
        for at in units:
            yield from range(self.firsts[at], self.firsts[at + 1] if at + 1 < len(self.firsts) else count)


@dataclass(slots=True)
class _Heard:
    """What one room has been told, or has said itself."""

    runs: set[int] = field(default_factory=set)
    facts: set[tuple[Kind, str]] = field(default_factory=set)
    bones: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    sentences: list[tuple[int, ...]] = field(default_factory=list)
    by_unit: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class _Hits:
    """What of a draft one held thing has: words of the draft, and what they share."""

    kinds: set[Kind] = field(default_factory=set)
    here: set[int] = field(default_factory=set)
    facts: set[tuple[Kind, str]] = field(default_factory=set)
    bones: set[str] = field(default_factory=set)
    units: set[int] = field(default_factory=set)
    """Places of units there."""


class Confidences:
    """What one desk holds, as far as the guard needs it. Reads each line of the desk's log once.

    Memory grows with the words held; a check costs by the length of the sheet and by what it shares with them.
    """

    def __init__(self, stem: Stem = unstemmed) -> None:
        self.stem = stem
        self._stems: dict[tuple[str, Language], str] = {}
        self._bones: dict[str, tuple[str, ...]] = {}
        self.ids: dict[str, int] = {}
        self._weights: list[int] = []
        self.sources: dict[Label, Source] = {}
        self.carried: set[tuple[Label, Mark]] = set()
        self.parties: dict[Mark, str] = {}
        self.common: frozenset[str] = frozenset()
        self.members: dict[tuple[Mark, int], MemberTold] = {}
        self.codename = ""
        self.city = City(name="", zone="UTC")
        """By whose clock a moment is compared that was told without one."""
        self.issues: dict[int, str] = {}
        """The words of each, as a room is asked to value it."""
        self.summaries: dict[tuple[Mark, int], range] = {}
        """Where the points of a summary are held that a room was asked about."""
        self.unnamed: frozenset[Mark] = frozenset()
        """Rooms whose party is not to be known of."""
        self.held: list[_Held] = []
        self.by_run: dict[int, int | list[int]] = {}
        """Where each run is held: the place, and the unit it begins with, as one number. Most are held once: a list
        for each would have the collector of garbage walk over all of them."""
        self.by_fact: defaultdict[tuple[Kind, str], list[tuple[int, int | None]]] = defaultdict(list)
        self.by_faint: defaultdict[tuple[Kind, str], list[tuple[int, int | None]]] = defaultdict(list)
        """Facts that are found only where the other text has them plainly."""
        self.by_latin: defaultdict[str, list[int]] = defaultdict(list)
        self.by_arabic: defaultdict[str, list[int]] = defaultdict(list)
        self.sentences: list[tuple[int, int, int]] = []
        self.by_unit: defaultdict[int, list[int]] = defaultdict(list)
        self.heard: defaultdict[Mark, _Heard] = defaultdict(_Heard)

    # Reading the log ----------------------------------------------------------------------------------------

    def read(self, line: Line, *, document: str = "") -> None:
        """Take in the next line of the desk's log, with the words of the document that hangs on it."""
        match line.event:
            case CaseOpened() as opened:
                self._open(opened)
            case Told() as told:
                source = Source(label=told.label, text=told.text, binding=told.binding, leave=told.leave, met=False)
                self.sources[told.label] = source
                self._take(told.label, told.text, condition=told.leave.condition)
                if document:
                    self._take(told.label, document, topic="document")
            case LeaveTold() as changed:
                self._change(changed)
            case ConditionDeclared() as declared:
                self.sources[declared.label] = replace(self.sources[declared.label], met=True)
            case Carried() as carried:
                mark = Mark(carried.label.series)
                self.carried |= {(source, mark) for source in carried.sources}
                self._hear(mark, f"{carried.attribution or ''}\n{carried.text}\n{document}")
            case SpokenInto() | AnnouncedInto() as said:
                self._hear(Mark(said.label.series), said.text)
            case MemberTold() as member:
                self.members[member.mark, member.member] = member
            case IntroducedInto() as told_of:
                names = [self.parties.get(told_of.of, ""), *(member.name or "" for member in told_of.members)]
                self._hear(told_of.mark, "\n".join(names))
            case DeskPaper() as paper:
                self._take_paper(paper, line.number)
                self._take_with_others(paper, line.number)
            case _:
                pass

    def _change(self, changed: LeaveTold) -> None:
        source = self.sources[changed.label]
        self.sources[changed.label] = replace(source, leave=changed.leave, met=False)
        if changed.leave.condition and changed.leave.condition != source.leave.condition:
            self._take(changed.label, changed.leave.condition)

    def _take_paper(self, paper: DeskPaper, number: int) -> None:
        for text in paper.confidences():
            self._hold(_Held(paper.TOPIC, number, text, rests_on=paper.rests_on()))
        for text in paper.to_tell():
            self._hold(_Held(paper.TOPIC, number, text, about=paper.about(), rests_on=paper.rests_on()))
        for mark, text in paper.known_to():
            self._hear(mark, text)

    def _take_with_others(self, paper: DeskPaper, number: int) -> None:
        """What a paper says together with lines before it."""
        match paper:
            case ConsultationTold(mark=mark, until=datetime() as until):
                self._hold(_Held(paper.TOPIC, number, when(until, self.city)))
                self._hear(mark, when(until, self.city))
            case IssueNamed() as named:
                self.issues[named.number] = "\n".join(named.to_tell())
            case ValuesAsked() as asked:
                self._hear(asked.mark, "\n".join(self.issues.get(issue, "") for issue in asked.issues))
            case SummaryAskedInto() as summary:
                first = len(self.held)
                for point in summary.points:
                    self._hold(_Held(SUMMARY, number, point))
                self.summaries[summary.mark, summary.number] = range(first, len(self.held))
            case AnswerTold(labels=labels) as answer:
                # A point that was not struck out is an entry from now on, with the leave that it was given.
                for place, label in zip(self.summaries.get((answer.mark, answer.number), ()), labels, strict=False):
                    self.held[place].rests_on = (label,) if label is not None else ()
            case _:
                pass

    def _open(self, opened: CaseOpened) -> None:
        terms = opened.terms
        self.parties = {room.mark: room.party for room in opened.rooms}
        names = [*self.parties.values(), terms.mediator, terms.city, terms.note or ""]
        self.common = frozenset(word.folded for name in names for word in words_of(name))
        if terms.fact_confidential and len(opened.rooms) > 2:
            self.unnamed = frozenset(self.parties)
        self.codename = terms.codename
        self.city = City(name=terms.city, zone=terms.zone)

    def _take(self, label: Label, text: str, *, condition: str | None = None, topic: str = "entry") -> None:
        """Hold what a room told, which it knows itself."""
        mark = Mark(label.series)
        whole = f"{text}\n{condition}" if condition else text
        held = _Held(topic, label.number, whole, label, mark)
        reading, runs = self._hold(held)
        self.add_to(self.heard[mark], reading, held.units, runs)

    def _hear(self, mark: Mark, text: str) -> None:
        reading = self.reading_of(text)
        ids = [self._id(unit) for unit in reading.units]
        self.add_to(self.heard[mark], reading, ids, self.runs_of(ids))

    def _hold(self, held: _Held) -> tuple[_Reading, list[tuple[int, int]]]:
        reading = self.reading_of(held.text)
        place, ids = len(self.held), [self._id(unit) for unit in reading.units]
        held.units = tuple(ids)
        held.firsts = array("I", (unit.first for unit in reading.units))
        held.facts = tuple(reading.facts)
        self.held.append(held)
        runs = list(self.runs_of(ids))
        for start, run in runs:
            self._hold_run(run, place << _BITS | start)
        for key, year, faint in {((fact.kind, fact.key), fact.year, fact.faint) for fact in reading.facts}:
            (self.by_faint if faint else self.by_fact)[key].append((place, year))
        for bones in reading.latin:
            self.by_latin[bones].append(place)
        for bones in reading.arabic:
            self.by_arabic[bones].append(place)
        for first, after in reading.sentences:
            number = len(self.sentences)
            self.sentences.append((place, first, after))
            for one in set(ids[first:after]):
                if self._weights[one]:
                    self.by_unit[one].append(number)
        return reading, runs

    def _hold_run(self, run: int, where: int) -> None:
        found = self.by_run.get(run)
        if found is None:
            self.by_run[run] = where
        elif isinstance(found, int):
            self.by_run[run] = [found, where]
        else:
            found.append(where)

    def where_held(self, run: int) -> Iterator[tuple[int, int]]:
        """Each place where a run is held, and the unit it begins with there."""
        found = self.by_run.get(run, ())
        for where in (found,) if isinstance(found, int) else found:
            yield where >> _BITS, where & (1 << _BITS) - 1

    def add_to(self, heard: _Heard, reading: _Reading, ids: Sequence[int], runs: Iterable[tuple[int, int]]) -> None:
        """Remember that a room has a text, or whoever is meant by `heard`."""
        heard.runs.update(run for _, run in runs)
        heard.facts.update((fact.kind, fact.key) for fact in reading.facts)
        heard.bones.update(reading.latin)
        heard.bones.update(reading.arabic)
        heard.words.update(word.folded for word in reading.words)
        for first, after in reading.sentences:
            said = tuple({one for one in ids[first:after] if self.weight(one)})
            for one in said:
                heard.by_unit[one].append(len(heard.sentences))
            heard.sentences.append(said)

    # Reading a text -----------------------------------------------------------------------------------------

    def reading_of(self, text: str, *, keep: bool = True) -> _Reading:
        """`text` as it is compared. With `keep`, its stems are remembered: it is held as long as they are."""
        words = words_of(text)
        language = _language(text, words)
        stems = [self._stemmed(text[word.start : word.end], word, language, keep=keep) for word in words]
        facts = facts_of(text, words, stems)
        names, latin, arabic = self._names(text, words, keep=keep)
        units, sentences = self._units(text, words, stems, [*facts, *names])
        strong = [fact for fact in (*facts, *names) if not fact.weak]
        return _Reading(text, words, units, strong, latin, arabic, sentences)

    def _stemmed(self, written: str, word: Word, language: Language, *, keep: bool) -> str:
        if word.folded in STOP or not word.folded.isalpha():
            return word.folded
        key = (written, language)
        found = self._stems.get(key)
        if found is None:
            found = fold(self.stem(straight(written), language)) or word.folded
            if keep:
                self._stems[key] = found
        return found

    def _names(
        self, text: str, words: Sequence[Word], *, keep: bool
    ) -> tuple[list[Fact], dict[str, tuple[int, int]], dict[str, tuple[int, int]]]:
        """Names in the text: known ones and capital ones; and by their consonants what may be one in another script."""
        facts: list[Fact] = []
        latin: dict[str, tuple[int, int]] = {}
        arabic: dict[str, tuple[int, int]] = {}
        before: tuple[int, tuple[str, ...]] = (-2, ())
        for at, word in enumerate(words):
            if word.folded in STOP or word.folded in self.common or word.folded in PLAIN:
                continue
            known = known_at(words, at)
            arabic_letters = is_arabic(word.folded)
            if known is not None:
                facts.append(Fact(Kind.NAME, known[0], at, known[1]))
                continue
            if not arabic_letters and not is_capital(text[word.start : word.end], word.folded):
                continue
            bones, found = self._bones_of(word.folded, keep=keep), arabic if arabic_letters else latin
            found.update((one, (at, at)) for one in bones if _tells(one))
            if before[0] == at - 1:
                found.update((f"{one} {two}", (at - 1, at)) for one in before[1] for two in bones if _tell(one, two))
            before = (at, bones)
            if not arabic_letters:
                facts.append(Fact(Kind.NAME, _key(word.folded, bones[0]), at, at, faint=_may_begin(text, words, at)))
            elif any(one.folded in BEFORE_NAMES for one in words[max(0, at - 2) : at]):
                facts += [Fact(Kind.NAME, _key(word.folded, one), at, at) for one in bones]
        return facts, latin, arabic

    def _bones_of(self, folded: str, *, keep: bool) -> tuple[str, ...]:
        """The consonants of a word; of one in Arabic letters also without what is written together with it."""
        bones = self._bones.get(folded)
        if bones is None:
            bones = tuple(map(skeleton, cores(folded) if is_arabic(folded) else (folded,)))
            if keep:
                self._bones[folded] = bones
        return bones

    def _units(
        self, text: str, words: Sequence[Word], stems: Sequence[str], facts: Sequence[Fact]
    ) -> tuple[list[_Unit], list[tuple[int, int]]]:
        """The text's words in order, those of one fact as one; and where its sentences begin and end."""
        longest: dict[int, Fact] = {}
        for one in facts:
            # So many of something are two words, each of which stands elsewhere alone; a name stays the word it is.
            if one.kind is Kind.NAME or "×" in one.key:
                continue
            if one.first not in longest or one.last > longest[one.first].last:
                longest[one.first] = one
        units: list[_Unit] = []
        sentences: list[tuple[int, int]] = []
        at, begun = 0, 0
        while at < len(words):
            fact = longest.get(at)
            if fact is not None:
                unit = _Unit(f"{fact.kind} {fact.key}", 1 if fact.key in _SLIGHT else 2, at, fact.last)
            else:
                unit = _Unit(stems[at], self._worth(words[at].folded, stems[at]), at, at)
            units.append(unit)
            end = words[unit.last].end
            at = unit.last + 1
            between = text[end : words[at].start] if at < len(words) else "\n"
            if _SENTENCE.search(between):
                sentences.append((begun, len(units)))
                begun = len(units)
        return units, sentences

    def _worth(self, folded: str, stem: str) -> int:
        if folded in STOP or len(folded) < 2 or folded.isdecimal() or not folded[0].isalnum():
            return 0
        plain = len(folded) < 3 or folded in self.common or stem in _plain_stems(self.stem)
        return 1 if plain else 2

    def _id(self, unit: _Unit) -> int:
        found = self.ids.get(unit.term)
        if found is None:
            found = self.ids[unit.term] = len(self._weights)
            self._weights.append(unit.weight)
        return found

    def weight(self, one: int) -> int:
        """What a word tells, by its number: 2 where nothing that is held has it."""
        return self._weights[one] if 0 <= one < len(self._weights) else 2

    def runs_of(self, ids: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Every run that can be a repetition, as one number, and the place of its first unit."""
        every, many = self._weights, len(self._weights)
        weights = [every[one] if 0 <= one < many else 2 for one in ids]
        for start in range(len(ids) - SHORTEST_RUN + 1):
            one, two, three, four = weights[start : start + SHORTEST_RUN]
            if one + two + three + four < RUN_WEIGHT or (one > 0) + (two > 0) + (three > 0) + (four > 0) < 2:
                continue
            first, second, third, last = ids[start : start + SHORTEST_RUN]
            if first >= 0 and second >= 0 and third >= 0 and last >= 0:
                yield start, ((first << _BITS | second) << _BITS | third) << _BITS | last

    # Comparing ----------------------------------------------------------------------------------------------

    def repeated_in(
        self,
        text: str,
        *,
        into: Mark,
        sources: Sequence[Source],
        now: datetime,
        itself: Itself = NOTHING_ITSELF,
        entered_by: Mark | None = None,
    ) -> tuple[Repetition, ...]:
        """What `text` repeats of what room `into` may not have at `now`: each held thing once, the gravest first.

        Words of the room entered, what it was told, and what a source with leave holds too, are no repetition.
        Nor is, of a paper, what is told `itself`. With `entered_by`, only that room's entries are compared.
        """
        reading = self.reading_of(text[:MOST_CHARACTERS], keep=False)
        if not reading.words:
            return ()
        check = _Check(self, reading, into=into, sources=sources, now=now, itself=itself, entered_by=entered_by)
        return check.repetitions()


class _Check:
    """One comparison of a draft with what is held."""

    def __init__(
        self,
        known: Confidences,
        reading: _Reading,
        *,
        into: Mark,
        sources: Sequence[Source],
        now: datetime,
        itself: Itself,
        entered_by: Mark | None,
    ) -> None:
        self.known, self.reading, self.into, self.now, self.itself = known, reading, into, now, itself
        self.entered_by = entered_by
        # Words that nothing held has are told apart by numbers below 0.
        self.ids = [known.ids.get(unit.term, -1 - at) for at, unit in enumerate(reading.units)]
        self.heard = [known.heard[into]] if into in known.heard else []
        self.given, self.told = _Heard(), _Heard()
        for source in sources:
            self.allow(source.text, self.given)
        for text in itself.texts:
            self.allow(text, self.told)
        self.heard.append(self.given)
        self.givers = {Mark(source.label.series) for source in sources}
        """The sheet's first line names them already, but for an idea's."""
        self.ideas = {source.label for source in sources if source.standing(now=now) is LeaveForm.IDEA}
        self.had_facts = {key for heard in self.heard for key in heard.facts}
        self.hits: dict[int, _Hits] = {}
        self.may: dict[int, bool] = {}

    def allow(self, text: str, heard: _Heard) -> None:
        known = self.known
        reading = known.reading_of(text, keep=False)
        ids = [known.ids.get(unit.term, -1 - at) for at, unit in enumerate(reading.units)]
        known.add_to(heard, reading, ids, known.runs_of(ids))

    def repetitions(self) -> tuple[Repetition, ...]:
        self.facts()
        self.names()
        self.runs()
        self.words()
        order = {kind: at for at, kind in enumerate(Kind)}
        # Those told of are few, whatever is held: a figure that everybody names would fill pages.
        gravest = sorted(
            self.hits, key=lambda at: (min(map(order.__getitem__, self.hits[at].kinds)), -len(self.hits[at].here), -at)
        )
        found = [self.repetition(place, self.hits[place]) for place in gravest[:MOST]]
        if self.entered_by is None:
            found += self.own_names()
        found.sort(key=lambda one: (order[one.kinds[0]], -_length(one.here), one.topic, one.id))
        once = {one.id: one for one in reversed(found)}
        return tuple(one for one in found if once[one.id] is one)[:MOST]

    def guarded(self, place: int) -> bool:
        """Whether the reader may not have what is held at a place, at this moment."""
        found = self.may.get(place)
        if found is None:
            found = self.may[place] = self.is_guarded(self.known.held[place])
        return found

    def is_guarded(self, held: _Held) -> bool:
        if self.entered_by is not None and (held.label is None or held.label.series != self.entered_by):
            return False
        if held.label is not None:
            return not self.is_free(held.label)
        if held.about is not None and held.about in self.itself.about:
            return False
        return not held.rests_on or not all(map(self.is_free, held.rests_on))

    def is_free(self, label: Label) -> bool:
        """Whether the reader may have an entry, at this moment. Of what the desk said itself: whether it was told."""
        if Mark(label.series) == self.into:
            return True
        source = self.known.sources.get(label)
        standing = source.standing(now=self.now) if source is not None else Code.ABSENT
        if isinstance(standing, Code):
            return False
        return standing is not LeaveForm.IDEA or (label, self.into) in self.known.carried

    def is_told(self, place: int) -> bool:
        """Whether what is held at a place is of the papers that are told of: what is told repeats nothing there."""
        held = self.known.held[place]
        return held.label is None and held.topic in self.itself.topics

    def hit(self, place: int, kind: Kind, words: Iterable[int]) -> _Hits:
        hits = self.hits.setdefault(place, _Hits())
        hits.kinds.add(kind)
        hits.here.update(words)
        return hits

    def facts(self) -> None:
        """Figures, dates, times and names that both have."""
        known = self.had_facts
        spared = {fact.first for fact in self.reading.facts if (fact.kind, fact.key) in known}
        for fact in self.reading.facts:
            key = (fact.kind, fact.key)
            if fact.first in spared and (key in known or fact.kind is not Kind.NAME):
                continue
            postings = [*self.known.by_fact.get(key, ()), *(() if fact.faint else self.known.by_faint.get(key, ()))]
            for place, year in postings:
                if key in self.told.facts and self.is_told(place):
                    continue
                if (year is None or fact.year in {None, year}) and self.guarded(place):
                    self.hit(place, fact.kind, range(fact.first, fact.last + 1)).facts.add(key)

    def names(self) -> None:
        """Names that one has in Latin letters and the other in Arabic ones."""
        known = {bones for heard in self.heard for bones in heard.bones}
        tables = ((self.reading.latin, self.known.by_arabic), (self.reading.arabic, self.known.by_latin))
        for mine, theirs in tables:
            for bones, (first, last) in mine.items():
                for place in theirs.get(bones, ()) if bones not in known else ():
                    if self.guarded(place) and not (bones in self.told.bones and self.is_told(place)):
                        self.hit(place, Kind.NAME, range(first, last + 1)).bones.add(bones)
        # What follows a title is a name; the same word elsewhere may stand without one.
        for bones, (first, last) in self.reading.arabic.items():
            for place, _ in self.known.by_fact.get((Kind.NAME, bones), ()) if bones not in known else ():
                if self.guarded(place):
                    self.hit(place, Kind.NAME, range(first, last + 1)).bones.add(bones)
        for fact in self.reading.facts:
            for place in self.known.by_arabic.get(fact.key, ()) if fact.kind is Kind.NAME and not fact.faint else ():
                if fact.key not in known and (fact.kind, fact.key) not in self.had_facts and self.guarded(place):
                    self.hit(place, Kind.NAME, range(fact.first, fact.last + 1)).bones.add(fact.key)

    def runs(self) -> None:
        """The same words in a row."""
        known, units = self.known, self.reading.units
        covered: dict[int, int] = {}
        for start, run in known.runs_of(self.ids):
            if run not in known.by_run or any(run in heard.runs for heard in self.heard[:-1]):
                continue
            given = run in self.given.runs
            for place, at in known.where_held(run):
                if start < covered.get(place, 0) or not self.guarded(place):
                    continue
                if run in self.told.runs and self.is_told(place):
                    continue
                # What may be floated as the mediator’s own idea is not said in its giver’s own words.
                if given and known.held[place].label not in self.ideas:
                    continue
                first, there, length = _extended(self.ids, known.held[place].units, start=start, at=at)
                # Each word of the sheet is gone over once for each entry, however often it is repeated.
                covered[place] = first + length
                spanned = units[first + length - 1].last - units[first].first + 1
                kind = Kind.QUOTE if spanned >= QUOTE else Kind.PHRASE
                if given and kind is not Kind.QUOTE:
                    continue
                hits = self.hit(place, kind, range(units[first].first, units[first + length - 1].last + 1))
                hits.units.update(range(there, there + length))

    def words(self) -> None:
        """The same rare words near each other, in any order."""
        for first, after in self.reading.sentences:
            ids = self.ids[first:after]
            shared: Counter[int] = Counter()
            for one in {one for one in ids if one >= 0 and self.known.weight(one)}:
                shared.update(self.known.by_unit.get(one, ()))
            near = [(count, number) for number, count in shared.items() if count >= LEAST_WORDS]
            for _, number in nlargest(_MOST_COMPARED, near):
                place, begin, end = self.known.sentences[number]
                if self.guarded(place):
                    self.compare(place, (first, ids), (begin, self.known.held[place].units[begin:end]))

    def compare(self, place: int, mine: tuple[int, Sequence[int]], theirs: tuple[int, Sequence[int]]) -> None:
        """One sentence of the draft with one that is held."""
        weight = self.known.weight
        both = {one for one in set(mine[1]).intersection(theirs[1]) if weight(one)}
        if sum(map(weight, both)) < WORDS_WEIGHT or max(map(weight, both)) < 2:
            return
        near = _nearest(mine[1], _nearest(theirs[1], both, weight), weight)
        if len(near) < LEAST_WORDS or sum(map(weight, near)) < WORDS_WEIGHT or max(map(weight, near)) < 2:
            return
        heard = (*self.heard, self.told) if self.is_told(place) else self.heard
        if sum(map(weight, near - _had(heard, near))) < NEW_WEIGHT:
            return
        at = [mine[0] + place for place, one in enumerate(mine[1]) if one in near]
        words = [word for one in at for word in range(self.reading.units[one].first, self.reading.units[one].last + 1)]
        hits = self.hit(place, Kind.WORDS, words)
        hits.units.update(theirs[0] + at for at, one in enumerate(theirs[1]) if one in near)

    # What is no entry ---------------------------------------------------------------------------------------

    def own_names(self) -> list[Repetition]:
        """Names that the desk keeps: the codename, members of delegations, parties that are not to be known of."""
        known = self.known
        found = []
        if known.codename:
            found += self.named(known.codename, Kind.CODENAME, "terms", 1, whole=True)
        for number, mark in enumerate(sorted(known.parties), start=1):
            idea = any(label.series == mark for label in self.ideas)
            if mark != self.into and (idea or mark in known.unnamed - self.givers):
                found += self.named(known.parties[mark], Kind.PARTY, "parties", number, whole=True, always=idea)
        for (mark, number), member in sorted(known.members.items()):
            if mark != self.into and member.name and member.onward is not Disclosure.NAME:
                found += self.named(member.name, Kind.NAME, f"member-{mark}", number)
        return found

    def named(
        self, name: str, kind: Kind, topic: str, number: int, *, whole: bool = False, always: bool = False
    ) -> list[Repetition]:
        """The warning that a name stands in the draft: all of it, or any of its words that is a name."""
        parts = words_of(name)
        places = self.whole(parts) if whole else self.any_of(parts)
        if not places or (whole and not always and self.has_heard(parts, kind)):
            return []
        return [
            Repetition(
                source=None,
                topic=topic,
                number=number,
                kinds=(kind,),
                here=_excerpt(self.reading.text, self.reading.words, places),
                there=(Piece(name, shared=True),),
            )
        ]

    def whole(self, parts: Sequence[Word]) -> set[int]:
        """Words of the draft that are the name: in a row, the first with a capital letter where there are any."""
        wanted = [part.folded for part in parts]
        words = self.reading.words
        for at in range(len(words) - len(wanted) + 1 if wanted else 0):
            if [word.folded for word in words[at : at + len(wanted)]] == wanted:
                written = self.reading.text[words[at].start : words[at].end]
                if written[:1].isupper() or is_arabic(words[at].folded) or len(wanted) > 1:
                    return set(range(at, at + len(wanted)))
        return set()

    def any_of(self, parts: Sequence[Word]) -> set[int]:
        """Words of the draft that are one of the name's, which the reader has not had."""
        found = set()
        for part in parts:
            if part.folded in STOP or part.folded in PLAIN or len(part.folded) < 3 or self.is_heard(part.folded):
                continue
            bones = skeleton(part.folded)
            for at, word in enumerate(self.reading.words):
                capital = self.reading.text[word.start : word.end][:1].isupper() or is_arabic(word.folded)
                by_bones = (self.reading.latin.get(bones) or self.reading.arabic.get(bones)) if _tells(bones) else None
                if (word.folded == part.folded and capital) or (by_bones is not None and by_bones[0] == at):
                    found.add(at)
        return found

    def is_heard(self, folded: str) -> bool:
        """Whether the reader has had a name, in any script."""
        bones = skeleton(folded)
        return any(folded in heard.words or (_tells(bones) and bones in heard.bones) for heard in self.heard)

    def has_heard(self, parts: Sequence[Word], kind: Kind) -> bool:
        """Whether the reader has had every word of a name."""
        telling = [part.folded for part in parts if part.folded not in STOP]
        if kind is Kind.CODENAME and self.known.common.issuperset(telling):
            return True
        return all(map(self.is_heard, telling))

    def repetition(self, place: int, hits: _Hits) -> Repetition:
        held = self.known.held[place]
        there = words_of(held.text)
        words = set(held.words_of(hits.units, len(there)))
        for fact in held.facts:
            if (fact.kind, fact.key) in hits.facts:
                words.update(range(fact.first, fact.last + 1))
        if hits.bones:
            words.update(
                at
                for at, word in enumerate(there)
                for one in hits.bones
                if not {*one.split()}.isdisjoint(map(skeleton, cores(word.folded)))
            )
        kinds = tuple(kind for kind in Kind if kind in hits.kinds)
        if Kind.QUOTE in hits.kinds or Kind.PHRASE in hits.kinds:
            kinds = tuple(kind for kind in kinds if kind is not Kind.WORDS)
        return Repetition(
            source=held.label,
            topic=held.topic,
            number=held.number,
            kinds=kinds,
            here=_excerpt(self.reading.text, self.reading.words, hits.here),
            there=_excerpt(held.text, there, words),
        )


@cache
def _plain_stems(stem: Stem) -> frozenset[str]:
    """The stems of plain words, so that a word tells as much in each of its forms."""
    return PLAIN | {fold(stem(word, language)) for word in PLAIN for language in _languages(word)}


def _languages(word: str) -> tuple[Language, ...]:
    return (Language.ARABIC, Language.PERSIAN) if is_arabic(word) else (Language.LATIN,)


def _extended(here: Sequence[int], there: Sequence[int], *, start: int, at: int) -> tuple[int, int, int]:
    """The run at `start` here and `at` there, carried on both ways as far as both wordings agree; and its length."""
    before = 0
    while before < min(start, at) and here[start - before - 1] == there[at - before - 1]:
        before += 1
    after = SHORTEST_RUN
    most = min(len(here) - start, len(there) - at)
    while after < most and here[start + after] == there[at + after]:
        after += 1
    return start - before, at - before, before + after


def _nearest(ids: Sequence[int], wanted: set[int], weight: Callable[[int], int]) -> set[int]:
    """Which of the words wanted stand near each other, where most of their weight does."""
    places = [at for at, one in enumerate(ids) if one in wanted]
    if not places or places[-1] - places[0] < NEAR:
        return {ids[at] for at in places}
    groups = ({ids[at] for at in places if first <= at < first + NEAR} for first in places)
    return max(groups, key=lambda group: sum(map(weight, group)))


def _had(heard: Iterable[_Heard], near: set[int]) -> frozenset[int]:
    """Most of these words that were had together, in one sentence."""
    best: frozenset[int] = frozenset()
    for one in heard:
        shared: Counter[int] = Counter()
        for word in near:
            shared.update(one.by_unit.get(word, ()))
        for number, _ in shared.most_common(1):
            best = max(best, frozenset(near.intersection(one.sentences[number])), key=len)
    return best


def _tells(bones: str) -> bool:
    return len(bones) >= LEAST_CONSONANTS


def _tell(one: str, two: str) -> bool:
    """Whether the consonants of two names in a row are enough."""
    return min(len(one), len(two)) > 1 and len(one) + len(two) >= LEAST_OF_TWO


def _key(folded: str, bones: str) -> str:
    """What is the same for the same name, in any script."""
    return bones if len(bones) >= LEAST_OF_NAMES else folded


def _may_begin(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether a word has its capital letter for the beginning of a sentence, as far as can be seen."""
    begins = at == 0 or bool(re.search(r"[.!?:;\n“\"«(—–-]", text[words[at - 1].end : words[at].start]))
    return begins and not (text[words[at].start : words[at].end].isupper() and len(words[at].folded) > 2)


def _language(text: str, words: Sequence[Word]) -> Language:
    """By the words that hold sentences together, and by letters that one of the two languages has alone."""
    arabic = [word.folded for word in words if is_arabic(word.folded)]
    if 2 * len(arabic) < len(words) or not arabic:
        return Language.LATIN
    persian = sum(word in _PERSIAN or any(letter in "پچژگ" for letter in word) for word in arabic)
    other = sum(word in _ARABIC or (len(word) > 4 and word.startswith("ال")) for word in arabic)
    if persian == other:
        persian, other = (sum(map(text.count, letters)) for letters in ("یک", "يكةأإى"))
    return Language.PERSIAN if persian >= other else Language.ARABIC


_PERSIAN: Final = folded_set("و در به از که را با برای این آن است ها های می نمی تا هم اگر بر شود کند باشد یک")
_ARABIC: Final = folded_set("في من إلى على عن مع أن التي الذي هذا هذه بعد لا لم لن إذا كان ما قبل") - {fold("من")}


def _length(excerpt: Excerpt) -> int:
    return sum(len(piece.text) for piece in excerpt if piece.shared)


def _excerpt(text: str, words: Sequence[Word], marked: Iterable[int]) -> Excerpt:
    """The marked words and some around them; what is left out is an ellipsis."""
    places = sorted(marked)
    if not places:
        return (Piece(text[:200]),)
    shown = {
        near for at in places for near in range(max(0, at - _EXCERPT_WORDS), min(len(words), at + _EXCERPT_WORDS + 1))
    }
    pieces: list[Piece] = []
    last = -1
    chosen = set(places)
    for at in sorted(shown):
        word = words[at]
        if at > last + 1:
            pieces.append(Piece(" … " if pieces else "… "))
        between = text[words[at - 1].end : word.start] if at == last + 1 and at else ""
        joins = at in chosen and at - 1 in chosen
        pieces.append(Piece(between, shared=joins))
        pieces.append(Piece(text[word.start : word.end], shared=at in chosen))
        last = at
    rest = text[words[last].end :] if last + 1 == len(words) else text[words[last].end : words[last + 1].start]
    pieces.append(Piece(rest.rstrip() if last + 1 == len(words) else " …"))
    return _merged(pieces)


def _merged(pieces: Sequence[Piece]) -> Excerpt:
    merged: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if merged and merged[-1].shared == piece.shared:
            merged[-1] = Piece(merged[-1].text + piece.text, shared=piece.shared)
        else:
            merged.append(piece)
    return tuple(merged)
