"""What could be acceptable to all: the desk's analysis, how it is prepared, and what a room is asked to value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from entremise.domain import valuing as values
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.analysis import Preference, PreferenceKind, Worths
from entremise.domain.ids import Mark
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.valuing import MOST_OPTIONS, MOST_POINTS, Question
from entremise.services import valuing
from entremise.services.findings import TooLong
from entremise.services.guarding import shown_by
from entremise.services.ports import Parts
from entremise.services.valuing import AnalysisPage, PartyValues
from entremise.web.values import Composer
from entremise.web.views.common import Tampered, band, fields_of, key_of, problem, seated, status_of, to_place

MOST_DIGITS: Final = 6
FOR_ENGINE: Final = "engine"
FOR_DESK: Final = "desk"


@dataclass(frozen=True, slots=True)
class Cell:
    """An option and what was typed as its worth."""

    name: str
    option: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """An issue in a form of values."""

    issue: int
    title: str
    cells: tuple[Cell, ...]
    give_or_take: str
    rests_on: str

    @property
    def key(self) -> str:
        """The issue's number, as the names of fields hold it."""
        return str(self.issue)


@dataclass(frozen=True, slots=True)
class Grid:
    """A form of values, as it was last filled in."""

    rows: tuple[Row, ...]
    without: str
    reader: str = FOR_ENGINE
    """In a room: who may read the numbers."""


@seated("GET", "HEAD", desk=True, needs=Act.ANALYSE)
def analysis(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """The frontier, points, trades and the packages side by side."""
    compared = [number for text in request.GET.getlist("p") if (number := _number(text)) is not None]
    page = valuing.analysis_page(parts, seat, table=_number(request.GET.get("table", "")), compared=compared)
    if isinstance(page, Refusal):
        return problem(request, page, seat=seat)
    context = {"band": band(parts, page), "page": page, "too_long": isinstance(page.findings, TooLong)}
    return render(request, "pages/analysis.html", context)


@seated("GET", "HEAD", desk=True, needs=Act.ANALYSE)
def prepare(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """Issues, and how far each party's values are known."""
    return _prepare(request, parts, seat)


@seated("POST", desk=True, needs=Act.ANALYSE)
def name_issue(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    fields = fields_of(request)
    options = [line for line in fields.get("options", "").splitlines() if line.strip()]
    item = _number(fields.get("item", ""))
    if fields.get("save"):
        return _prepare(request, parts, seat, filled=fields)
    done = valuing.name_issue(parts, seat, fields.get("title", ""), options, item=item, key=key_of(fields))
    if isinstance(done, Refusal):
        of_options = done.code is Code.OPTIONS_OUT_OF_RANGE or bool(fields.get("title", "").strip())
        field = "options" if of_options and done.code is not Code.ISSUE_NAMED else "title"
        return _prepare(request, parts, seat, refusal=done, field=field, filled=fields)
    return _to(seat, "prepare-analysis", anchor="issues")


@seated("POST", desk=True, needs=Act.ANALYSE)
def drop_issue(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    found = _number(number)
    done = valuing.drop_issue(parts, seat, found, key=key_of(fields_of(request))) if found is not None else ABSENT
    if isinstance(done, Refusal):
        return problem(request, done, seat=seat)
    return _to(seat, "prepare-analysis", anchor="issues")


@seated("POST", desk=True, needs=Act.ANALYSE)
def note_preference(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """Note what is known of a party's values beside points: an answer to a question, or from the forms."""
    fields = fields_of(request)
    mark = fields.get("mark", "")
    page = valuing.analysis_page(parts, seat)
    if isinstance(page, Refusal):
        return problem(request, page, seat=seat)
    if fields.get("save"):
        return _prepare(request, parts, seat, filled=fields)
    key = key_of(fields)
    for number, preference in enumerate(_preferences(page, fields)):
        noted = valuing.note_preference(parts, seat, mark, preference, key=f"{key}-{number}" if key else None)
        if isinstance(noted, Refusal):
            field = f"{fields.get('kind', '')}-{mark}"
            return _prepare(request, parts, seat, refusal=noted, field=field, filled=fields)
    if fields.get("from") == "ask":
        return _to(seat, "analysis", anchor="ask")
    return _to(seat, "prepare-analysis", anchor=f"values-{mark}")


@seated("POST", desk=True, needs=Act.ANALYSE)
def drop_preference(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    found = _number(number)
    done = valuing.drop_preference(parts, seat, found, key=key_of(fields_of(request))) if found is not None else ABSENT
    if isinstance(done, Refusal):
        return problem(request, done, seat=seat)
    return _to(seat, "prepare-analysis", anchor="values")


@seated("POST", desk=True, needs=Act.ANALYSE)
def take_table(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    fields = fields_of(request)
    if fields.get("save"):
        return _prepare(request, parts, seat, filled=fields)
    done = valuing.take_table(parts, seat, fields.get("table", ""), key=key_of(fields))
    if isinstance(done, Refusal):
        return _prepare(request, parts, seat, refusal=done, field="table", filled=fields)
    return _to(seat, "prepare-analysis", anchor="values")


@seated("POST", desk=True, needs=Act.ANALYSE)
def write_table(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """The desk's own values as a file for the command line."""
    table = valuing.write_table(parts, seat)
    if isinstance(table, Refusal):
        return problem(request, table, seat=seat)
    answer = HttpResponse(table.encode(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="values.csv"'
    return answer


@seated("GET", "POST", desk=True, needs=Act.ANALYSE)
def estimate(request: HttpRequest, parts: Parts, seat: Seat, mark: str) -> HttpResponse:
    """What the desk takes a party's values to be, and on which entries that rests."""
    page = valuing.analysis_page(parts, seat)
    if isinstance(page, Refusal):
        return problem(request, page, seat=seat)
    party = next((one for one in page.parties if one.room.mark == mark), None)
    if party is None:
        return problem(request, ABSENT)
    if request.method == "GET":
        return _estimate(request, parts, page, party, grid=_grid_at_desk(page, party, {}))
    fields = fields_of(request)
    grid = _grid_at_desk(page, party, fields)
    if fields.get("save"):
        return _estimate(request, parts, page, party, grid=grid)
    read = _read(grid, mark=party.room.mark)
    done = (
        read[0]
        if isinstance(read[0], Refusal)
        else valuing.estimate(parts, seat, mark, read[0], without=read[2], key=key_of(fields))
    )
    if isinstance(done, Refusal):
        return _estimate(request, parts, page, party, grid=grid, refusal=done, field=read[1])
    return _to(seat, "prepare-analysis", anchor="values")


@seated("POST", desk=True, needs=Act.ASK_VALUES)
def ask(request: HttpRequest, parts: Parts, seat: Seat, mark: str) -> HttpResponse:
    """Ask a room what the options are worth to it."""
    fields = fields_of(request)
    done = valuing.ask(parts, seat, mark, why=fields.get("why"), key=key_of(fields))
    if isinstance(done, Refusal):
        return _prepare(request, parts, seat, refusal=done, field=f"ask-{mark}", filled=fields)
    return _to(seat, "prepare-analysis", anchor="values")


@seated("POST", desk=True, needs=Act.ANALYSE)
def keep_package(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """Keep a package: chosen issue by issue, or one that was found."""
    fields = fields_of(request)
    chosen = {
        number: place
        for name, text in fields.items()
        if name.startswith("o-")
        if (number := _number(name.removeprefix("o-"))) is not None
        if (place := _number(text)) is not None
    }
    done = valuing.keep_package(parts, seat, chosen, key=key_of(fields))
    if isinstance(done, Refusal):
        return problem(request, done, seat=seat)
    return _to(seat, "analysis", query=f"?table={done.number}", anchor="compared")


@seated("POST", desk=True, needs=Act.DRAFT)
def draft_package(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    """Put a package on the sheet for a room, to be worked on there. It carries nothing."""
    found, to = _number(number), request.POST.get("to", "")
    done = valuing.draft_package(parts, seat, found, to) if found is not None else ABSENT
    if isinstance(done, Refusal):
        return problem(request, done, seat=seat)
    return to_place(seat, query={"to": to}, anchor="corridor")


@seated("GET", "HEAD", desk=False)
def room_values(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """What the room was asked to value, and gave."""
    return _room_values(request, parts, seat)


@seated("POST", desk=False, needs=Act.GIVE_VALUES)
def give(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    page = valuing.values_page(parts, seat)
    if isinstance(page, Refusal):
        return problem(request, page, seat=seat)
    question = next((one for one in page.questions if one.number == _number(number)), None)
    if question is None:
        return problem(request, ABSENT)
    fields = fields_of(request)
    grid = _grid_in_room(question, fields)
    if fields.get("save"):
        return _room_values(request, parts, seat, filled={question.number: grid})
    read = _read(grid, mark=None)
    if grid.reader not in {FOR_ENGINE, FOR_DESK}:
        raise Tampered("reader")
    done = (
        read[0]
        if isinstance(read[0], Refusal)
        else valuing.give(
            parts,
            seat,
            question.number,
            read[0],
            without=read[2],
            sealed=grid.reader == FOR_ENGINE,
            key=key_of(fields),
        )
    )
    if isinstance(done, Refusal):
        field = f"q{question.number}-{read[1]}"
        return _room_values(request, parts, seat, filled={question.number: grid}, refusal=done, field=field)
    return _to(seat, "values", anchor=f"question-{question.number}")


@seated("POST", desk=False, needs=Act.GIVE_VALUES)
def withdraw(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    found = _number(number)
    done = valuing.withdraw(parts, seat, found, key=key_of(fields_of(request))) if found is not None else ABSENT
    if isinstance(done, Refusal):
        return problem(request, done, seat=seat)
    return _to(seat, "values", anchor=f"question-{found}")


# Pages -----------------------------------------------------------------------------------------------------


def _prepare(
    request: HttpRequest,
    parts: Parts,
    seat: Seat,
    *,
    refusal: Refusal | None = None,
    field: str = "",
    filled: Mapping[str, str] | None = None,
) -> HttpResponse:
    page = valuing.analysis_page(parts, seat)
    if isinstance(page, Refusal):
        return problem(request, page, seat=seat)
    context = {
        "band": band(parts, page),
        "page": page,
        "composer": Composer(refusal=refusal, field=field),
        "repetitions": shown_by(parts, seat, refusal),
        "filled": filled or {},
        "most": MOST_POINTS,
        "most_options": MOST_OPTIONS,
    }
    return render(request, "pages/prepare_analysis.html", context, status=status_of(refusal) if refusal else 200)


def _estimate(
    request: HttpRequest,
    parts: Parts,
    page: AnalysisPage,
    party: PartyValues,
    *,
    grid: Grid,
    refusal: Refusal | None = None,
    field: str = "",
) -> HttpResponse:
    context = {
        "band": band(parts, page),
        "page": page,
        "party": party,
        "grid": grid,
        "composer": Composer(refusal=refusal, field=field),
        "most": MOST_POINTS,
    }
    return render(request, "pages/estimate.html", context, status=status_of(refusal) if refusal else 200)


def _room_values(
    request: HttpRequest,
    parts: Parts,
    seat: Seat,
    *,
    filled: Mapping[int, Grid] | None = None,
    refusal: Refusal | None = None,
    field: str = "",
) -> HttpResponse:
    page = valuing.values_page(parts, seat)
    if isinstance(page, Refusal):
        return problem(request, page, seat=seat)
    grids = filled or {}
    asked = [(one, grids.get(one.number) or _grid_in_room(one, {})) for one in reversed(page.questions)]
    context = {
        "band": band(parts, page, room=page.opened),
        "page": page,
        "asked": asked,
        "composer": Composer(refusal=refusal, field=field),
        "most": MOST_POINTS,
    }
    return render(request, "pages/values.html", context, status=status_of(refusal) if refusal else 200)


# Forms -----------------------------------------------------------------------------------------------------


def _preferences(page: AnalysisPage, fields: Mapping[str, str]) -> tuple[Preference, ...]:
    """What a form says; of an answer that both are as good, that each is at least as good as the other."""
    kind = PreferenceKind(fields["kind"]) if fields.get("kind") in set(PreferenceKind) else None
    if kind is None:
        raise Tampered("kind")
    one, other = _number(fields.get("one", "")) or 0, _number(fields.get("other", "")) or 0
    empty = Preference(kind=kind)
    match kind:
        case PreferenceKind.ORDER:
            return (replace(empty, issues=(one,), order=_order(page, one, fields)),)
        case PreferenceKind.WEIGHT:
            low, high = (_number(fields.get(name, "") or most) for name, most in (("low", "0"), ("high", "100")))
            return (replace(empty, issues=(one,), low=-1 if low is None else low, high=-1 if high is None else high),)
        case PreferenceKind.SWING:
            said = replace(empty, issues=(one, other))
            return _answered(said, replace(said, issues=(other, one)), fields)
        case PreferenceKind.AT_LEAST:
            better, worse = _differing(_of_package(page, fields, "one"), _of_package(page, fields, "other"))
            said = replace(empty, better=better, worse=worse)
            return _answered(said, replace(said, better=worse, worse=better), fields)
        case PreferenceKind.ACCEPTS:
            return (replace(empty, better=tuple(_of_package(page, fields, "one").items())),)


def _order(page: AnalysisPage, number: int, fields: Mapping[str, str]) -> tuple[int, ...]:
    """The options of an issue as the lines name them; a line that names none makes it unclear, which is said."""
    issue = page.values.issue(number)
    options = issue.options if issue is not None else ()
    lines = [line.strip() for line in fields.get("order", "").splitlines() if line.strip()]
    return tuple(options.index(line) if line in options else -1 for line in lines)


def _differing(
    better: Mapping[int, int], worse: Mapping[int, int]
) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Two packages, each without the issues in which they are alike."""
    differing = {issue for issue in better if better[issue] != worse.get(issue)}
    one, other = (tuple((n, o) for n, o in side.items() if n in differing) for side in (better, worse))
    return one, other


def _answered(yes: Preference, no: Preference, fields: Mapping[str, str]) -> tuple[Preference, ...]:
    answers = {"one": (yes,), "other": (no,), "same": (yes, no)}
    return answers.get(fields.get("answer", "one"), (yes,))


def _of_package(page: AnalysisPage, fields: Mapping[str, str], name: str) -> dict[int, int]:
    """A package named by its number, or option by option (`one-3`: of issue 3)."""
    kept = page.values.package(_number(fields.get(name, "")) or 0)
    if kept is not None:
        standing = {issue.number for issue in page.values.issues}
        return {issue: option for issue, option in kept.options.items() if issue in standing}
    named = {key.removeprefix(f"{name}-"): text for key, text in fields.items() if key.startswith(f"{name}-")}
    return {
        issue: option
        for key, text in named.items()
        if (issue := _number(key)) is not None and (option := _number(text)) is not None
    }


def _grid_at_desk(page: AnalysisPage, party: PartyValues, fields: Mapping[str, str]) -> Grid:
    held = party.held.values if party.held is not None else {}
    rows = []
    for issue in page.values.issues:
        known = held.get(issue.number)
        rows.append(_row(issue.number, issue.title, issue.options, known=known, fields=fields))
    without = str(party.held.without) if party.held is not None and held else ""
    return Grid(tuple(rows), fields.get("without", without))


def _grid_in_room(question: Question, fields: Mapping[str, str]) -> Grid:
    given = {one.issue: one for one in question.given.values} if question.given is not None else {}
    rows = [
        _row(one.issue, one.title, one.options, known=given.get(one.issue), fields=fields) for one in question.issues
    ]
    without = str(question.given.without) if question.given is not None else ""
    sealed = question.given is None or question.given.sealed
    reader = FOR_ENGINE if sealed else FOR_DESK
    return Grid(tuple(rows), fields.get("without", without), fields.get("reader", reader))


def _row(number: int, title: str, options: Sequence[str], *, known: Worths | None, fields: Mapping[str, str]) -> Row:
    cells = tuple(
        Cell(name, option, fields.get(name, str(known.points[place]) if known else ""))
        for place, option in enumerate(options)
        for name in (f"w-{number}-{place}",)
    )
    loose = str(known.give_or_take) if known else ""
    rests = " ".join(str(label) for label in known.rests_on) if known else ""
    return Row(number, title, cells, fields.get(f"g-{number}", loose), fields.get(f"r-{number}", rests))


def _read(grid: Grid, *, mark: Mark | None) -> tuple[list[Worths] | Refusal, str, int]:
    """What the form says, and without agreement; or the refusal and the field that it is about."""
    found = []
    for row in grid.rows:
        points = []
        for cell in row.cells:
            number = values.whole(cell.value)
            if isinstance(number, Refusal):
                return number, cell.name, 0
            points.append(number)
        loose = values.whole(row.give_or_take or "0")
        if isinstance(loose, Refusal):
            return loose, f"g-{row.issue}", 0
        rests = values.rests(row.rests_on, mark) if mark is not None else ()
        if isinstance(rests, Refusal):
            return rests, f"r-{row.issue}", 0
        found.append(Worths(issue=row.issue, points=tuple(points), give_or_take=loose, rests_on=rests))
    without = values.whole(grid.without or "0")
    if isinstance(without, Refusal):
        return without, "without", 0
    return found, "", without


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _to(seat: Seat, name: str, *, query: str = "", anchor: str = "") -> HttpResponse:
    address = reverse(name, kwargs={"seat": seat.id})
    return HttpResponseRedirect(f"{address}{query}{'#' if anchor else ''}{anchor}", status=303)
