"""GeniusWeb JSON (`issuesValues`, `LinearAdditiveUtilitySpace`, sums of groups) and NegoLog JSON (`issueWeights`).

In GeniusWeb an option is worth weight · utility; the reservation is a bid, a package that the party falls back on.

Source: GeniusWeb, TU Delft (profile classes); Doğru, Keskin, Jonker, Baarslag, Aydoğan, NegoLog, IJCAI 2024.
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from entremise.analysis.errors import AnalysisError, Unreadable
from entremise.analysis.formats.parts import Curve, Profile, Table, Values, assemble, check_holds, party_files
from entremise.analysis.formats.texts import (
    decimal,
    is_short,
    line_of,
    mapping,
    number,
    read_json,
    read_text,
    safe_name,
    sequence,
    weight,
)
from entremise.analysis.problems import MOST_OPTIONS, Issue, Package, Party, Problem

DISCRETE = ("DiscreteValueSetUtilities", "discreteutils")
NUMERIC = ("NumberValueSetUtilities", "numberutils")
MOST_SUMS = 200_000
"""Different worths among which a package for a stated disagreement is looked for."""
SUMS = ("SumOfGroupsUtilitySpace",)


def kind(held: object) -> str:
    """What a parsed file is: `domain`, `profile`, `negolog`, or something else."""
    if not isinstance(held, Mapping):
        return "spare"
    if "issuesValues" in held:
        return "domain"
    if "LinearAdditiveUtilitySpace" in held or any(name in held for name in SUMS):
        return "profile"
    return "negolog" if "issueWeights" in held and "issues" in held else "spare"


def issues(held: Mapping[str, Any], path: Path, text: str) -> list[Issue]:
    """The issues of a domain."""
    stated = mapping(held["issuesValues"], path, line_of(text, "issuesValues"), "issuesValues")
    return [_issue(name, value, path, line_of(text, "issuesValues", f'"{name}"')) for name, value in stated.items()]


def _issue(name: str, stated: object, path: Path, line: int | None) -> Issue:
    held = mapping(stated, path, line, f"the issue {name!r}")
    try:
        if "range" in held:
            return _number_issue(name, held["range"], path, line)
        options = sequence(held.get("values"), path, line, f"the values of {name!r}")
        return Issue(name, tuple(dict.fromkeys(map(str, options))))
    except Unreadable:
        raise
    except AnalysisError as error:
        raise Unreadable(path, line, "an issue with values or a range", str(error)) from None


def _number_issue(name: str, stated: object, path: Path, line: int | None) -> Issue:
    ends = [number(value, path, line, "range") for value in sequence(stated, path, line, "range")]
    if len(ends) != 3 or ends[2] <= 0 or (ends[1] - ends[0]) / ends[2] >= MOST_OPTIONS:
        raise Unreadable(path, line, f"a range [low, high, step] of at most {MOST_OPTIONS} steps", f"{stated}")
    numbers = tuple(ends[0] + ends[2] * k for k in range(int((ends[1] - ends[0]) / ends[2]) + 1))
    return Issue(name, tuple(decimal(value) for value in numbers), numbers)


def profile(held: Mapping[str, Any], path: Path, text: str) -> Profile:
    """A party's values."""
    if "LinearAdditiveUtilitySpace" not in held:
        return _groups(held, path, text)
    line = line_of(text, "LinearAdditiveUtilitySpace")
    space = mapping(held["LinearAdditiveUtilitySpace"], path, line, "LinearAdditiveUtilitySpace")
    at = line_of(text, "issueWeights")
    weights = mapping(space.get("issueWeights"), path, at, "issueWeights")
    stated = mapping(space.get("issueUtilities"), path, line_of(text, "issueUtilities"), "issueUtilities")
    values: dict[str, Values] = {}
    for name, utilities in stated.items():
        if name not in weights:
            raise Unreadable(path, at, f"a weight of {name!r}")
        share = weight(weights[name], path, line_of(text, "issueWeights", f'"{name}"'), f"the weight of {name!r}")
        values[name] = _values(utilities, share, path, line=line_of(text, "issueUtilities", f'"{name}"'), name=name)
    bid = _bid(space.get("reservationBid"), path, text)
    return Profile(str(space.get("name") or path.stem), path, values, bid or Fraction(0))


def _bid(stated: object, path: Path, text: str) -> Mapping[str, str] | None:
    if not stated:
        return None
    line = line_of(text, "reservationBid")
    held = mapping(stated, path, line, "reservationBid")
    values = mapping(held.get("issuevalues", held.get("issueValues", {})), path, line, "reservationBid")
    return {name: str(value) for name, value in values.items()} or None


def _values(stated: object, share: Fraction, path: Path, *, line: int | None, name: str) -> Values:
    held = mapping(stated, path, line, f"the utilities of {name!r}")
    discrete = next((held[key] for key in DISCRETE if key in held), None)
    if discrete is not None:
        table = mapping(discrete, path, line, f"the utilities of {name!r}").get("valueUtilities")
        options = mapping(table, path, line, f"valueUtilities of {name!r}")
        return {option: share * number(value, path, line, f"{name!r}: {option!r}") for option, value in options.items()}
    numeric = next((held[key] for key in NUMERIC if key in held), None)
    if numeric is None:
        raise Unreadable(path, line, f"one of {', '.join(DISCRETE + NUMERIC)} for {name!r}", ", ".join(held))
    ends = mapping(numeric, path, line, f"the utilities of {name!r}")
    x0, y0, x1, y1 = (
        number(ends.get(key), path, line, key) for key in ("lowValue", "lowUtility", "highValue", "highUtility")
    )
    if x0 == x1:
        raise Unreadable(path, line, f"two different ends for {name!r}")
    return Curve(lambda value: share * (y0 + (y1 - y0) * (value - x0) / (x1 - x0)), line=line)


def _groups(held: Mapping[str, Any], path: Path, text: str) -> Profile:
    """SumOfGroupsUtilitySpace: worth of combinations of the options of a few issues."""
    line = line_of(text, SUMS[0])
    space = mapping(held[SUMS[0]], path, line, SUMS[0])
    tables = []
    for stated in mapping(space.get("partUtilities", space.get("utilities")), path, line, "groups").values():
        part = mapping(stated, path, line, "a group")
        part = mapping(part.get("PartsUtilities", part), path, line, "a group")
        names = [str(name) for name in sequence(part.get("issues"), path, line, "a group's issues")]
        worths: dict[tuple[str, ...], Fraction] = {}
        for entry in sequence(part.get("utilslist", []), path, line, "utilslist"):
            pair = mapping(entry, path, line, "an entry of utilslist")
            combination = tuple(str(option) for option in sequence(pair.get("values"), path, line, "values"))
            worths[combination] = number(pair.get("util"), path, line, "util")
        tables.append(Table(names, worths))
    bid = _bid(space.get("reservationBid"), path, text)
    return Profile(str(space.get("name") or path.stem), path, {}, bid or Fraction(0), tables=tables)


def negolog(held: Mapping[str, Any], path: Path, text: str) -> Profile:
    """A party's values in NegoLog's form, with the issues that they describe."""
    at = line_of(text, "issueWeights")
    weights = mapping(held["issueWeights"], path, at, "issueWeights")
    stated = mapping(held["issues"], path, line_of(text, '"issues"'), "issues")
    values: dict[str, Values] = {}
    described = []
    for name, options in stated.items():
        line = line_of(text, '"issues"', f'"{name}"')
        if name not in weights:
            raise Unreadable(path, at, f"a weight of {name!r}")
        share = weight(weights[name], path, at, f"the weight of {name!r}")
        table = mapping(options, path, line, f"the options of {name!r}")
        values[name] = {o: share * number(v, path, line, f"{name!r}: {o!r}") for o, v in table.items()}
        try:
            described.append(Issue(name, tuple(table)))
        except AnalysisError as error:
            raise Unreadable(path, line, "an issue", str(error)) from None
    least = number(held.get("reservationValue", "0"), path, line_of(text, "reservationValue"), "reservationValue")
    return Profile(path.stem, path, values, least, issues=described)


def read(path: Path) -> Problem:
    """A profile alone, as a problem of one party."""
    text = read_text(path)
    held = read_json(path, text)
    if kind(held) == "negolog":
        made = negolog(held, path, text)
        return assemble(made.issues, [made], name=path.stem, path=path)
    if kind(held) == "profile" and "LinearAdditiveUtilitySpace" in held:
        space = mapping(held["LinearAdditiveUtilitySpace"], path, 1, "LinearAdditiveUtilitySpace")
        domain = mapping(space.get("domain"), path, line_of(text, '"domain"'), "domain")
        return assemble(issues(domain, path, text), [profile(held, path, text)], name=path.stem, path=path)
    raise Unreadable(path, 1, "a profile of GeniusWeb or NegoLog, or a folder with a domain and its profiles")


def write(problem: Problem, folder: Path) -> list[Path]:
    """A domain and a profile for each party, in GeniusWeb's form; the files written.

    The disagreement becomes a bid: the package that a party falls back on, its worst where it said nothing, or one that
    is worth exactly the number it stated; where none is, writing is refused. What every package has is left off.
    """
    check_holds(problem, "GeniusWeb JSON")
    bids = {party.name: _bid_of(problem, party) for party in problem.parties}
    folder.mkdir(parents=True, exist_ok=True)
    title = problem.name or "domain"
    domain = {"name": title, "issuesValues": {issue.name: {"values": list(issue.options)} for issue in problem.issues}}
    files = [folder / f"{safe_name(title)}.json"]
    profiles = party_files(problem, folder, f"{safe_name(title)}_{{}}.json")
    files[0].write_text(json.dumps(domain, indent=1))
    for party in problem.parties:
        shares, tables = _shares(problem, party)
        space: dict[str, object] = {
            "issueUtilities": {
                issue: {"DiscreteValueSetUtilities": {"valueUtilities": table}} for issue, table in tables.items()
            },
            "issueWeights": shares,
            "domain": domain,
            "name": party.name,
            "reservationBid": {"issuevalues": dict(zip(tables, problem.named(bids[party.name]), strict=True))},
        }
        files.append(profiles[party.name])
        files[-1].write_text(json.dumps({"LinearAdditiveUtilitySpace": space}, indent=1))
    return files


def _bid_of(problem: Problem, party: Party) -> Package:
    """A package worth exactly what the party has without agreement."""
    if isinstance(party.disagreement, tuple):
        return party.disagreement
    if party.disagreement is None:
        return tuple(row.index(min(row)) for row in party.values)
    sums: dict[int, Package] = {party.constant: ()}
    for row in party.values:
        sums = {have + more: (*chosen, o) for have, chosen in sums.items() for o, more in enumerate(row)}
        if len(sums) > MOST_SUMS:
            break
    found = sums.get(party.disagreement, ())
    if len(found) < len(problem.issues):
        raise AnalysisError(
            f"GeniusWeb JSON holds a disagreement as a package, and none is found that is worth {party.name}'s exactly"
        )
    return found


def write_negolog(problem: Problem, folder: Path) -> list[Path]:
    """A profile for each party, in NegoLog's form; the files written.

    What every package has is left off, from the reservation too, so that gains stay; a party is called by its file.
    """
    check_holds(problem, "NegoLog JSON")
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    profiles = party_files(problem, folder, "profile_{}.json")
    for party, fallback in zip(problem.parties, problem.disagreement, strict=True):
        shares, tables = _shares(problem, party)
        held = {
            "reservationValue": float(Fraction(fallback - party.constant, party.scale)),
            "issueWeights": shares,
            "issues": tables,
        }
        files.append(profiles[party.name])
        files[-1].write_text(json.dumps(held, indent=1))
    return files


def _shares(problem: Problem, party: Party) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Weights, and values within each issue from the largest size as 1; where that would round them, as they are."""
    shares: dict[str, float] = {}
    tables: dict[str, dict[str, float]] = {}
    for issue, row in zip(problem.issues, party.values, strict=True):
        top = max(map(abs, row)) or 1
        top = top if all(map(is_short, (Fraction(value, top) for value in row))) else 1
        shares[issue.name] = top / party.scale
        tables[issue.name] = {option: value / top for option, value in zip(issue.options, row, strict=True)}
    return shares, tables
