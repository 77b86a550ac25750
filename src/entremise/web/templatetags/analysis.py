"""The desk's analysis in words and as a picture: points, ranges, and the frontier drawn on the server."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from entremise.domain.ids import Label, Mark
from entremise.domain.terms import PartyRoom
from entremise.domain.valuing import IssueView, Origin
from entremise.services.valuing import AnalysisPage, PartyValues
from entremise.services.weighing import Change, Findings, Weighed, Worth

register = template.Library()
Place = Callable[[float], float]

KINDS: Final[Mapping[str, Promise]] = {
    "nash": _("Largest product of gains"),
    "egalitarian": _("Largest least gain"),
    "ks": _("Largest least share of what each could gain"),
    "utilitarian": _("Largest sum"),
}
AUTHORS: Final[Mapping[str, str]] = {
    "nash": "Nash 1950",
    "egalitarian": "Kalai 1977",
    "ks": "Kalai, Smorodinsky 1975",
    "utilitarian": "Bentham",
}
ORIGINS: Final[Mapping[Origin, Promise]] = {
    Origin.ESTIMATE: _("The desk’s estimate"),
    Origin.TOLD: _("Given by the party, for the desk to see"),
    Origin.SEALED: _("Given by the party, for the engine alone"),
}
LEFT, RIGHT, TOP, BOTTOM = 58, 468, 12, 376
TICKS: Final = 4
EDGE: Final = 0.06
"""Of an axis, beyond what is drawn."""
MOST_COUNTED: Final = 10**9
MOST_CURVE: Final = 400
"""Points of the frontier that are drawn."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid."""

    at: str
    after: str
    """Where its number stands."""
    value: int


@dataclass(frozen=True, slots=True)
class Disc:
    """A kept package."""

    x: str
    y: str
    label_y: str
    number: int
    is_filled: bool
    cross: str
    """How uncertain it is, as a path."""


@dataclass(frozen=True, slots=True)
class HeldRow:
    """What a party's values of one issue are, as the desk holds them."""

    options: tuple[tuple[str, int], ...]
    give_or_take: int
    rests_on: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn, in the picture's own units, as text that no language writes otherwise."""

    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    line: str
    dots: tuple[tuple[str, str], ...]
    discs: tuple[Disc, ...]
    without_x: str
    without_y: str
    label_x: str
    """Beside the line of the first party."""
    label_y: str
    """Under the line of the second."""
    left_width: str
    right_width: str
    low_height: str
    axes: tuple[PartyRoom, PartyRoom]
    words: str
    """The picture in sentences."""


@register.filter
def kind_words(kind: str) -> str:
    """What a point is the most of."""
    return str(KINDS[kind])


@register.filter
def kind_author(kind: str) -> str:
    """Who described the point."""
    return AUTHORS[kind]


@register.filter
def origin_words(origin: Origin) -> str:
    """Where a party's values come from."""
    return str(ORIGINS[origin])


@register.filter
def worth_words(worth: Worth) -> str:
    """`64 (58 to 70)`, `64`, or that the number is sealed."""
    if worth.points is None:
        return gettext("sealed")
    if worth.low == worth.high:
        return str(worth.points)
    return gettext("%(points)s (%(low)s to %(high)s)") % {
        "points": worth.points,
        "low": worth.low,
        "high": worth.high,
    }


@register.filter
def party_of(mark: Mark, page: AnalysisPage) -> str:
    """What a room's party is called."""
    return next(room.party for room in page.opened.rooms if room.mark == mark)


@register.filter
def at(values: Sequence[object], place: int) -> object:
    """The value in this place, from 0."""
    return values[place]


@register.simple_tag
def option_name(page: AnalysisPage, issue: int, option: int) -> str:
    """The words of an option, both by their places from 0."""
    return page.values.issues[issue].options[option]


@register.simple_tag
def package_words(page: AnalysisPage, weighed: Weighed) -> str:
    """A package's options in a row."""
    return " · ".join(issue.options[option] for issue, option in zip(page.values.issues, weighed.options, strict=True))


@register.simple_tag
def known_number(page: AnalysisPage, weighed: Weighed) -> int | None:
    """The number under which the package is kept, if it is."""
    chosen = {issue.number: option for issue, option in zip(page.values.issues, weighed.options, strict=True)}
    return next((one.number for one in page.values.packages if one.options == chosen), None)


@register.simple_tag
def package_of(page: AnalysisPage, number: int) -> Weighed | None:
    """What was found of a kept package."""
    return page.package(number)


@register.simple_tag
def chosen_option(page: AnalysisPage, number: int, issue: IssueView) -> str:
    """What a kept package chooses of an issue."""
    package = page.values.package(number)
    return issue.options[package.options[issue.number]] if package is not None else ""


@register.simple_tag
def held_row(party: PartyValues, issue: IssueView) -> HeldRow | None:
    """What the desk holds of a party's values of an issue."""
    known = party.held.values.get(issue.number) if party.held is not None else None
    if known is None:
        return None
    options = tuple(zip(issue.options, known.points, strict=True))
    return HeldRow(options, known.give_or_take, known.rests_on)


@register.filter
def grouped(count: int) -> str:
    """A count with its thousands apart; of very many, its order of size."""
    if count >= MOST_COUNTED:
        return gettext("about 10^%(digits)s") % {"digits": len(str(count)) - 1}
    return f"{count:,}".replace(",", "\u202f")


@register.simple_tag
def sides(page: AnalysisPage, change: Change) -> dict[str, list[tuple[Mark, int]]]:
    """Who gives with this change, whom it serves, and by how many points; those it leaves as they are stand nowhere."""
    known = [(mark, gain) for mark, gain in zip(page.weighed, change.gains, strict=True) if gain is not None]
    return {
        "gives": [(mark, -gain) for mark, gain in known if gain < 0],
        "gains": [(mark, gain) for mark, gain in known if gain > 0],
    }


@register.simple_tag
def picture(page: AnalysisPage) -> Picture | None:
    """The frontier of the first two parties; None where one of them has sealed numbers, or nothing was found."""
    found = page.findings
    if not isinstance(found, Findings) or not found.reach:
        return None
    rooms = {room.mark: room for room in page.opened.rooms}
    first, second = (rooms[mark] for mark in page.weighed[:2])
    spans = [_span(reach, without) for reach, without in zip(found.reach, found.without, strict=True)]

    def x(value: float) -> float:
        return LEFT + (value - spans[0][0]) / (spans[0][1] - spans[0][0]) * (RIGHT - LEFT)

    def y(value: float) -> float:
        return BOTTOM - (value - spans[1][0]) / (spans[1][1] - spans[1][0]) * (BOTTOM - TOP)

    step = max(1, len(found.curve) // MOST_CURVE)
    curve = [(_px(x(a)), _px(y(b))) for a, b in found.curve[::step]]
    discs = []
    for number in [package.number for package in page.values.packages]:
        weighed = page.package(number)
        if weighed is not None:
            discs.append(_disc(number, weighed, x, y))
    return Picture(
        across=tuple(_tick(x, spans[0], k, after=BOTTOM + 21) for k in range(1, TICKS + 1)),
        up=tuple(_tick(y, spans[1], k, after=0) for k in range(1, TICKS + 1)),
        line="M" + "L".join(f"{a} {b}" for a, b in curve) if len(curve) > 1 else "",
        dots=tuple(curve) if len(curve) <= MOST_CURVE // 4 else (),
        discs=tuple(discs),
        without_x=_px(x(found.without[0])),
        without_y=_px(y(found.without[1])),
        label_x=_px(min(x(found.without[0]) + 6, RIGHT - 150)),
        label_y=_px(min(y(found.without[1]) + 18, BOTTOM - 6)),
        left_width=_px(x(found.without[0]) - LEFT),
        right_width=_px(RIGHT - x(found.without[0])),
        low_height=_px(BOTTOM - y(found.without[1])),
        axes=(first, second),
        words=_described(page, found, first, second),
    )


def _span(reach: tuple[int, int], without: int) -> tuple[float, float]:
    """From where to where an axis goes: a little further than anything drawn."""
    low, high = min(reach[0], without), max(reach[1], without)
    room = max(1, high - low) * EDGE
    return low - room, high + room


def _px(value: float) -> str:
    return f"{value:.1f}"


def _tick(place: Place, span: tuple[float, float], k: int, *, after: int) -> Tick:
    # Within the room at both ends, so that every number stands at a worth that there can be.
    edge = (span[1] - span[0]) * EDGE / (1 + 2 * EDGE)
    value = round(span[0] + edge + (span[1] - span[0] - 2 * edge) * k / TICKS)
    return Tick(_px(place(value)), _px(after or place(value) + 5), value)


def _disc(number: int, weighed: Weighed, x: Place, y: Place) -> Disc:
    first, second = weighed.worths[:2]
    a, b = first.points or 0, second.points or 0
    cross = ""
    if first.low != first.high or second.low != second.high:
        cross = (
            f"M{_px(max(x(first.low or 0), LEFT))} {_px(y(b))}H{_px(min(x(first.high or 0), RIGHT))}"
            f"M{_px(x(a))} {_px(min(y(second.low or 0), BOTTOM))}V{_px(max(y(second.high or 0), TOP))}"
        )
    return Disc(_px(x(a)), _px(y(b)), _px(y(b) + 5), number, weighed.on_frontier, cross)


def _described(page: AnalysisPage, found: Findings, first: PartyRoom, second: PartyRoom) -> str:
    """The same facts as the picture and the table."""
    if found.size == 0:
        return gettext("No package is at least as good as no agreement for all.")
    said = [
        gettext("%(count)s packages stand on the frontier, from the best for %(first)s to the best for %(second)s.")
        % {"count": found.size, "first": first.party, "second": second.party}
    ]
    on = [one.number for one in page.values.packages if (known := page.package(one.number)) and known.on_frontier]
    off = [one.number for one in page.values.packages if (known := page.package(one.number)) and not known.on_frontier]
    if on:
        said.append(gettext("Of the packages kept these stand on it: %(numbers)s.") % {"numbers": _row(on)})
    if off:
        said.append(gettext("These do not: %(numbers)s.") % {"numbers": _row(off)})
    said.append(gettext("The table gives the figures."))
    return " ".join(said)


def _row(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
