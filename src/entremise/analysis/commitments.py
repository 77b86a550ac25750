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
from itertools import chain, combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entremise.analysis.errors import AnalysisError, SolverMissing
from entremise.analysis.statements import AtLeast, Condition, Done, Not, Statement, all_of

MOST_DEPTH = 50
FEW = 2
"""Missing acts are looked for one by one up to so many at a time."""


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


def _largest(statements: Sequence[Statement]) -> list[Statement]:
    """Those that hold together, by striking out; linear in the size of everything stated.

    Statements, parts of conditions and the acts that they ask for are numbered nodes; a node falls when fewer of its
    parts hold than it needs. Lists as long as everything stated are made whole, where many small ones are slow.
    """
    asked = _flat([statement.condition for statement in statements])
    keys = [
        part.act if part.level == 1 else (part.act, part.level)
        for condition in asked
        for part in condition.parts
        if isinstance(part, Done)
    ]
    literals: Literals = {key: len(asked) + place for place, key in enumerate(dict.fromkeys(keys))}
    inner = range(len(statements), len(asked))
    outer = [node for node, condition in enumerate(asked) for part in condition.parts if isinstance(part, AtLeast)]
    holders, held = _held(statements, literals)
    below = np.array([*map(literals.__getitem__, keys), *inner, *holders], dtype=np.intp)
    sizes = np.array([len(condition.parts) for condition in asked], dtype=np.intp)
    nodes = np.repeat(np.arange(len(asked)), sizes - _count(outer, len(asked)))
    above = np.concatenate([nodes, np.array([*outer, *held], dtype=np.intp)])
    spare = _count(held, len(asked) + len(literals)) - 1
    spare[: len(asked)] = sizes - [condition.count for condition in asked]
    fallen = _fall(spare.tolist(), below, above)
    return [statement for statement, is_fallen in zip(statements, fallen, strict=False) if not is_fallen]


Literals = dict[str | tuple[str, int], int]
"""Nodes of acts: by the act alone at level 1, and with the level above."""


def _count(numbers: Sequence[int], size: int) -> NDArray[np.intp]:
    """How often each number below `size` is there."""
    return np.bincount(np.array(numbers, dtype=np.intp), minlength=size)


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


def _held(statements: Sequence[Statement], literals: Literals) -> tuple[list[int], list[int]]:
    """Which statement holds which asked act, in two lists: a promise of level 3 is one of levels 1 and 2, too."""
    single = [
        (number, literals[act.act])
        for number, statement in enumerate(statements)
        for act in statement.acts
        if act.act in literals
    ]
    levels: dict[str, list[int]] = {}
    for key in literals:
        if isinstance(key, tuple):
            levels.setdefault(key[0], []).append(key[1])
    above = [
        (number, literals[act.act, level])
        for number, statement in enumerate(statements if levels else ())
        for act in statement.acts
        for level in levels.get(act.act, ())
        if level <= act.level
    ]
    every = single + above
    return [number for number, _ in every], [node for _, node in every]


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
    saying: dict[str, tuple[Done, Statement]] = {}
    for statement in kept:
        for act in statement.acts:
            found = saying.get(act.act)
            if found is None or act.level > found[0].level:
                saying[act.act] = act, statement
    levels = {name: act.level for name, (act, _) in saying.items()}
    if len(kept) < len(statements):
        # In the order in which everybody spoke, those struck out as well.
        order = dict.fromkeys(act.act for statement in statements for act in statement.acts)
        saying = {name: saying[name] for name in order if name in saying}
    proofs = tuple(Certificate(act, said.name, _because(said.condition, levels)) for act, said in saying.values())
    return Outcome(tuple(s.name for s in kept), tuple(act for act, _ in saying.values()), proofs, is_proven)


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
                return _because(met[0], levels)
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
    flat: Iterable[Condition] = chain.from_iterable(parts)
    if not _are_acts(parts):
        # Something within something: rare, and slower to walk through.
        flat = [part for condition in conditions for part in _parts(condition)]
    acts = chain.from_iterable(statement.acts for statement in statements)
    if any(done.level < 1 for done in chain(acts, flat) if isinstance(done, Done)):
        raise AnalysisError("levels are whole numbers from 1")
    return isinstance(flat, chain) or not any(isinstance(part, Not) for part in flat)
