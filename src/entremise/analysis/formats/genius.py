"""GENIUS XML: a template with the issues, and one utility space for each profile.

Semantics: an option is worth weight · evaluation / largest evaluation of its issue. Numeric issues have a linear
evaluator, from the lower bound (slope, offset) or from zero (parameter1, parameter0), or a triangular one. Nonlinear
spaces are sums of hyper-rectangles, divided by `maxutility`. `cost` and similarity functions are dead letters.

Source: Lin, Kraus, Baarslag, Tykhonov, Hindriks, Jonker, Genius: an integrated environment for supporting the design
of generic automated negotiators, Computational Intelligence 30 (2014); the files themselves.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from entremise.analysis.errors import AnalysisError, Unreadable
from entremise.analysis.formats.parts import Box, Curve, Profile, Values, assemble, check_holds, party_files
from entremise.analysis.formats.texts import MOST_DEPTH, decimal, exact, number, read_text, safe_name, weight
from entremise.analysis.problems import Issue, Party, Problem

DECLARATION = re.compile(r"<\?xml[^>]*\?>")
LONE_AMPERSAND = re.compile(r"&(?!(?:#\d+|#x[\da-fA-F]+|amp|lt|gt|quot|apos);)")


@dataclass
class Node:
    """An element with the line it began on."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list["Node"] = field(default_factory=list)

    def each(self, tag: str) -> Iterator["Node"]:
        """All elements called `tag` below this one, in the order of the file."""
        for child in self.children:
            if child.tag.lower() == tag:
                yield child
            yield from child.each(tag)

    def items(self) -> list["Node"]:
        """An issue's options; what stands deeper (similarity functions) is not one."""
        return [child for child in self.children if child.tag.lower() == "item" and "value" in child.attributes]

    def get(self, *names: str) -> str | None:
        """The first of these attributes that is there."""
        return next((self.attributes[name] for name in names if name in self.attributes), None)


class _Tree:
    """Builds nodes while the parser reads; the parser tells the line."""

    def __init__(self) -> None:
        self.root = Node("", {}, 0)
        self.open = [self.root]
        self.line: Callable[[], int] = int

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.open) > MOST_DEPTH:
            raise RecursionError
        node = Node(tag, attributes, self.line())
        self.open[-1].children.append(node)
        self.open.append(node)

    def end(self, _tag: str) -> None:
        self.open.pop()

    def data(self, _text: str) -> None:
        """Words between the elements mean nothing here."""

    def close(self) -> Node:
        return self.root


def parse(path: Path, text: str) -> Node:
    """The tree of an XML file, mended where real files need it; raises Unreadable."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Unreadable(path, text[: text.index("<!")].count("\n") + 1, "no document type and no entities", "one")
    # Blanked, not cut, so that lines and columns stay what they are. The text is decoded already.
    text = DECLARATION.sub(lambda found: " " * len(found.group()), text)
    text = LONE_AMPERSAND.sub("&amp;", text)
    tree = _Tree()
    parser: Any = ElementTree.XMLParser(target=tree, forbid_dtd=True)
    tree.line = lambda: int(parser.parser.CurrentLineNumber)
    try:
        parser.feed(text.encode())
        root: Node = parser.close()
    except ElementTree.ParseError as error:
        raise Unreadable(path, error.position[0], "XML", str(error).partition(":")[0]) from None
    except (DefusedXmlException, RecursionError) as error:
        raise Unreadable(path, None, f"plain XML, nested at most {MOST_DEPTH} deep", type(error).__name__) from None
    return root.children[0]


def kind(root: Node) -> str:
    """What a file is: `domain`, `profile`, or something else."""
    if root.tag.lower() == "negotiation_template":
        return "domain"
    if root.tag.lower() == "utility_space":
        valued = any(True for tag in ("weight", "evaluator", "ufun") for _ in root.each(tag))
        return "profile" if valued or any("evaluation" in item.attributes for item in root.each("item")) else "spare"
    return "spare"


def issues(root: Node, path: Path) -> list[Issue]:
    """The issues that a template or a profile describes, in order."""
    return [_issue(node, path) for node in root.each("issue")]


def _issue(node: Node, path: Path) -> Issue:
    name = (node.get("name") or f"issue {node.get('index')}").strip()
    kind_of = (node.get("vtype", "type") or "discrete").lower()
    try:
        if kind_of in {"integer", "real"}:
            low, high = _bounds(node, path)
            if kind_of == "integer":
                return Issue.whole(name, round(low), round(high))
            return Issue.real(name, low, high)
        items = [(item.get("value") or "").strip() for item in node.items()]
        # Some files number an option twice.
        return Issue(name, tuple(dict.fromkeys(items)))
    except AnalysisError as error:
        raise error if isinstance(error, Unreadable) else Unreadable(path, node.line, "an issue", str(error)) from None


def _bounds(node: Node, path: Path) -> tuple[Fraction, Fraction]:
    holder = next((r for r in (node, *node.each("range")) if r.get("lowerbound") is not None), None)
    if holder is None:
        raise Unreadable(path, node.line, "lowerbound and upperbound")
    return (
        number(holder.get("lowerbound"), path, holder.line, "lowerbound"),
        number(holder.get("upperbound"), path, holder.line, "upperbound"),
    )


def profile(root: Node, path: Path, *, name: str = "") -> Profile:
    """A party's values from a utility space."""
    fallback = next((node.get("value") for node in root.each("reservation")), None)
    discount = next((node.get("value") for node in root.each("discount_factor")), None)
    notes = [f"time discount {discount} is not used"] if discount and exact(discount) not in {None, Fraction(1)} else []
    line = next((node.line for node in root.each("reservation")), None)
    least = Fraction(0) if fallback is None else number(fallback, path, line, "reservation")
    nodes = list(root.each("issue"))
    described = [_issue(node, path) for node in nodes]
    if any(True for _ in root.each("hyperrectangle")):
        boxes = list(_boxes(root, path))
        return Profile(name or path.stem, path, {}, least, boxes=boxes, notes=notes, issues=described)
    weights = _weights(root, path, nodes)
    values: dict[str, Values] = {}
    for node, issue, share in zip(nodes, described, weights, strict=True):
        values[issue.name] = _values(node, issue, share, path)
    return Profile(name or path.stem, path, values, least, notes=notes, issues=described)


def _weights(root: Node, path: Path, nodes: Sequence[Node]) -> list[Fraction]:
    by_index: dict[str, Fraction] = {}
    for node in root.each("weight"):
        by_index[node.get("index") or ""] = weight(node.get("value"), path, node.line, "a weight")
    if not by_index:
        return [Fraction(1, len(nodes))] * len(nodes)
    found = [by_index.get(node.get("index") or "") for node in nodes]
    if all(share is None for share in found) and len(by_index) == len(nodes):
        return list(by_index.values())
    return [Fraction(0) if share is None else share for share in found]


def _values(node: Node, issue: Issue, share: Fraction, path: Path) -> Values:
    evaluator = next(node.each("evaluator"), None)
    if issue.numbers is not None or evaluator is not None:
        if evaluator is None:
            raise Unreadable(path, node.line, f"an evaluator for {issue.name!r}")
        return _rule(evaluator, issue, share, path)
    found: dict[str, Fraction] = {}
    for item in node.items():
        stated, name = item.get("evaluation"), (item.get("value") or "").strip()
        found[name] = Fraction(0) if stated is None else number(stated, path, item.line, f"the evaluation of {name!r}")
    top = max(found.values(), default=Fraction(0))
    return {option: share * value / top if top > 0 else Fraction(0) for option, value in found.items()}


def _rule(node: Node, issue: Issue, share: Fraction, path: Path) -> Values:
    def stated(name: str) -> Fraction:
        return number(node.get(name), path, node.line, name)

    kind_of = (node.get("ftype", "type") or "linear").lower()
    low = (issue.numbers or (Fraction(0),))[0]
    if kind_of == "linear" and node.get("slope") is not None:
        slope, offset = stated("slope"), number(node.get("offset") or "0", path, node.line, "offset")
        return Curve(lambda value: share * (slope * (value - low) + offset), line=node.line)
    if kind_of == "linear":
        slope, offset = stated("parameter1"), stated("parameter0")
        return Curve(lambda value: share * (slope * value + offset), line=node.line)
    if kind_of == "triangular":
        left, right, top = (stated(f"parameter{k}") for k in range(3))
        return Curve(lambda value: share * _triangle(value, left, right, top), peak=top, line=node.line)
    raise Unreadable(path, node.line, "a linear or triangular evaluator", repr(kind_of))


def _triangle(value: Fraction, left: Fraction, right: Fraction, top: Fraction) -> Fraction:
    if value == top:
        return Fraction(1)
    if left < value < top:
        return (value - left) / (top - left)
    return (right - value) / (right - top) if top < value < right else Fraction(0)


def _boxes(root: Node, path: Path) -> Iterator[Box]:
    names = {node.get("index") or "": (node.get("name") or "").strip() for node in root.each("issue")}

    def ranges(node: Node, tag: str) -> list[tuple[str, Fraction, Fraction]]:
        found = []
        for part in node.each(tag):
            if (part.get("index") or "") not in names:
                raise Unreadable(path, part.line, "the index of an issue", repr(part.get("index")))
            low, high = (number(part.get(end), path, part.line, end) for end in ("min", "max"))
            found.append((names[part.get("index") or ""], low, high))
        return found

    for utility in root.each("utility"):
        most = number(utility.get("maxutility") or "1", path, utility.line, "maxutility")
        if most <= 0:
            raise Unreadable(path, utility.line, "a maxutility above 0", str(most))
        for function in utility.each("ufun"):
            share = weight(function.get("weight") or "1", path, function.line, "a weight") / most
            for node in function.each("hyperrectangle"):
                worth = number(node.get("utility"), path, node.line, "utility")
                inside, outside = ranges(node, "includes"), ranges(node, "excludes")
                if inside or outside:
                    yield Box(share * worth, inside, outside)


def read(path: Path) -> Problem:
    """A utility space alone, as a problem of one party."""
    root = parse(path, read_text(path))
    if kind(root) != "profile":
        raise Unreadable(path, root.line, "a utility space, or a folder with a template and its profiles")
    return assemble(issues(root, path), [profile(root, path)], name=path.stem, path=path)


def write(problem: Problem, folder: Path) -> list[Path]:
    """A template and a profile for each party, into a folder; the files written.

    GENIUS has no worth below zero and none that every package has: both are shifted off, the reservation with them, so
    that gains stay. A package to fall back on becomes what it is worth; a party is called by its file.
    """
    check_holds(problem, "GENIUS XML")
    folder.mkdir(parents=True, exist_ok=True)
    title = problem.name or "domain"
    files = [folder / f"{safe_name(title)}.xml"]
    profiles = party_files(problem, folder, f"{safe_name(title)}_{{}}.xml")
    body = "".join(_issue_xml(number, issue) for number, issue in enumerate(problem.issues, 1))
    files[0].write_text(
        f'<negotiation_template>\n<utility_space number_of_issues="{len(problem.issues)}">\n'
        f'<objective index="0" etype="objective" type="objective" name={quoteattr(title)}>\n'
        f"{body}</objective>\n</utility_space>\n</negotiation_template>\n"
    )
    for party, fallback in zip(problem.parties, problem.disagreement, strict=True):
        files.append(profiles[party.name])
        files[-1].write_text(_profile_xml(problem, party, fallback))
    return files


def _issue_xml(index: int, issue: Issue, evaluations: Sequence[int] | None = None) -> str:
    head = f'<issue index="{index}" etype="discrete" type="discrete" vtype="discrete" name={quoteattr(issue.name)}>\n'
    items = "".join(
        f'<item index="{number}" value={quoteattr(option)}'
        + (f' evaluation="{evaluations[number - 1]}"' if evaluations is not None else "")
        + "/>\n"
        for number, option in enumerate(issue.options, 1)
    )
    return f"{head}{items}</issue>\n"


def _profile_xml(problem: Problem, party: Party, fallback: int) -> str:
    # Evaluations are the whole points themselves; what lies below zero is not GENIUS's.
    shift = [min(0, *row) for row in party.values]
    rows = [[value - low for value in row] for row, low in zip(party.values, shift, strict=True)]
    lost = sum(shift) + party.constant
    issues_xml = "".join(
        _issue_xml(number, issue, row) for number, (issue, row) in enumerate(zip(problem.issues, rows, strict=True), 1)
    )
    weights = "".join(
        f'<weight index="{number}" value="{decimal(Fraction(max(row), party.scale))}"/>\n'
        for number, row in enumerate(rows, 1)
    )
    return (
        f'<utility_space>\n<objective index="0" etype="objective" type="objective" name="root">\n{issues_xml}{weights}'
        f'</objective>\n<discount_factor value="1.0"/>\n'
        f'<reservation value="{decimal(Fraction(fallback - lost, party.scale))}"/>\n</utility_space>\n'
    )
