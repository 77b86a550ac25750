"""Search in the seat's own place."""

from typing import Final

from entremise.api.operations.calls import Call, Operation, Result, number_of
from entremise.api.schema import FoundOnPaperOut, FoundOut, PieceOut, ResultsOut, SearchIn
from entremise.domain.errors import Refusal
from entremise.domain.ids import Label
from entremise.services import searching
from entremise.services.ports import Budget


def search(call: Call) -> Result:
    """What of the seat's own place holds the words asked for, newest first, with a part of each: entries and papers."""
    asked: SearchIn = call.body
    before = Label.parse(asked.before, series="") if asked.before else None
    found = searching.search(call.parts, call.seat, asked.text, room=asked.room, before=before, limit=asked.limit)
    if isinstance(found, Refusal):
        return found
    entries = [_found(result) for result in found.entries]
    papers = [_on_paper(result) for result in found.papers]
    return 200, ResultsOut(entries, str(found.earlier) if found.earlier else None, papers)


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


def _on_paper(result: searching.PaperResult) -> FoundOnPaperOut:
    return FoundOnPaperOut(
        kind=result.thing.kind,
        number=result.thing.number,
        room=result.thing.series or None,
        item=result.item,
        at=result.at,
        extract=[PieceOut(piece.text, piece.marked) for piece in result.extract],
    )
