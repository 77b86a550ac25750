"""What is known of one party's values: an order of each issue's options, and facts.

The unknown values are increments d ≥ 0 between the options from worst to best, one for each step of each issue, with
Σ d = 1: the worst package is worth 0, the best 1. A fact is linear in d.

Source: Keeney, Raiffa, Decisions with Multiple Objectives (1976), on swings.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from entremise.analysis.errors import AnalysisError
from entremise.analysis.problems import Clause, Issue, Package

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of a party's values: weights · increments ≥ least."""

    text: str
    weights: tuple[float, ...]
    least: float = 0.0


@dataclass(frozen=True)
class View:
    """What is known of one party: how it orders the options of each issue, and facts."""

    name: str
    issues: tuple[Issue, ...]
    orders: tuple[tuple[frozenset[int], ...], ...]
    """For each issue its option numbers from worst to best; equally good ones in one set."""
    facts: tuple[Fact, ...] = ()
    fallback: Package | float = 0.0
    """The package it has without agreement, or its worth from 0 (worst package) to 1 (best)."""
    red_lines: frozenset[tuple[int, int]] = frozenset()
    """(issue, option) that it refuses whatever else is offered."""
    constraints: tuple[Clause, ...] = ()
    """What binds options of different issues. They hold for all, whoever's view states them."""

    def __post_init__(self) -> None:
        for issue, order in zip(self.issues, self.orders, strict=True):
            named = sorted(option for tier in order for option in tier)
            if named != list(range(len(issue.options))):
                raise AnalysisError(f"the order of {issue.name!r} names each option once, from worst to best")

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The first increment of each issue, and at the end how many there are."""
        return tuple(np.cumsum([0, *(len(order) - 1 for order in self.orders)]).tolist())

    @cached_property
    def steps(self) -> tuple[tuple[int, ...], ...]:
        """For each issue and option, how many of the issue's increments it has."""
        return tuple(
            tuple(next(t for t, tier in enumerate(order) if option in tier) for option in range(len(issue.options)))
            for issue, order in zip(self.issues, self.orders, strict=True)
        )

    def row(self, package: Package) -> Vector:
        """The increments that a package has: its worth is row · increments."""
        row = np.zeros(self.starts[-1])
        for issue, option in enumerate(package):
            row[self.starts[issue] : self.starts[issue] + self.steps[issue][option]] = 1.0
        return row

    def swing(self, issue: int) -> Vector:
        """The increments of one issue, from worst to best: its weight."""
        row = np.zeros(self.starts[-1])
        row[self.starts[issue] : self.starts[issue + 1]] = 1.0
        return row

    def floor(self, samples: Vector) -> Vector:
        """Worth without agreement, for each sample."""
        if isinstance(self.fallback, tuple):
            return np.asarray(samples @ self.row(self.fallback))
        return np.full(len(samples), self.fallback)

    def told(self, *facts: Fact) -> "View":
        """The same with more known."""
        return replace(self, facts=(*self.facts, *facts))


def prefers(view: View, better: Package, worse: Package) -> Fact:
    """The fact that one package is at least as good as another."""
    text = f"{view.name}: {differing(view, better, worse)} at least as good as {differing(view, worse, better)}"
    return Fact(text, tuple((view.row(better) - view.row(worse)).tolist()))


def matters_more(view: View, issue: int, other: int) -> Fact:
    """The fact that moving one issue from worst to best matters at least as much as moving another."""
    text = f"{view.name}: {view.issues[issue].name} matters at least as much as {view.issues[other].name}"
    return Fact(text, tuple((view.swing(issue) - view.swing(other)).tolist()))


def weighs(view: View, issue: int, *, low: float = 0.0, high: float = 1.0) -> tuple[Fact, Fact]:
    """The facts that an issue's weight lies between `low` and `high`."""
    if not 0 <= low <= high <= 1:
        raise AnalysisError(f"a weight between {low} and {high}: 0 ≤ low ≤ high ≤ 1 is wanted")
    name, row = f"{view.name}: {view.issues[issue].name}", view.swing(issue)
    return (
        Fact(f"{name} weighs at least {low:g}", tuple(row.tolist()), low),
        Fact(f"{name} weighs at most {high:g}", tuple((-row).tolist()), -high),
    )


def accepts(view: View, package: Package) -> Fact:
    """The fact that a package is acceptable: at least as good as no agreement."""
    row = view.row(package)
    text = f"{view.name} accepts {', '.join(names_of(view, package))}"
    if isinstance(view.fallback, tuple):
        return Fact(text, tuple((row - view.row(view.fallback)).tolist()))
    return Fact(text, tuple(row.tolist()), view.fallback)


def bindings(views: Sequence[View]) -> tuple[Clause, ...]:
    """The constraints that any of the views states, each once."""
    return tuple(dict.fromkeys(clause for view in views for clause in view.constraints))


def differing(view: View, package: Package, other: Package) -> str:
    """The options in which a package differs from another, in words."""
    pairs = zip(view.issues, package, other, strict=True)
    return ", ".join(f"{issue.name}: {issue.options[a]}" for issue, a, b in pairs if a != b) or "the same"


def names_of(view: View, package: Package) -> list[str]:
    """The names of a package's options."""
    return [issue.options[option] for issue, option in zip(view.issues, package, strict=True)]
