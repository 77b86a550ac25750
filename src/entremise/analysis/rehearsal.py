"""Rehearsals: delegates talk to each other, or answer a mediator's texts, and the outcome is measured.

    none      offers in turn; one that all others take is the agreement
    random    a single text, changed to a random package whenever all vote for that: because it is better for them, or
              because they would take it by now; it ends when all take the text that stands
    hill      the same, with neighbours of the text (one issue changed)
    exact     a mediator who was told all values, sealed: the package of the exact frontier that is nearest to what all
              would ask for now, until all take it

Every run is reproducible from its seed. Sweeps run in processes, or on Ray (extra `ray`).

Sources: Aydoğan, Festen, Hindriks, Jonker (2017), for offers in turn; Klein, Faratin, Sayama, Bar-Yam, Group Decision
and Negotiation 12 (2003), for the single text.
"""

import importlib
import os
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from entremise.analysis import formats
from entremise.analysis.delegates import DELEGATES, Delegate
from entremise.analysis.errors import AnalysisError, SolverMissing, one_line
from entremise.analysis.frontier import frontier
from entremise.analysis.points import nash_rule, solve
from entremise.analysis.problems import Package, Problem, check_parties

MOST_SUMS = 100_000
"""Kept at once for the frontier of the mediator who was told all values."""
MEDIATORS = ("none", "random", "hill", "exact")


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What came of a rehearsal."""

    domain: str
    delegates: tuple[str, ...]
    mediator: str
    seed: int
    rounds: int
    """Rounds used."""
    package: tuple[str, ...] | None
    """Names of the options agreed on; None: no agreement."""
    utilities: tuple[float, ...]
    nash_share: float
    """Product of gains as a share of the largest possible; 0 without agreement."""
    is_undominated: bool
    """No other package is better for all."""
    notes: tuple[str, ...] = ()
    """What was cut short."""


def rehearse(
    problem: Problem, delegates: Sequence[str], *, mediator: str = "none", rounds: int = 200, seed: int = 0
) -> Rehearsed:
    """One rehearsal between delegates of these kinds, one for each party."""
    check_parties(problem)
    _check(problem, delegates, mediator, rounds=rounds, seed=seed)
    chances = np.random.default_rng(seed).spawn(len(delegates) + 1)
    made = [DELEGATES[name](problem, p, chances[p]) for p, name in enumerate(delegates)]
    notes: tuple[str, ...] = ()
    if mediator == "none":
        used, package = _in_turn(made, rounds)
    elif mediator == "exact":
        used, package, notes = _proposals(problem, made, rounds)
    else:
        used, package = _single_text(problem, made, chances[-1], rounds, is_near=mediator == "hill")
    return _measured(problem, tuple(delegates), mediator, seed, used, package, notes)


def sweep(
    paths: Sequence[Path], delegates: Sequence[str], *, mediator: str, rounds: int, seed: int, workers: int = 1
) -> Iterator[Rehearsed | AnalysisError]:
    """The same rehearsal on many files and folders, in their order; each has a seed of its own, made from its name."""
    jobs = [(path, tuple(delegates), mediator, rounds, _seed_of(path, seed)) for path in paths]
    if workers <= 1:
        yield from map(run, jobs)
        return
    # A fresh interpreter each: forking a process that has threads is not safe.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(run, jobs)


def sweep_on_ray(
    paths: Sequence[Path], delegates: Sequence[str], *, mediator: str, rounds: int, seed: int
) -> Iterator[Rehearsed | AnalysisError]:
    """As `sweep`, with the same results, on whichever machines Ray knows (RAY_ADDRESS), or on this one.

    Entremise and the files, at the same absolute paths, must be on every machine. Ray's reports of use to its makers
    are switched off, unless RAY_USAGE_STATS_ENABLED is set.

    Raises SolverMissing without Ray, AnalysisError where Ray or one of its machines fails.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        ray: Any = importlib.import_module("ray")
    except ImportError:
        raise SolverMissing("Ray", "ray") from None
    jobs = [(path.absolute(), tuple(delegates), mediator, rounds, _seed_of(path, seed)) for path in paths]
    is_ours = not ray.is_initialized()
    try:
        if is_ours:
            ray.init(include_dashboard=False, log_to_driver=False, logging_level="ERROR")
        remote = ray.remote(run)
        # One after the other, so that what is done is told though a later one fails.
        yield from map(ray.get, [remote.remote(job) for job in jobs])
    except (ray.exceptions.RayError, ConnectionError) as error:
        cause = str(error).strip().splitlines()[-1]
        raise AnalysisError(f"Ray: {cause}") from None
    finally:
        if is_ours:
            ray.shutdown()


Job = tuple[Path, tuple[str, ...], str, int, int]


def run(job: Job) -> Rehearsed | AnalysisError:
    """One rehearsal of a sweep; its error as a value, so that the others go on."""
    path, delegates, mediator, rounds, seed = job
    try:
        problem = formats.read(path)
        # A folder may hold more profiles than there are delegates.
        names = [party.name for party in problem.parties][: len(delegates)]
        return rehearse(problem.chosen(names), delegates, mediator=mediator, rounds=rounds, seed=seed)
    except (AnalysisError, OSError) as error:
        return AnalysisError(one_line(error))


def _seed_of(path: Path, seed: int) -> int:
    return zlib.crc32(path.name.encode()) ^ seed


def _check(problem: Problem, delegates: Sequence[str], mediator: str, *, rounds: int, seed: int) -> None:
    if len(delegates) != len(problem.parties):
        raise AnalysisError(f"{len(problem.parties)} parties want as many delegates, {len(delegates)} are named")
    unknown = [name for name in delegates if name not in DELEGATES]
    if unknown:
        raise AnalysisError(f"no delegate is called {unknown[0]!r}: one of {', '.join(DELEGATES)} is wanted")
    if mediator not in MEDIATORS:
        raise AnalysisError(f"no mediator is called {mediator!r}: one of {', '.join(MEDIATORS)} is wanted")
    if not 1 <= rounds <= 1_000_000:
        raise AnalysisError(f"{rounds} rounds: from 1 to 1000000 is wanted")
    if seed < 0:
        raise AnalysisError(f"the seed {seed}: a whole number from 0 on is wanted")


def _in_turn(delegates: Sequence[Delegate], rounds: int) -> tuple[int, Package | None]:
    for number in range(rounds):
        time = number / max(1, rounds - 1)
        for speaker, delegate in enumerate(delegates):
            offer = delegate.propose(time)
            others = [other for place, other in enumerate(delegates) if place != speaker]
            for other in others:
                other.hear(offer)
            if all(other.accepts(offer, time) for other in others):
                return number + 1, offer
    return rounds, None


def _single_text(
    problem: Problem, delegates: Sequence[Delegate], chance: Generator, rounds: int, *, is_near: bool
) -> tuple[int, Package | None]:
    text: Package | None = None
    for number in range(rounds):
        time = number / max(1, rounds - 1)
        tried = _neighbour(problem, text, chance) if is_near and text is not None else _any(problem, chance)
        for delegate in delegates:
            delegate.hear(tried)
            # Told to the mediator alone; who goes down step by step goes down by being asked.
            delegate.propose(time)
        # Votes are sealed: only whether all were for it is known to anybody.
        if problem.is_allowed(tried) and all(delegate.votes(tried, text, time) for delegate in delegates):
            text = tried
        if text is not None and all(delegate.accepts(text, time) for delegate in delegates):
            return number + 1, text
    return rounds, None


def _proposals(
    problem: Problem, delegates: Sequence[Delegate], rounds: int
) -> tuple[int, Package | None, tuple[str, ...]]:
    """Each tells the mediator what it would ask for; the frontier's package nearest to what all ask is the text."""
    whole = frontier(problem, limit=MOST_SUMS)
    notes = (f"the mediator's frontier is not whole: more than {MOST_SUMS} sums",) if whole.is_truncated else ()
    if len(whole) == 0:
        return 0, None, notes
    ideal = np.maximum(whole.points.max(axis=0) - np.array(problem.disagreement), 1)
    for number in range(rounds):
        time = number / max(1, rounds - 1)
        asked = np.array([problem.points(d.propose(time))[party] for party, d in enumerate(delegates)])
        lacks = ((asked - whole.points) / ideal).max(axis=1)
        package = whole.package(int(lacks.argmin()))
        for delegate in delegates:
            delegate.hear(package)
        if all(delegate.accepts(package, time) for delegate in delegates):
            return number + 1, package, notes
    return rounds, None, notes


def _any(problem: Problem, chance: Generator) -> Package:
    return tuple(int(chance.choice(options)) for options in problem.allowed)


def _neighbour(problem: Problem, text: Package, chance: Generator) -> Package:
    issue = int(chance.integers(len(text)))
    return (*text[:issue], int(chance.choice(problem.allowed[issue])), *text[issue + 1 :])


def _measured(  # noqa: PLR0917 – the fields of the answer, in their order
    problem: Problem,
    delegates: tuple[str, ...],
    mediator: str,
    seed: int,
    used: int,
    package: Package | None,
    notes: tuple[str, ...],
) -> Rehearsed:
    points = problem.disagreement if package is None else problem.points(package)
    nash = solve(problem, ["nash"])["nash"]
    product = float(nash_rule(problem).exact(points)[0]) if package is not None else 0.0
    most = 0.0 if nash is None else float(nash_rule(problem).exact(nash.points)[0])
    better = package is not None and frontier(problem, floor=points).points.tolist() == [list(points)]
    return Rehearsed(
        domain=problem.name,
        delegates=delegates,
        mediator=mediator,
        seed=seed,
        rounds=used,
        package=None if package is None else problem.named(package),
        utilities=problem.utilities(points),
        nash_share=max(0.0, product / most) if most > 0 else 0.0,
        is_undominated=better,
        notes=notes,
    )
