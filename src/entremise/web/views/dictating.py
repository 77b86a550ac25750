"""The low-tech lane at the desk: taking down what a party says, reading back, reading out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from entremise.domain.agenda import Proposing
from entremise.domain.dictating import AcceptanceSaid, Call, Dictation, Paper, ViewSaid, WordSaid
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import CaseOpened
from entremise.domain.events.agenda import ItemKind, Stance
from entremise.domain.events.asking import Reply
from entremise.domain.events.dates import Availability
from entremise.domain.ids import Label
from entremise.domain.leave import BECOMES, Leave, LeaveForm
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.terms import Came, MessageType, PartyRoom, Role, Terms
from entremise.domain.views import EntryKind, EntryView
from entremise.services import asking, dictating, reading
from entremise.services.asking import AskedPage, PointAnswer
from entremise.services.guarding import shown_by
from entremise.services.ports import Parts
from entremise.web.values import Composer
from entremise.web.views.asking import point_answer, to_asked
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
    Code.NOT_AUTHORITY: "agreed_by",
    Code.ITEM_UNKNOWN: "paper",
    Code.NOT_ACCEPTABLE: "paper",
    Code.ACCEPTED_DIFFER: "paper",
    Code.ALREADY_SETTLED: "paper",
    Code.ROLE_MAY_NOT: "agreed_by",
    Code.REPEATS_CONFIDENCE: "why",
    Code.SECOND_ASKED: "why",
    Code.SECOND_LEAVE: "why",
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
    room, papers = _room(page, mark), dictating.to_paper(parts, seat, mark)
    if room is None or isinstance(papers, Refusal):
        return problem(request, ABSENT)
    heard, composer, status = _fresh(page), Composer(), 200
    fields = fields_of(request)
    if request.method == "POST":
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
                paper=_paper(fields),
            )
            done = dictating.take_down(parts, seat, mark, dictation, why=composer.why, key=key_of(fields))
            if not isinstance(done, Refusal):
                return to_room(seat, mark, anchor=str(done.label))
            composer, status = _refused(parts, seat, composer, done), status_of(done)
    context = {
        "band": band(parts, page, room=room),
        "room": room,
        "composer": composer,
        "heard": heard,
        "given": fields,
        "papers": papers,
        "kinds": list(ItemKind),
    }
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
            call, key, why = _call(heard, page), key_of(fields), composer.why
            done = dictating.agree(parts, seat, entry.label, call, leave=given, why=why, key=key)
            if not isinstance(done, Refusal):
                return to_room(seat, room.mark, anchor=str(entry.label))
            composer, status = _refused(parts, seat, composer, done), status_of(done)
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
        composer, status = _refused(parts, seat, composer, done), status_of(done)
    context = {"band": band(parts, page, room=room), "room": room, "entry": entry, "composer": composer, "heard": heard}
    return render(request, "pages/read_out.html", context, status=status)


@seated("GET", "POST", desk=True, needs=Act.DICTATE)
def answered(request: HttpRequest, parts: Parts, seat: Seat, *, mark: str, number: str) -> HttpResponse:
    """Take down what a party answered to a read-back, or point by point to a summary."""
    page = asking.asked_page(parts, seat)
    room = _room(page, mark)
    found = int(number) if number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS else 0
    question = asking.question_at_desk(parts, seat, mark, found)
    if question is None or room is None or not (question.text or question.points):
        return problem(request, ABSENT)
    heard, composer, status = _fresh(page), Composer(text=question.text), 200
    if request.method == "POST":
        fields = fields_of(request)
        heard, composer = _filled(fields), Composer(text=fields.get("text", ""), why=fields.get("why", ""))
        if fields.get("reply") and not fields.get("save"):
            reply = choice(fields, "reply", Reply, Reply.NO)
            text = composer.text if reply is Reply.CHANGED else None
            points = _points(request) if question.points and reply is not Reply.NO else None
            call, key, why = _call(heard, page), key_of(fields), composer.why
            if points is not None:
                done = dictating.answer_summary(parts, seat, mark, found, points=points, call=call, why=why, key=key)
            else:
                done = asking.answer_by_telephone(
                    parts, seat, mark, found, reply=reply, call=call, text=text, why=why, key=key
                )
            if not isinstance(done, Refusal):
                return to_asked(seat, f"q-{mark}-{found}")
            composer, status = _refused(parts, seat, composer, done), status_of(done)
    context = {
        "band": band(parts, page, room=room),
        "page": page,
        "room": room,
        "question": question,
        "points": _answered_points(request, question.points),
        "composer": composer,
        "heard": heard,
    }
    return render(request, "pages/answered.html", context, status=status)


@seated("GET", "POST", desk=True, needs=Act.DICTATE)
def dates_said(request: HttpRequest, parts: Parts, seat: Seat, *, mark: str, number: str) -> HttpResponse:
    """Take down which dates suit a party."""
    page = asking.asked_page(parts, seat)
    room = _room(page, mark)
    found = int(number) if number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS else 0
    asked = dictating.dates_asked(parts, seat, mark, found) if room is not None else None
    if asked is None or room is None:
        return problem(request, ABSENT)
    heard, composer, status = _fresh(page), Composer(), 200
    given = request.POST.getlist("suits")
    if request.method == "POST":
        fields = fields_of(request)
        heard = _filled(fields)
        if not fields.get("save"):
            answers = [choice({"suits": one}, "suits", Availability, Availability.NO) for one in given]
            done = dictating.answer_dates(
                parts, seat, mark, found, answers=answers, call=_call(heard, page), key=key_of(fields)
            )
            if not isinstance(done, Refusal):
                return HttpResponseRedirect(reverse("rounds", kwargs={"seat": seat.id}), status=303)
            composer, status = _refused(parts, seat, composer, done), status_of(done)
    context = {
        "band": band(parts, page, room=room),
        "room": room,
        "number": found,
        "asked": asked,
        "slots": [(slot, given[at] if at < len(given) else "") for at, slot in enumerate(asked.slots)],
        "composer": composer,
        "heard": heard,
    }
    return render(request, "pages/dates_said.html", context, status=status)


def _paper(fields: Mapping[str, Any]) -> Paper | None:
    """As what the words stand on papers too. Raises Tampered for what no page offers."""
    match fields.get("paper", ""):
        case "":
            return None
        case "proposal":
            kind = choice(fields, "kind", ItemKind, ItemKind.ITEM)
            return Proposing(title=fields.get("title", ""), words=fields.get("text", ""), kind=kind)
        case "view":
            stance = choice(fields, "stance", Stance, Stance.ASKS)
            return ViewSaid(item=_digits(fields, "item"), stance=stance)
        case "acceptance":
            of, _, digest = fields.get("of", "").partition(" ")
            label = Label.parse(of, series="")
            if label is None:
                raise Tampered("of")
            return AcceptanceSaid(of=label, digest=digest, authority=fields.get("authority", ""))
        case "word":
            number, _, digest = fields.get("acceptance", "").partition(" ")
            final = fields.get("final") == "yes"
            return WordSaid(number=_digits({"acceptance": number}, "acceptance"), digest=digest, final=final)
        case _:
            raise Tampered("paper")


def _digits(fields: Mapping[str, Any], name: str) -> int:
    given = fields.get(name, "")
    if not given.isascii() or not given.isdecimal() or len(given) > MOST_DIGITS:
        raise Tampered(name)
    return int(given)


def _points(request: HttpRequest) -> tuple[PointAnswer, ...]:
    """What the form says of each point. Raises Tampered for what no page offers."""
    texts, leaves = request.POST.getlist("point"), request.POST.getlist("point-leave")
    if len(texts) != len(leaves):
        raise Tampered("point")
    return tuple(point_answer(text, leave) for text, leave in zip(texts, leaves, strict=True))


def _answered_points(request: HttpRequest, asked: Sequence[str]) -> list[tuple[str, str]]:
    """Each point in the form that answers it: its words, and what may be done with it."""
    texts, leaves = request.POST.getlist("point"), request.POST.getlist("point-leave")
    if len(texts) == len(leaves) == len(asked):
        return list(zip(texts, leaves, strict=True))
    return [(text, LeaveForm.CONFIDENCE) for text in asked]


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
        why=fields.get("why", ""),
    )


def _refused(parts: Parts, seat: Seat, composer: Composer, refusal: Refusal) -> Composer:
    found = shown_by(parts, seat, refusal)
    return replace(composer, refusal=refusal, field=ON_FORM.get(refusal.code, ""), repetitions=found)


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
