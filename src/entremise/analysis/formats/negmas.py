"""NegMAS YAML: a `DiscreteCartesianOutcomeSpace`, and one utility function for each profile, read safely.

Source: Mohammad, Nakadai, Greenwald, NegMAS: a platform for situated negotiations, IJCAI 2019 workshop; its files.
"""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from entremise.analysis.errors import AnalysisError, Unreadable
from entremise.analysis.formats.parts import Profile, Table, Values, assemble
from entremise.analysis.formats.texts import line_of, mapping, number, read_text, sequence, weight
from entremise.analysis.problems import Issue, Problem

INFINITE = {"-.inf", "-inf", ".inf", "inf", "-Infinity"}


class _Loader(yaml.CSafeLoader):
    """Safe; numbers stay as they are written."""


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] in {"tag:yaml.org,2002:null", "tag:yaml.org,2002:bool"}]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse(path: Path, text: str) -> Any:  # noqa: ANN401 – whatever YAML holds
    """What a YAML file holds; anchors are refused, since a few lines of them can stand for gigabytes."""
    try:
        if "&" in text or "*" in text:
            for token in yaml.scan(text, Loader=yaml.SafeLoader):
                if isinstance(token, yaml.AliasToken):
                    raise Unreadable(path, token.start_mark.line + 1, "no aliases", "one")
        return yaml.load(text, Loader=_Loader)  # noqa: S506 – it is the safe one
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise Unreadable(path, line, "YAML", error.problem or "") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(path, None, "YAML", type(error).__name__) from None


def kind(held: object) -> str:
    """What a parsed file is: `domain`, `profile`, or something else."""
    if not isinstance(held, Mapping):
        return "spare"
    if isinstance(held.get("issues"), list):
        return "domain"
    ends = str(held.get("type", "")).rpartition(".")[2]
    return "profile" if ends.endswith(("UtilityFunction", "UFun")) else "spare"


def issues(held: Mapping[str, Any], path: Path, text: str) -> list[Issue]:
    """The issues of an outcome space."""
    return [_issue(mapping(stated, path, 1, "an issue"), path, text) for stated in held["issues"]]


def _issue(stated: Mapping[str, Any], path: Path, text: str) -> Issue:
    name = str(stated.get("name"))
    line = line_of(text, f"name: {name}")
    sort = str(stated.get("type", "CategoricalIssue")).rpartition(".")[2]
    values = stated.get("values")
    try:
        if sort in {"ContiguousIssue", "IntegerIssue", "DiscreteOrdinalIssue"} or isinstance(values, str):
            low, high = _ends(values, path, line, name)
            return Issue.whole(name, round(low), round(high))
        if sort == "ContinuousIssue":
            low, high = _ends(values, path, line, name)
            return Issue.real(name, low, high)
        return Issue(name, tuple(dict.fromkeys(map(str, sequence(values, path, line, f"the values of {name!r}")))))
    except Unreadable:
        raise
    except AnalysisError as error:
        raise Unreadable(path, line, "an issue", str(error)) from None


def _ends(values: object, path: Path, line: int | None, name: str) -> tuple[Fraction, Fraction]:
    if isinstance(values, str):
        high = number(values, path, line, f"how many values {name!r} has")
        return Fraction(0), high - 1
    found = [number(value, path, line, f"an end of {name!r}") for value in sequence(values, path, line, "values")]
    if len(found) != 2:
        raise Unreadable(path, line, f"two ends of {name!r}", f"{len(found)}")
    return found[0], found[1]


def profile(held: Mapping[str, Any], there: list[Issue], path: Path, text: str) -> Profile:
    """A party's values; its functions stand in the order of the issues."""
    notes: list[str] = []
    name = str(held.get("name") or path.stem)
    fallback = held.get("reserved_value")
    while "ufun" in held:
        notes.append(f"time discount ({held.get('type')}) is not used")
        held = mapping(held["ufun"], path, line_of(text, "ufun:"), "ufun")
        fallback = held.get("reserved_value", fallback)
    line = line_of(text, "reserved_value")
    outcome = held.get("reserved_outcome")
    least: Fraction | Mapping[str, str] | None
    if isinstance(outcome, list | tuple) and len(outcome) == len(there):
        least = {issue.name: str(option) for issue, option in zip(there, outcome, strict=True)}
    elif fallback is None:
        least = Fraction(0)
    else:
        least = None if str(fallback) in INFINITE else number(fallback, path, line, "reserved_value")
    sort = str(held.get("type", "")).rpartition(".")[2]
    bias = number(held.get("bias") or 0, path, line_of(text, "\nbias"), "bias")
    if sort == "MappingUtilityFunction":
        return Profile(name, path, {}, least, bias, tables=[_mapping(held, there, path)], notes=notes)
    if sort not in {"LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction", "UtilityFunction"}:
        raise Unreadable(path, line_of(text, sort), "a LinearAdditiveUtilityFunction", sort)
    functions = held.get("values")
    if isinstance(functions, Mapping):
        functions = [functions.get(issue.name) for issue in there]
    rules = sequence(functions, path, line_of(text, "values:"), "values")
    shares = held.get("weights") or [1] * len(rules)
    if isinstance(shares, Mapping):
        shares = [shares.get(issue.name, 1) for issue in there]
    at = line_of(text, "weights:")
    if not len(there) == len(rules) == len(sequence(shares, path, at, "weights")):
        raise Unreadable(path, at, f"{len(there)} values and weights, one for each issue", f"{len(rules)}")
    values: dict[str, Values] = {}
    for issue, rule, share in zip(there, rules, shares, strict=True):
        factor = weight(share, path, at, f"the weight of {issue.name!r}")
        values[issue.name] = _values(rule, issue, factor, path, text=text)
    return Profile(name, path, values, least, bias, notes=notes)


def _values(stated: object, issue: Issue, share: Fraction, path: Path, *, text: str) -> Values:
    line = line_of(text, "values:")
    held = mapping(stated, path, line, f"the values of {issue.name!r}")
    sort = str(held.get("type", "TableFun")).rpartition(".")[2]
    if sort == "TableFun":
        table = mapping(held.get("mapping"), path, line, f"the mapping of {issue.name!r}")
        return {o: share * number(v, path, line_of(text, f"{o}:"), f"{issue.name!r}: {o!r}") for o, v in table.items()}
    slope = number(held.get("slope", 1 if sort == "IdentityFun" else 0), path, line, "slope")
    bias = number(held.get("bias", 0) or 0, path, line, "bias")
    if sort not in {"AffineFun", "LinearFun", "IdentityFun", "ConstFun"}:
        raise Unreadable(path, line_of(text, sort), "TableFun, AffineFun, LinearFun, IdentityFun or ConstFun", sort)
    if issue.numbers is None:
        raise Unreadable(path, line, f"numbers as options of {issue.name!r}, for which a rule is stated")
    return {o: share * (slope * x + bias) for o, x in zip(issue.options, issue.numbers, strict=True)}


def _mapping(held: Mapping[str, Any], there: list[Issue], path: Path) -> Table:
    worth: dict[tuple[str, ...], Fraction] = {}
    stated = held.get("mapping")
    pairs = stated.items() if isinstance(stated, Mapping) else sequence(stated, path, None, "mapping")
    for pair in pairs:
        outcome, value = sequence(pair, path, None, "a pair of outcome and value")
        names = tuple(map(str, sequence(outcome, path, None, "an outcome")))
        worth[names] = number(value, path, None, "an outcome's value")
    return Table([issue.name for issue in there], worth)


def read(path: Path) -> Problem:
    """A file that holds an outcome space and its functions (`ufuns`) together."""
    text = read_text(path)
    held = parse(path, text)
    if kind(held) != "domain" or not isinstance(held.get("ufuns"), list):
        raise Unreadable(path, 1, "issues and ufuns, or a folder with an outcome space and its functions")
    there = issues(held, path, text)
    made = [profile(mapping(part, path, None, "a function"), there, path, text) for part in held["ufuns"]]
    return assemble(there, made, name=path.stem, path=path)


def write(problem: Problem, folder: Path) -> list[Path]:
    """An outcome space and a function for each party; the files written."""
    if not problem.is_additive or problem.constraints:
        raise AnalysisError("this format holds additive values without constraints only")
    folder.mkdir(parents=True, exist_ok=True)
    title = problem.name or "domain"
    space = {
        "name": title,
        "type": "DiscreteCartesianOutcomeSpace",
        "issues": [{"name": i.name, "type": "CategoricalIssue", "values": list(i.options)} for i in problem.issues],
    }
    files = [folder / f"{title}.yml"]
    files[0].write_text(yaml.safe_dump(space, sort_keys=False, allow_unicode=True))
    for party, fallback in zip(problem.parties, problem.disagreement, strict=True):
        held = {
            "name": party.name,
            "type": "LinearAdditiveUtilityFunction",
            "reserved_value": float("-inf") if party.disagreement is None else fallback / party.scale,
            "bias": party.constant / party.scale,
            "values": [
                {"type": "TableFun", "mapping": {o: v / party.scale for o, v in zip(i.options, row, strict=True)}}
                for i, row in zip(problem.issues, party.values, strict=True)
            ],
            "weights": [1.0] * len(problem.issues),
        }
        files.append(folder / f"{title}_{party.name}.yml")
        files[-1].write_text(yaml.safe_dump(held, sort_keys=False, allow_unicode=True))
    return files
