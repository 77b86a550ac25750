"""The desk's analysis: issues, what they are worth to whom, packages; and what a room is asked to value and gives.

Numbers for the engine alone stay in the log of the room that gave them. `_sealed` reads them there, hands them to the
engine (`services/weighing.py`), and to nothing else: what is exported, searched or shown at the desk is of its own log.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Final

from entremise.domain import valuing
from entremise.domain.door import analysis as door
from entremise.domain.door.entries import checked_reason
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import CaseOpened, RoomOpened
from entremise.domain.events.analysis import (
    VALUES,
    IssueDropped,
    Preference,
    ValuesWithdrawn,
    Worths,
    values_of,
)
from entremise.domain.events.seconding import EnterBy
from entremise.domain.guard import Itself
from entremise.domain.ids import DeskId, Mark, RoomId
from entremise.domain.log import Append
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.terms import PartyRoom, Terms
from entremise.domain.valuing import (
    DESK_LINES,
    ROOM_LINES,
    DeskValues,
    IssueView,
    Origin,
    PackageView,
    Question,
    ValuesView,
)
from entremise.services import agenda, carrying, drafts, weighing
from entremise.services.acts import (
    desk_of,
    load_desk,
    load_room,
    load_room_from_desk,
    needs,
    once,
    room_of,
    room_opened,
    standing_room_of,
)
from entremise.services.findings import Findings, Known, TooLong, Weighed
from entremise.services.guarding import Leaving, asks_second, unless_repeats
from entremise.services.ports import Parts
from entremise.services.speaking import Done

MOST_COMPARED: Final = 4
"""Packages side by side."""
LEAST_PARTIES: Final = 2


@dataclass(frozen=True, slots=True)
class Numbered:
    """Something stands under a number."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyValues:
    """A party of the case, and how far its values are known."""

    room: PartyRoom
    held: ValuesView | None
    """None: nothing is known."""
    missing: tuple[str, ...]
    """Titles of issues that its values do not cover; they count as worth nothing."""
    is_asked: bool
    is_within_reach: bool
    """Whether its values can be weighed: sealed ones cannot once the room is closed to the host or destroyed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisPage:
    """The desk's page."""

    seat: Seat
    opened: CaseOpened
    now: datetime
    head: int
    values: DeskValues
    parties: tuple[PartyValues, ...]
    weighed: tuple[Mark, ...]
    """The parties that the findings are about, in the order of their worths."""
    findings: Findings | TooLong | None
    """None: there are no issues yet, or fewer than two parties' values."""
    table: PackageView | None
    """From which the trades begin."""
    compared: tuple[int, ...]
    """The numbers of the packages side by side."""
    items: tuple[tuple[int, str], ...] = ()
    """Agenda items that no issue was taken from yet: number and title."""

    @property
    def terms(self) -> Terms:
        """The case's terms."""
        return self.opened.terms

    @property
    def is_sealed(self) -> bool:
        """Whether some party's numbers are for the engine alone."""
        return any(party.held is not None and party.held.origin is Origin.SEALED for party in self.parties)

    @property
    def weighed_numbers(self) -> tuple[int, ...]:
        """The numbers of the kept packages that were weighed, in the order of the findings."""
        return tuple(package.number for package in _whole(self.values))

    def package(self, number: int) -> Weighed | None:
        """What was found of a kept package, if it could be weighed."""
        if not isinstance(self.findings, Findings):
            return None
        places = self.weighed_numbers
        return self.findings.packages[places.index(number)] if number in places else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesPage:
    """A room's page: what it was asked to value."""

    seat: Seat
    opened: RoomOpened
    now: datetime
    head: int
    questions: tuple[Question, ...]
    may_seal: bool
    """Whether the engine could read numbers here: the room is open to the host."""

    @property
    def terms(self) -> Terms:
        """The case's terms."""
        return self.opened.terms


# At the desk -----------------------------------------------------------------------------------------------


@needs(Act.ANALYSE)
def analysis_page(
    parts: Parts, seat: Seat, *, table: int | None = None, compared: Sequence[int] = ()
) -> AnalysisPage | Refusal:
    """The desk's page; `table` names the package that trades begin with, `compared` those side by side.

    Costs a second at most, where nothing like it was found before.
    """
    opened = load_desk(parts.store, seat.place).opened
    held = _at_desk(parts, seat)
    parties = tuple(_party(parts, seat, room, held) for room in opened.rooms)
    known = [one for party in parties if (one := _known(parts, party, held)) is not None]
    begins = _begins(held, table)
    findings = None
    if held.issues and len(known) >= LEAST_PARTIES:
        findings = weighing.weigh(
            [(issue.title, issue.options) for issue in held.issues],
            known,
            desk=seat.place,
            packages=[_options(package, held) for package in _whole(held)],
            table=_options(begins, held) if begins is not None else None,
        )
    numbers = [package.number for package in _whole(held)]
    chosen = tuple(number for number in dict.fromkeys(compared) if number in numbers)[:MOST_COMPARED]
    return AnalysisPage(
        seat=seat,
        opened=opened,
        now=parts.clock.now(),
        head=parts.store.head(seat.place),
        values=held,
        parties=parties,
        weighed=tuple(one.mark for one in known),
        findings=findings,
        table=begins,
        compared=chosen or tuple(numbers[:MOST_COMPARED]),
        items=_items(parts, seat, held),
    )


@needs(Act.ANALYSE)
def name_issue(
    parts: Parts,
    seat: Seat,
    title: str,
    options: Sequence[str],
    *,
    item: int | None = None,
    key: str | None = None,
) -> Numbered | Refusal:
    """Put an issue with its options on the table of the analysis; `item` is the agenda item it was taken from."""
    now = parts.clock.now()

    def act() -> Numbered | Refusal:
        held = _at_desk(parts, seat)
        titles = dict(_items(parts, seat, held))
        if item is not None and item not in titles:
            return ABSENT
        # Taken from the agenda, it has the item's name unless it is given another.
        words = title if item is None or title.strip() else titles[item]
        named = valuing.name_issue(held, words, options, item=item)
        if isinstance(named, Refusal):
            return named
        parts.store.append([Append(seat.place, named)], at=now)
        return Numbered(named.number, now)

    asked = ("name_issue", title, list(options), item)
    return once(parts, seat, act, places=(seat.place,), result=Numbered, key=key, asked=asked)


@needs(Act.ANALYSE)
def drop_issue(parts: Parts, seat: Seat, number: int, *, key: str | None = None) -> Done | Refusal:
    """Take an issue off again."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        if _at_desk(parts, seat).issue(number) is None:
            return ABSENT
        parts.store.append([Append(seat.place, IssueDropped(number=number))], at=now)
        return Done(now)

    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=("drop_issue", number))


@needs(Act.ANALYSE)
def estimate(
    parts: Parts, seat: Seat, mark: str, values: Sequence[Worths], *, without: int, key: str | None = None
) -> Done | Refusal:
    """Write down what the desk takes a party's values to be, and on which told entries that rests."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        room = load_desk(parts.store, seat.place).room(mark)
        if room is None:
            return Refusal(Code.ROOM_MISSING)
        estimated = valuing.estimate(_at_desk(parts, seat), room.mark, values, without=without, seat=seat)
        if isinstance(estimated, Refusal):
            return estimated
        labels = [label for one in values for label in one.rests_on]
        told = carrying.told_entries(parts, seat, labels)
        if isinstance(told, Refusal):
            return told
        parts.store.append([Append(seat.place, estimated)], at=now)
        return Done(now)

    asked = ("estimate", mark, list(values), without)
    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=asked)


@needs(Act.ANALYSE)
def note_preference(
    parts: Parts, seat: Seat, mark: str, preference: Preference, *, key: str | None = None
) -> Numbered | Refusal:
    """Note something known of a party's values beside points, such as what it answered to a question."""
    now = parts.clock.now()

    def act() -> Numbered | Refusal:
        room = load_desk(parts.store, seat.place).room(mark)
        if room is None:
            return Refusal(Code.ROOM_MISSING)
        noted = valuing.note_preference(_at_desk(parts, seat), room.mark, preference, seat=seat)
        if isinstance(noted, Refusal):
            return noted
        parts.store.append([Append(seat.place, noted)], at=now)
        return Numbered(noted.number, now)

    asked = ("note_preference", mark, preference)
    return once(parts, seat, act, places=(seat.place,), result=Numbered, key=key, asked=asked)


@needs(Act.ANALYSE)
def drop_preference(parts: Parts, seat: Seat, number: int, *, key: str | None = None) -> Done | Refusal:
    """Take a preference off again."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        dropped = valuing.drop_preference(_at_desk(parts, seat), number)
        if isinstance(dropped, Refusal):
            return dropped
        parts.store.append([Append(seat.place, dropped)], at=now)
        return Done(now)

    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=("drop_preference", number))


@needs(Act.ANALYSE)
def take_table(parts: Parts, seat: Seat, text: str, *, key: str | None = None) -> Done | Refusal:
    """Take in a table of values: issues that are new, and for each party that it names the desk's estimate."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        sheet = valuing.read_table(text)
        if isinstance(sheet, Refusal):
            return sheet
        opened = load_desk(parts.store, seat.place).opened
        marks = {name: room.mark for room in opened.rooms for name in (str(room.mark), room.party)}
        if not set(sheet.points) <= set(marks):
            return Refusal(Code.ROOM_MISSING)
        appends: list[Append] = []
        # Each is decided on what stands with those before it; a refusal undoes them all with the transaction's end.
        held = _at_desk(parts, seat)
        standing = {issue.title for issue in held.issues}
        for title, options in sheet.issues.items():
            if title not in standing:
                named = valuing.name_issue(held, title, options, item=None)
                if isinstance(named, Refusal):
                    return named
                appends.append(Append(seat.place, named))
                held = _with(held, IssueView(number=named.number, title=named.title, options=named.options, item=None))
        for party in sheet.points:
            values = valuing.values_of(sheet, party, held)
            if isinstance(values, Refusal):
                return values
            without = sheet.without.get(party, 0)
            estimated = valuing.estimate(held, marks[party], values, without=without, seat=seat)
            if isinstance(estimated, Refusal):
                return estimated
            appends.append(Append(seat.place, estimated))
        parts.store.append(appends, at=now)
        return Done(now)

    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=("take_table", text))


@needs(Act.ANALYSE)
def write_table(parts: Parts, seat: Seat) -> str | Refusal:
    """What the desk itself knows of values, as a table for `entremise analyse`; sealed numbers are no part of it."""
    held, opened = _at_desk(parts, seat), load_desk(parts.store, seat.place).opened
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow([*valuing.HEADER, valuing.GIVE_OR_TAKE])
    for room in opened.rooms:
        known = held.parties.get(room.mark)
        if known is None or known.origin is Origin.SEALED:
            continue
        for issue in held.issues:
            worths = known.values.get(issue.number)
            points = worths.points if worths is not None else (0,) * len(issue.options)
            loose = worths.give_or_take if worths is not None else 0
            for option, value in zip(issue.options, points, strict=True):
                rows.writerow([*map(_inert, (issue.title, option)), room.mark, value, loose])
        rows.writerow(["", valuing.NO_AGREEMENT, room.mark, known.without, 0])
    return written.getvalue()


@needs(Act.ANALYSE)
def keep_package(parts: Parts, seat: Seat, options: Mapping[int, int], *, key: str | None = None) -> Numbered | Refusal:
    """Keep a package: for each issue's number the place of an option. One that is kept already keeps its number."""
    now = parts.clock.now()

    def act() -> Numbered | Refusal:
        held = _at_desk(parts, seat)
        kept = valuing.keep_package(held, options)
        if isinstance(kept, Refusal):
            return kept
        same = next((one for one in held.packages if one.options == dict(kept.options)), None)
        if same is not None:
            return Numbered(same.number, now)
        parts.store.append([Append(seat.place, kept)], at=now)
        return Numbered(kept.number, now)

    asked = ("keep_package", sorted(options.items()))
    return once(parts, seat, act, places=(seat.place,), result=Numbered, key=key, asked=asked)


@needs(Act.DRAFT)
def draft_package(parts: Parts, seat: Seat, number: int, mark: str) -> Done | Refusal:
    """Put a package's words on the sheet for a room, after what is drafted there. Nothing is carried by this."""
    held = _at_desk(parts, seat)
    package = held.package(number)
    room = standing_room_of(parts.store, seat.place, mark)
    if package is None or isinstance(room, Refusal):
        return ABSENT
    words = "\n".join(
        f"{issue.title}: {issue.options[package.options[issue.number]]}"
        for issue in held.issues
        if issue.number in package.options
    )
    kept = drafts.read_draft(parts, seat, mark)
    fields = dict(kept.fields) if kept is not None else {}
    before = str(fields.get("text", ""))
    fields["text"] = f"{before}\n\n{words}" if before.strip() else words
    return Done(drafts.keep_draft(parts, seat, mark, fields))


@needs(Act.ASK_VALUES)
@asks_second
def ask(parts: Parts, seat: Seat, mark: str, *, why: str | None = None, key: str | None = None) -> Done | Refusal:
    """Ask a room what the options of all issues are worth to it; `why` their words may repeat a confidence."""
    now = parts.clock.now()
    room_id = room_of(parts.store, seat.place, mark)
    if isinstance(room_id, Refusal):
        return Refusal(Code.ROOM_MISSING)

    def act() -> Done | Refusal:
        if isinstance(standing_room_of(parts.store, seat.place, mark), Refusal):
            return Refusal(Code.ROOM_MISSING)
        held, reason = _at_desk(parts, seat), checked_reason(why)
        if isinstance(reason, Refusal):
            return reason
        if not held.issues:
            return Refusal(Code.NOTHING_TO_VALUE)
        before = held.asked.get(Mark(mark), ())
        if len(before) >= valuing.MOST_QUESTIONS:
            return Refusal(Code.LIST_FULL, {"most": valuing.MOST_QUESTIONS})
        issues = valuing.wanted(held)
        issued = frozenset((VALUES, issue.number) for issue in held.issues)
        itself = Itself(topics=frozenset({VALUES}), texts=(_words(held),), about=issued)
        leaving = Leaving(into=(Mark(mark),), texts=(_words(held),), itself=itself)
        appends = door.ask_values(
            DeskId(seat.place),
            load_room_from_desk(parts.store, seat.place, room_id),
            issues,
            numbers=[issue.number for issue in held.issues],
            number=len(before) + 1,
            seat=seat,
            why=reason,
        )
        passed = unless_repeats(parts, seat, EnterBy.ASK_VALUES, [leaving], appends=appends, why=reason)
        if isinstance(passed, Refusal):
            return passed
        parts.store.append(passed, at=now)
        return Done(now)

    asked = ("ask_values", mark, why)
    return once(parts, seat, act, places=(seat.place, room_id), result=Done, key=key, asked=asked)


# In a room -------------------------------------------------------------------------------------------------


@needs(Act.READ)
def values_page(parts: Parts, seat: Seat) -> ValuesPage | Refusal:
    """What the room was asked to value, and gave."""
    return ValuesPage(
        seat=seat,
        opened=room_opened(parts.store, seat.place),
        now=parts.clock.now(),
        head=parts.store.head(seat.place),
        questions=_in_room(parts, RoomId(seat.place)),
        may_seal=not parts.keys.is_closed(seat.place),
    )


@needs(Act.GIVE_VALUES)
def give(
    parts: Parts,
    seat: Seat,
    number: int,
    values: Sequence[Worths],
    *,
    without: int,
    sealed: bool,
    key: str | None = None,
) -> Done | Refusal:
    """Give the delegation's numbers: for the desk to see, or for the engine alone. They replace those before."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        question = next((one for one in _in_room(parts, RoomId(seat.place)) if one.number == number), None)
        if question is None:
            return ABSENT
        if sealed and parts.keys.is_closed(seat.place):
            return Refusal(Code.SEAL_NEEDS_HOST)
        given = valuing.give(question, values, without=without, sealed=sealed, seat=seat)
        if isinstance(given, Refusal):
            return given
        room = load_room(parts.store, seat.place)
        parts.store.append(door.give_values(room, room.desk, given), at=now)
        return Done(now)

    places = (seat.place, desk_of(parts.store, seat.place))
    asked = ("give_values", number, list(values), without, sealed)
    return once(parts, seat, act, places=places, result=Done, key=key, asked=asked)


@needs(Act.GIVE_VALUES)
def withdraw(parts: Parts, seat: Seat, number: int, *, key: str | None = None) -> Done | Refusal:
    """Take the delegation's numbers back. What the desk has seen it has seen; sealed ones are not weighed any more."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        question = next((one for one in _in_room(parts, RoomId(seat.place)) if one.number == number), None)
        if question is None or question.given is None:
            return ABSENT
        room = load_room(parts.store, seat.place)
        withdrawn = ValuesWithdrawn(number=number, seat=seat.id, role=seat.role)
        parts.store.append(door.withdraw_values(room, room.desk, withdrawn), at=now)
        return Done(now)

    places = (seat.place, desk_of(parts.store, seat.place))
    return once(parts, seat, act, places=places, result=Done, key=key, asked=("withdraw_values", number))


# What is read ----------------------------------------------------------------------------------------------


def _at_desk(parts: Parts, seat: Seat) -> DeskValues:
    lines = parts.store.topic(seat.place, VALUES, limit=DESK_LINES)
    rooms = load_desk(parts.store, seat.place).opened.rooms
    of_rooms = parts.store.topics(seat.place, [values_of(room.mark) for room in rooms], limit=ROOM_LINES)
    return valuing.at_desk(sorted(chain(lines, *of_rooms.values()), key=lambda line: line.number))


def _items(parts: Parts, seat: Seat, held: DeskValues) -> tuple[tuple[int, str], ...]:
    taken = {issue.item for issue in held.issues}
    found = agenda.items(parts, DeskId(seat.place))
    return tuple((item.number, item.title) for item in found if item.number not in taken)


def _in_room(parts: Parts, room: RoomId) -> tuple[Question, ...]:
    return valuing.in_room(parts.store.topic(room, VALUES, limit=ROOM_LINES))


def _party(parts: Parts, seat: Seat, room: PartyRoom, held: DeskValues) -> PartyValues:
    known = held.parties.get(room.mark)
    sealed = known is not None and known.origin is Origin.SEALED
    covered = _covered(known, held)
    return PartyValues(
        room=room,
        held=known,
        missing=tuple(issue.title for issue in held.issues if known is not None and issue.number not in covered),
        is_asked=bool(held.asked.get(room.mark)),
        is_within_reach=not sealed or _is_readable(parts, seat, room),
    )


def _covered(known: ValuesView | None, held: DeskValues) -> frozenset[int]:
    """The desk's numbers of the issues that a party's values are about."""
    if known is None:
        return frozenset()
    if known.origin is not Origin.SEALED:
        return frozenset(known.values)
    asked = next((one for one in held.asked.get(known.mark, ()) if one.number == known.question), None)
    return frozenset(asked.issues) if asked is not None else frozenset()


def _is_readable(parts: Parts, seat: Seat, room: PartyRoom) -> bool:
    """Whether the house itself can read the room: the same whoever of its members is there."""
    standing = standing_room_of(parts.store, seat.place, str(room.mark))
    return not isinstance(standing, Refusal) and not parts.keys.is_closed(standing)


def _known(parts: Parts, party: PartyValues, held: DeskValues) -> Known | None:
    """A party's values as the engine takes them; an issue that they do not cover is worth nothing."""
    view = party.held
    if view is None or not party.is_within_reach:
        return None
    values, without = view.values, view.without
    if view.origin is Origin.SEALED:
        sealed = _sealed(parts, party.room.room, view, held)
        if sealed is None:
            return None
        values, without = sealed
    rows = [values.get(issue.number) for issue in held.issues]
    return Known(
        mark=party.room.mark,
        name=party.room.party,
        points=tuple(
            row.points if row is not None else (0,) * len(issue.options)
            for row, issue in zip(rows, held.issues, strict=True)
        ),
        give_or_take=tuple(row.give_or_take if row is not None else 0 for row in rows),
        without=without,
        is_sealed=view.origin is Origin.SEALED,
        preferences=tuple(
            (one.number, _by_place(one.preference, held)) for one in held.preferences if one.mark == party.room.mark
        ),
    )


def _by_place(preference: Preference, held: DeskValues) -> Preference:
    """The same with the places of issues, from 0, instead of their numbers."""
    place = {issue.number: at for at, issue in enumerate(held.issues)}
    return replace(
        preference,
        issues=tuple(place[number] for number in preference.issues),
        better=tuple((place[number], option) for number, option in preference.better),
        worse=tuple((place[number], option) for number, option in preference.worse),
    )


def _sealed(parts: Parts, room: RoomId, view: ValuesView, held: DeskValues) -> tuple[Mapping[int, Worths], int] | None:
    """A room's sealed numbers, for the engine and nobody else."""
    question = next((one for one in _in_room(parts, room) if one.number == view.question), None)
    asked = next((one for one in held.asked.get(view.mark, ()) if one.number == view.question), None)
    if question is None or asked is None or question.given is None or not question.given.sealed:
        return None
    return valuing.by_desk_numbers(question.given.values, asked), question.given.without


def _whole(held: DeskValues) -> list[PackageView]:
    """The kept packages that choose an option of every issue as they stand."""
    return [one for one in held.packages if all(issue.number in one.options for issue in held.issues)]


def _options(package: PackageView, held: DeskValues) -> tuple[int, ...]:
    return tuple(package.options[issue.number] for issue in held.issues)


def _begins(held: DeskValues, number: int | None) -> PackageView | None:
    """The package that trades begin with: the one asked for, else the one kept last."""
    whole = _whole(held)
    return next((one for one in whole if one.number == number), whole[-1] if whole else None)


def _with(held: DeskValues, issue: IssueView) -> DeskValues:
    return replace(held, issues=(*held.issues, issue), last_issue=issue.number, lines=held.lines + 1)


def _words(held: DeskValues) -> str:
    """The words of the issues, as the guard compares them."""
    return "\n".join([*(issue.title for issue in held.issues), *(o for issue in held.issues for o in issue.options)])


def _inert(word: str) -> str:
    """A word that no spreadsheet takes for a formula."""
    return f"'{word}" if word.startswith(("=", "@", "+", "-")) else word
