"""Serving: what the store holds, or a rehearsal."""

import argparse
import importlib
import json

from django.conf import settings

from entremise.commands.seats import each_seat
from entremise.domain.rooms import Seat
from entremise.server.run import serve as run
from entremise.services.access import give_token, invite
from entremise.services.cases import list_cases
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


def _tell(parts: Parts, url: str) -> None:
    print(f"Entremise answers at {url}. Control-C stops it.\n")
    print("Open a link to take its seat; each opens once, and one browser can hold several seats.\n")
    for case in list_cases(parts):
        each_seat(parts, case, lambda place, seat: _print_demo_link(parts, url, place, seat))
    print(flush=True)


def _tell_json(parts: Parts, url: str) -> None:
    seats: list[dict[str, str]] = []
    for case in list_cases(parts):
        each_seat(
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
