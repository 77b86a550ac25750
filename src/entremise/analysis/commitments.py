"""Conditional commitments: “we do X if others do Y and Z”. Which acts may be carried out together.

A statement binds its party to acts, at a level from 1, as soon as its condition holds. Conditions of `All`, `Any`,
`AtLeast` and `Done` are monotone: the more is done, the more holds. Then there is a largest set of statements that all
hold together, found by striking out from everything whatever is not met, in time linear in the input; the order of
striking changes nothing. It is the only such set that needs nobody to go first and leaves nothing possible undone.

With `Not`, or where at most one of some statements may be carried out (`exclusive`), there may be several such sets.
One is then chosen by CP-SAT (extra `solvers`) by an order that is published beforehand: most parties served, then most
statements, then the fewest acts for the party with the most, then the earliest statements.

Sources: Reischmann, Oechssler, Journal of Public Economics 159 (2018); Gürdal, Gürerk, Kaçamak, Kart, JEBO 228 (2024);
Heitzig, Games 16 (2025); Dowling, Gallier, Journal of Logic Programming 1 (1984), for the linear time.
"""

import importlib
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain, combinations, count, repeat
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entremise.analysis.errors import AnalysisError, SolverMissing
from entremise.analysis.statements import AtLeast, Condition, Done, Not, Statement, all_of

MOST_DEPTH = 50
FEW = 2
"""Without a solver, sets of up to so many missing acts are tried."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Why an act is carried out: who said so, and what done acts meet its condition."""

    act: Done
    statement: str
    because: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is carried out."""

    statements: tuple[str, ...]
    acts: tuple[Done, ...]
    """Each act once, at its highest level."""
    certificates: tuple[Certificate, ...]
    is_proven: bool = True
    """The largest set, or the best by the published order; otherwise one that holds but may not be the best."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What would bring an act about."""

    acts: tuple[Done, ...]
    """To be promised by whoever can; none where the act is carried out as it is.

    Of monotone conditions a promise “if the wanted act is done” does for each: whoever makes it does not go first.
    """
    statements: tuple[str, ...]
    """Those that would be carried out then, and are not now."""
    is_proven: bool = True
    """No fewer acts do."""


class Unfound(Enum):
    """Why there is no answer to what is missing."""

    NOBODY_OFFERS = "no statement has the act"
    NO_ACTS_DO = "no acts that a condition names bring it about"
    NOT_SO_FEW = "no set of as few acts as were tried brings it about; a larger one may"
    OUT_OF_TIME = "nothing was found in time; whether there is something is not known"


def settle(
    statements: Sequence[Statement], *, exclusive: Sequence[Sequence[str]] = (), seconds: float = 30.0
) -> Outcome:
    """What is carried out together.

    Args:
        statements: with different names.
        exclusive: names of statements of which at most one is carried out.
        seconds: how long to look for the best, where there are several sets.
    """
    case = _Case(statements, exclusive, _check(statements, exclusive) and not exclusive)
    kept, is_proven = case.kept(time.monotonic() + seconds)
    return _outcome(statements, kept, is_proven=is_proven)


def holds(condition: Condition, levels: dict[str, int]) -> bool:
    """Whether a condition is met by acts done at these levels."""
    match condition:
        case Done(act, level):
            return levels.get(act, 0) >= level
        case Not(part):
            return not holds(part, levels)
        case AtLeast(count, parts):
            return sum(holds(part, levels) for part in parts) >= count


def is_monotone(condition: Condition) -> bool:
    """Whether more acts never make the condition fail."""
    return not any(isinstance(part, Not) for part in _parts(condition))


def missing(
    statements: Sequence[Statement],
    wanted: Done,
    *,
    exclusive: Sequence[Sequence[str]] = (),
    most: int | None = None,
    seconds: float = 30.0,
) -> Missing | Unfound:
    """The fewest acts that, promised by whoever can, let parties carry `wanted` out; the mediator's question.

    Acts that some condition names come into question. Among sets of one size the one with which most statements can be
    carried out comes first, then the one whose acts come first by name. With conditions that are not monotone, or with
    `exclusive`, a set counts if what is then chosen by the published order has `wanted` in it; the acts promised are
    taken as done, by nobody who would have to be served.

    CP-SAT (extra `solvers`) looks for them; without it, with monotone conditions, sets of up to `FEW` are tried.

    Args:
        statements: with different names.
        wanted: what is to be carried out, at least at this level.
        exclusive: names of statements of which at most one is carried out.
        most: so many acts at most.
        seconds: how long to look, all in all.
    """
    until = time.monotonic() + seconds
    case = _Case(statements, exclusive, _check(statements, exclusive) and not exclusive)
    before, is_proven = case.kept(until)
    if holds(wanted, _levels(before)):
        return Missing((), (), is_proven)
    if not any(_does(act, wanted) for statement in statements for act in statement.acts):
        return Unfound.NOBODY_OFFERS
    askable = _askable(statements, wanted)
    if case.is_monotone and not holds(wanted, _levels(case.kept(until, askable)[0])):
        return Unfound.NO_ACTS_DO
    most = len(askable) if most is None else min(most, len(askable))
    is_whole = most == len(askable)
    try:
        sets = _chooser().fewest(statements, exclusive, wanted, askable, most=most, until=until)
    except SolverMissing:
        if not case.is_monotone:
            raise
        sets, is_whole = _tried(case, askable, min(most, FEW), until), is_whole and most <= FEW
    found = _first(case, wanted, sets, before={statement.name for statement in before}, until=until)
    return found or (Unfound.NO_ACTS_DO if is_whole else Unfound.NOT_SO_FEW)


def check(statements: Sequence[Statement], outcome: Outcome) -> bool:
    """Whether each certificate is true: stated by a statement carried out, whose condition the named acts meet."""
    by_name = {statement.name: statement for statement in statements}
    done = {act.act: act.level for act in outcome.acts}
    for proof in outcome.certificates:
        statement = by_name.get(proof.statement)
        if statement is None or proof.statement not in outcome.statements:
            return False
        if not any(act.act == proof.act.act and act.level >= proof.act.level for act in statement.acts):
            return False
        if any(done.get(act.act, 0) < act.level for act in proof.because):
            return False
        if not holds(statement.condition, done):
            return False
        if is_monotone(statement.condition) and not holds(statement.condition, _highest(proof.because)):
            return False
    return {proof.act for proof in outcome.certificates} == set(outcome.acts)


@dataclass(frozen=True, slots=True)
class _Case:
    """Statements, and which of them exclude each other."""

    statements: Sequence[Statement]
    exclusive: Sequence[Sequence[str]]
    is_monotone: bool
    """There is one largest set."""

    def kept(self, until: float, given: Sequence[Done] = ()) -> tuple[list[Statement], bool]:
        """Statements carried out where these acts are done anyway, and whether the choice is proven best."""
        if self.is_monotone:
            anyway = [Statement("", "", tuple(given))] if given else []
            largest = _largest([*self.statements, *anyway])
            return largest[: len(largest) - len(anyway)], True
        names, is_proven = _chooser().choose(self.statements, self.exclusive, given=given, until=until)
        return [statement for statement in self.statements if statement.name in names], is_proven


def _chooser() -> Any:  # noqa: ANN401 – a module of an extra
    try:
        return importlib.import_module("entremise.analysis.choosing")
    except ImportError:
        raise SolverMissing("OR-tools", "solvers") from None


def _askable(statements: Sequence[Statement], wanted: Done) -> list[Done]:
    """Acts that some condition names, but for those that would be the wanted act themselves."""
    parts = {part for s in statements for part in _parts(s.condition) if isinstance(part, Done)}
    return sorted((part for part in parts if not _does(part, wanted)), key=lambda done: (done.act, done.level))


def _does(act: Done, wanted: Done) -> bool:
    """Whether who does the one does the other."""
    return act.act == wanted.act and act.level >= wanted.level


def _tried(case: _Case, askable: Sequence[Done], most: int, until: float) -> Iterator[tuple[tuple[Done, ...], bool]]:
    """Every set of up to so many acts, as `fewest` has them; monotone conditions only."""
    for size in range(1, most + 1):
        sets = sorted(combinations(askable, size), key=lambda acts: -len(case.kept(until, acts)[0]))
        if time.monotonic() > until:
            raise TimeoutError
        yield from ((acts, True) for acts in sets)


def _first(
    case: _Case, wanted: Done, sets: Iterable[tuple[tuple[Done, ...], bool]], *, before: set[str], until: float
) -> Missing | Unfound | None:
    """The first set of acts that brings the wanted one about."""
    try:
        for acts, is_smallest in sets:
            after, is_proven = case.kept(until, acts)
            if not is_proven:
                return Unfound.OUT_OF_TIME
            if holds(wanted, _levels(after)):
                return Missing(acts, tuple(s.name for s in after if s.name not in before), is_smallest)
    except TimeoutError:
        return Unfound.OUT_OF_TIME
    return None


def _largest(statements: Sequence[Statement]) -> list[Statement]:
    """Those that hold together, by striking out; linear in the size of everything stated.

    Statements, parts of conditions and the acts that they ask for are numbered nodes; a node falls when fewer of its
    parts hold than it needs. Lists as long as everything stated are made whole, where many small ones are slow.
    """
    asked = _flat([statement.condition for statement in statements])
    keys = _keys([part for part in chain.from_iterable(map(_PARTS, asked)) if isinstance(part, Done)])
    # Numbered as they come: asking for a new one gives it the next number.
    literals: Literals = defaultdict(count(len(asked)).__next__)
    below = [_numbers(map(literals.__getitem__, keys))]
    inner = range(len(statements), len(asked))
    outer = [] if not inner else [n for n, c in enumerate(asked) for part in c.parts if isinstance(part, AtLeast)]
    holders, held = _held(statements, literals)
    below += [_numbers(inner), holders]
    sizes = _numbers(map(len, map(_PARTS, asked)))
    nodes = np.repeat(np.arange(len(asked)), sizes - _count(outer, len(asked)))
    above = np.concatenate([nodes, _numbers(outer), held])
    spare = _count(held, len(asked) + len(literals)) - 1
    spare[: len(asked)] = sizes - _numbers(map(attrgetter("count"), asked))
    fallen = _fall(spare.tolist(), np.concatenate(below), above)
    return [statement for statement, is_fallen in zip(statements, fallen, strict=False) if not is_fallen]


# A hundred thousand statements are walked over much quicker by what is not written in Python.
_PARTS, _ACTS, _ACT, _LEVEL = map(attrgetter, ("parts", "acts", "act", "level"))
Literals = dict[str | tuple[str, int], int]
"""Nodes of acts: by the act alone at level 1, and with the level above."""


def _keys(acts: Sequence[Done]) -> list[str | tuple[str, int]]:
    """What acts at their levels are called among the literals."""
    if all(map((1).__eq__, map(_LEVEL, acts))):
        return list(map(_ACT, acts))
    return [act.act if act.level == 1 else (act.act, act.level) for act in acts]


def _numbers(found: Iterable[int]) -> NDArray[np.intp]:
    return np.fromiter(found, dtype=np.intp)


def _count(numbers: Sequence[int] | NDArray[np.intp], size: int) -> NDArray[np.intp]:
    """How often each number below `size` is there."""
    return np.bincount(np.asarray(numbers, dtype=np.intp), minlength=size)


def _flat(conditions: Sequence[Condition]) -> list[AtLeast]:
    """Each condition, and after them all that is within one, in the order in which their parts stand."""
    found = [condition if isinstance(condition, AtLeast) else all_of(condition) for condition in conditions]
    if not _are_acts(condition.parts for condition in found):
        # The list grows while it is walked through.
        for condition in found:
            found += [part for part in condition.parts if isinstance(part, AtLeast)]
    return found


def _are_acts(parts: Iterable[Sequence[Condition]]) -> bool:
    """Whether nothing is within anything."""
    return set(map(type, chain.from_iterable(parts))) <= {Done}


def _held(statements: Sequence[Statement], literals: Literals) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which statement holds which asked act, in two columns: a promise of level 3 is one of levels 1 and 2, too."""
    promised = list(map(_ACTS, statements))
    holders = np.repeat(np.arange(len(promised)), _numbers(map(len, promised)))
    nodes = _numbers(map(literals.get, map(_ACT, chain.from_iterable(promised)), repeat(-1)))
    levels: dict[str, list[int]] = {}
    for key in literals:
        if isinstance(key, tuple):
            levels.setdefault(key[0], []).append(key[1])
    above = [
        (number, literals[act.act, level])
        for number, acts in enumerate(promised if levels else ())
        for act in acts
        for level in levels.get(act.act, ())
        if level <= act.level
    ]
    asked = nodes >= 0
    return (
        np.concatenate([holders[asked], _numbers(number for number, _ in above)]),
        np.concatenate([nodes[asked], _numbers(node for _, node in above)]),
    )


def _fall(spare: list[int], below: NDArray[np.intp], above: NDArray[np.intp]) -> bytearray:
    """Which nodes fall, each as soon as more of what is below it fell than it can spare."""
    wholes = above[np.argsort(below, kind="stable")].tolist()
    begins = np.concatenate([[0], np.cumsum(np.bincount(below, minlength=len(spare)))]).tolist()
    falling = [number for number, left in enumerate(spare) if left < 0]
    fallen = bytearray(len(spare))
    for number in falling:
        fallen[number] = 1
    while falling:
        part = falling.pop()
        for number in wholes[begins[part] : begins[part + 1]]:
            spare[number] -= 1
            if spare[number] < 0 and not fallen[number]:
                fallen[number] = 1
                falling.append(number)
    return fallen


def _outcome(statements: Sequence[Statement], kept: Sequence[Statement], *, is_proven: bool = True) -> Outcome:
    promised = list(chain.from_iterable(map(_ACTS, kept)))
    by = [statement for statement in kept for _ in statement.acts]
    # The last one written stays: of each act the highest level, and of that the earliest.
    rows = sorted(range(len(promised) - 1, -1, -1), key=list(map(_LEVEL, promised)).__getitem__)
    saying = dict(zip(map(list(map(_ACT, promised)).__getitem__, rows), rows, strict=True))
    # In the order in which everybody spoke, those struck out as well.
    order = dict.fromkeys(map(_ACT, chain.from_iterable(map(_ACTS, statements))))
    said = [row for row in map(saying.get, order) if row is not None]
    acts = tuple(map(promised.__getitem__, said))
    levels = {act.act: act.level for act in acts}
    proofs = tuple(
        Certificate(act, by[row].name, _because(by[row].condition, levels)) for act, row in zip(acts, said, strict=True)
    )
    return Outcome(tuple(s.name for s in kept), acts, proofs, is_proven)


def _because(condition: Condition, levels: dict[str, int]) -> tuple[Done, ...]:
    """Done acts that meet the condition, no more of its parts than it asks for."""
    match condition:
        case Done():
            return (condition,)
        case Not():
            return ()
        case AtLeast(count, parts):
            met: list[Condition] = []
            for part in parts:
                if len(met) == count:
                    break
                if levels.get(part.act, 0) >= part.level if isinstance(part, Done) else holds(part, levels):
                    met.append(part)
            if len(met) == 1:
                return (met[0],) if isinstance(met[0], Done) else _because(met[0], levels)
            if all(isinstance(part, Done) for part in met):
                return tuple(dict.fromkeys(met))  # type: ignore[arg-type]  # as asked
            return tuple(dict.fromkeys(done for part in met for done in _because(part, levels)))


def _levels(kept: Iterable[Statement]) -> dict[str, int]:
    return _highest(act for statement in kept for act in statement.acts)


def _highest(acts: Iterable[Done]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for act in acts:
        if act.level > levels.get(act.act, 0):
            levels[act.act] = act.level
    return levels


def _parts(condition: Condition) -> Iterator[Condition]:
    """The condition and all that it is made of."""
    pending = [(condition, 0)]
    while pending:
        part, depth = pending.pop()
        if depth > MOST_DEPTH:
            raise AnalysisError(f"a condition is nested more than {MOST_DEPTH} deep")
        yield part
        if isinstance(part, AtLeast):
            pending += [(inner, depth + 1) for inner in part.parts]
        elif isinstance(part, Not):
            pending.append((part.part, depth + 1))


def _check(statements: Sequence[Statement], exclusive: Sequence[Sequence[str]]) -> bool:
    """Whether every condition is monotone. Raises for what cannot be settled."""
    names = {statement.name for statement in statements}
    if len(names) < len(statements):
        raise AnalysisError("two statements have one name")
    unknown = [name for group in exclusive for name in group if name not in names]
    if unknown:
        raise AnalysisError(f"no statement is called {unknown[0]!r}")
    conditions = [statement.condition for statement in statements]
    parts = [c.parts if isinstance(c, AtLeast) else (c,) for c in conditions]
    asked: Iterable[Condition] = chain.from_iterable(parts)
    is_monotone = True
    if not _are_acts(parts):
        # Something within something: rare, and slower to walk through.
        every = [part for condition in conditions for part in _parts(condition)]
        asked = [part for part in every if isinstance(part, Done)]
        is_monotone = not any(isinstance(part, Not) for part in every)
    acts = chain.from_iterable(map(_ACTS, statements))
    if min(map(_LEVEL, chain(acts, asked)), default=1) < 1:
        raise AnalysisError("levels are whole numbers from 1")
    return is_monotone
