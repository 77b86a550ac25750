"""Cases and seats: open, show, give out links and tokens."""

import argparse
import sys
from collections.abc import Callable

from entremise.domain.errors import Refusal
from entremise.domain.events import CaseOpened
from entremise.domain.ids import PlaceId, SeatId
from entremise.domain.rooms import Seat
from entremise.domain.terms import Regime, Role, Terms
from entremise.services.access import give_token, invite
from entremise.services.cases import Case, Party, give_seat, list_cases, open_case
from entremise.services.ports import Parts
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
    )
    parts = joined().parts
    case = open_case(parts, terms, [Party(name=name) for name in options.party])
    if isinstance(case, Refusal):
        print(f"entremise: {case.wanted} {case.given} {case.remedy}", file=sys.stderr)
        return 2
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
        line = parts.store.opening(case.desk)
        if line is not None and isinstance(line.event, CaseOpened):
            terms = line.event.terms
            print(f"{terms.codename}  {terms.regime}, mediator: {terms.mediator}")
        each_seat(parts, case, lambda place, seat: print(f"  {place:<28} {seat.role:<20} {seat.id}"))
    return 0


def seat_link(options: argparse.Namespace) -> int:
    """Print a new one-time link and code for a seat."""
    parts = joined().parts
    invitation = invite(parts, _seat(parts, options.seat))
    print(f"link  {options.url}/enter/{invitation.link}")
    print(f"code  {invitation.code}    give it by another way than the link")
    return 0


def seat_token(options: argparse.Namespace) -> int:
    """Print a new bearer token for a seat."""
    parts = joined().parts
    print(give_token(parts, _seat(parts, options.seat)))
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
    invitation = invite(parts, seat)
    print(f"{place:<28} {seat.role:<20} {url}/enter/{invitation.link}   code {invitation.code}")


def _seat(parts: Parts, seat: str) -> Seat:
    found = parts.store.seat(SeatId(seat))
    if found is None:
        raise ValueError("a seat's id is wanted, as `entremise case show` lists it; no seat has the one given")
    return found
