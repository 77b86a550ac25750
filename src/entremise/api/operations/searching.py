"""Search in the seat's own place."""

from typing import Final

from entremise.api.operations.calls import Call, Operation, Result, number_of
from entremise.api.schema import FoundOut, PieceOut, ResultsOut, SearchIn
from entremise.domain.errors import Refusal
from entremise.domain.ids import Label
from entremise.services import searching
from entremise.services.ports import Budget


def search(call: Call) -> Result:
    """Entries of the seat's own place that hold the words asked for, newest first, with a part of each."""
    asked: SearchIn = call.body
    before = Label.parse(asked.before, series="") if asked.before else None
    found = searching.search(call.parts, call.seat, asked.text, room=asked.room, before=before, limit=asked.limit)
    if isinstance(found, Refusal):
        return found
    return 200, ResultsOut([_found(result) for result in found.entries], str(found.earlier) if found.earlier else None)


SEARCH: Final = (
    Operation(
        method="POST",
        path="/search",
        does=search,
        takes=SearchIn,
        gives=ResultsOut,
        says="Search the seat's own place",
        spends=Budget.SEARCH,
    ),
)


def _found(result: searching.Result) -> FoundOut:
    entry = result.entry
    return FoundOut(
        number=number_of(entry.label),
        label=str(entry.label),
        at=entry.at,
        kind=entry.kind,
        role=entry.role,
        extract=[PieceOut(piece.text, piece.marked) for piece in result.extract],
    )
