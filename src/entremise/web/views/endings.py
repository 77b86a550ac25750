"""Who read in a place, what the house holds about a seat, and how talks end: closing, days to keep, the report."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from entremise.domain.endings import LEAST_RETENTION_DAYS, MOST_RETENTION_DAYS, Closing, MediatorsReport
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import CaseOpened, RoomOpened
from entremise.domain.ids import InnerId, Mark
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.terms import Outcome
from entremise.services import accesses, endings
from entremise.services.endings import EndingPage
from entremise.services.ports import Budget, Parts
from entremise.services.readable import Hand
from entremise.services.subject import archive, take_subject
from entremise.web.templatetags.endings import ACCESS, report_text
from entremise.web.values import Band, Closure
from entremise.web.views.common import Tampered, band, choice, fields_of, key_of, problem, seated, status_of

ON_FORM: Final[Mapping[Code, str]] = {
    Code.DATES_CROSSED: "ended",
    Code.SETTLED_UNHELD: "settled",
    Code.RETENTION_OUT_OF_RANGE: "retention",
    Code.RETENTION_AGREED: "retention",
    Code.ROOM_MISSING: "attended",
}
"""Which part of the closing's form a refusal is about."""
YES: Final = "yes"
MOST_DIGITS: Final = 15
"""Of the number of a line in an address."""


@seated("GET", "HEAD", needs=Act.SEE_ACCESS)
def access(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """The access log of the place, or with `inner` of a room within the delegation."""
    inner = request.GET.get("inner", "")
    page = accesses.access_page(
        parts, seat, inner=InnerId(inner) if inner else None, before=_number(request.GET.get("before", ""))
    )
    if isinstance(page, Refusal):
        return problem(request, page, seat=seat)
    place = endings.ending_page(parts, seat)
    context = {"band": _band(parts, place), "page": page, "inner": inner}
    return render(request, "pages/access.html", context)


@seated("POST", spends=Budget.EXPORT)
def subject(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:  # noqa: ARG001
    """What the house holds about the seat, as an archive."""
    terms = endings.ending_page(parts, seat).terms
    sentences = {what: str(words) for what, words in ACCESS.items()}
    hand = Hand(gettext, get_language() or settings.LANGUAGE_CODE, ZoneInfo(terms.zone), sentences)
    return _download(archive(take_subject(parts, seat), hand), "subject.zip", "application/zip")


@seated("GET", "HEAD")
def ending(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """How long the place is kept; at the desk, the form by which the talks are closed or opened again."""
    page = endings.ending_page(parts, seat)
    return _show(request, parts, page, _suggested(page))


@seated("POST", desk=True, needs=Act.CLOSE_CASE)
def close(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    fields = fields_of(request)
    attended = tuple(Mark(mark) for mark in request.POST.getlist("attended"))
    if fields.get("save"):
        # Enter in a field: what was filled in stays on the page, and nothing is closed.
        return _show(request, parts, endings.ending_page(parts, seat), _filled_in(fields, attended))
    closing = _closing(fields, attended)
    done = closing if isinstance(closing, Refusal) else endings.close_case(parts, seat, closing, key=key_of(fields))
    if isinstance(done, Refusal):
        filled = _filled_in(fields, attended, refusal=done)
        return _show(request, parts, endings.ending_page(parts, seat), filled, status=status_of(done))
    return _to_ending(seat)


@seated("POST", desk=True, needs=Act.CLOSE_CASE)
def reopen(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    done = endings.reopen_case(parts, seat, key=key_of(fields_of(request)))
    return problem(request, done, seat=seat) if isinstance(done, Refusal) else _to_ending(seat)


@seated("GET", "HEAD", desk=True, needs=Act.REPORT)
def report(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    made = endings.report(parts, seat)
    if isinstance(made, Refusal):
        return problem(request, made, seat=seat)
    context = {"band": _band(parts, endings.ending_page(parts, seat)), "report": made}
    return render(request, "pages/report.html", context)


FORMS: Final[Mapping[str, tuple[str, Callable[[MediatorsReport], bytes]]]] = {
    "txt": ("text/plain; charset=utf-8", lambda made: report_text(made).encode()),
    "json": ("application/json", lambda made: msgspec.json.format(msgspec.json.encode(made)) + b"\n"),
}
"""In which forms the report can be taken along."""


@seated("POST", desk=True, needs=Act.REPORT)
def take_report(request: HttpRequest, parts: Parts, seat: Seat, form: str) -> HttpResponse:
    """The report as plain text or as JSON."""
    if form not in FORMS:
        return problem(request, ABSENT)
    made = endings.take_report(parts, seat)
    if isinstance(made, Refusal):
        return problem(request, made, seat=seat)
    media_type, written = FORMS[form]
    return _download([written(made)], f"report.{form}", media_type)


def _show(request: HttpRequest, parts: Parts, page: EndingPage, closure: Closure, *, status: int = 200) -> HttpResponse:
    opened = page.opened
    context = {
        "band": _band(parts, page),
        "page": page,
        "closure": closure,
        "rooms": opened.rooms if isinstance(opened, CaseOpened) else (),
        "least": LEAST_RETENTION_DAYS,
        "most": MOST_RETENTION_DAYS,
    }
    return render(request, "pages/ending.html", context, status=status)


def _band(parts: Parts, page: EndingPage) -> Band:
    return band(parts, page, room=page.opened if isinstance(page.opened, RoomOpened) else None)


def _suggested(page: EndingPage) -> Closure:
    """The form as the house knows it: who has told the mediator something, the days from the opening to today."""
    zone = ZoneInfo(page.terms.zone)
    return Closure(
        attended=frozenset(page.took_part),
        began=page.began.astimezone(zone).date().isoformat(),
        ended=page.now.astimezone(zone).date().isoformat(),
    )


def _filled_in(fields: Mapping[str, str], attended: Sequence[Mark], *, refusal: Refusal | None = None) -> Closure:
    return Closure(
        outcome=choice(fields, "outcome", Outcome, Outcome.HELD),
        settled=fields.get("settled") == YES,
        attended=frozenset(attended),
        began=fields.get("began", ""),
        ended=fields.get("ended", ""),
        retention=fields.get("retention", ""),
        refusal=refusal,
        field=ON_FORM.get(refusal.code, "") if refusal is not None else "",
    )


def _closing(fields: Mapping[str, str], attended: tuple[Mark, ...]) -> Closing | Refusal:
    """What the form says. Raises Tampered for what no browser sends."""
    days = fields.get("retention", "").strip()
    if days and not (days.isascii() and days.isdecimal() and len(days) <= MOST_DIGITS):
        return Refusal(Code.RETENTION_OUT_OF_RANGE, {"least": LEAST_RETENTION_DAYS, "most": MOST_RETENTION_DAYS})
    return Closing(
        outcome=choice(fields, "outcome", Outcome, Outcome.HELD),
        settled=fields.get("settled") == YES,
        attended=attended,
        began=_date(fields.get("began", "")),
        ended=_date(fields.get("ended", "")),
        retention_days=int(days) if days else None,
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Tampered("date") from None


def _number(text: str) -> int | None:
    """The number of a line; None where there is none, or another word stands."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _to_ending(seat: Seat) -> HttpResponse:
    return HttpResponseRedirect(reverse("ending", kwargs={"seat": seat.id}), status=303)


def _download(pieces: Iterable[bytes], name: str, media_type: str) -> HttpResponse:
    """A file that a browser keeps and never shows."""
    answer = HttpResponse(b"".join(pieces), content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
