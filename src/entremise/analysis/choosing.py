"""Which of several possible sets of commitments: CP-SAT by the published order. Imported when first needed."""

from collections.abc import Sequence

from ortools.sat.python import cp_model

from entremise.analysis.statements import AtLeast, Condition, Done, Not, Statement


def choose(
    statements: Sequence[Statement], exclusive: Sequence[Sequence[str]], *, seconds: float
) -> tuple[set[str], bool]:
    """Names of the statements carried out, and whether the choice is proven best."""
    model = _Model(statements, exclusive)
    return model.best(seconds)


class _Model:
    def __init__(self, statements: Sequence[Statement], exclusive: Sequence[Sequence[str]]) -> None:
        self.statements, self.model = statements, cp_model.CpModel()
        self.carried = {s.name: self.model.new_bool_var(s.name) for s in statements}
        self.literals: dict[Done, cp_model.IntVar] = {}
        for statement in statements:
            self.model.add_implication(self.carried[statement.name], self._met(statement.condition))
        for group in exclusive:
            self.model.add_at_most_one(self.carried[name] for name in group)

    def _met(self, condition: Condition) -> cp_model.IntVar:
        match condition:
            case Done():
                return self._done(condition)
            case Not(part):
                negated = self.model.new_bool_var("")
                self.model.add(negated + self._met(part) == 1)
                return negated
            case AtLeast(count, parts):
                truth = self.model.new_bool_var("")
                total = sum(self._met(part) for part in parts)
                self.model.add(total >= count).only_enforce_if(truth)
                self.model.add(total < count).only_enforce_if(truth.negated())
                return truth

    def _done(self, done: Done) -> cp_model.IntVar:
        if done not in self.literals:
            truth = self.literals[done] = self.model.new_bool_var("")
            saying = [
                self.carried[s.name]
                for s in self.statements
                if any(act.act == done.act and act.level >= done.level for act in s.acts)
            ]
            # Done if and only if somebody who says so is carried out.
            self.model.add_bool_or([*saying, truth.negated()])
            for one in saying:
                self.model.add_implication(one, truth)
        return self.literals[done]

    def best(self, seconds: float) -> tuple[set[str], bool]:
        """By the published order, each wish fixed before the next."""
        by_party: dict[str, list[Statement]] = {}
        for statement in self.statements:
            by_party.setdefault(statement.party, []).append(statement)
        served = []
        for party, own in by_party.items():
            truth = self.model.new_bool_var(party)
            self.model.add_bool_or([*(self.carried[s.name] for s in own), truth.negated()])
            served.append(truth)
        burden = self.model.new_int_var(0, sum(len(s.acts) for s in self.statements), "burden")
        for own in by_party.values():
            self.model.add(burden >= sum(len(s.acts) * self.carried[s.name] for s in own))
        total = sum(self.carried.values())
        wishes = [sum(served), total, -1 * burden]
        names, is_proven = self._solve(wishes, seconds)
        return (self._earliest(names, seconds), True) if is_proven else (names, False)

    def _solve(self, wishes: Sequence[cp_model.LinearExprT], seconds: float) -> tuple[set[str], bool]:
        names: set[str] = set()
        for wish in wishes:
            self.model.maximize(wish)
            solver = _solver(seconds / len(wishes))
            status = solver.solve(self.model)
            if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
                return names, False
            names = {name for name, truth in self.carried.items() if solver.boolean_value(truth)}
            if status != cp_model.OPTIMAL:
                return names, False
            self.model.add(wish == round(solver.objective_value))
        return names, True

    def _earliest(self, names: set[str], seconds: float) -> set[str]:
        """Of equally good choices the one with the earliest statements, so that the answer is always the same."""
        self.model.clear_objective()  # type: ignore[no-untyped-call]  # OR-tools left it untyped
        for name, truth in self.carried.items():
            if name not in names:
                solver = _solver(seconds)
                self.model.add_assumption(truth)
                status = solver.solve(self.model)
                self.model.clear_assumptions()
                if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
                    names = {other for other, held in self.carried.items() if solver.boolean_value(held)}
            self.model.add(truth == int(name in names))
        return names


def _solver(seconds: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    return solver
