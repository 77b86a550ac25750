"""Words that the guard warns of, kept with a second seat's agreement.

The request is made by the act itself: with `why`, where a second seat is required and has not agreed, it answers
`second-asked`.
"""

from collections.abc import Iterable
from typing import Final

from entremise.api.operations.calls import Call, Operation, Result, done, number_in
from entremise.api.schema import DoneOut
from entremise.api.schema.seconding import (
    EndAskedOut,
    LeafOut,
    RepeatedOut,
    RequiredOut,
    RequireIn,
    SecondAnswerIn,
    SecondOut,
    SecondsOut,
    TakenLeaveOut,
)
from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.leave import Leave
from entremise.domain.repetition import Piece, Repeated
from entremise.services import seconding
from entremise.services.seconding import Shown


def requests(call: Call) -> Result:
    """How the case is set, what waits, what was agreed, what is over."""
    page = seconding.second_page(call.parts, call.seat)
    listed = [_request(one) for one in (*page.open, *page.standing, *page.past)]
    ending = page.ending
    asked = (
        EndAskedOut(role=ending.role, own=ending.seat == call.seat.id, at=ending.at, until=ending.until)
        if ending is not None
        else None
    )
    return 200, SecondsOut(required=page.known.required, end_asked=asked, requests=listed)


def require(call: Call) -> Result:
    """Set whether words that the guard warns of are kept with a second seat's agreement; two people end it."""
    asked: RequireIn = call.body
    kept = seconding.require(call.parts, call.seat, on=asked.required, key=call.key)
    return kept if isinstance(kept, Refusal) else (200, RequiredOut(at=kept.at, required=kept.required))


def answer(call: Call) -> Result:
    """Agree that another seat keeps exactly these words, or refuse."""
    asked: SecondAnswerIn = call.body
    number = _number(call)
    if number is None:
        return ABSENT
    return done(seconding.answer(call.parts, call.seat, number, agrees=asked.agrees, words=asked.words, key=call.key))


def withdraw(call: Call) -> Result:
    """Take the seat's own request back."""
    number = _number(call)
    return ABSENT if number is None else done(seconding.withdraw(call.parts, call.seat, number, key=call.key))


SECOND: Final = (
    Operation(
        method="GET",
        path="/seconds",
        does=requests,
        gives=SecondsOut,
        desk=True,
        says="Words that wait for a second seat's agreement to be kept",
    ),
    Operation(
        method="POST",
        path="/seconds/required",
        does=require,
        takes=RequireIn,
        gives=RequiredOut,
        desk=True,
        says="Require a second seat, or no more",
    ),
    Operation(
        method="POST",
        path="/seconds/{number}/answer",
        does=answer,
        takes=SecondAnswerIn,
        gives=DoneOut,
        desk=True,
        says="Agree that another seat keeps words, or refuse",
    ),
    Operation(
        method="POST",
        path="/seconds/{number}/withdraw",
        does=withdraw,
        gives=DoneOut,
        desk=True,
        says="Take back a request that words be kept",
    ),
)


def _number(call: Call) -> int | None:
    return number_in(call.path["number"])


def _leave(leave: Leave | None) -> TakenLeaveOut | None:
    return TakenLeaveOut(leave.form, leave.condition, leave.becomes, leave.expires) if leave is not None else None


def _request(shown: Shown) -> SecondOut:
    second, asked = shown.second, shown.second.asked
    return SecondOut(
        number=second.number,
        state=shown.state,
        by=asked.entering.by,
        leaves=[LeafOut([*map(str, leaf.into)], leaf.text, _leave(leaf.leave)) for leaf in asked.entering.leaves],
        form=asked.entering.form,
        type=asked.entering.type,
        sources=[str(label) for label in asked.entering.sources],
        document=asked.entering.document,
        repeated=[*map(repeated_out, asked.repeated)],
        why=asked.why,
        role=asked.role,
        own=shown.own,
        at=second.at,
        until=second.until,
        answered_by=second.answer.role if second.answer is not None else None,
        answered=second.answered,
        words=second.answer.words if second.answer is not None else None,
    )


def repeated_out(found: Repeated) -> RepeatedOut:
    """A repetition, with both wordings."""
    return RepeatedOut(
        room=found.into,
        source=found.what.id,
        kinds=list(found.what.kinds),
        here=_text(found.what.here),
        there=_text(found.what.there),
    )


def _text(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)
