"""Questions to a room, their answers, and what is taken down of what a party says."""

from datetime import UTC, datetime
from typing import Final

from entremise.api.operations.calls import Call, Malformed, Operation, Result, done, label_in
from entremise.api.operations.entries import leave_given, taken_out, written
from entremise.api.schema import DoneOut, SourceIn, WrittenOut
from entremise.api.schema.asking import (
    AnsweredOut,
    AskCarryIn,
    AskedAsOut,
    AskedQuestionOut,
    AskedQuestionsOut,
    AskLeaveIn,
    AskSummaryIn,
    CallIn,
    ReadBackIn,
    RoomAnswerIn,
    SaidIn,
    TakeDownIn,
)
from entremise.domain.dictating import Call as Heard
from entremise.domain.dictating import Dictation
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.asking import Reply
from entremise.domain.ids import Label
from entremise.domain.leave import Leave
from entremise.services import asking, dictating
from entremise.services.asking import (
    AnsweredAs,
    AskedAs,
    CarryQuestion,
    LeaveQuestion,
    PointAnswer,
    Shown,
    SummaryQuestion,
)

MOST_DIGITS: Final = 9


def questions(call: Call) -> Result:
    """The questions in the seat's own place."""
    page = asking.asked_page(call.parts, call.seat)
    return 200, AskedQuestionsOut([_question(one) for one in (*page.open, *page.standing, *page.past)])


def ask_carry(call: Call) -> Result:
    """Ask the room of the sources: may I carry exactly this?"""
    asked: AskCarryIn = call.body
    labels = [_source(source) for source in asked.sources]
    unknown = next((one for one in labels if isinstance(one, Refusal)), None)
    if unknown is not None:
        return unknown
    question = CarryQuestion(
        into=asked.into,
        form=asked.form,
        text=asked.text,
        sources=tuple(one for one in labels if isinstance(one, Label)),
        type=asked.type,
        hours=asked.hours,
        named=asked.named,
        why=asked.why,
    )
    return _asked(asking.ask_carry(call.parts, call.seat, question, key=call.key))


def ask_leave(call: Call) -> Result:
    """Ask an entry's room for leave to carry it."""
    asked: AskLeaveIn = call.body
    label = _source(asked.source)
    if isinstance(label, Refusal):
        return label
    question = LeaveQuestion(label=label, form=asked.form, into=asked.into, named=asked.named, hours=asked.hours)
    return _asked(asking.ask_leave(call.parts, call.seat, question, key=call.key))


def ask_summary(call: Call) -> Result:
    """Close a caucus: put a summary to a room."""
    asked: AskSummaryIn = call.body
    question = SummaryQuestion(mark=asked.room, points=tuple(asked.points), hours=asked.hours, why=asked.why)
    return _asked(asking.ask_summary(call.parts, call.seat, question, key=call.key))


def take_back_question(call: Call) -> Result:
    """Take back a question that has not been answered."""
    number = _number(call)
    if number is None:
        return ABSENT
    return done(asking.take_back_question(call.parts, call.seat, call.path["room"], number, key=call.key))


def answer(call: Call) -> Result:
    """Answer a question in the seat's own room."""
    asked: RoomAnswerIn = call.body
    number = _number(call)
    leave = leave_given(asked.leave) if asked.leave is not None else None
    if isinstance(leave, Malformed):
        return leave
    if number is None:
        return ABSENT
    if asked.points is not None:
        leaves = [leave_given(point.leave) if point.leave is not None else None for point in asked.points]
        malformed = next((one for one in leaves if isinstance(one, Malformed)), None)
        if malformed is not None:
            return malformed
        points = [
            PointAnswer(leave=given if isinstance(given, Leave) else None, text=point.text)
            for point, given in zip(asked.points, leaves, strict=True)
        ]
        return _answered(asking.answer_summary(call.parts, call.seat, number, points, key=call.key))
    return _answered(
        asking.answer(call.parts, call.seat, number, asked.reply, text=asked.text, leave=leave, key=call.key)
    )


def take_back(call: Call) -> Result:
    """Take back a consent: a message that rests on it and has not entered will not."""
    number = _number(call)
    return ABSENT if number is None else done(asking.take_back_consent(call.parts, call.seat, number, key=call.key))


def take_down(call: Call) -> Result:
    """Take down what a party says, in its room. Until it is read back it is held in confidence."""
    asked: TakeDownIn = call.body
    mark = call.path["room"]
    heard, leave = _heard(asked.call), leave_given(asked.leave) if asked.leave is not None else None
    if isinstance(heard, Malformed):
        return heard
    if isinstance(leave, Malformed):
        return leave
    agreed = _moment(asked.agreed)
    if isinstance(agreed, Malformed):
        return agreed
    reply_to = label_in(str(asked.reply_to) if asked.reply_to else None, series=mark)
    if isinstance(reply_to, Malformed):
        return reply_to
    dictation = Dictation(
        text=asked.text,
        call=heard,
        type=asked.kind,
        binding=asked.binding,
        leave=leave,
        reply_to=reply_to,
        agreed_by=asked.agreed_by,
        agreed=agreed if asked.agreed_by is not None else None,
    )
    return written(dictating.take_down(call.parts, call.seat, mark, dictation, key=call.key))


def read_back(call: Call) -> Result:
    """Take down that an entry's words were read back and agreed, and with which leave."""
    asked: ReadBackIn = call.body
    label, heard, leave = _told_label(call), _heard(asked.call), leave_given(asked.leave)
    if isinstance(heard, Malformed):
        return heard
    if isinstance(leave, Malformed):
        return leave
    if label is None:
        return ABSENT
    return written(dictating.agree(call.parts, call.seat, label, heard, leave=leave, key=call.key), status=200)


def read_out(call: Call) -> Result:
    """Take down that what was brought into a room was read to its party."""
    asked: CallIn = call.body
    label, heard = _told_label(call), _heard(asked)
    if isinstance(heard, Malformed):
        return heard
    return ABSENT if label is None else done(dictating.read_out(call.parts, call.seat, label, heard, key=call.key))


def said(call: Call) -> Result:
    """Take down a party's answer to a read-back."""
    asked: SaidIn = call.body
    number, heard = _number(call), _heard(asked.call)
    if isinstance(heard, Malformed):
        return heard
    if number is None:
        return ABSENT
    mark = call.path["room"]
    return _answered(
        asking.answer_by_telephone(
            call.parts, call.seat, mark, number, reply=asked.reply, call=heard, text=asked.text, key=call.key
        )
    )


ASKING: Final = (
    Operation(method="GET", path="/asked", does=questions, gives=AskedQuestionsOut, says="Questions to rooms"),
    Operation(
        method="POST",
        path="/asked/carries",
        does=ask_carry,
        takes=AskCarryIn,
        gives=AskedAsOut,
        status=201,
        desk=True,
        says="Ask a room whether exactly this may be carried",
    ),
    Operation(
        method="POST",
        path="/asked/leaves",
        does=ask_leave,
        takes=AskLeaveIn,
        gives=AskedAsOut,
        status=201,
        desk=True,
        says="Ask a room for leave to carry an entry",
    ),
    Operation(
        method="POST",
        path="/asked/summaries",
        does=ask_summary,
        takes=AskSummaryIn,
        gives=AskedAsOut,
        status=201,
        desk=True,
        says="Close a caucus with a summary",
    ),
    Operation(
        method="POST",
        path="/asked/{question}/answer",
        does=answer,
        takes=RoomAnswerIn,
        gives=AnsweredOut,
        desk=False,
        says="Answer a question of the mediator",
    ),
    Operation(
        method="POST",
        path="/asked/{question}/take-back",
        does=take_back,
        gives=DoneOut,
        desk=False,
        says="Take a consent back",
    ),
    Operation(
        method="POST",
        path="/rooms/{room}/asked/{question}/withdraw",
        does=take_back_question,
        gives=DoneOut,
        desk=True,
        says="Take a question back",
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


def _question(shown: Shown) -> AskedQuestionOut:
    one = shown.question
    return AskedQuestionOut(
        number=one.number,
        asks=one.asks,
        state=shown.state,
        role=one.role,
        at=one.at,
        until=one.until,
        room=shown.room.mark if shown.room is not None else None,
        text=one.text or None,
        form=one.form,
        type=one.type if one.form is not None else None,
        sources=[str(label) for label in one.sources],
        label=str(one.label) if one.label is not None else None,
        wanted=one.wanted,
        points=list(one.points),
        into=one.into,
        named=one.named if shown.into is not None else None,
        party=one.party,
        reply=one.reply,
        answered=one.answered,
        by=one.by,
        agreed=one.agreed if one.text and one.reply in {Reply.YES, Reply.CHANGED} else None,
        labels=[str(label) if label is not None else None for label in one.labels],
        taken=taken_out(one.taken),
        why=one.why,
    )


def _asked(done: AskedAs | Refusal) -> Result:
    return done if isinstance(done, Refusal) else (201, AskedAsOut(done.room, done.number, done.until))


def _answered(done: AnsweredAs | Refusal) -> Result:
    if isinstance(done, Refusal):
        return done
    return 200, AnsweredOut(done.at, [str(label) if label is not None else None for label in done.labels])


def _source(source: SourceIn) -> Label | Refusal:
    label = label_in(str(source.number), series=source.room)
    if isinstance(label, Label) and label.series == source.room:
        return label
    return Refusal(Code.SOURCE_UNKNOWN, {"source": f"{source.room}-{source.number}"})


def _number(call: Call) -> int | None:
    text = call.path["question"]
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _told_label(call: Call) -> Label | None:
    label = Label.parse(call.path["number"], series=call.path["room"])
    return label if label is not None and label.series == call.path["room"] else None


def _heard(asked: CallIn) -> Heard | Malformed:
    at = _moment(asked.at)
    return at if isinstance(at, Malformed) else Heard(how=asked.how, who=asked.who, at=at)


def _moment(at: datetime | None) -> datetime | Malformed | None:
    if at is None:
        return None
    if at.tzinfo is None:
        return Malformed("a moment with its time zone", "a moment without one")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return Malformed("a moment within the calendar", "one outside it")
