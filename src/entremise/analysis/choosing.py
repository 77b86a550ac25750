"""Which of several possible sets of commitments, and what they lack: CP-SAT. Imported when first needed."""

import time
from collections.abc import Iterator, Sequence

from ortools.sat.python import cp_model

from entremise.analysis.statements import AtLeast, Condition, Done, Not, Statement

AT_ONCE = 30
"""So many statements or acts are put in order by one number: exact, and far below what the solver can hold."""


def choose(
    statements: Sequence[Statement], exclusive: Sequence[Sequence[str]], *, given: Sequence[Done] = (), until: float
) -> tuple[set[str], bool]:
    """Names of the statements carried out by the published order, and whether the choice is proven best.

    Args:
        statements: with different names.
        exclusive: names of statements of which at most one is carried out.
        given: acts that are done anyway.
        until: when to end with what there is, as `time.monotonic` tells it.
    """
    model = _Model(statements, exclusive, given, until=until)
    for truth in model.added.values():
        model.solver_model.add(truth == 1)
    is_proven = all(model.is_best(wish) for wish in model.published_order())
    return model.names, is_proven


def fewest(
    statements: Sequence[Statement],
    exclusive: Sequence[Sequence[str]],
    wanted: Done,
    askable: Sequence[Done],
    *,
    most: int,
    until: float,
) -> Iterator[tuple[tuple[Done, ...], bool]]:
    """Sets of acts with which statements that carry `wanted` out can hold together, and whether no fewer are left.

    The fewest acts come first, then most statements that can be carried out, then the acts that are named first. It
    ends when no set is left.

    Raises:
        TimeoutError: the time is over, and whether there is another set is not known.
    """
    barred: list[tuple[Done, ...]] = []
    while True:
        model = _Model(statements, exclusive, askable, until=until)
        model.want(wanted, most, barred)
        asked = sum(model.added.values())
        is_proven = model.is_best(-1 * asked)
        if model.is_impossible:
            return
        if not model.is_found:
            raise TimeoutError
        if is_proven:
            # Which of the smallest: as far as there is time.
            all(model.is_best(wish) for wish in (sum(model.carried.values()), *_earliest(list(model.added.values()))))
        barred.append(model.acts)
        yield model.acts, is_proven


def _earliest(truths: Sequence[cp_model.IntVar]) -> Iterator[cp_model.LinearExprT]:
    """Wishes that, each kept before the next, hold the first of these above all that follow, and so on."""
    for begin in range(0, len(truths), AT_ONCE):
        few = truths[begin : begin + AT_ONCE]
        yield sum(2 ** (AT_ONCE - place) * truth for place, truth in enumerate(few, 1))


class _Model:
    """Statements that hold together; with acts that may be added, as nobody's."""

    def __init__(
        self,
        statements: Sequence[Statement],
        exclusive: Sequence[Sequence[str]],
        addable: Sequence[Done],
        *,
        until: float,
    ) -> None:
        self.statements, self.until, self.solver_model = statements, until, cp_model.CpModel()
        self.carried = {s.name: self.solver_model.new_bool_var(s.name) for s in statements}
        self.added = {done: self.solver_model.new_bool_var(done.act) for done in addable}
        self.names: set[str] = set()
        self.acts: tuple[Done, ...] = ()
        self.is_found = self.is_impossible = False
        self._literals: dict[Done, cp_model.IntVar] = {}
        self._saying: dict[str, list[tuple[int, cp_model.IntVar]]] = {}
        for statement in statements:
            for act in statement.acts:
                self._saying.setdefault(act.act, []).append((act.level, self.carried[statement.name]))
        for act, truth in self.added.items():
            self._saying.setdefault(act.act, []).append((act.level, truth))
        for statement in statements:
            self.solver_model.add_implication(self.carried[statement.name], self._met(statement.condition))
        for group in exclusive:
            self.solver_model.add_at_most_one(self.carried[name] for name in group)

    def published_order(self) -> Iterator[cp_model.LinearExprT]:
        """What is wished for, each kept before the next."""
        by_party: dict[str, list[Statement]] = {}
        for statement in self.statements:
            by_party.setdefault(statement.party, []).append(statement)
        served = []
        for party, own in by_party.items():
            truth = self.solver_model.new_bool_var(party)
            self.solver_model.add_bool_or([*(self.carried[s.name] for s in own), truth.negated()])
            served.append(truth)
        burden = self.solver_model.new_int_var(0, sum(len(s.acts) for s in self.statements), "burden")
        for own in by_party.values():
            self.solver_model.add(burden >= sum(len(s.acts) * self.carried[s.name] for s in own))
        yield sum(served)
        yield sum(self.carried.values())
        yield -1 * burden
        yield from _earliest(list(self.carried.values()))

    def want(self, wanted: Done, most: int, barred: Sequence[tuple[Done, ...]]) -> None:
        """A statement that does this is carried out, with at most so many acts added and none of the barred sets."""
        self.solver_model.add_bool_or(
            self.carried[s.name]
            for s in self.statements
            if any(act.act == wanted.act and act.level >= wanted.level for act in s.acts)
        )
        self.solver_model.add(sum(self.added.values()) <= most)
        for acts in barred:
            self.solver_model.add_bool_or(
                truth.negated() if act in acts else truth for act, truth in self.added.items()
            )

    def is_best(self, wish: cp_model.LinearExprT) -> bool:
        """Look for the most of this wish and keep to it. False if that is not proven: then this was the last to ask.

        What was found before stays where nothing more is found in time.
        """
        left = self.until - time.monotonic()
        if left <= 0:
            return False
        self.solver_model.maximize(wish)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = left
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        status = solver.solve(self.solver_model)
        self.is_impossible = status == cp_model.INFEASIBLE
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return False
        self.is_found = True
        self.names = {name for name, truth in self.carried.items() if solver.boolean_value(truth)}
        self.acts = tuple(act for act, truth in self.added.items() if solver.boolean_value(truth))
        if status != cp_model.OPTIMAL:
            return False
        self.solver_model.add(wish == round(solver.objective_value))
        return True

    def _met(self, condition: Condition) -> cp_model.IntVar:
        match condition:
            case Done():
                return self._done(condition)
            case Not(part):
                negated = self.solver_model.new_bool_var("")
                self.solver_model.add(negated + self._met(part) == 1)
                return negated
            case AtLeast(count, parts):
                truth = self.solver_model.new_bool_var("")
                total = sum(self._met(part) for part in parts)
                self.solver_model.add(total >= count).only_enforce_if(truth)
                self.solver_model.add(total < count).only_enforce_if(truth.negated())
                return truth

    def _done(self, done: Done) -> cp_model.IntVar:
        if done not in self._literals:
            truth = self._literals[done] = self.solver_model.new_bool_var("")
            saying = [said for level, said in self._saying.get(done.act, ()) if level >= done.level]
            # Done if and only if somebody who says so is carried out.
            self.solver_model.add_bool_or([*saying, truth.negated()])
            for one in saying:
                self.solver_model.add_implication(one, truth)
        return self._literals[done]
