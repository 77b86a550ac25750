"""Side payments: where money can change hands, the largest sum is what is shared.

Sources: Nash, Two-person cooperative games, Econometrica 21 (1953); Raiffa, The art and science of negotiation (1982).
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from entremise.analysis.points import solve
from entremise.analysis.problems import Package, Problem


@dataclass(frozen=True, slots=True)
class Split:
    """A package, what each party receives with it, and how sure it is that no other package has more to share."""

    package: Package
    payments: tuple[float, ...]
    """What each receives, in the unit of the file, negative where it pays; together nothing."""
    gain: float
    """What each then has more than without agreement, the same for all."""
    gap: float
    """How much more another package could leave to share, all parties together; 0 is a proof."""


def split_payments(
    problem: Problem, *, seconds: float = 30.0, stop: Callable[[], bool] = lambda: False
) -> Split | None:
    """Where money can change hands, in the unit of the file: the package of the largest sum, and what each receives.

    Payments leave everybody the same gain over the disagreement. None if no package gains anything to share. One unit
    must be worth as much to every party: this is for values stated in money.
    """
    found = solve(problem, ["welfare"], seconds=seconds, stop=stop)["welfare"]
    if found is None:
        return None
    # Money is counted exactly, however much of it cancels.
    scales = [party.scale for party in problem.parties]
    gains = [
        Fraction(have - low, scale) for have, low, scale in zip(found.points, problem.disagreement, scales, strict=True)
    ]
    share = sum(gains, Fraction(0)) / len(gains)
    if share < 0:
        return None
    return Split(found.package, tuple(float(share - gain) for gain in gains), float(share), found.gap)
