"""The desk's analysis in words and as a picture: points, ranges, and the frontier drawn on the server."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from entremise.domain.events.analysis import Preference, PreferenceKind
from entremise.domain.ids import Label, Mark
from entremise.domain.terms import PartyRoom
from entremise.domain.valuing import IssueView, Origin, PreferenceView
from entremise.services.findings import Ask, Change, Contradiction, Exchange, Findings, Holds, Weighed, Worth
from entremise.services.valuing import AnalysisPage, PartyValues

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
"""Points of the frontier that its line runs through."""
PLANE: Final = 2
"""Of so many parties the frontier is a line; of more its picture is a cloud, and some of it lies behind the rest."""


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
    stands: bool | None
    """Whether it stands on the frontier; None: not known."""
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
    """Through the frontier; empty where it is no line, or not known whole."""
    dots: tuple[tuple[str, str], ...]
    crosses: str
    """How uncertain each dot is, as a path."""
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
def preference_words(page: AnalysisPage, preference: Preference) -> str:
    """What is noted of a party's values, in words; issues by their numbers."""
    titles = {issue.number: issue.title for issue in page.values.issues}
    options = {issue.number: issue.options for issue in page.values.issues}
    match preference.kind:
        case PreferenceKind.ORDER:
            issue = preference.issues[0]
            named = {"issue": titles[issue], "options": ", ".join(options[issue][place] for place in preference.order)}
            return gettext("%(issue)s, best first: %(options)s") % named
        case PreferenceKind.WEIGHT:
            share = {"issue": titles[preference.issues[0]], "low": preference.low, "high": preference.high}
            return gettext("%(issue)s weighs from %(low)s to %(high)s in a hundred") % share
        case PreferenceKind.SWING:
            one, other = (titles[number] for number in preference.issues)
            return gettext("%(one)s matters at least as much as %(other)s") % {"one": one, "other": other}
        case PreferenceKind.AT_LEAST:
            one, other = (
                ", ".join(f"{titles[number]} {options[number][place]}" for number, place in side)
                for side in (preference.better, preference.worse)
            )
            return gettext("%(one)s at least as good as %(other)s") % {"one": one, "other": other}
        case PreferenceKind.ACCEPTS:
            named = {"package": ", ".join(f"{titles[n]} {options[n][place]}" for n, place in preference.better)}
            return gettext("acceptable: %(package)s") % named


@register.simple_tag
def has_noted(page: AnalysisPage, mark: Mark) -> list[PreferenceView]:
    """What is noted of a party."""
    return [one for one in page.values.preferences if one.mark == mark]


@register.simple_tag
def preferences_of(page: AnalysisPage, one: Contradiction) -> list[str]:
    """Those that contradict each other, in words."""
    return [
        preference_words(page, held.preference) for held in page.values.preferences if held.number in one.preferences
    ]


@register.simple_tag
def answer_fields(page: AnalysisPage, ask: Ask) -> list[tuple[str, object]]:
    """The fields of the form in which an answer to the question is noted."""
    numbers = [issue.number for issue in page.values.issues]
    if ask.is_swing:
        one, other = (numbers[place] for place in ask.yes.issues)
        return [("kind", ask.yes.kind.value), ("one", one), ("other", other)]
    return [
        ("kind", ask.yes.kind.value),
        *((f"one-{numbers[place]}", option) for place, option in ask.yes.better),
        *((f"other-{numbers[place]}", option) for place, option in ask.yes.worse),
    ]


@register.simple_tag
def order_words(page: AnalysisPage, holds: Holds) -> list[str]:
    """How the packages compared stand to each other for each party, whatever the values are."""
    numbers = page.weighed_numbers
    said = []
    for order in holds.orders:
        one, other = numbers[order.better], numbers[order.worse]
        if one in page.compared and other in page.compared:
            words = (
                gettext("For %(party)s package %(one)s is at least as good as package %(other)s.")
                if order.is_sure
                else gettext("For %(party)s either of the packages %(one)s and %(other)s may be the better one.")
            )
            said.append(words % {"party": party_of(order.mark, page), "one": one, "other": other})
    return said


@register.simple_tag
def pairs(page: AnalysisPage, trade: Exchange) -> list[tuple[Change, ...]]:
    """A trade's changes, each beside one in which somebody else gives, as far as there is one."""
    left = list(trade.changes)
    found: list[tuple[Change, ...]] = []
    while left:
        change = left.pop(0)
        gives = {mark for mark, _ in sides(page, change)["gives"]}
        back = next((other for other in left if gives and _gives_otherwise(page, other, gives)), None)
        if back is not None:
            left.remove(back)
        found.append((change, back) if back is not None else (change,))
    return found


def _gives_otherwise(page: AnalysisPage, change: Change, than: set[Mark]) -> bool:
    gives = {mark for mark, _ in sides(page, change)["gives"]}
    return bool(gives) and not gives & than


@register.simple_tag
def before_and_after(page: AnalysisPage, trade: Exchange) -> list[tuple[Mark, Worth | None, Worth]]:
    """For each party what the package on the table is worth to it, and what the trade leads to."""
    begun = page.package(page.table.number) if page.table is not None else None
    had: Sequence[Worth | None] = begun.worths if begun is not None else [None] * len(trade.result.worths)
    return [(now.mark, was, now) for was, now in zip(had, trade.result.worths, strict=True)]


@register.simple_tag
def picture(page: AnalysisPage) -> Picture | None:
    """The frontier of the first two parties; None where one of them has sealed numbers, or nothing was found."""
    found = page.findings
    if not isinstance(found, Findings) or not found.reach:
        return None
    rooms = {room.mark: room for room in page.opened.rooms}
    first, second = (rooms[mark] for mark in page.weighed[:2])
    plane = _Plane(*(_span(reach, without) for reach, without in zip(found.reach, found.without, strict=True)))
    without_x, without_y = plane.x(found.without[0]), plane.y(found.without[1])
    return Picture(
        across=tuple(_tick(plane.x, plane.across, k, after=BOTTOM + 21) for k in range(1, TICKS + 1)),
        up=tuple(_tick(plane.y, plane.up, k, after=0) for k in range(1, TICKS + 1)),
        line=_line(found, plane) if len(page.weighed) == PLANE else "",
        dots=tuple(plane.at(one) for one in found.frontier),
        crosses="".join(_cross(one, plane) for one in found.frontier),
        discs=tuple(_disc(number, known, plane) for number, known in _kept(page)),
        without_x=_px(without_x),
        without_y=_px(without_y),
        label_x=_px(min(without_x + 6, RIGHT - 150)),
        label_y=_px(min(without_y + 18, BOTTOM - 6)),
        left_width=_px(without_x - LEFT),
        right_width=_px(RIGHT - without_x),
        low_height=_px(BOTTOM - without_y),
        axes=(first, second),
        words=_described(page, found, first, second),
    )


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where worths stand in the picture: from where to where each axis goes."""

    across: tuple[float, float]
    up: tuple[float, float]

    def x(self, value: float) -> float:
        return LEFT + (value - self.across[0]) / (self.across[1] - self.across[0]) * (RIGHT - LEFT)

    def y(self, value: float) -> float:
        return BOTTOM - (value - self.up[0]) / (self.up[1] - self.up[0]) * (BOTTOM - TOP)

    def at(self, weighed: Weighed) -> tuple[str, str]:
        """Where a package stands."""
        first, second = weighed.worths[:2]
        return _px(self.x(first.points or 0)), _px(self.y(second.points or 0))


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


def _line(found: Findings, plane: _Plane) -> str:
    """Through the frontier, as a path; empty where it is not known whole, or one point."""
    if not found.is_exact or len(found.curve) < 2:
        return ""
    step = max(1, len(found.curve) // MOST_CURVE)
    return "M" + "L".join(f"{_px(plane.x(a))} {_px(plane.y(b))}" for a, b in found.curve[::step])


def _disc(number: int, weighed: Weighed, plane: _Plane) -> Disc:
    x, y = plane.at(weighed)
    return Disc(
        x, y, _px(plane.y(weighed.worths[1].points or 0) + 5), number, weighed.on_frontier, _cross(weighed, plane)
    )


def _cross(weighed: Weighed, plane: _Plane) -> str:
    """How uncertain both worths are, as a path; empty where they are certain."""
    first, second = weighed.worths[:2]
    if first.low == first.high and second.low == second.high:
        return ""
    x, y = plane.at(weighed)
    return (
        f"M{_px(max(plane.x(first.low or 0), LEFT))} {y}H{_px(min(plane.x(first.high or 0), RIGHT))}"
        f"M{x} {_px(min(plane.y(second.low or 0), BOTTOM))}V{_px(max(plane.y(second.high or 0), TOP))}"
    )


def _kept(page: AnalysisPage) -> list[tuple[int, Weighed]]:
    """The packages kept that were weighed, with their numbers."""
    return [(one.number, known) for one in page.values.packages if (known := page.package(one.number)) is not None]


def _described(page: AnalysisPage, found: Findings, first: PartyRoom, second: PartyRoom) -> str:
    """The same facts as the picture and the table."""
    named = {"count": found.size, "first": first.party, "second": second.party}
    if found.size == 0:
        none = gettext("No package is at least as good as no agreement for all.")
        said = [none if found.is_exact else gettext("No package was found in the time there is.")]
    elif not found.is_exact:
        said = [gettext("%(count)s packages were found; others may be better for all.") % named]
    elif len(page.weighed) == PLANE:
        said = [
            gettext("%(count)s packages stand on the frontier, from the best for %(first)s to the best for %(second)s.")
            % named
        ]
    else:
        said = [
            gettext(
                "%(count)s packages stand on the frontier. Drawn is what they are worth to %(first)s and %(second)s."
            )
            % named
        ]
    kept = _kept(page)
    for words, numbers in (
        (gettext("Of the packages kept these stand on it: %(numbers)s."), _standing(kept, stands=True)),
        (gettext("These do not: %(numbers)s."), _standing(kept, stands=False)),
        (gettext("Of these it is not known: %(numbers)s."), _standing(kept, stands=None)),
    ):
        if numbers:
            said.append(words % {"numbers": _row(numbers)})
    for place, mark in enumerate(page.weighed):
        worse = [number for number, known in kept if known.worths[place].above is False]
        if worse:
            said.append(
                gettext("Worse than no agreement for %(party)s: %(numbers)s.")
                % {"party": party_of(mark, page), "numbers": _row(worse)}
            )
    said.append(gettext("The table gives the figures."))
    return " ".join(said)


def _standing(kept: Sequence[tuple[int, Weighed]], *, stands: bool | None) -> list[int]:
    return [number for number, known in kept if known.on_frontier is stands]


def _row(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
