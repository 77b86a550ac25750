"""What a solution's rule singles out: the packages that are equally good for it, and how sure that is."""

from dataclasses import dataclass

from entremise.analysis.problems import Package

TIES = 100
"""Packages listed of those that are equally good."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Worth of some packages, the same for all of them."""

    points: tuple[int, ...]
    packages: tuple[Package, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A solution: all packages that are equally good for its rule, and how sure it is."""

    kind: str
    ties: tuple[Tie, ...]
    value: float
    """What the rule maximises: the product, the least gain or share, or the sum."""
    bound: float
    """No package has a larger value."""
    has_more: bool = False
    """There are, or may be, packages as good that `ties` does not list."""
    is_proven: bool = True
    """Nothing is better by the rule, its later steps (the second least gain, …) included."""

    @property
    def points(self) -> tuple[int, ...]:
        """Worth of the first tie."""
        return self.ties[0].points

    @property
    def package(self) -> Package:
        """A package of the first tie."""
        return self.ties[0].packages[0]

    @property
    def gap(self) -> float:
        """How much larger a better value could be; 0 is a proof."""
        return max(0.0, self.bound - self.value)
