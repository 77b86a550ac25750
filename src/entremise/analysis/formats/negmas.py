"""NegMAS YAML: a `DiscreteCartesianOutcomeSpace`, and one utility function for each profile, read safely.

Source: Mohammad, Nakadai, Greenwald, NegMAS: a platform for situated negotiations, IJCAI 2019 workshop; its files.
"""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from entremise.analysis.errors import AnalysisError, Unreadable
from entremise.analysis.formats.parts import Profile, Table, Values, assemble, check_holds, party_files
from entremise.analysis.formats.texts import (
    MOST_DEPTH,
    line_of,
    mapping,
    number,
    read_text,
    safe_name,
    sequence,
    weight,
)
from entremise.analysis.problems import Issue, Problem

INFINITE = {"-.inf", "-inf", ".inf", "inf", "-Infinity"}


TAG = "tag:yaml.org,2002:"
PLAIN = {f"{TAG}{name}" for name in ("str", "int", "float", "seq", "map")} | {"!", None}
TRUTHS = {word: truth for truth, words in ((True, "yes true on"), (False, "no false off")) for word in words.split()}
"""YAML 1.1's words; numbers stay as they are written."""


def parse(path: Path, text: str) -> Any:  # noqa: ANN401 – whatever YAML holds
    """What a YAML file holds, built from the parser's events, so that neither depth nor anchors cost more than lines.

    Anchors are refused, since a few lines of them can stand for gigabytes; so is what is nested deeper than MOST_DEPTH.
    """
    try:
        return _Building(path).built(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise Unreadable(path, line, "YAML", error.problem or "") from None
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(path, None, "YAML", type(error).__name__) from None


class _Building:
    """One document, from its events."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.top: list[Any] = []
        # A mapping is a list of keys and values in turn until it is closed.
        self.open: list[list[Any]] = [self.top]

    def built(self, text: str) -> Any:  # noqa: ANN401 – whatever YAML holds
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            match event:
                case yaml.ScalarEvent():
                    self.open[-1].append(self._scalar(event))
                case yaml.CollectionStartEvent():
                    self._begin(event)
                case yaml.MappingEndEvent():
                    self._end(self._mapping(self.open.pop(), event))
                case yaml.SequenceEndEvent():
                    self._end(self.open.pop())
                case yaml.AliasEvent():
                    raise self._refusal(event, "no aliases", "one")
                case yaml.DocumentStartEvent() if self.top:
                    raise self._refusal(event, "YAML", "a second document")
        return self.top[0] if self.top else None

    def _refusal(self, event: yaml.Event, expected: str, found: str = "") -> Unreadable:
        line = event.start_mark.line + 1 if event.start_mark else None
        return Unreadable(self.path, line, expected, found)

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        if len(self.open) > MOST_DEPTH:
            raise self._refusal(event, f"YAML nested at most {MOST_DEPTH} deep")
        if event.tag not in PLAIN:
            raise self._refusal(event, "YAML without tags of its own", str(event.tag)[:60])
        self.open.append([])

    def _end(self, held: object) -> None:
        self.open[-1].append(held)

    def _mapping(self, parts: list[Any], event: yaml.Event) -> dict[Any, Any]:
        try:
            return dict(zip(parts[::2], parts[1::2], strict=True))
        except TypeError:
            raise self._refusal(event, "keys that are words or numbers", "a list or a mapping") from None

    def _scalar(self, event: yaml.ScalarEvent) -> str | bool | None:
        """A word, as it is written unless it is one of YAML's for yes, no and nothing."""
        is_plain = event.implicit[0]
        word = _spelled(event.value)
        if event.tag == f"{TAG}null" or (is_plain and word in {"", "~", "null"}):
            return None
        if event.tag not in PLAIN | {f"{TAG}bool"}:
            raise self._refusal(event, "YAML without tags of its own", str(event.tag)[:60])
        truth = TRUTHS.get(word) if is_plain or event.tag == f"{TAG}bool" else None
        return event.value if truth is None else truth


def _spelled(word: str) -> str:
    """The word in lower case, if it is written in one of the ways in which YAML knows its words; else as it is."""
    small = word.lower()
    return small if word in {small, small.upper(), small.capitalize()} else word


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
    """An outcome space and a function for each party; the files written.

    A package to fall back on becomes what it is worth.
    """
    check_holds(problem, "NegMAS YAML")
    folder.mkdir(parents=True, exist_ok=True)
    title = problem.name or "domain"
    space = {
        "name": title,
        "type": "DiscreteCartesianOutcomeSpace",
        "issues": [{"name": i.name, "type": "CategoricalIssue", "values": list(i.options)} for i in problem.issues],
    }
    files = [folder / f"{safe_name(title)}.yml"]
    profiles = party_files(problem, folder, f"{safe_name(title)}_{{}}.yml")
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
        files.append(profiles[party.name])
        files[-1].write_text(yaml.safe_dump(held, sort_keys=False, allow_unicode=True))
    return files
