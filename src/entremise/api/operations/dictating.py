"""The low-tech lane: what a party says by telephone or on paper, taken down at the desk and read back to it."""

from dataclasses import replace
from typing import Final

from entremise.api.operations.agenda import acceptance_out
from entremise.api.operations.asking import answered, points_given, question_number
from entremise.api.operations.calls import Call, Malformed, Operation, Result, done, label_in, moment_in, number_in
from entremise.api.operations.entries import leave_given, written
from entremise.api.schema import DoneOut, WrittenOut
from entremise.api.schema.agenda import AcceptableOut
from entremise.api.schema.asking import AnsweredOut
from entremise.api.schema.dictating import (
    AcceptanceSaidIn,
    CallIn,
    DatesSaidIn,
    ItemSaidOut,
    PointsSaidIn,
    ProposalSaidIn,
    ReadBackIn,
    SaidIn,
    TakeDownIn,
    TakenIn,
    ToPaperOut,
    ViewSaidIn,
    WordSaidIn,
)
from entremise.domain.agenda import Proposing
from entremise.domain.dictating import AcceptanceSaid, Dictation, Paper, ViewSaid, WordSaid
from entremise.domain.dictating import Call as Heard
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.ids import Label
from entremise.services import asking, dictating


def to_paper(call: Call) -> Result:
    """As what a party's words can stand on its papers too, as the desk knows that room."""
    found = dictating.to_paper(call.parts, call.seat, call.path["room"])
    if isinstance(found, Refusal):
        return found
    return 200, ToPaperOut(
        items=[ItemSaidOut(one.number, one.title) for one in found.items],
        brought=[AcceptableOut(str(entry.label), entry.text, digest) for entry, digest in found.brought],
        acceptances=[acceptance_out(one) for one in found.acceptances],
    )


def take_down(call: Call) -> Result:
    """Take down what a party says, in its room. Until it is read back it is held in confidence."""
    asked: TakeDownIn = call.body
    mark = call.path["room"]
    given = _given(asked)
    if isinstance(given, Malformed):
        return given
    reply_to = label_in(str(asked.reply_to) if asked.reply_to else None, series=mark)
    if isinstance(reply_to, Malformed):
        return reply_to
    dictation = replace(given, text=asked.text, type=asked.kind, binding=asked.binding, reply_to=reply_to)
    return written(dictating.take_down(call.parts, call.seat, mark, dictation, why=asked.why, key=call.key))


def take_proposal(call: Call) -> Result:
    """Take down that a party proposes an item."""
    asked: ProposalSaidIn = call.body
    return _on_paper(call, asked, Proposing(title=asked.title, words=asked.words, kind=asked.kind))


def take_view(call: Call) -> Result:
    """Take down what a party thinks of an item."""
    asked: ViewSaidIn = call.body
    return _on_paper(call, asked, ViewSaid(item=asked.item, stance=asked.stance), text=asked.words)


def take_acceptance(call: Call) -> Result:
    """Take down that a party accepts what the mediator brought, subject to the word of an authority."""
    asked: AcceptanceSaidIn = call.body
    label = Label.parse(asked.of, series=call.path["room"])
    if label is None:
        return Refusal(Code.NOT_ACCEPTABLE, {"source": asked.of})
    paper = AcceptanceSaid(of=label, digest=asked.digest, authority=asked.authority)
    return _on_paper(call, asked, paper, text=asked.words)


def take_word(call: Call) -> Result:
    """Take down an authority's word on an acceptance."""
    asked: WordSaidIn = call.body
    number = number_in(call.path["number"])
    if number is None:
        return ABSENT
    return _on_paper(call, asked, WordSaid(number=number, digest=asked.digest, final=asked.final), text=asked.words)


def read_back(call: Call) -> Result:
    """Take down that an entry's words were read back and agreed, and with which leave."""
    asked: ReadBackIn = call.body
    label, heard, leave = _told_label(call), heard_in(asked.call), leave_given(asked.leave)
    if isinstance(heard, Malformed):
        return heard
    if isinstance(leave, Malformed):
        return leave
    if label is None:
        return ABSENT
    agreed = dictating.agree(call.parts, call.seat, label, heard, leave=leave, why=asked.why, key=call.key)
    return written(agreed, status=200)


def read_out(call: Call) -> Result:
    """Take down that what was brought into a room was read to its party."""
    asked: CallIn = call.body
    label, heard = _told_label(call), heard_in(asked)
    if isinstance(heard, Malformed):
        return heard
    return ABSENT if label is None else done(dictating.read_out(call.parts, call.seat, label, heard, key=call.key))


def said(call: Call) -> Result:
    """Take down a party's answer to a read-back."""
    asked: SaidIn = call.body
    number, heard = question_number(call), heard_in(asked.call)
    if isinstance(heard, Malformed):
        return heard
    if number is None:
        return ABSENT
    mark = call.path["room"]
    return answered(
        asking.answer_by_telephone(
            call.parts,
            call.seat,
            mark,
            number,
            reply=asked.reply,
            call=heard,
            text=asked.text,
            why=asked.why,
            key=call.key,
        )
    )


def said_of_points(call: Call) -> Result:
    """Take down a party's answer to each point of a summary."""
    asked: PointsSaidIn = call.body
    number, heard, points = question_number(call), heard_in(asked.call), points_given(asked.points)
    if isinstance(heard, Malformed):
        return heard
    if isinstance(points, Malformed):
        return points
    if number is None:
        return ABSENT
    mark = call.path["room"]
    return answered(
        dictating.answer_summary(
            call.parts, call.seat, mark, number, points=points, call=heard, why=asked.why, key=call.key
        )
    )


def said_of_dates(call: Call) -> Result:
    """Take down which dates suit a party; `number` is the question's at the desk."""
    asked: DatesSaidIn = call.body
    number, heard = number_in(call.path["number"]), heard_in(asked.call)
    if isinstance(heard, Malformed):
        return heard
    if number is None:
        return ABSENT
    mark = call.path["room"]
    return done(
        dictating.answer_dates(call.parts, call.seat, mark, number, answers=asked.answers, call=heard, key=call.key)
    )


DICTATING: Final = (
    Operation(
        method="GET",
        path="/rooms/{room}/taken",
        does=to_paper,
        gives=ToPaperOut,
        desk=True,
        says="As what a party's words can stand on its papers",
    ),
    Operation(
        method="POST",
        path="/rooms/{room}/asked/{question}/said",
        does=said,
        takes=SaidIn,
        gives=AnsweredOut,
        desk=True,
        says="Take down a party's answer to a read-back",
    ),
    Operation(
        method="POST",
        path="/rooms/{room}/taken",
        does=take_down,
        takes=TakeDownIn,
        gives=WrittenOut,
        status=201,
        desk=True,
        says="Take down what a party says",
    ),
    Operation(
        method="POST",
        path="/rooms/{room}/taken/proposals",
        does=take_proposal,
        takes=ProposalSaidIn,
        gives=WrittenOut,
        status=201,
        desk=True,
        says="Take down that a party proposes an item",
    ),
    Operation(
        method="POST",
        path="/rooms/{room}/taken/views",
        does=take_view,
        takes=ViewSaidIn,
        gives=WrittenOut,
        status=201,
        desk=True,
        says="Take down what a party thinks of an item",
    ),
    Operation(
        method="POST",
        path="/rooms/{room}/taken/acceptances",
        does=take_acceptance,
        takes=AcceptanceSaidIn,
        gives=WrittenOut,
        status=201,
        desk=True,
        says="Take down that a party accepts, subject to the word of an authority",
    ),
    Operation(
        method="POST",
        path="/rooms/{room}/taken/acceptances/{number}/word",
        does=take_word,
        takes=WordSaidIn,
        gives=WrittenOut,
        status=201,
        desk=True,
        says="Take down an authority's word on an acceptance",
    ),
    Operation(
        method="POST",
        path="/rooms/{room}/asked/{question}/points",
        does=said_of_points,
        takes=PointsSaidIn,
        gives=AnsweredOut,
        desk=True,
        says="Take down a party's answer to each point of a summary",
    ),
    Operation(
        method="POST",
        path="/rooms/{room}/dates/{number}/said",
        does=said_of_dates,
        takes=DatesSaidIn,
        gives=DoneOut,
        desk=True,
        says="Take down which dates suit a party",
    ),
    Operation(
        method="POST",
        path="/rooms/{room}/entries/{number}/read-back",
        does=read_back,
        takes=ReadBackIn,
        gives=WrittenOut,
        desk=True,
        says="Take down that an entry was read back and agreed",
    ),
    Operation(
        method="POST",
        path="/rooms/{room}/entries/{number}/read-out",
        does=read_out,
        takes=CallIn,
        gives=DoneOut,
        desk=True,
        says="Take down that what was brought was read to a party",
    ),
)


def heard_in(asked: CallIn) -> Heard | Malformed:
    """How something came, as a program says it."""
    at = moment_in(asked.at)
    return at if isinstance(at, Malformed) else Heard(how=asked.how, who=asked.who, at=at)


def _given(asked: TakenIn) -> Dictation | Malformed:
    """What a program says of any words that are taken down: how they came, with which leave, whether read back."""
    heard, leave = heard_in(asked.call), leave_given(asked.leave) if asked.leave is not None else None
    if isinstance(heard, Malformed):
        return heard
    if isinstance(leave, Malformed):
        return leave
    agreed = moment_in(asked.agreed)
    if isinstance(agreed, Malformed):
        return agreed
    agreed = agreed if asked.agreed_by is not None else None
    return Dictation(text="", call=heard, leave=leave, agreed_by=asked.agreed_by, agreed=agreed)


def _on_paper(call: Call, asked: TakenIn, paper: Paper, *, text: str = "") -> Result:
    given = _given(asked)
    if isinstance(given, Malformed):
        return given
    dictation = replace(given, text=text, paper=paper)
    mark = call.path["room"]
    return written(dictating.take_down(call.parts, call.seat, mark, dictation, why=asked.why, key=call.key))


def _told_label(call: Call) -> Label | None:
    label = Label.parse(call.path["number"], series=call.path["room"])
    return label if label is not None and label.series == call.path["room"] else None
