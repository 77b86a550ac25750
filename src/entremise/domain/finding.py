"""The search within one place: what of it holds the words asked for, entries and papers, and where they stand there.

Pure and in memory. An index holds the words of one log and nothing of another; how often a word stands elsewhere
changes neither what is found nor its order, which is the log's: newest first.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import Final, Generic, Protocol, TypeVar

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Announced, AnnouncedInto, Brought, Carried, Event, Said, Spoken, SpokenInto, Told
from entremise.domain.folding import WORD, fold
from entremise.domain.ids import Label
from entremise.domain.log import Line
from entremise.domain.words import plain
from entremise.domain.written import OnPaper, PaperKind, Written, written

MOST_CHARACTERS: Final = 200
"""Longest query, in characters."""
SHORTEST_BEGINNING: Final = 3
"""Letters from which a word also finds those that begin with it."""
EXTRACT_WORDS: Final = 36
_LEAD_WORDS: Final = 8
"""Words of an extract before the first one marked."""
_MANY: Final = 20_000
_PIECES: Final = re.compile(r'["“”„«](?P<phrase>[^"“”„«»]*)["“”„»]?|(?P<loose>[^"“”„«]+)')
_ARTICLES: Final = re.compile(r"(?:و|ف)?(?:ال|بال|کال|لل)(?=\w{3})")
"""Arabic's article, and what is written in one with it: the prefixes of “light10” (Larkey et al., SIGIR 2002)."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand in an entry, in a row."""

    words: tuple[str, ...]
    """Folded."""
    exact: bool
    """Quoted: these words and no others. If not, one word, which also finds those that begin with it."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; each term must stand in an entry."""

    terms: tuple[Term, ...]

    @classmethod
    def parse(cls, text: str) -> "Query | Refusal":
        """The query that `text` asks: words, and quoted runs of them. Refused if it holds none, or is too long."""
        kept = plain(text, most=MOST_CHARACTERS)
        if isinstance(kept, Refusal):
            return Refusal(Code.QUERY_EMPTY) if kept.code is Code.TEXT_EMPTY else kept
        terms = [term for piece in _PIECES.finditer(kept) for term in _terms(piece)]
        # A letter alone is what an apostrophe cuts off: l’accord finds d’accord.
        telling = [term for term in terms if term.exact or len(term.words[0]) > 1 or term.words[0].isdigit()]
        return cls(tuple(dict.fromkeys(telling or terms))) if terms else Refusal(Code.QUERY_EMPTY)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an extract."""

    text: str
    marked: bool
    """Whether it is what was looked for."""


def texts_of(event: Event) -> tuple[str, ...]:
    """The words in which an entry can be found: none for what brings no entry."""
    match event:
        case Said() | Told() | Brought() | Carried():
            return (event.text, event.document.name) if event.document is not None else (event.text,)
        case Spoken() | SpokenInto() | Announced() | AnnouncedInto():
            return (event.text,)
        case _:
            return ()


def label_of(event: Event) -> Label | None:
    """The label under which an entry is found; None for what brings none."""
    match event:
        case Said() | Told() | Spoken() | SpokenInto() | Brought() | Carried() | Announced() | AnnouncedInto():
            return event.label
        case _:
            return None


class _Named(Hashable, Protocol):
    """A name in a series."""

    @property
    def series(self) -> str: ...


K = TypeVar("K", bound=_Named)


class _Words(Generic[K]):
    """The words of texts that have names, in the order in which they were put there."""

    def __init__(self) -> None:
        self._labels: list[K | None] = []
        """The texts' names, first first; None where another has taken a text's place."""
        self._at: dict[K, int] = {}
        self._starts = array("Q")
        self._words = array("I")
        """Every entry's words, one entry after the other, each with a 0 at its end."""
        self._holders: list[array[int]] = [array("I")]
        """For each word the entries that hold it; for 0, all."""
        self._known: dict[str, int] = {}
        """Words as they are written, to their numbers."""
        self._numbers: dict[str, int] = {}
        """Folded words, to their numbers."""
        self._forms: dict[str, list[int]] = {}
        """The forms under which a word is found, to the words that have them."""
        self._sorted: list[str] = []

    @property
    def size(self) -> int:
        """How many words it holds."""
        return len(self._words)

    def put(self, label: K, texts: Sequence[str]) -> None:
        """Take in texts, in the place of those that had this name."""
        before = self._at.pop(label, None)
        if before is not None:
            self._labels[before] = None
        if not texts:
            return
        entry = len(self._labels)
        self._labels.append(label)
        self._at[label] = entry
        self._starts.append(len(self._words))
        known, numbers = self._known, []
        for text in texts:
            numbers += [known.get(word) or self._number(word) for word in WORD.findall(text)]
            numbers.append(0)
        self._words.extend(numbers)
        for number in {*numbers}:
            self._holders[number].append(entry)

    def find(self, query: Query, *, series: str | None, before: K | None, limit: int) -> list[K]:
        """The last `limit` names whose texts hold every term, newest first: in one series, before one, if named."""
        end = len(self._labels) if before is None else self._at.get(before, 0)
        groups = [self._meant(word, exact=term.exact) for term in query.terms for word in term.words]
        phrases = [[self._numbers.get(word, 0) for word in term.words] for term in query.terms if len(term.words) > 1]
        labels = (
            label
            for entry in self._candidates(groups, end)
            if entry < end
            and (label := self._labels[entry]) is not None
            and series in {None, label.series}
            and self._holds(entry, groups, phrases)
        )
        return list(islice(labels, limit))

    def after(self, label: K, *, entries: int, series: str | None) -> K | None:
        """The name so many places after this one, or None if they end before."""
        here = self._at.get(label)
        if here is None:
            return None
        follow = self._labels[here + 1 : here + 1 + 20 * entries]
        later = (one for one in follow if one is not None and series in {None, one.series})
        return next((one for count, one in enumerate(later, 1) if count == entries), None)

    def __contains__(self, label: K) -> bool:
        return label in self._at

    def _number(self, written: str) -> int:
        """The number of a word not written so before."""
        folded = fold(written)
        number = self._numbers.get(folded, 0)
        if not number:
            number = self._numbers[folded] = len(self._holders)
            self._holders.append(array("I"))
        self._known[written] = number
        for form in _forms(written, folded):
            having = self._forms.setdefault(form, [])
            if not having:
                self._sorted.clear()
            if number not in having:
                having.append(number)
        return number

    def _candidates(self, groups: Sequence[frozenset[int]], end: int) -> Iterable[int]:
        """Entries among which are all that are looked for, newest first: those that hold the rarest of the words.

        Where even that stands in many entries, all of them: some of the newest are then what is looked for.
        """
        rarest, count = min(
            ((group, sum(len(self._holders[number]) for number in group)) for group in groups), key=itemgetter(1)
        )
        if count > _MANY:
            return range(end - 1, -1, -1)
        return sorted(set().union(*(self._holders[number] for number in rarest)), reverse=True)

    def _holds(self, entry: int, groups: Sequence[frozenset[int]], phrases: Sequence[list[int]]) -> bool:
        """Whether the entry holds a word of every group, and every phrase in a row."""
        end = self._starts[entry + 1] if entry + 1 < len(self._starts) else len(self._words)
        words = self._words[self._starts[entry] : end].tolist()
        return not any(group.isdisjoint(words) for group in groups) and all(_stands(run, words) for run in phrases)

    def _meant(self, word: str, *, exact: bool) -> frozenset[int]:
        """The numbers of the words that `word` finds."""
        if exact:
            return frozenset({self._numbers[word]} if word in self._numbers else ())
        forms = (
            form for stem in _stems(word) for form in (self._beginning_with(stem) if _is_beginning(stem) else [stem])
        )
        return frozenset(number for form in forms for number in self._forms.get(form, ()))

    def _beginning_with(self, beginning: str) -> list[str]:
        if not self._sorted:
            self._sorted = sorted(self._forms)
        first = bisect_left(self._sorted, beginning)
        # No letter comes after the last code point.
        last = bisect_left(self._sorted, beginning + "\U0010ffff", first)
        return self._sorted[first:last]


@dataclass(frozen=True, slots=True)
class Found:
    """Something on a paper that was found, as it stands there."""

    written: Written
    at: datetime
    """When it was written so."""


class Index:
    """The words of one place's log: of its entries, and of what stands on its papers. Reads each line once, in order.

    Memory: about 16 bytes a word and 250 an entry; what stands on papers is kept whole beside it. A search costs by
    how often the words looked for stand there.
    """

    def __init__(self) -> None:
        self._entries: _Words[Label] = _Words()
        self._papers: _Words[OnPaper] = _Words()
        self._written: dict[OnPaper, Found] = {}

    @property
    def size(self) -> int:
        """How many words it holds."""
        return self._entries.size + self._papers.size

    def read(self, line: Line) -> None:
        """Take in the next line of the log."""
        label = label_of(line.event)
        if label is not None:
            self._entries.put(label, texts_of(line.event))
        for paper in written(line):
            self._papers.put(paper.thing, paper.texts)
            self._written[paper.thing] = Found(paper, line.at)

    def find(self, query: Query, *, series: str | None, before: Label | None, limit: int) -> list[Label]:
        """The last `limit` entries that hold every term, newest first: in one series, before one entry, if named."""
        return self._entries.find(query, series=series, before=before, limit=limit)

    def on_papers(self, query: Query, *, series: str | None, limit: int) -> list[Found]:
        """The `limit` things on papers that were written last and hold every term, newest first."""
        found = self._papers.find(query, series=series, before=None, limit=limit)
        return [self._placed(self._written[thing]) for thing in found]

    def _placed(self, found: Found) -> Found:
        """As it stands, without its agenda item where that was taken off the agenda."""
        item = found.written.item
        if not item or OnPaper(kind=PaperKind.ITEM, number=item) in self._papers:
            return found
        return replace(found, written=replace(found.written, item=None))

    def after(self, label: Label, *, entries: int, series: str | None) -> Label | None:
        """The entry so many places after this one, or None if the log ends before: for a page that shows both."""
        return self._entries.after(label, entries=entries, series=series)

    def __contains__(self, label: Label) -> bool:
        return label in self._entries


def extract(texts: Sequence[str], query: Query) -> tuple[Piece, ...]:
    """A part of the first of `texts` that holds what was looked for, with that marked; else how the first begins.

    At most `EXTRACT_WORDS` words; "…" stands where something is left out.
    """
    for text in texts:
        spans = [match.span() for match in WORD.finditer(text)]
        marked = _marked(text, spans, query)
        if marked:
            return tuple(_cut(text, spans, marked))
    text = texts[0] if texts else ""
    return tuple(_cut(text, [match.span() for match in WORD.finditer(text)], frozenset()))


def _terms(piece: "re.Match[str]") -> Iterator[Term]:
    if piece["phrase"] is not None:
        words = tuple(fold(match.group()) for match in WORD.finditer(piece["phrase"]))
        if words:
            yield Term(words, exact=True)
        return
    for match in WORD.finditer(piece["loose"]):
        yield Term((fold(match.group()),), exact=False)


def _forms(written: str, folded: str) -> set[str]:
    """The forms under which a word is found: itself, its parts at a joiner, and without Arabic's article."""
    parts = {fold(part) for part in written.split("\u200c") if part} if "\u200c" in written else set()
    return {*_stems(folded), *parts}


def _stems(folded: str) -> tuple[str, ...]:
    article = _ARTICLES.match(folded)
    return (folded, folded[article.end() :]) if article else (folded,)


def _is_beginning(word: str) -> bool:
    return len(word) >= SHORTEST_BEGINNING and not word[0].isdigit()


def _stands(phrase: Sequence[int], words: Sequence[int]) -> bool:
    """Whether `phrase` stands in `words`, in a row."""
    size = len(phrase)
    return any(words[at : at + size] == phrase for at in range(len(words) - size + 1) if words[at] == phrase[0])


def _marked(text: str, spans: Sequence[tuple[int, int]], query: Query) -> frozenset[int]:
    """The places of the words that are looked for."""
    written = [text[start:end] for start, end in spans]
    folded = [fold(word) for word in written]
    marked: set[int] = set()
    for term in query.terms:
        if term.exact:
            size = len(term.words)
            starts = (at for at in range(len(folded)) if tuple(folded[at : at + size]) == term.words)
            marked.update(place for at in starts for place in range(at, at + size))
        else:
            found = (at for at, word in enumerate(written) if _found_by(term.words[0], _forms(word, folded[at])))
            marked.update(found)
    return frozenset(marked)


def _found_by(word: str, forms: set[str]) -> bool:
    return any(
        form.startswith(stem) if _is_beginning(stem) else form == stem for stem in _stems(word) for form in forms
    )


def _cut(text: str, spans: Sequence[tuple[int, int]], marked: frozenset[int]) -> Iterator[Piece]:
    first = max(0, min(marked, default=0) - _LEAD_WORDS)
    first = max(0, min(first, len(spans) - EXTRACT_WORDS))
    last = min(len(spans), first + EXTRACT_WORDS)
    at = spans[first][0] if first > 0 else 0
    end = spans[last - 1][1] if last < len(spans) else len(text)
    if first > 0:
        yield Piece("… ", marked=False)
    for begin, until in _runs(spans, marked, range(first, last)):
        if begin > at:
            yield Piece(text[at:begin], marked=False)
        yield Piece(text[begin:until], marked=True)
        at = until
    if at < end:
        yield Piece(text[at:end], marked=False)
    if last < len(spans):
        yield Piece(" …", marked=False)


def _runs(spans: Sequence[tuple[int, int]], marked: frozenset[int], within: range) -> Iterator[tuple[int, int]]:
    """Where the marked words within `within` stand; neighbours as one."""
    begin: int | None = None
    for place in within:
        if place in marked:
            begin = spans[place][0] if begin is None else begin
            if place + 1 not in marked or place + 1 not in within:
                yield begin, spans[place][1]
                begin = None
