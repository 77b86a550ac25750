"""Serving: what the store holds, or a rehearsal."""

import argparse
import importlib
import json

from django.conf import settings

from entremise.commands.seats import each_seat
from entremise.domain.rooms import Seat
from entremise.server.run import serve as run
from entremise.server.safety import Serving, dangers, forbid_core_dumps, is_bare, is_loopback
from entremise.services.access import give_token, invite
from entremise.services.cases import list_cases
from entremise.services.ports import Parts
from entremise.wiring import joined


def demo(options: argparse.Namespace) -> int:
    """Play the Oman channel if the store is empty, and serve; a new link for each seat at every start."""
    if not is_loopback(options.host):
        raise ValueError(
            f"a rehearsal is for this computer alone, since it prints a link to every seat; {options.host} can be"
            " reached from outside: leave --host out, or open a case and `entremise serve` it"
        )
    house = joined()
    if not list_cases(house.parts):
        # Needed once in a store's life, and a tenth of the start-up time.
        player = importlib.import_module("entremise.cases.play")
        player.play(house.parts, importlib.import_module("entremise.cases.script").load("oman"))
    settings.REHEARSAL = True
    tell = _tell_json if options.json else _tell
    run(house, host=options.host, port=options.port, ready=lambda url: tell(house.parts, url))
    return 0


def serve(options: argparse.Namespace) -> int:
    """Serve what the store holds."""

    def ready(url: str) -> None:
        print(f"Entremise answers at {url}. Control-C stops it.", flush=True)

    house = joined()
    serving = Serving(
        host=options.host,
        tls=settings.TLS,
        names=settings.ALLOWED_HOSTS,
        secret=settings.SECRET_KEY,
        data=settings.DATA,
        bare_key=is_bare(settings.HOST_KEY, settings.HOST_KEY_OUTER, data=settings.DATA),
        # Read only where it matters: it takes a part of the start-up time.
        rehearsed=(settings.TLS or not is_loopback(options.host)) and _was_rehearsed(house.parts),
    )
    found = dangers(serving)
    if found:
        raise RuntimeError("it was not started\n" + "\n".join(f"  - {danger}" for danger in found))
    forbid_core_dumps()
    run(house, host=options.host, port=options.port, ready=ready)
    return 0


def _was_rehearsed(parts: Parts) -> bool:
    """Whether the Oman channel was played into the store: its terms say that its words are made up."""
    note = importlib.import_module("entremise.cases.script").load("oman").terms.note
    return any(case.terms is not None and case.terms.note == note for case in list_cases(parts))


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
