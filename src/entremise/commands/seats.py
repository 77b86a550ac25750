"""Cases and seats: open, show, give out links and tokens."""

import argparse
import sys
from collections.abc import Callable

from entremise.domain.errors import Code, Refusal
from entremise.domain.ids import PlaceId, SeatId
from entremise.domain.rooms import Seat
from entremise.domain.seats import may_be_open
from entremise.domain.terms import Regime, Role, Terms
from entremise.services.access import close_tokens, give_token, invite
from entremise.services.cases import Case, Party, give_seat, list_cases, open_case
from entremise.services.ports import Parts
from entremise.services.seats import close_seat
from entremise.wiring import joined


def case_new(options: argparse.Namespace) -> int:
    """Open a case with a mediator's seat and a head of delegation's seat in each room; print their links."""
    terms = Terms(
        codename=options.codename,
        regime=Regime(options.regime),
        fact_confidential=not options.open_fact,
        mediator=options.mediator,
        city=options.city,
        zone=options.zone,
        retention_days=options.retention,
    )
    parts = joined().parts
    case = open_case(parts, terms, [Party(name=name) for name in options.party], second=options.second_seat)
    if isinstance(case, Refusal):
        return _refused(case)
    give_seat(parts, case.desk, Role.MEDIATOR)
    for room in case.rooms:
        give_seat(parts, room.room, Role.HEAD)
    each_seat(parts, case, lambda place, seat: _print_link(parts, options.url, place, seat))
    return 0


def case_show(options: argparse.Namespace) -> int:  # noqa: ARG001
    """Print every case with its places and seats."""
    parts = joined().parts
    cases = list_cases(parts)
    if not cases:
        print("No case is kept here. `entremise case new` opens one.")
    for case in cases:
        if case.terms is not None:
            print(f"{case.codename}  {case.terms.regime}, mediator: {case.terms.mediator}")
        else:
            print(f"case {case.id}  its desk is closed to the host")
        each_seat(parts, case, lambda place, seat: print(f"  {place:<28} {seat.role:<20} {seat.id}"))
    return 0


def seat_new(options: argparse.Namespace) -> int:
    """Give a seat in a case's place; print its id, link and code."""
    parts = joined().parts
    refusal = may_be_open(options.days)
    seat = refusal or _given(parts, options.case, options.place, options.role)
    if isinstance(seat, Refusal):
        return _refused(seat)
    print(f"seat  {seat.id}")
    return _print_way_in(parts, seat, options)


def seat_link(options: argparse.Namespace) -> int:
    """Print a new one-time link and code for a seat."""
    parts = joined().parts
    refusal = may_be_open(options.days)
    return _refused(refusal) if refusal is not None else _print_way_in(parts, _seat(parts, options.seat), options)


def seat_close(options: argparse.Namespace) -> int:
    """End a seat at once."""
    parts = joined().parts
    closed = close_seat(parts, _seat(parts, options.seat), by=Role.ADMINISTRATOR)
    if isinstance(closed, Refusal):
        return _refused(closed)
    print("closed: whatever opened the seat opens nothing more; its place is told")
    return 0


def seat_token(options: argparse.Namespace) -> int:
    """Print a new bearer token for a seat."""
    parts = joined().parts
    print(give_token(parts, _seat(parts, options.seat), by=Role.ADMINISTRATOR))
    return 0


def token_close(options: argparse.Namespace) -> int:
    """End a seat's bearer tokens; print how many there were."""
    parts = joined().parts
    print(f"closed: {close_tokens(parts, _seat(parts, options.seat))}")
    return 0


def each_seat(parts: Parts, case: Case, act: Callable[[str, Seat], object]) -> None:
    """`act` for each seat of the case: the desk's first, then room by room, heads before the others."""
    places: list[tuple[str, PlaceId]] = [("The desk", case.desk)]
    places += [(f"Room {room.mark}: {room.party}", room.room) for room in case.rooms]
    roles = list(Role)
    for name, place in places:
        for seat in sorted(parts.store.seats(place), key=lambda seat: (seat.mark is None, roles.index(seat.role))):
            act(name, seat)


def _print_link(parts: Parts, url: str, place: str, seat: Seat) -> None:
    invitation = invite(parts, seat, by=Role.ADMINISTRATOR)
    print(f"{place:<28} {seat.role:<20} {url}/enter/{invitation.link}   code {invitation.code}")


def _print_way_in(parts: Parts, seat: Seat, options: argparse.Namespace) -> int:
    invitation = invite(parts, seat, days=options.days, by=Role.ADMINISTRATOR)
    print(f"link  {options.url}/enter/{invitation.link}")
    print(f"code  {invitation.code}    give it by another way than the link")
    return 0


def _given(parts: Parts, case: str, place: str, role: str) -> Seat | Refusal:
    """A new seat. Raises ValueError for a case, a place or a role that there is not."""
    found = [one for one in list_cases(parts) if case in {one.id, one.codename}]
    if len(found) != 1:
        given = "several cases have" if found else "no case has"
        raise ValueError(f"a case's codename is wanted, as `entremise case show` lists it; {given} the one given")
    places: dict[str, PlaceId] = {"desk": found[0].desk, **{str(room.mark): room.room for room in found[0].rooms}}
    if place not in places:
        raise ValueError(f"one of {', '.join(places)} is wanted as the place; another was given")
    if role not in list(Role):
        raise ValueError(f"one of {', '.join(Role)} is wanted as the role; another was given")
    there = any(seat.role is Role.HEAD for seat in parts.store.seats(places[place]))
    if role == Role.HEAD and there:
        return Refusal(Code.HEAD_THERE)
    return give_seat(parts, places[place], Role(role))


def _refused(refusal: Refusal) -> int:
    print(f"entremise: {refusal.wanted} {refusal.given} {refusal.remedy}", file=sys.stderr)
    return 2


def _seat(parts: Parts, seat: str) -> Seat:
    found = parts.store.seat(SeatId(seat))
    if found is None:
        raise ValueError("a seat's id is wanted, as `entremise case show` lists it; no seat has the one given")
    return found
