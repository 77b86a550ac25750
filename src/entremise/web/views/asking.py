"""Questions of the mediator to a room: asked at the desk, answered in the room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from entremise.domain.asking import MOST_POINTS, USUAL_HOURS, Asks, Question, may_name
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import CaseOpened, RoomOpened
from entremise.domain.events.asking import Reply
from entremise.domain.ids import Label, Mark
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.repetition import Repetition
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.terms import CarryForm, MessageType, PartyRoom
from entremise.domain.views import EntryView
from entremise.services import asking, carrying, drafts
from entremise.services.asking import AskedPage, CarryQuestion, LeaveQuestion, PointAnswer, SummaryQuestion
from entremise.services.consents import asked_in
from entremise.services.drafts import Kept
from entremise.services.guarding import shown_by
from entremise.services.ports import Parts
from entremise.services.reach import Reaches, reaches_in
from entremise.web.templatetags.asking import HOURS
from entremise.web.views.common import (
    Tampered,
    band,
    choice,
    fields_of,
    key_of,
    problem,
    seated,
    status_of,
    to_place,
)
from entremise.web.views.desk import sheet_for
from entremise.web.views.reach import on_item

ON_FORM: Final[Mapping[Code, str]] = {
    Code.TEXT_EMPTY: "text",
    Code.TEXT_TOO_LONG: "text",
    Code.WORD_TOO_LONG: "text",
    Code.CHARACTER_FORBIDDEN: "text",
    Code.REPEATS_CONFIDENCE: "text",
    Code.SECOND_ASKED: "text",
    Code.ROOM_MISSING: "into",
    Code.OWN_ROOM: "into",
    Code.HOURS_OUT_OF_RANGE: "hours",
    Code.LEAVE_NOT_ASKED: "form",
    Code.LEAVE_THERE: "form",
    Code.POINTS_OUT_OF_RANGE: "text",
}
"""Which part of a form a refusal is about."""
MOST_DIGITS: Final = 9
STRUCK: Final = "struck"
"""Instead of a leave: this was not said so."""
EMPTY_POINTS: Final = 4
"""Empty fields that the form of a summary begins with."""
MORE_POINTS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A question's form, as it was last filled in."""

    text: str = ""
    form: str = CarryForm.SUBSTANCE
    type: str = MessageType.INFORMATION
    into: str = ""
    named: bool = False
    hours: int = USUAL_HOURS
    why: str = ""
    points: tuple[str, ...] = ()
    refusal: Refusal | None = None
    field: str = ""
    repetitions: tuple[Repetition, ...] = ()
    """What the guard found in the words that were refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointForm:
    """A point of a summary in the form that answers it."""

    asked: str
    text: str
    leave: str = LeaveForm.CONFIDENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerForm:
    """The form that answers a question, as it was last filled in."""

    number: int = 0
    text: str = ""
    points: tuple[PointForm, ...] = ()
    on_item: str = ""
    """The item of the room's mandate."""
    outside: str = ""
    """Why it goes on outside it."""
    refusal: Refusal | None = None


@seated("GET", "HEAD")
def asked(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """In a room what the mediator asks; at the desk what every room was asked."""
    return _show(request, parts, asking.asked_page(parts, seat), AnswerForm())


# In a room --------------------------------------------------------------------------------------------------


@seated("POST", desk=False, needs=Act.TELL)
def answer(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    """Yes, no, or yes with these changes; a summary point by point."""
    fields, found = fields_of(request), _number(number)
    question = next((one for one in asked_in(parts.store, seat.place) if one.number == found), None)
    if question is None:
        return problem(request, ABSENT)
    filled = _filled_answer(request, question, fields)
    if fields.get("save") or not fields.get("reply"):
        # Enter in a field: what was typed stays on the page, and nothing is answered.
        return _show(request, parts, asking.asked_page(parts, seat), filled)
    reply, key = choice(fields, "reply", Reply, Reply.NO), key_of(fields)
    if question.points and reply is not Reply.NO:
        points = [_point(point) for point in filled.points]
        done = asking.answer_summary(parts, seat, question.number, points, key=key)
    else:
        text = fields.get("text") if reply is Reply.CHANGED else None
        done = asking.answer(parts, seat, question.number, reply, text=text, on=on_item(fields), key=key)
    if isinstance(done, Refusal):
        page = asking.asked_page(parts, seat)
        return _show(request, parts, page, replace(filled, refusal=done), status=status_of(done))
    labels = [label for label in done.labels if label is not None]
    return to_place(seat, anchor=str(labels[-1])) if labels else to_asked(seat, f"q-{question.number}")


@seated("POST", desk=False, needs=Act.TELL)
def take_back(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    """Take a consent back."""
    found = _number(number)
    done = asking.take_back_consent(parts, seat, found, key=key_of(fields_of(request))) if found else ABSENT
    return problem(request, done, seat=seat) if isinstance(done, Refusal) else to_asked(seat, f"q-{found}")


# At the desk ------------------------------------------------------------------------------------------------


@seated("GET", "POST", desk=True, needs=Act.ASK)
def ask_carry(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """May I carry exactly this? Begins with what stands on the sheet for the room named in the address."""
    page = asking.asked_page(parts, seat)
    opened = _case(page.opened)
    if request.method == "POST":
        fields, labels = fields_of(request), _labels(request.POST.getlist("sources"))
        form, status = _filled(fields, opened), 200
        if not fields.get("save"):
            question = CarryQuestion(
                into=form.into,
                form=choice(fields, "form", CarryForm, CarryForm.SUBSTANCE),
                type=choice(fields, "type", MessageType, MessageType.INFORMATION),
                text=form.text,
                sources=labels,
                hours=form.hours,
                named=form.named,
                why=form.why or None,
            )
            done = asking.ask_carry(parts, seat, question, key=key_of(fields))
            if not isinstance(done, Refusal):
                return to_asked(seat, f"q-{done.room}-{done.number}")
            form, status = replace(_refused(form, done), repetitions=shown_by(parts, seat, done)), status_of(done)
    else:
        sheet = sheet_for(parts, seat, to=request.GET.get("to", ""))
        labels, status = tuple(source.label for source in sheet.sources), 200
        form = Form(text=sheet.text, form=sheet.form, type=sheet.type, into=sheet.to, named=may_name(page.terms))
    told = carrying.told_entries(parts, seat, labels)
    sources: Sequence[EntryView] = () if isinstance(told, Refusal) else told
    context = {
        "band": band(parts, page),
        "page": page,
        "composer": form,
        "sources": sources,
        "giver": _giver(opened, sources),
        "hours": HOURS,
    }
    return render(request, "pages/ask_carry.html", context, status=status)


@seated("GET", "POST", desk=True, needs=Act.ASK)
def ask_leave(request: HttpRequest, parts: Parts, seat: Seat, label: str) -> HttpResponse:
    """Would you give leave for this entry?"""
    parsed = Label.parse(label, series="")
    told = carrying.told_entries(parts, seat, [parsed] if parsed is not None else [])
    if isinstance(told, Refusal) or not told:
        return problem(request, ABSENT)
    page, status = asking.asked_page(parts, seat), 200
    opened = _case(page.opened)
    if request.method == "POST":
        fields = fields_of(request)
        form = _filled(fields, opened)
        if not fields.get("save"):
            wanted = choice(fields, "form", LeaveForm, LeaveForm.SUBSTANCE)
            question = LeaveQuestion(
                label=told[0].label,
                form=wanted,
                into=form.into or None,
                named=form.named,
                hours=form.hours,
                why=form.why or None,
            )
            done = asking.ask_leave(parts, seat, question, key=key_of(fields))
            if not isinstance(done, Refusal):
                return to_asked(seat, f"q-{done.room}-{done.number}")
            form, status = replace(_refused(form, done), repetitions=shown_by(parts, seat, done)), status_of(done)
    else:
        form = Form(form=LeaveForm.SUBSTANCE, into=_mark(request.GET.get("to", ""), opened), named=may_name(page.terms))
    context = {
        "band": band(parts, page),
        "page": page,
        "composer": form,
        "entry": told[0],
        "giver": _giver(opened, told),
        "hours": HOURS,
    }
    return render(request, "pages/ask_leave.html", context, status=status)


@seated("GET", "POST", desk=True, needs=Act.ASK)
def summary(request: HttpRequest, parts: Parts, seat: Seat, mark: str) -> HttpResponse:
    """Close a caucus: what of this may I take across, what must stay?"""
    page, status = asking.asked_page(parts, seat), 200
    room = next((room for room in _case(page.opened).rooms if room.mark == mark), None)
    if room is None:
        return problem(request, ABSENT)
    form = Form(points=("",) * EMPTY_POINTS)
    if request.method == "POST":
        fields = fields_of(request)
        points = tuple(request.POST.getlist("point")[:MOST_POINTS])
        form = replace(_filled(fields, _case(page.opened)), points=points)
        if fields.get("more"):
            form = replace(form, points=(*points, *("",) * min(MORE_POINTS, MOST_POINTS - len(points))))
        elif not fields.get("save"):
            question = SummaryQuestion(mark=mark, points=points, hours=form.hours, why=form.why or None)
            done = asking.ask_summary(parts, seat, question, key=key_of(fields))
            if not isinstance(done, Refusal):
                return to_asked(seat, f"q-{done.room}-{done.number}")
            form, status = replace(_refused(form, done), repetitions=shown_by(parts, seat, done)), status_of(done)
    context = {
        "band": band(parts, page, room=room),
        "page": page,
        "composer": form,
        "room": room,
        "hours": HOURS,
        "most": MOST_POINTS,
    }
    return render(request, "pages/summary.html", context, status=status)


@seated("POST", desk=True, needs=Act.ASK)
def withdraw(request: HttpRequest, parts: Parts, seat: Seat, *, mark: str, number: str) -> HttpResponse:
    """Take a question back."""
    found = _number(number)
    key = key_of(fields_of(request))
    done = asking.take_back_question(parts, seat, mark, found, key=key) if found else ABSENT
    return problem(request, done, seat=seat) if isinstance(done, Refusal) else to_asked(seat, f"q-{mark}-{found}")


@seated("POST", desk=True, needs=Act.DRAFT)
def on_sheet(request: HttpRequest, parts: Parts, seat: Seat, *, mark: str, number: str) -> HttpResponse:
    """Put the words that a room agreed to on the sheet for the room that they are meant for."""
    question = asking.question_at_desk(parts, seat, mark, _number(number) or 0)
    if question is None or question.into is None or question.form is None:
        return problem(request, ABSENT)
    if not question.stands(parts.clock.now()):
        return problem(request, Refusal(Code.CONSENT_MISSING), seat=seat)
    if _is_written_on(drafts.read_draft(parts, seat, question.into), question):
        return problem(request, Refusal(Code.DRAFT_THERE), seat=seat)
    fields: dict[str, str | list[str]] = {
        "text": question.agreed,
        "form": question.form,
        "type": question.type,
        "sources": [str(label) for label in question.sources],
    }
    drafts.keep_draft(parts, seat, question.into, fields)
    return to_place(seat, query={"left": mark, "right": question.into, "to": question.into}, anchor="corridor")


def to_asked(seat: Seat, anchor: str) -> HttpResponse:
    """Back to the questions, after an act."""
    return HttpResponseRedirect(f"{reverse('asked', kwargs={'seat': seat.id})}#{anchor}", status=303)


def _show(
    request: HttpRequest, parts: Parts, page: AskedPage, answer_form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "band": band(parts, page, room=page.opened if isinstance(page.opened, RoomOpened) else None),
        "page": page,
        "answering": answer_form,
        "reaches": _reaches(parts, page),
    }
    return render(request, "pages/asked.html", context, status=status)


def _reaches(parts: Parts, page: AskedPage) -> tuple[Reaches, ...]:
    """How far the mandate goes, where a read-back waits for the room's answer."""
    waits = not page.seat.at_desk and any(one.question.asks is Asks.CARRY for one in page.open)
    return reaches_in(parts, page.seat.place) if waits else ()


def _filled_answer(request: HttpRequest, question: Question, fields: Mapping[str, Any]) -> AnswerForm:
    texts, leaves = request.POST.getlist("point"), request.POST.getlist("point-leave")
    points = tuple(
        PointForm(asked=written, text=text, leave=leave)
        for written, text, leave in zip(question.points, texts, leaves, strict=False)
    )
    return AnswerForm(
        number=question.number,
        text=fields.get("text", ""),
        points=points,
        on_item=fields.get("on_item", ""),
        outside=fields.get("outside", ""),
    )


def _point(point: PointForm) -> PointAnswer:
    """What the form says of one point. Raises Tampered for what no page offers."""
    return point_answer(point.text, point.leave)


def point_answer(text: str, chosen: str) -> PointAnswer:
    """A point in these words, with what was chosen for it. Raises Tampered for what no page offers."""
    if chosen == STRUCK:
        return PointAnswer(leave=None)
    leave = choice({"leave": chosen}, "leave", LeaveForm, LeaveForm.CONFIDENCE)
    return PointAnswer(leave=Leave(form=leave), text=text)


def _filled(fields: Mapping[str, Any], opened: CaseOpened) -> Form:
    """The form as it was sent. Raises Tampered for what no page offers."""
    hours = fields.get("hours", str(USUAL_HOURS))
    if hours not in {str(one) for one in HOURS}:
        raise Tampered("hours")
    return Form(
        text=fields.get("text", ""),
        form=fields.get("form", ""),
        type=fields.get("type", MessageType.INFORMATION),
        into=_mark(fields.get("into", ""), opened),
        named=bool(fields.get("named")),
        hours=int(hours),
        why=fields.get("why", ""),
    )


def _is_written_on(kept: Kept | None, question: Question) -> bool:
    """Whether the sheet holds what the words would take the place of: they can be carried alone only."""
    fields = kept.fields if kept is not None else {}
    text = str(fields.get("text", "")).strip()
    return text != question.agreed if text else bool(fields.get("sources") or fields.get("document"))


def _refused(form: Form, refusal: Refusal) -> Form:
    return replace(form, refusal=refusal, field=ON_FORM.get(refusal.code, ""))


def _case(opened: RoomOpened | CaseOpened) -> CaseOpened:
    if not isinstance(opened, CaseOpened):
        raise Tampered("place")
    return opened


def _giver(opened: CaseOpened, sources: Sequence[EntryView]) -> PartyRoom | None:
    givers = {source.label.series for source in sources}
    return next((room for room in opened.rooms if givers == {str(room.mark)}), None)


def _labels(texts: Sequence[str]) -> tuple[Label, ...]:
    return tuple(label for text in texts if (label := Label.parse(text, series="")) is not None)


def _mark(text: str, opened: CaseOpened) -> Mark | str:
    return text if text in {room.mark for room in opened.rooms} else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None
