"""The desk's ledger: who knows what, points, the card before entering a room, the desk's own notes."""

from typing import Final

from entremise.api.operations.calls import Call, Malformed, Operation, Result, label_in
from entremise.api.schema.ledger import (
    CardLineOut,
    CardListOut,
    CardOut,
    CellOut,
    DeskNoteIn,
    DeskNoteOut,
    DeskNotesOut,
    FactOut,
    GapOut,
    HoldingOut,
    LedgerKeptOut,
    LedgerOut,
    NoticedOut,
    PointIn,
    PointOut,
    RowOut,
    WordingOut,
)
from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.ids import Label, Mark
from entremise.domain.ledger import CardList, Cell, Fact, Gap, Holding, Row, Show
from entremise.domain.notes import About, DeskNote
from entremise.domain.points import Grouping, Wording
from entremise.domain.told import Noticed
from entremise.services import ledger
from entremise.services.ledger import Asked, Kept

MOST_DIGITS: Final = 6
"""Of a number in a path or a query."""


def show(call: Call) -> Result:
    """Points by agenda item, then entries that no point holds; of each what every room knows, and why it does not."""
    asked = _asked(call)
    if isinstance(asked, Malformed):
        return asked
    page = ledger.ledger_page(call.parts, call.seat, asked)
    if isinstance(page, Refusal):
        return page
    return 200, LedgerOut(
        points=[_row(row) for group in page.groups for row in group.rows],
        entries=[_row(row) for row in page.alone],
        papers=[_noticed(one) for row in page.noticed for _, one in row.cells if one is not None],
        further=page.further,
        earlier=str(page.earlier) if page.earlier is not None else None,
    )


def card(call: Call) -> Result:
    """What to have in mind before entering a room."""
    page = ledger.card_page(call.parts, call.seat, call.path["room"])
    if isinstance(page, Refusal):
        return page
    made = page.card
    return 200, CardOut(
        room=made.room,
        since=page.since,
        known=_list(made.known),
        untold=_list(made.untold),
        asked=_list(made.asked),
        slip=_list(made.slip),
        told=_list(made.told),
        papers=_list(made.papers),
        waiting=_list(made.waiting),
    )


def make_point(call: Call) -> Result:
    """Make a point of entries."""
    return _kept(ledger.keep_point(call.parts, call.seat, _grouping(call.body), key=call.key), status=201)


def read_point(call: Call) -> Result:
    """One point, and how it was worded."""
    number = _number(call.path["id"])
    page = ABSENT if number is None else ledger.point_page(call.parts, call.seat, number)
    if isinstance(page, Refusal):
        return page
    if page.point is None:
        return ABSENT
    return 200, PointOut(
        number=page.point.number,
        dissolved=page.point.dissolved,
        row=_row(page.row) if page.row is not None else None,
        history=[_wording(one) for one in page.history],
    )


def change_point(call: Call) -> Result:
    """Change a point; one that was dissolved stands again."""
    number = _number(call.path["id"])
    if number is None:
        return ABSENT
    return _kept(ledger.keep_point(call.parts, call.seat, _grouping(call.body), number=number, key=call.key))


def dissolve_point(call: Call) -> Result:
    """Dissolve a point: its entries stand by themselves again."""
    number = _number(call.path["id"])
    return ABSENT if number is None else _kept(ledger.dissolve_point(call.parts, call.seat, number, key=call.key))


def read_notes(call: Call) -> Result:
    """The desk's own notes, the newest first."""
    page = ledger.notes_page(call.parts, call.seat)
    return page if isinstance(page, Refusal) else (200, DeskNotesOut([_note(one) for one in page.notes]))


def write_note(call: Call) -> Result:
    """Write a note of the desk's own."""
    asked: DeskNoteIn = call.body
    about = _about(asked)
    if isinstance(about, Malformed):
        return about
    return _kept(ledger.keep_note(call.parts, call.seat, asked.text, about, key=call.key), status=201)


def change_note(call: Call) -> Result:
    """Change a note of the desk's own."""
    asked: DeskNoteIn = call.body
    number, about = _number(call.path["id"]), _about(asked)
    if isinstance(about, Malformed):
        return about
    if number is None:
        return ABSENT
    return _kept(ledger.keep_note(call.parts, call.seat, asked.text, about, number=number, key=call.key))


def strike_note(call: Call) -> Result:
    """Strike a note out; the record keeps that it was written."""
    number = _number(call.path["id"])
    return ABSENT if number is None else _kept(ledger.strike_note(call.parts, call.seat, number, key=call.key))


LEDGER: Final = (
    Operation(
        method="GET",
        path="/ledger",
        does=show,
        gives=LedgerOut,
        desk=True,
        says="Who knows what",
        query=("show", "room", "item", "round", "after_point", "before_entry"),
    ),
    Operation(
        method="GET",
        path="/ledger/cards/{room}",
        does=card,
        gives=CardOut,
        desk=True,
        says="The card before entering a room",
    ),
    Operation(
        method="POST",
        path="/ledger/points",
        does=make_point,
        takes=PointIn,
        gives=LedgerKeptOut,
        status=201,
        desk=True,
        says="Make a point",
    ),
    Operation(
        method="GET", path="/ledger/points/{id}", does=read_point, gives=PointOut, desk=True, says="Read one point"
    ),
    Operation(
        method="POST",
        path="/ledger/points/{id}",
        does=change_point,
        takes=PointIn,
        gives=LedgerKeptOut,
        desk=True,
        says="Change a point",
    ),
    Operation(
        method="POST",
        path="/ledger/points/{id}/dissolve",
        does=dissolve_point,
        gives=LedgerKeptOut,
        desk=True,
        says="Dissolve a point",
    ),
    Operation(
        method="GET", path="/ledger/notes", does=read_notes, gives=DeskNotesOut, desk=True, says="The desk's own notes"
    ),
    Operation(
        method="POST",
        path="/ledger/notes",
        does=write_note,
        takes=DeskNoteIn,
        gives=LedgerKeptOut,
        status=201,
        desk=True,
        says="Write a note of the desk",
    ),
    Operation(
        method="POST",
        path="/ledger/notes/{id}",
        does=change_note,
        takes=DeskNoteIn,
        gives=LedgerKeptOut,
        desk=True,
        says="Change a note of the desk",
    ),
    Operation(
        method="POST",
        path="/ledger/notes/{id}/strike",
        does=strike_note,
        gives=LedgerKeptOut,
        desk=True,
        says="Strike out a note of the desk",
    ),
)


def _asked(call: Call) -> Asked | Malformed:
    before = label_in(call.query.get("before_entry"), series="")
    if isinstance(before, Malformed):
        return before
    numbers: dict[str, int | None] = {}
    for name in ("item", "round", "after_point"):
        given = call.query.get(name)
        numbers[name] = _number(given) if given is not None else None
        if given is not None and numbers[name] is None:
            return Malformed(f"a number in “{name}”", "another word")
    shown = call.query.get("show", Show.EVERYTHING)
    if shown not in list(Show):
        return Malformed(f"one of {', '.join(Show)} in “show”", "another word")
    return Asked(
        show=Show(shown),
        side=call.query.get("room"),
        item=numbers["item"],
        round=numbers["round"],
        after=numbers["after_point"],
        before=before,
    )


def _grouping(asked: PointIn) -> Grouping:
    labels = (Label.parse(text, series="") for text in asked.entries)
    entries = tuple(label for label in labels if label is not None)
    return Grouping(words=asked.words, entries=entries, item=asked.item, round=asked.round)


def _about(asked: DeskNoteIn) -> About | Malformed:
    if sum(one is not None for one in (asked.item, asked.point, asked.room)) > 1:
        return Malformed("a note about one thing at most", "several")
    return About(item=asked.item, point=asked.point, mark=Mark(asked.room) if asked.room is not None else None)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _kept(done: Kept | Refusal, *, status: int = 200) -> Result:
    return done if isinstance(done, Refusal) else (status, LedgerKeptOut(done.number, done.at))


def _row(row: Row) -> RowOut:
    return RowOut(
        point=row.point.number if row.point is not None else None,
        item=row.point.item if row.point is not None else None,
        round=row.point.round if row.point is not None else None,
        label=str(row.label),
        words=row.words,
        at=row.at,
        holds=[_holding(hold) for hold in row.holds],
        rooms=[_cell(cell) for cell in row.cells],
    )


def _holding(hold: Holding) -> HoldingOut:
    return HoldingOut(
        label=str(hold.label),
        at=hold.at,
        text=hold.text,
        kind=hold.type,
        leave=hold.leave.form,
        condition=hold.leave.condition,
        expires=hold.leave.expires,
        met=hold.met,
        conveyed=hold.conveyed,
    )


def _cell(cell: Cell) -> CellOut:
    return CellOut(room=cell.room, facts=[_fact(one) for one in cell.facts], gaps=[_gap(one) for one in cell.gaps])


def _fact(fact: Fact) -> FactOut:
    return FactOut(
        how=fact.how,
        label=str(fact.label),
        at=fact.at,
        text=fact.text,
        kind=fact.type,
        carry=fact.carry.number if fact.carry is not None else None,
        leave=[str(source) for source in fact.sources],
    )


def _gap(gap: Gap) -> GapOut:
    return GapOut(
        why=gap.why,
        source=str(gap.source),
        form=gap.form,
        carry=gap.carry.number if gap.carry is not None else None,
        due=gap.due,
        agreed_until=gap.agreed_until,
    )


def _wording(one: Wording) -> WordingOut:
    return WordingOut(
        at=one.at,
        role=one.role,
        words=one.words,
        entries=[str(label) for label in one.entries],
        item=one.item,
        round=one.round,
        dissolved=one.dissolved,
    )


def _list(one: CardList) -> CardListOut:
    lines = [
        CardLineOut(
            words=line.words,
            cut=line.cut,
            labels=[str(label) for label in line.labels],
            point=line.point,
            how=line.how,
            why=line.why,
            form=line.form,
            matter=paper.matter if (paper := line.told or line.kept) is not None else None,
            number=paper.number if paper is not None else None,
        )
        for line in one.lines
    ]
    return CardListOut(lines, one.more)


def _noticed(one: Noticed) -> NoticedOut:
    return NoticedOut(
        room=one.room,
        matter=one.matter,
        number=one.number,
        at=one.at,
        words=one.words,
        item_state=one.item,
        round_state=one.round,
        starts=one.starts,
        done=list(one.done),
        until=one.until,
        leave=[str(label) for label in one.labels],
        ended=one.ended,
    )


def _note(note: DeskNote) -> DeskNoteOut:
    return DeskNoteOut(
        number=note.number,
        text=note.text,
        item=note.about.item,
        point=note.about.point,
        room=note.about.mark,
        made=note.made,
        changed=note.changed,
        role=note.role,
    )
