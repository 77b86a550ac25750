"""Questions to a room, and their answers."""

from collections.abc import Sequence
from typing import Final

from entremise.api.operations.calls import Call, Malformed, Operation, Result, done, label_in, number_in
from entremise.api.operations.entries import leave_given, on_item, taken_out
from entremise.api.schema import DoneOut, SourceIn
from entremise.api.schema.asking import (
    AnsweredOut,
    AskCarryIn,
    AskedAsOut,
    AskedQuestionOut,
    AskedQuestionsOut,
    AskLeaveIn,
    AskSummaryIn,
    AskWordingIn,
    RoomAnswerIn,
    SummaryPointIn,
)
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.asking import Reply
from entremise.domain.ids import Label
from entremise.domain.leave import Leave
from entremise.services import asking
from entremise.services.asking import (
    AnsweredAs,
    AskedAs,
    CarryQuestion,
    LeaveQuestion,
    PointAnswer,
    Shown,
    SummaryQuestion,
    WordingQuestion,
)


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
    question = LeaveQuestion(
        label=label, form=asked.form, into=asked.into, named=asked.named, hours=asked.hours, why=asked.why
    )
    return _asked(asking.ask_leave(call.parts, call.seat, question, key=call.key))


def ask_summary(call: Call) -> Result:
    """Close a caucus: put a summary to a room."""
    asked: AskSummaryIn = call.body
    question = SummaryQuestion(mark=asked.room, points=tuple(asked.points), hours=asked.hours, why=asked.why)
    return _asked(asking.ask_summary(call.parts, call.seat, question, key=call.key))


def ask_wording(call: Call) -> Result:
    """Ask a room: may I say exactly this of the round?"""
    asked: AskWordingIn = call.body
    question = WordingQuestion(
        mark=asked.room,
        round=asked.round,
        state=asked.state,
        text=asked.text,
        alone=asked.alone,
        hours=asked.hours,
        why=asked.why,
    )
    return _asked(asking.ask_wording(call.parts, call.seat, question, key=call.key))


def take_back_question(call: Call) -> Result:
    """Take back a question that has not been answered."""
    number = question_number(call)
    if number is None:
        return ABSENT
    return done(asking.take_back_question(call.parts, call.seat, call.path["room"], number, key=call.key))


def answer(call: Call) -> Result:
    """Answer a question in the seat's own room."""
    asked: RoomAnswerIn = call.body
    number = question_number(call)
    leave = leave_given(asked.leave) if asked.leave is not None else None
    if isinstance(leave, Malformed):
        return leave
    if number is None:
        return ABSENT
    if asked.points is not None:
        if asked.on is not None:
            return Malformed("either “points” or “on”", "both")
        points = points_given(asked.points)
        if isinstance(points, Malformed):
            return points
        return answered(asking.answer_summary(call.parts, call.seat, number, points, key=call.key))
    return answered(
        asking.answer(
            call.parts,
            call.seat,
            number,
            asked.reply,
            text=asked.text,
            leave=leave,
            on=on_item(asked.on),
            key=call.key,
        )
    )


def take_back(call: Call) -> Result:
    """Take back a consent: a message that rests on it and has not entered will not."""
    number = question_number(call)
    return ABSENT if number is None else done(asking.take_back_consent(call.parts, call.seat, number, key=call.key))


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
        path="/asked/wordings",
        does=ask_wording,
        takes=AskWordingIn,
        gives=AskedAsOut,
        status=201,
        desk=True,
        says="Ask a room whether exactly this may be said of a round",
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
        round=one.round,
        says=one.says,
        alone=one.alone if one.round is not None else None,
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


def answered(done: AnsweredAs | Refusal) -> Result:
    """What a program is told of an answer: to a summary, what each point has become."""
    if isinstance(done, Refusal):
        return done
    return 200, AnsweredOut(done.at, [str(label) if label is not None else None for label in done.labels])


def points_given(points: Sequence[SummaryPointIn]) -> list[PointAnswer] | Malformed:
    """What a program says to each point of a summary."""
    leaves = [leave_given(point.leave) if point.leave is not None else None for point in points]
    malformed = next((one for one in leaves if isinstance(one, Malformed)), None)
    if malformed is not None:
        return malformed
    return [
        PointAnswer(leave=given if isinstance(given, Leave) else None, text=point.text)
        for point, given in zip(points, leaves, strict=True)
    ]


def _source(source: SourceIn) -> Label | Refusal:
    label = label_in(str(source.number), series=source.room)
    if isinstance(label, Label) and label.series == source.room:
        return label
    return Refusal(Code.SOURCE_UNKNOWN, {"source": f"{source.room}-{source.number}"})


def question_number(call: Call) -> int | None:
    """The number of the question in the address; None for what no number can be."""
    return number_in(call.path["question"])
