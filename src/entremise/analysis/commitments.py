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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from entremise.analysis.errors import AnalysisError, SolverMissing

MOST_DEPTH = 50
FEW = 2
"""Missing acts are looked for one by one up to so many at a time."""


@dataclass(frozen=True, slots=True)
class Done:
    """That an act is carried out, at least at this level."""

    act: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class AtLeast:
    """That so many of these hold."""

    count: int
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """That this does not hold."""

    part: "Condition"


Condition = Done | AtLeast | Not


def all_of(*parts: Condition) -> AtLeast:
    """That every one of these holds; of none: always."""
    return AtLeast(len(parts), parts)


def any_of(*parts: Condition) -> AtLeast:
    """That one of these holds."""
    return AtLeast(1, parts)


ALWAYS: Final = all_of()


@dataclass(frozen=True, slots=True)
class Statement:
    """A party's sealed word: these acts, if that is done."""

    name: str
    party: str
    acts: tuple[Done, ...]
    condition: Condition = ALWAYS


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


def settle(
    statements: Sequence[Statement], *, exclusive: Sequence[Sequence[str]] = (), seconds: float = 30.0
) -> Outcome:
    """What is carried out together.

    Args:
        statements: with different names.
        exclusive: names of statements of which at most one is carried out.
        seconds: how long to look for the best, where there are several sets.
    """
    _check(statements, exclusive)
    if not exclusive and all(is_monotone(statement.condition) for statement in statements):
        return _outcome(statements, _largest(statements))
    try:
        chooser: Any = importlib.import_module("entremise.analysis.choosing")
    except ImportError:
        raise SolverMissing("OR-tools", "solvers") from None
    names, is_proven = chooser.choose(statements, exclusive, seconds=seconds)
    return _outcome(statements, [s for s in statements if s.name in names], is_proven=is_proven)


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


def missing(statements: Sequence[Statement], wanted: Done, *, most: int = FEW) -> tuple[Done, ...] | None:
    """A smallest set of acts that, promised by whoever can, would let `wanted` be carried out; the mediator's question.

    Among sets of one size the one that carries out most statements comes first. None if `most` acts do not suffice, or
    nobody has offered the act at all. Only for monotone conditions.
    """
    if not all(is_monotone(statement.condition) for statement in statements):
        raise AnalysisError("the smallest missing statement is found for monotone conditions only")
    if holds(wanted, _levels(_largest(statements))):
        return ()
    offering = [s for s in statements if any(a.act == wanted.act and a.level >= wanted.level for a in s.acts)]
    if not offering:
        return None
    asked = sorted(
        {part for s in statements for part in _parts(s.condition) if isinstance(part, Done)} - {wanted},
        key=lambda done: (done.act, done.level),
    )
    for size in range(1, most + 1):
        best: tuple[int, tuple[Done, ...]] | None = None
        for added in combinations(asked, size):
            kept = _largest([*statements, Statement("\0asked", "\0asked", added)])
            own = [statement for statement in kept if statement.name != "\0asked"]
            if holds(wanted, _levels(own)) and (best is None or len(own) > best[0]):
                best = (len(own), added)
        if best is not None:
            return best[1]
    return None


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


class _Striking:
    """Parts of conditions as numbered nodes; a node falls when fewer of its parts hold than it needs."""

    def __init__(self) -> None:
        self.spare: list[int] = []
        """How many parts may still fall before the node does."""
        self.above: list[list[int]] = []
        """The nodes that have this one as a part."""
        self.literals: dict[str, dict[int, int]] = {}
        """The node of each act and level that some condition asks for."""

    def node(self, spare: int) -> int:
        self.spare.append(spare)
        self.above.append([])
        return len(self.spare) - 1

    def build(self, condition: Condition) -> int:
        if isinstance(condition, Done):
            levels = self.literals.setdefault(condition.act, {})
            if condition.level not in levels:
                # Held by nobody yet.
                levels[condition.level] = self.node(-1)
            return levels[condition.level]
        if isinstance(condition, Not):
            raise AnalysisError("a condition that is not monotone has no largest set")
        if len(condition.parts) == condition.count == 1:
            return self.build(condition.parts[0])
        number = self.node(len(condition.parts) - condition.count)
        for part in condition.parts:
            self.above[self.build(part)].append(number)
        return number

    def support(self, statement: Statement) -> list[int]:
        """The literals that a statement's acts hold: a promise of level 3 is one of levels 1 and 2, too."""
        held = []
        for act in statement.acts:
            for level, node in self.literals.get(act.act, {}).items():
                if level <= act.level:
                    held.append(node)
                    self.spare[node] += 1
        return held

    def fall(self) -> bytearray:
        """Strike out what does not hold, and what falls with it; which nodes fell."""
        spare, above = self.spare, self.above
        falling = [number for number, left in enumerate(spare) if left < 0]
        fallen = bytearray(len(spare))
        for number in falling:
            fallen[number] = 1
        while falling:
            for number in above[falling.pop()]:
                spare[number] -= 1
                if spare[number] < 0 and not fallen[number]:
                    fallen[number] = 1
                    falling.append(number)
        return fallen


def _largest(statements: Sequence[Statement]) -> list[Statement]:
    """Those that hold together, by striking out; linear in the size of everything stated."""
    striking = _Striking()
    roots = []
    for statement in statements:
        root = striking.node(0)
        striking.above[striking.build(statement.condition)].append(root)
        roots.append(root)
    for root, statement in zip(roots, statements, strict=True):
        striking.above[root] = striking.support(statement)
    fallen = striking.fall()
    return [statement for root, statement in zip(roots, statements, strict=True) if not fallen[root]]


def _outcome(statements: Sequence[Statement], kept: Sequence[Statement], *, is_proven: bool = True) -> Outcome:
    levels = _levels(kept)
    order = {act.act: None for statement in statements for act in statement.acts}
    acts = tuple(Done(act, levels[act]) for act in order if act in levels)
    by_act: dict[Done, Statement] = {}
    for statement in kept:
        for act in statement.acts:
            by_act.setdefault(act, statement)
    proofs = tuple(Certificate(act, by_act[act].name, _because(by_act[act].condition, levels)) for act in acts)
    return Outcome(tuple(statement.name for statement in kept), acts, proofs, is_proven)


def _because(condition: Condition, levels: dict[str, int]) -> tuple[Done, ...]:
    """Done acts that meet the condition, no more of its parts than it asks for."""
    match condition:
        case Done():
            return (condition,)
        case Not():
            return ()
        case AtLeast(count, parts):
            met = [part for part in parts if holds(part, levels)][:count]
            return tuple(dict.fromkeys(done for part in met for done in _because(part, levels)))


def _levels(kept: Iterable[Statement]) -> dict[str, int]:
    return _highest(act for statement in kept for act in statement.acts)


def _highest(acts: Iterable[Done]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for act in acts:
        levels[act.act] = max(levels.get(act.act, 0), act.level)
    return levels


def _parts(condition: Condition, depth: int = 0) -> Iterator[Condition]:
    if depth > MOST_DEPTH:
        raise AnalysisError(f"a condition is nested more than {MOST_DEPTH} deep")
    yield condition
    match condition:
        case Done():
            return
        case Not(part):
            yield from _parts(part, depth + 1)
        case AtLeast(_, parts):
            for part in parts:
                yield from _parts(part, depth + 1)


def _check(statements: Sequence[Statement], exclusive: Sequence[Sequence[str]]) -> None:
    names = {statement.name for statement in statements}
    if len(names) < len(statements):
        raise AnalysisError("two statements have one name")
    unknown = [name for group in exclusive for name in group if name not in names]
    if unknown:
        raise AnalysisError(f"no statement is called {unknown[0]!r}")
    if any(done.level < 1 for s in statements for done in (*s.acts, *_dones(s.condition))):
        raise AnalysisError("levels are whole numbers from 1")


def _dones(condition: Condition) -> Iterator[Done]:
    return (part for part in _parts(condition) if isinstance(part, Done))
