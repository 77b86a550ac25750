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

from entremise.analysis.commitments import Statement, settle
from entremise.analysis.errors import AnalysisError, Inconsistent, SolverMissing, TooLarge, Unreadable
from entremise.analysis.formats import read
from entremise.analysis.frontier import Frontier, frontier
from entremise.analysis.partial import View, next_question, survey
from entremise.analysis.points import KINDS, Point, compatible, solve, whole_frontier
from entremise.analysis.problems import Group, Issue, Party, Problem, Rectangle, forbid, require
from entremise.analysis.rehearsal import rehearse
from entremise.analysis.trades import explain, hull, prices, say, trades

__all__ = [
    "KINDS",
    "AnalysisError",
    "Frontier",
    "Group",
    "Inconsistent",
    "Issue",
    "Party",
    "Point",
    "Problem",
    "Rectangle",
    "SolverMissing",
    "Statement",
    "TooLarge",
    "Unreadable",
    "View",
    "compatible",
    "explain",
    "forbid",
    "frontier",
    "hull",
    "next_question",
    "prices",
    "read",
    "rehearse",
    "require",
    "say",
    "settle",
    "solve",
    "survey",
    "trades",
    "whole_frontier",
]
