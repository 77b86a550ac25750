"""The low-tech lane at the desk: taking down what a party says, reading back, reading out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entremise.domain.dictating import Call, Dictation
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import CaseOpened
from entremise.domain.events.asking import Reply
from entremise.domain.ids import Label
from entremise.domain.leave import BECOMES, Leave, LeaveForm
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.terms import Came, MessageType, PartyRoom, Role, Terms
from entremise.domain.views import EntryKind, EntryView
from entremise.services import asking, dictating, reading
from entremise.services.asking import AskedPage
from entremise.services.ports import Parts
from entremise.web.values import Composer
from entremise.web.views.asking import to_asked
from entremise.web.views.common import (
    Tampered,
    band,
    choice,
    fields_of,
    key_of,
    local,
    moment,
    problem,
    seated,
    status_of,
)
from entremise.web.views.desk import to_room
from entremise.web.views.room import FIELDS

ON_FORM: Final[Mapping[Code, str]] = {
    **FIELDS,
    Code.TAKEN_LATER: "said",
    Code.NOT_READ_BACK: "agreed_by",
    Code.ROLE_MAY_NOT: "agreed_by",
}
"""Which field a refusal is about."""
MOST_DIGITS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How something came, as the form was last filled in."""

    how: Came = Came.TELEPHONE
    who: Role = Role.HEAD
    said: str = ""
    """`YYYY-MM-DDTHH:MM` by the city's clock."""
    agreed_by: str = ""
    agreed: str = ""


@seated("GET", "POST", desk=True, needs=Act.DICTATE)
def take_down(request: HttpRequest, parts: Parts, seat: Seat, mark: str) -> HttpResponse:
    """Take down what a party says by telephone or on paper."""
    page = asking.asked_page(parts, seat)
    room = _room(page, mark)
    if room is None:
        return problem(request, ABSENT)
    heard, composer, status = _fresh(page), Composer(), 200
    if request.method == "POST":
        fields = fields_of(request)
        heard, composer = _filled(fields), _composer(fields)
        if not fields.get("save"):
            dictation = Dictation(
                text=composer.text,
                call=_call(heard, page),
                type=composer.type,
                binding=composer.binding,
                leave=_leave(fields, page.terms),
                reply_to=Label.parse(composer.reply_to, series=mark) if composer.reply_to else None,
                agreed_by=choice(fields, "agreed_by", Role, Role.HEAD) if heard.agreed_by else None,
                agreed=moment(heard.agreed, page.terms) if heard.agreed_by else None,
            )
            done = dictating.take_down(parts, seat, mark, dictation, key=key_of(fields))
            if not isinstance(done, Refusal):
                return to_room(seat, mark, anchor=str(done.label))
            composer, status = _refused(composer, done), status_of(done)
    context = {"band": band(parts, page, room=room), "room": room, "composer": composer, "heard": heard}
    return render(request, "pages/take_down.html", context, status=status)


@seated("GET", "POST", desk=True, needs=Act.DICTATE)
def read_back(request: HttpRequest, parts: Parts, seat: Seat, label: str) -> HttpResponse:
    """Take down that an entry's words were read back and agreed, and with which leave."""
    page = asking.asked_page(parts, seat)
    entry = _entry(parts, seat, label, EntryKind.SAID)
    room = _room(page, entry.label.series) if entry is not None else None
    if entry is None or entry.leave is None or room is None:
        return problem(request, ABSENT)
    leave = entry.leave
    heard, status = _fresh(page, how=entry.taken.how if entry.taken is not None else Came.TELEPHONE), 200
    composer = Composer(
        leave=leave.form,
        condition=leave.condition or "",
        becomes=leave.becomes or LeaveForm.SUBSTANCE,
        expires=local(leave.expires, page.terms),
    )
    if request.method == "POST":
        fields = fields_of(request)
        heard, composer = _filled(fields), _composer(fields)
        if not fields.get("save"):
            given = _leave(fields, page.terms)
            done = dictating.agree(parts, seat, entry.label, _call(heard, page), leave=given, key=key_of(fields))
            if not isinstance(done, Refusal):
                return to_room(seat, room.mark, anchor=str(entry.label))
            composer, status = _refused(composer, done), status_of(done)
    context = {"band": band(parts, page, room=room), "room": room, "entry": entry, "composer": composer, "heard": heard}
    return render(request, "pages/read_back.html", context, status=status)


@seated("GET", "POST", desk=True, needs=Act.DICTATE)
def read_out(request: HttpRequest, parts: Parts, seat: Seat, label: str) -> HttpResponse:
    """Take down that what was brought into a room was read to its party."""
    page = asking.asked_page(parts, seat)
    entry = _entry(parts, seat, label, EntryKind.BROUGHT)
    room = _room(page, entry.label.series) if entry is not None else None
    if entry is None or room is None:
        return problem(request, ABSENT)
    heard, composer, status = _fresh(page), Composer(), 200
    if request.method == "POST":
        fields = fields_of(request)
        heard = _filled(fields)
        done = dictating.read_out(parts, seat, entry.label, _call(heard, page), key=key_of(fields))
        if not isinstance(done, Refusal):
            return to_room(seat, room.mark, anchor=str(entry.label))
        composer, status = _refused(composer, done), status_of(done)
    context = {"band": band(parts, page, room=room), "room": room, "entry": entry, "composer": composer, "heard": heard}
    return render(request, "pages/read_out.html", context, status=status)


@seated("GET", "POST", desk=True, needs=Act.DICTATE)
def answered(request: HttpRequest, parts: Parts, seat: Seat, *, mark: str, number: str) -> HttpResponse:
    """Take down what a party answered to a read-back."""
    page = asking.asked_page(parts, seat)
    room = _room(page, mark)
    found = int(number) if number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS else 0
    question = asking.question_at_desk(parts, seat, mark, found)
    if question is None or room is None or not question.text:
        return problem(request, ABSENT)
    heard, composer, status = _fresh(page), Composer(text=question.text), 200
    if request.method == "POST":
        fields = fields_of(request)
        heard, composer = _filled(fields), Composer(text=fields.get("text", ""))
        if fields.get("reply") and not fields.get("save"):
            reply = choice(fields, "reply", Reply, Reply.NO)
            text = composer.text if reply is Reply.CHANGED else None
            done = asking.answer_by_telephone(
                parts, seat, mark, found, reply=reply, call=_call(heard, page), text=text, key=key_of(fields)
            )
            if not isinstance(done, Refusal):
                return to_asked(seat, f"q-{mark}-{found}")
            composer, status = _refused(composer, done), status_of(done)
    context = {
        "band": band(parts, page, room=room),
        "page": page,
        "room": room,
        "question": question,
        "composer": composer,
        "heard": heard,
    }
    return render(request, "pages/answered.html", context, status=status)


def _fresh(page: AskedPage, *, how: Came = Came.TELEPHONE) -> Heard:
    return Heard(how=how, said=local(page.now, page.terms), agreed=local(page.now, page.terms))


def _filled(fields: Mapping[str, Any]) -> Heard:
    return Heard(
        how=choice(fields, "how", Came, Came.TELEPHONE),
        who=choice(fields, "who", Role, Role.HEAD),
        said=fields.get("said", ""),
        agreed_by=fields.get("agreed_by", ""),
        agreed=fields.get("agreed", ""),
    )


def _call(heard: Heard, page: AskedPage) -> Call:
    return Call(how=heard.how, who=heard.who, at=moment(heard.said, page.terms))


def _composer(fields: Mapping[str, Any]) -> Composer:
    return Composer(
        text=fields.get("text", ""),
        leave=choice(fields, "leave", LeaveForm, LeaveForm.CONFIDENCE),
        condition=fields.get("condition", ""),
        becomes=choice(fields, "becomes", LeaveForm, LeaveForm.SUBSTANCE),
        expires=fields.get("expires", ""),
        type=choice(fields, "type", MessageType, MessageType.INFORMATION),
        binding=bool(fields.get("binding")),
        reply_to=fields.get("reply_to", ""),
    )


def _refused(composer: Composer, refusal: Refusal) -> Composer:
    return replace(composer, refusal=refusal, field=ON_FORM.get(refusal.code, ""))


def _leave(fields: Mapping[str, Any], terms: Terms) -> Leave:
    form = choice(fields, "leave", LeaveForm, LeaveForm.CONFIDENCE)
    conditional = form is LeaveForm.CONDITIONAL
    becomes = choice(fields, "becomes", LeaveForm, LeaveForm.SUBSTANCE)
    if becomes not in BECOMES:
        raise Tampered("becomes")
    return Leave(
        form=form,
        condition=fields.get("condition") if conditional else None,
        becomes=becomes if conditional else None,
        expires=moment(fields.get("expires", ""), terms),
    )


def _entry(parts: Parts, seat: Seat, label: str, kind: EntryKind) -> EntryView | None:
    parsed = Label.parse(label, series="")
    entry = reading.entry_at(parts, seat, parsed) if parsed is not None else None
    return entry if entry is not None and entry.kind is kind else None


def _room(page: AskedPage, mark: str) -> PartyRoom | None:
    opened = page.opened
    return next((room for room in opened.rooms if room.mark == mark), None) if isinstance(opened, CaseOpened) else None
