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

import numpy as np

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
    if _check(statements, exclusive) and not exclusive:
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
        self.parts: list[int] = []
        self.wholes: list[int] = []
        """Beside each part the node that it is a part of: one flat list each, where many small ones are slow."""
        self.literals: dict[str, int] = {}
        """The node of each act that some condition asks for."""
        self.levels: dict[str, dict[int, int]] = {}
        """The same of acts asked for at a level above 1."""

    def node(self, spare: int) -> int:
        self.spare.append(spare)
        return len(self.spare) - 1

    def literal(self, done: Done) -> int:
        """Its node; held by nobody yet."""
        if done.level == 1:
            number = self.literals.get(done.act)
            if number is None:
                number = self.literals[done.act] = self.node(-1)
            return number
        levels = self.levels.setdefault(done.act, {})
        if done.level not in levels:
            levels[done.level] = self.node(-1)
        return levels[done.level]

    def root(self, condition: Condition) -> int:
        """A node of its own that holds as long as the condition does."""
        if isinstance(condition, Not):
            raise AnalysisError("a condition that is not monotone has no largest set")
        if isinstance(condition, Done):
            number = self.node(0)
            self.parts.append(self.literal(condition))
            self.wholes.append(number)
            return number
        number = self.node(len(condition.parts) - condition.count)
        for part in condition.parts:
            self.parts.append(self.literal(part) if isinstance(part, Done) else self.root(part))
            self.wholes.append(number)
        return number

    def support(self, statement: Statement, root: int) -> None:
        """Hold the literals that a statement's acts hold: a promise of level 3 is one of levels 1 and 2, too."""
        for act in statement.acts:
            found = self.literals.get(act.act)
            if found is not None:
                self._hold(found, root)
            if act.level > 1:
                for level, node in self.levels.get(act.act, {}).items():
                    if level <= act.level:
                        self._hold(node, root)

    def _hold(self, node: int, root: int) -> None:
        self.parts.append(root)
        self.wholes.append(node)
        self.spare[node] += 1

    def fall(self) -> bytearray:
        """Strike out what does not hold, and what falls with it; which nodes fell."""
        spare = self.spare
        parts = np.array(self.parts, dtype=np.intp)
        above = np.array(self.wholes, dtype=np.intp)[np.argsort(parts, kind="stable")].tolist()
        begins = np.concatenate([[0], np.cumsum(np.bincount(parts, minlength=len(spare)))]).tolist()
        falling = [number for number, left in enumerate(spare) if left < 0]
        fallen = bytearray(len(spare))
        for number in falling:
            fallen[number] = 1
        while falling:
            part = falling.pop()
            for number in above[begins[part] : begins[part + 1]]:
                spare[number] -= 1
                if spare[number] < 0 and not fallen[number]:
                    fallen[number] = 1
                    falling.append(number)
        return fallen


def _largest(statements: Sequence[Statement]) -> list[Statement]:
    """Those that hold together, by striking out; linear in the size of everything stated."""
    striking = _Striking()
    roots = [striking.root(statement.condition) for statement in statements]
    for root, statement in zip(roots, statements, strict=True):
        striking.support(statement, root)
    fallen = striking.fall()
    return [statement for root, statement in zip(roots, statements, strict=True) if not fallen[root]]


def _outcome(statements: Sequence[Statement], kept: Sequence[Statement], *, is_proven: bool = True) -> Outcome:
    levels = _levels(kept)
    order = {act.act: None for statement in statements for act in statement.acts if act.act in levels}
    by_act: dict[str, tuple[Done, Statement]] = {}
    for statement in kept:
        for act in statement.acts:
            if act.level == levels[act.act] and act.act not in by_act:
                by_act[act.act] = act, statement
    found = [by_act[name] for name in order]
    proofs = tuple(Certificate(act, said.name, _because(said.condition, levels)) for act, said in found)
    return Outcome(tuple(statement.name for statement in kept), tuple(act for act, _ in found), proofs, is_proven)


def _because(condition: Condition, levels: dict[str, int]) -> tuple[Done, ...]:
    """Done acts that meet the condition, no more of its parts than it asks for."""
    match condition:
        case Done():
            return (condition,)
        case Not():
            return ()
        case AtLeast(count, parts):
            met = [
                part
                for part in parts
                if (levels.get(part.act, 0) >= part.level if isinstance(part, Done) else holds(part, levels))
            ][:count]
            if all(isinstance(part, Done) for part in met):
                return tuple(dict.fromkeys(met)) if len(met) > 1 else tuple(met)  # type: ignore[arg-type]  # as asked
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
    monotone = True
    for statement in statements:
        condition = statement.condition
        parts = condition.parts if isinstance(condition, AtLeast) else (condition,)
        flat = [*statement.acts, *(part for part in parts if isinstance(part, Done))]
        if len(flat) < len(statement.acts) + len(parts):
            # Something within something: rare, and slower to walk through.
            every = list(_parts(condition))
            monotone = monotone and not any(isinstance(part, Not) for part in every)
            flat += [part for part in every if isinstance(part, Done)]
        for done in flat:
            if done.level < 1:
                raise AnalysisError("levels are whole numbers from 1")
    return monotone
