"""What the command line does, once Django is set up. Each function takes the parsed options; 0 is success."""

import argparse
import importlib
import json
import sys
from collections.abc import Callable

from django.conf import settings

from entremise.domain.errors import Refusal
from entremise.domain.events import CaseOpened
from entremise.domain.ids import PlaceId, SeatId
from entremise.domain.rooms import Seat
from entremise.domain.terms import Regime, Role, Terms
from entremise.server.run import serve as run
from entremise.services.access import give_token, invite
from entremise.services.cases import Case, Party, give_seat, list_cases, open_case
from entremise.services.ports import Parts
from entremise.wiring import joined


def demo(options: argparse.Namespace) -> int:
    """Play the Oman channel if the store is empty, and serve; a new link for each seat at every start."""
    house = joined()
    if not list_cases(house.parts):
        # Needed once in a store's life, and a tenth of the start-up time.
        player = importlib.import_module("entremise.cases.play")
        player.play(house.parts, importlib.import_module("entremise.cases.script").load("oman"))
    settings.CODES_IN_LINKS = True
    tell = _tell_json if options.json else _tell
    run(house, host=options.host, port=options.port, ready=lambda url: tell(house.parts, url))
    return 0


def serve(options: argparse.Namespace) -> int:
    """Serve what the store holds."""

    def ready(url: str) -> None:
        print(f"Entremise answers at {url}. Control-C stops it.", flush=True)

    run(joined(), host=options.host, port=options.port, ready=ready)
    return 0


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
    _each_seat(parts, case, lambda place, seat: _print_link(parts, options.url, place, seat))
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
        _each_seat(parts, case, lambda place, seat: print(f"  {place:<28} {seat.role:<20} {seat.id}"))
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


def _tell(parts: Parts, url: str) -> None:
    print(f"Entremise answers at {url}. Control-C stops it.\n")
    print("Open a link to take its seat; each opens once, and one browser can hold several seats.\n")
    for case in list_cases(parts):
        _each_seat(parts, case, lambda place, seat: _print_demo_link(parts, url, place, seat))
    print(flush=True)


def _tell_json(parts: Parts, url: str) -> None:
    seats: list[dict[str, str]] = []
    for case in list_cases(parts):
        _each_seat(
            parts,
            case,
            lambda _, seat: seats.append(
                {
                    "place": seat.mark or "desk",
                    "role": seat.role,
                    "link": _demo_link(parts, url, seat),
                    "token": give_token(parts, seat),
                }
            ),
        )
    print(json.dumps({"url": url, "seats": seats}), flush=True)


def _print_demo_link(parts: Parts, url: str, place: str, seat: Seat) -> None:
    print(f"  {place:<24} {seat.role:<20} {_demo_link(parts, url, seat)}")


def _demo_link(parts: Parts, url: str, seat: Seat) -> str:
    """Link and code in one: for a rehearsal only, where both would reach the same screen anyway."""
    invitation = invite(parts, seat)
    return f"{url}/enter/{invitation.link}?code={invitation.code}"


def _print_link(parts: Parts, url: str, place: str, seat: Seat) -> None:
    invitation = invite(parts, seat)
    print(f"{place:<28} {seat.role:<20} {url}/enter/{invitation.link}   code {invitation.code}")


def _each_seat(parts: Parts, case: Case, act: Callable[[str, Seat], object]) -> None:
    """`act` for each seat of the case: the desk's first, then room by room, heads before the others."""
    places: list[tuple[str, PlaceId]] = [("The desk", case.desk)]
    places += [(f"Room {room.mark}: {room.party}", room.room) for room in case.rooms]
    roles = list(Role)
    for name, place in places:
        for seat in sorted(parts.store.seats(place), key=lambda seat: (seat.mark is None, roles.index(seat.role))):
            act(name, seat)


def _seat(parts: Parts, seat: str) -> Seat:
    found = parts.store.seat(SeatId(seat))
    if found is None:
        raise ValueError("a seat's id is wanted, as `entremise case show` lists it; no seat has the one given")
    return found
