"""Numbers, not rooms: what could all parties accept, what would each trade cost, what is worth asking next.

Nothing here imports the rest of the program or a framework. Solvers (OR-tools, SciPy) are imported when a method first
needs one; without them everything works but what docs/analysis.md marks.

    >>> from entremise import analysis
    >>> problem = analysis.Problem(
    ...     (analysis.Issue("Rent", ("900", "1000")), analysis.Issue("Move-in", ("May", "June"))),
    ...     (analysis.Party("Ana", ((10, 0), (0, 6))), analysis.Party("Bo", ((0, 12), (3, 0)))),
    ... )
    >>> analysis.frontier(problem).points.tolist()
    [[16, 0], [10, 3], [6, 12], [0, 15]]
    >>> analysis.solve(problem, ["nash"])["nash"].package
    (1, 1)
"""

import importlib
from typing import TYPE_CHECKING, Any

from entremise.analysis.commitments import Missing, Unfound, missing, settle
from entremise.analysis.errors import AnalysisError, Inconsistent, OutOfTime, SolverMissing, TooLarge, Unreadable
from entremise.analysis.formats import read
from entremise.analysis.frontier import Frontier, frontier
from entremise.analysis.partial import next_question, survey
from entremise.analysis.payments import Split, split_payments
from entremise.analysis.points import KINDS, compatible, solve, whole_frontier
from entremise.analysis.problems import Clause, Group, Issue, Party, Problem, Rectangle, forbid, require
from entremise.analysis.rehearsal import rehearse
from entremise.analysis.solutions import Point
from entremise.analysis.statements import AtLeast, Done, Not, Statement, all_of, any_of
from entremise.analysis.trades import explain, hull, prices, say, trades
from entremise.analysis.views import View, accepts, matters_more, prefers, weighs

if TYPE_CHECKING:
    from entremise.analysis.robust import interval, is_necessary, is_possible, minimax_regret, robust_agreement

__all__ = [
    "KINDS",
    "AnalysisError",
    "AtLeast",
    "Clause",
    "Done",
    "Frontier",
    "Group",
    "Inconsistent",
    "Issue",
    "Missing",
    "Not",
    "OutOfTime",
    "Party",
    "Point",
    "Problem",
    "Rectangle",
    "SolverMissing",
    "Split",
    "Statement",
    "TooLarge",
    "Unfound",
    "Unreadable",
    "View",
    "accepts",
    "all_of",
    "any_of",
    "compatible",
    "explain",
    "forbid",
    "frontier",
    "hull",
    "interval",
    "is_necessary",
    "is_possible",
    "matters_more",
    "minimax_regret",
    "missing",
    "next_question",
    "prefers",
    "prices",
    "read",
    "rehearse",
    "require",
    "robust_agreement",
    "say",
    "settle",
    "solve",
    "split_payments",
    "survey",
    "trades",
    "weighs",
    "whole_frontier",
]
ROBUST = {"interval", "is_necessary", "is_possible", "minimax_regret", "robust_agreement"}
"""What needs SciPy, and is imported when it is first asked for."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 – whatever is called so
    if name not in ROBUST:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        module = importlib.import_module("entremise.analysis.robust")
    except ImportError:
        raise SolverMissing("SciPy", "solvers") from None
    return getattr(module, name)
