"""Opening a case: its desk, its rooms, its seats."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import CaseOpened, RoomOpened, SeatGiven
from entremise.domain.ids import MARKS, CaseId, DeskId, PlaceId, RoomId, SeatId
from entremise.domain.log import Append
from entremise.domain.rooms import Seat
from entremise.domain.terms import DESK_ROLES, ROOM_ROLES, PartyRoom, Role, Terms
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain
from entremise.services.ports import Parts, PlaceRow


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


def open_case(parts: Parts, terms: Terms, parties: Sequence[Party]) -> Case | Refusal:
    """A case with a desk and a room for each of two to eight parties, or why it cannot be opened."""
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
        parts.store.open_place(PlaceRow(desk, case, None))
        for room in rooms:
            parts.store.open_place(PlaceRow(room.room, case, room.mark))
        parts.store.append(openings, at=parts.clock.now())
    return Case(id=case, desk=desk, rooms=rooms)


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
    return None


def _not_one_line(name: str) -> Refusal:
    """Where a name begins or ends with space, or goes on in another line."""
    stray = (
        at for at, letter in enumerate(name) if letter in "\n\r\t" or (at in {0, len(name) - 1} and letter.isspace())
    )
    at = next(stray, 0)
    return Refusal(Code.CHARACTER_FORBIDDEN, {"character": f"U+{ord(name[at]):04X}", "position": at + 1})


def list_cases(parts: Parts) -> list[Case]:
    """Every case kept here, in the order of their codenames' desks."""
    cases = []
    for row in parts.store.places():
        line = parts.store.opening(row.place) if row.mark is None else None
        if line is not None and isinstance(line.event, CaseOpened):
            cases.append(Case(id=row.case, desk=DeskId(row.place), rooms=line.event.rooms))
    return cases


def give_seat(parts: Parts, place: PlaceId, role: Role, *, shown: bool = False) -> Seat | Refusal:
    """A new seat in a room or at the desk, or that the place is absent or does not seat that role."""
    line = parts.store.opening(place)
    if line is None:
        return ABSENT
    mark = line.event.mark if isinstance(line.event, RoomOpened) else None
    if role not in (DESK_ROLES if mark is None else ROOM_ROLES):
        return Refusal(Code.ROLE_NOT_SEATED, {"role": role})
    seat = Seat(id=SeatId(parts.ids.fresh(place)), place=place, mark=mark, role=role, shown=shown)
    given = SeatGiven(seat=seat.id, role=role, shown=shown)
    with parts.store.writing(place):
        parts.store.keep_seat(seat)
        parts.store.append([Append(place, given)], at=parts.clock.now())
    return seat
