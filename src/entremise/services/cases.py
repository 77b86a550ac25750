"""Opening a case: its desk, its rooms, its seats."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from entremise.domain.endings import retention
from entremise.domain.errors import ABSENT, Code, Refusal, Shut
from entremise.domain.events import CaseOpened, RoomOpened
from entremise.domain.events.seconding import SecondRequired
from entremise.domain.ids import MARKS, CaseId, DeskId, PlaceId, PlaceKind, RoomId, SeatId, access_log
from entremise.domain.log import Append
from entremise.domain.rooms import Seat
from entremise.domain.seats import Detail
from entremise.domain.terms import DESK_ROLES, ROOM_ROLES, Disclosure, PartyRoom, Role, Terms
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain
from entremise.services.ports import Parts, PlaceRow, Store
from entremise.services.seats import put


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A side, and what the case is called in its room."""

    name: str
    title: str | None = None
    """None: the codename."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case and its places."""

    id: CaseId
    desk: DeskId
    rooms: tuple[PartyRoom, ...]
    """Without their parties' names where the host cannot open the desk."""
    terms: Terms | None = None
    """None where the host cannot open the desk."""

    @property
    def codename(self) -> str:
        """The case's; empty where the host cannot open the desk."""
        return self.terms.codename if self.terms is not None else ""


def open_case(parts: Parts, terms: Terms, parties: Sequence[Party], *, second: bool = False) -> Case | Refusal:
    """A case with a desk and a room for each of two to eight parties, or why it cannot be opened.

    With `second`, words that the guard warns of are kept with a second seat's agreement from the start.
    """
    if not 2 <= len(parties) <= len(MARKS):
        return Refusal(Code.PARTIES_OUT_OF_RANGE, {"count": len(parties)})
    refusal = _unfit(terms, parties)
    if refusal is not None:
        return refusal
    case = CaseId(parts.ids.fresh("case"))
    desk = DeskId(parts.ids.fresh("desk"))
    rooms = tuple(
        PartyRoom(room=RoomId(parts.ids.fresh(f"room {mark}")), mark=mark, party=party.name)
        for mark, party in zip(MARKS, parties, strict=False)
    )
    openings = [Append(desk, CaseOpened(terms=terms, rooms=rooms))]
    openings += [Append(desk, SecondRequired(on=True, seat=None, role=None))] if second else []
    openings += [
        Append(
            room.room,
            RoomOpened(
                desk=desk,
                mark=room.mark,
                party=room.party,
                title=party.title or terms.codename,
                terms=terms,
            ),
        )
        for room, party in zip(rooms, parties, strict=True)
    ]
    with parts.store.writing():
        open_with_log(parts.store, PlaceRow(desk, case, None, PlaceKind.DESK))
        for room in rooms:
            open_with_log(parts.store, PlaceRow(room.room, case, room.mark))
        parts.store.append(openings, at=parts.clock.now())
    return Case(id=case, desk=desk, rooms=rooms, terms=terms)


def open_with_log(store: Store, row: PlaceRow) -> None:
    """Give a place its log, and the log of who comes to it. Within a transaction that writes."""
    store.open_place(row)
    store.open_place(PlaceRow(access_log(row.place), row.case, row.mark, PlaceKind.ACCESS, row.place))


def _unfit(terms: Terms, parties: Sequence[Party]) -> Refusal | None:
    """What is wrong with the names and the zone, if anything is: each name is one line that a person can read."""
    names = [terms.codename, terms.mediator, terms.city, terms.note or terms.codename]
    names += [name for party in parties for name in (party.name, party.title or terms.codename)]
    for name in names:
        checked = plain(name, most=MOST_CHARACTERS_A_LINE)
        if isinstance(checked, Refusal):
            return checked
        if len(checked.splitlines()) > 1 or checked != name:
            return _not_one_line(name)
    try:
        ZoneInfo(terms.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Refusal(Code.ZONE_UNKNOWN)
    days = retention(terms.retention_days)
    return days if isinstance(days, Refusal) else None


def _not_one_line(name: str) -> Refusal:
    """Where a name begins or ends with space, or goes on in another line."""
    stray = (
        at for at, letter in enumerate(name) if letter in "\n\r\t" or (at in {0, len(name) - 1} and letter.isspace())
    )
    at = next(stray, 0)
    return Refusal(Code.CHARACTER_FORBIDDEN, {"character": f"U+{ord(name[at]):04X}", "position": at + 1})


def list_cases(parts: Parts) -> list[Case]:
    """Every case kept here that is not destroyed, in the order of their codenames' desks."""
    cases = []
    for row in parts.store.places():
        if row.kind is PlaceKind.DESK and row.destroyed is None:
            opened = _opened(parts, row.place)
            rooms, terms = (opened.rooms, opened.terms) if opened is not None else (_unnamed(parts, row.case), None)
            cases.append(Case(id=row.case, desk=DeskId(row.place), rooms=rooms, terms=terms))
    return cases


def _opened(parts: Parts, desk: PlaceId) -> CaseOpened | None:
    """How the case was opened; None where the host cannot read it."""
    try:
        line = parts.store.opening(desk)
    except Shut:
        return None
    return line.event if line is not None and isinstance(line.event, CaseOpened) else None


def _unnamed(parts: Parts, case: CaseId) -> tuple[PartyRoom, ...]:
    rows = sorted(
        (row.mark, row.place) for row in parts.store.places_of(case) if row.kind is PlaceKind.ROOM and row.mark
    )
    return tuple(PartyRoom(room=RoomId(place), mark=mark, party="") for mark, place in rows)


def give_seat(parts: Parts, place: PlaceId, role: Role, *, shown: bool = False) -> Seat | Refusal:
    """A new seat in a room or at the desk, or that the place is absent or does not seat that role."""
    line = parts.store.opening(place)
    if line is None:
        return ABSENT
    mark = line.event.mark if isinstance(line.event, RoomOpened) else None
    if role not in (DESK_ROLES if mark is None else ROOM_ROLES):
        return Refusal(Code.ROLE_NOT_SEATED, {"role": role})
    here = RoomId(place) if mark else DeskId(place)
    seat = Seat(id=SeatId(parts.ids.fresh(place)), place=here, mark=mark, role=role, shown=shown)
    known: list[PlaceId] = [line.event.desk] if shown and isinstance(line.event, RoomOpened) else []
    with parts.store.writing(place, *known):
        refusal = put(parts, seat, Detail(shown=Disclosure.ROLE if known else Disclosure.NOTHING))
    return seat if refusal is None else refusal
