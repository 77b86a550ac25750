"""What is between two numbers option by option, with nothing known that ties one issue to another.

Source: Boutilier, Patrascu, Poupart, Schuurmans, Artificial Intelligence 170 (2006), for minimax regret.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from entremise.analysis.problems import Package


@dataclass(frozen=True, slots=True)
class Span:
    """Between which numbers the options of one issue are worth something to a party, by themselves."""

    steps: tuple[int, ...]
    """For each option how many tiers are worse; a better tier is worth no less, whatever the values."""
    low: tuple[float, ...]
    """For each tier, from worst to best: the least that it may be worth, and no less than that of a worse one."""
    high: tuple[float, ...]
    """The most, and no more than that of a better one."""

    def lead(self, rival: int, option: int) -> float:
        """By how much one option may be worth more than another, at most."""
        ahead, behind = self.steps[rival], self.steps[option]
        if ahead == behind:
            return 0.0
        lead = self.high[ahead] - self.low[behind]
        return lead if ahead > behind else min(0.0, lead)


def least_regret(spans: Sequence[Sequence[Span]]) -> tuple[Package, float]:
    """The package of least regret, as `robust.minimax_regret` finds it, and that regret: exact.

    `spans`: for each party its issues. The regret of a package is then the sum of that of its options, each beaten by
    the rival that the worst values favour most; so the least of each issue makes the least of all. Takes (options)²
    for each party and issue.
    """
    package: list[int] = []
    regret = 0.0
    for issue in zip(*spans, strict=True):
        options = range(len(issue[0].steps))
        behind = [max(sum(span.lead(rival, option) for span in issue) for rival in options) for option in options]
        package.append(min(options, key=behind.__getitem__))
        regret += behind[package[-1]]
    return tuple(package), regret
