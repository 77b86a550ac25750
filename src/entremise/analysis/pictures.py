"""The frontier as a picture that can also be read: SVG with title, description and a table beside it; and PNG.

Pure functions. Nothing in them says whose estimate the numbers are: the page or the command around them does.
"""

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from xml.sax import saxutils

import numpy as np

from entremise.analysis.formats.parts import is_unheld
from entremise.analysis.frontier import Frontier
from entremise.analysis.problems import Package, Problem, reach
from entremise.analysis.solutions import Point

WIDTH, HEIGHT, MARGIN = 640, 480, 64
MOST_DOTS = 2000
SHAPES = {"nash": "circle", "egalitarian": "square", "ks": "triangle", "utilitarian": "diamond", "welfare": "cross"}
NAMES = {
    "nash": "Nash",
    "egalitarian": "Egalitarian",
    "ks": "Kalai–Smorodinsky",
    "utilitarian": "Largest sum",
    "welfare": "Largest sum of all packages",
}
INK, QUIET, MARK = "#1b1f24", "#8b949e", "#b3261e"


@dataclass(frozen=True, slots=True)
class Dot:
    """A point to mark: its shape, its name, and where it is, as a share of the picture's width and height."""

    shape: str
    name: str
    x: float
    y: float
    cross: "Cross | None" = None


@dataclass(frozen=True, slots=True)
class Cross:
    """How far what a package is worth may be off, in the same shares: from where to where it may lie."""

    left: float
    right: float
    low: float
    high: float


@dataclass(frozen=True)
class Drawing:
    """What both kinds of picture draw."""

    axes: tuple[str, str]
    lows: tuple[float, float]
    highs: tuple[float, float]
    dots: Sequence[tuple[float, float]]
    marks: Sequence[Dot]
    fallback: tuple[float, float] | None
    crosses: Sequence[Cross] = ()
    """Of the dots, where values may be off."""


def _escaped(text: str) -> str:
    """Text as XML holds it; what XML has no place for becomes a mark that a letter was there."""
    return saxutils.escape("".join("\ufffd" if is_unheld(letter) else letter for letter in text))


def svg(
    frontier: Frontier,
    points: Mapping[str, Point | None],
    *,
    parties: tuple[int, int] = (0, 1),
    title: str = "What both sides could accept",
) -> str:
    """The frontier of two of the parties, with marked points, as a whole SVG document.

    Points are told apart by shape and by name, never by colour alone. There is no style and no script in it.
    """
    drawing = draw(frontier, points, parties=parties)
    inner = [*_axes(drawing), *(_circle(x, y, 2.5, QUIET) for x, y in drawing.dots)]
    for (x, y), cross in zip(drawing.dots, drawing.crosses, strict=False):
        inner.append(_crossed(x, y, cross, QUIET))
    inner += [_crossed(dot.x, dot.y, dot.cross, MARK) for dot in drawing.marks if dot.cross is not None]
    if drawing.fallback is not None:
        x, y = (_x(drawing.fallback[0]), _y(drawing.fallback[1]))
        inner.append(f'<path d="M{x} {MARGIN / 2}V{HEIGHT - MARGIN}M{MARGIN} {y}H{WIDTH - 8}" {_DASH}/>')
        inner.append(f'<text x="{x + 4}" y="{HEIGHT - MARGIN - 6}" {_SMALL}>no agreement</text>')
    for number, dot in enumerate(drawing.marks):
        inner += _marked(dot, number)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="frontier-title frontier-desc" font-family="sans-serif">'
        f'<title id="frontier-title">{_escaped(title)}</title>'
        f'<desc id="frontier-desc">{_escaped(describe(frontier, points, parties=parties))}</desc>'
        f"{''.join(inner)}</svg>\n"
    )


def png(frontier: Frontier, points: Mapping[str, Point | None], *, parties: tuple[int, int] = (0, 1)) -> bytes:
    """The same picture as pixels, for where SVG is not welcome."""
    # Needed for this alone.
    from PIL import Image, ImageDraw  # noqa: PLC0415

    drawing = draw(frontier, points, parties=parties)
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    left, bottom = MARGIN, HEIGHT - MARGIN
    pen.line([(left, MARGIN // 2), (left, bottom), (WIDTH - 8, bottom)], fill=INK)
    for x, y in drawing.dots:
        pen.ellipse([_x(x) - 2, _y(y) - 2, _x(x) + 2, _y(y) + 2], fill=QUIET)
    crossed = [(x, y, cross, QUIET) for (x, y), cross in zip(drawing.dots, drawing.crosses, strict=False)]
    crossed += [(dot.x, dot.y, dot.cross, MARK) for dot in drawing.marks if dot.cross is not None]
    for x, y, cross, ink in crossed:
        pen.line([(_x(cross.left), _y(y)), (_x(cross.right), _y(y))], fill=ink)
        pen.line([(_x(x), _y(cross.low)), (_x(x), _y(cross.high))], fill=ink)
    for number, dot in enumerate(drawing.marks):
        x, y = _x(dot.x), _y(dot.y)
        pen.rectangle([x - 4, y - 4, x + 4, y + 4], outline=MARK, width=2)
        pen.text((WIDTH - 190, 12 + 16 * number), f"{number + 1} {dot.name}".replace("–", "-"), fill=INK)
        pen.text((x + 6, y - 14), str(number + 1), fill=INK)
    pen.text((WIDTH // 2, HEIGHT - 24), drawing.axes[0], fill=INK)
    pen.text((8, 8), drawing.axes[1], fill=INK)
    held = io.BytesIO()
    image.save(held, format="PNG")
    return held.getvalue()


def table(frontier: Frontier, points: Mapping[str, Point | None]) -> list[list[str]]:
    """The picture as rows, header first: each marked point, then each point of the frontier, with its package."""
    problem = frontier.problem
    head = ["", *(party.name for party in problem.parties), *(issue.name for issue in problem.issues)]
    rows = [head]
    for kind, point in points.items():
        if point is not None:
            worth = [f"{value:.4g}" for value in problem.utilities(point.points)]
            rows.append([NAMES.get(kind, kind), *worth, *problem.named(point.package)])
    for number, (points_of, package) in enumerate(zip(frontier.points.tolist(), frontier.packages(), strict=True), 1):
        worth = [f"{value:.4g}" for value in problem.utilities(points_of)]
        rows.append([f"{number}", *worth, *problem.named(package)])
    return rows


def describe(frontier: Frontier, points: Mapping[str, Point | None], *, parties: tuple[int, int] = (0, 1)) -> str:
    """The picture in a few sentences."""
    first, second = (frontier.problem.parties[number].name for number in parties)
    if len(frontier) == 0:
        return f"No package is acceptable to {first} and {second} together."
    size = f"{len(frontier)} packages" if len(frontier) > 1 else "One package"
    sort = "that no other package beats for all" if frontier.is_exact else "found so far; the list may be incomplete"
    said = [f"{size} {sort}, from {first}'s best to {second}'s best."]
    for kind, point in points.items():
        if point is not None:
            worth = frontier.problem.utilities(point.points)
            said.append(
                f"{NAMES.get(kind, kind)}: {worth[parties[0]]:.4g} for {first}, {worth[parties[1]]:.4g} for {second}."
            )
    if frontier.problem.is_loose:
        said.append("Crosses show from where to where a worth may lie.")
    return " ".join(said)


def draw(frontier: Frontier, points: Mapping[str, Point | None], *, parties: tuple[int, int]) -> Drawing:
    """Where everything stands."""
    problem, pair = frontier.problem, list(parties)
    # Every step-th: no eye tells more apart.
    shown = range(0, len(frontier), max(1, math.ceil(len(frontier) / MOST_DOTS)))
    kinds = [(kind, point) for kind, point in points.items() if point is not None]
    worths = [*frontier.utilities()[shown][:, pair].tolist(), *(_both(problem, p.points, pair) for _, p in kinds)]
    spans = _spans(problem, [*map(frontier.package, shown), *(point.package for _, point in kinds)], pair)
    every = [*worths, *(corner for span in spans for corner in span)]
    has_fallback = all(problem.parties[number].disagreement is not None for number in pair)
    fallback = _both(problem, problem.disagreement, pair)
    array = np.array([*every, *([fallback] if has_fallback else [])] or [[0.0, 0.0]], dtype=np.float64)
    lows, highs = array.min(axis=0), array.max(axis=0)
    span = np.where(highs > lows, highs - lows, 1.0)

    def place(worth: Sequence[float]) -> tuple[float, float]:
        x, y = (np.array(worth) - lows) / span
        return float(x), float(y)

    crosses = [
        Cross(left, right, low, high)
        for (left, low), (right, high) in ((place(least), place(most)) for least, most in spans)
    ]
    marked = zip_longest(kinds, worths[len(shown) :], crosses[len(shown) :])
    return Drawing(
        axes=(problem.parties[pair[0]].name, problem.parties[pair[1]].name),
        lows=(float(lows[0]), float(lows[1])),
        highs=(float(lows[0] + span[0]), float(lows[1] + span[1])),
        dots=[place(worth) for worth in worths[: len(shown)]],
        marks=[
            Dot(SHAPES.get(kind, "circle"), NAMES.get(kind, kind), *place(worth), cross)
            for (kind, _), worth, cross in marked
        ],
        fallback=place(fallback) if has_fallback else None,
        crosses=crosses[: len(shown)],
    )


def _both(problem: Problem, points: Sequence[int], pair: Sequence[int]) -> list[float]:
    """What some points are worth to the two parties drawn."""
    worth = problem.utilities(points)
    return [worth[number] for number in pair]


def _spans(problem: Problem, packages: Sequence[Package], pair: Sequence[int]) -> list[tuple[list[float], list[float]]]:
    """For each package the least and the most it may be worth to the two; none where nothing may be off."""
    if not any(any(map(any, problem.parties[number].loose)) for number in pair):
        return []
    found = []
    for package in packages:
        least, most = zip(*(reach(party, package) for party in problem.parties), strict=True)
        found.append((_both(problem, least, pair), _both(problem, most, pair)))
    return found


_SMALL = f'font-size="11" fill="{INK}"'
_DASH = f'stroke="{QUIET}" stroke-dasharray="4 4" fill="none"'


def _x(share: float) -> float:
    return round(MARGIN + share * (WIDTH - MARGIN - 24), 1)


def _y(share: float) -> float:
    return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)


def _axes(drawing: Drawing) -> list[str]:
    parts = [f'<path d="M{MARGIN} {MARGIN / 2}V{HEIGHT - MARGIN}H{WIDTH - 8}" stroke="{INK}" fill="none"/>']
    for share in (0.0, 0.5, 1.0):
        x, y = (low + share * (high - low) for low, high in zip(drawing.lows, drawing.highs, strict=True))
        parts.append(f'<text x="{_x(share)}" y="{HEIGHT - MARGIN + 18}" text-anchor="middle" {_SMALL}>{x:.4g}</text>')
        parts.append(f'<text x="{MARGIN - 8}" y="{_y(share) + 4}" text-anchor="end" {_SMALL}>{y:.4g}</text>')
    middle = (WIDTH + MARGIN) / 2
    parts.append(
        f'<text x="{middle}" y="{HEIGHT - 20}" text-anchor="middle" {_SMALL}>{_escaped(drawing.axes[0])}</text>'
    )
    parts.append(f'<text x="8" y="20" {_SMALL}>{_escaped(drawing.axes[1])}</text>')
    return parts


def _crossed(x: float, y: float, cross: Cross, ink: str) -> str:
    """From where to where a package's worths may lie."""
    across, up = f"M{_x(cross.left)} {_y(y)}H{_x(cross.right)}", f"M{_x(x)} {_y(cross.low)}V{_y(cross.high)}"
    return f'<path d="{across}{up}" stroke="{ink}" stroke-width="0.8" fill="none"/>'


def _circle(x: float, y: float, radius: float, ink: str) -> str:
    return f'<circle cx="{_x(x)}" cy="{_y(y)}" r="{radius}" fill="{ink}"/>'


def _marked(dot: Dot, number: int) -> list[str]:
    x, y = _x(dot.x), _y(dot.y)
    paths = {
        "circle": f"M{x - 6} {y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0",
        "square": f"M{x - 6} {y - 6}h12v12h-12z",
        "triangle": f"M{x} {y - 7}l7 12h-14z",
        "diamond": f"M{x} {y - 8}l8 8l-8 8l-8 -8z",
        "cross": f"M{x - 6} {y - 6}l12 12M{x + 6} {y - 6}l-12 12",
    }
    legend_x, legend_y = WIDTH - 200, 20 + 18 * number
    shown = paths[dot.shape]
    moved = f"translate({round(legend_x - x, 1)} {round(legend_y - 4 - y, 1)})"
    stroke = f'fill="none" stroke="{MARK}" stroke-width="2"'
    return [
        f'<path d="{shown}" {stroke}><title>{_escaped(dot.name)}</title></path>',
        f'<path d="{shown}" {stroke} transform={saxutils.quoteattr(moved)}/>',
        f'<text x="{legend_x + 14}" y="{legend_y}" {_SMALL}>{_escaped(dot.name)}</text>',
    ]
