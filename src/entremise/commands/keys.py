"""The host's own acts on keys: show them, draw new ones, change the host key; destroy a room or a case."""

import argparse
import sys

from entremise.domain.errors import Refusal
from entremise.domain.ids import PlaceId
from entremise.domain.terms import Role
from entremise.services import keeping
from entremise.services.cases import Case, list_cases
from entremise.services.keeping import Certificate
from entremise.services.ports import Parts
from entremise.wiring import joined

DESK = "desk"


def key_show(options: argparse.Namespace) -> int:  # noqa: ARG001
    """Print the host key's fingerprint, and for each place its keys, whether it is closed, and who else opens it."""
    parts = joined().parts
    print(f"host key  {parts.keys.fingerprint.hex()}")
    for case in list_cases(parts):
        print(f"\n{case.codename or '(desk closed to the host)'}  case {case.id}")
        for name, place in _places(case).items():
            state = "closed to the host" if parts.keys.is_closed(place) else "open to the host"
            held = len(parts.keys.holders(place))
            what = "desk" if name == DESK else f"room {name}"
            row = parts.store.place(place)
            if row is not None and row.destroyed is not None:
                print(f"  {what:<8} destroyed {row.destroyed:%Y-%m-%d}")
            else:
                print(f"  {what:<8} key {parts.store.epoch(place)}, {state}, {held} with a passphrase")
    destroyed = parts.store.certificates()
    if destroyed:
        print()
    for certificate in destroyed:
        print(f"destroyed {certificate.at:%Y-%m-%d}  case {certificate.case}")
    return 0


def key_rotate(options: argparse.Namespace) -> int:
    """Draw a new key for what is written in a place from now on."""
    parts = joined().parts
    place = _place(_case(parts, options.case), options.place)
    keeping.rotate_place(parts, place)
    print(f"key {parts.store.epoch(place)} is in use; what was written opens as before")
    return 0


def key_rewrap(options: argparse.Namespace) -> int:  # noqa: ARG001
    """Change the host key, and cover every key with the new one."""
    parts = joined().parts
    keeping.rewrap(parts)
    print(f"host key  {parts.keys.fingerprint.hex()}")
    print("Copies of the one before open nothing that is backed up from now on: hand out the new one.")
    return 0


def case_destroy(options: argparse.Namespace) -> int:
    """Destroy a case; print its certificate."""
    parts = joined().parts
    kept = next((one for one in parts.store.certificates() if one.case == options.case), None)
    if kept is not None:
        print(kept.text, end="")
        return 0
    case = _case(parts, options.case)
    if not _sure(case, options, "every room of the case and the desk"):
        return 1
    done = keeping.destroy_case(parts, case.id, by=Role.ADMINISTRATOR, at=parts.clock.now())
    return _told(done)


def room_destroy(options: argparse.Namespace) -> int:
    """Destroy a room; print its certificate, which the desk keeps, too."""
    parts = joined().parts
    case = _case(parts, options.case)
    if options.mark not in _places(case) or options.mark == DESK:
        raise ValueError("the letter of a room of this case is wanted, such as A; there is none of the one given")
    if not _sure(case, options, f"room {options.mark}, with all within it"):
        return 1
    return _told(keeping.erase_room(parts, case.desk, options.mark, by=Role.ADMINISTRATOR))


def _told(done: Certificate | Refusal) -> int:
    if isinstance(done, Refusal):
        print(f"entremise: {done.wanted} {done.given} {done.remedy}", file=sys.stderr)
        return 2
    print(done.text, end="")
    print(
        "The host key was replaced: hand out the new one (`entremise key export`), destroy older copies of it,"
        " and back the keys up anew.",
        file=sys.stderr,
    )
    return 0


def _sure(case: Case, options: argparse.Namespace, what: str) -> bool:
    """Whether it is wanted indeed: `--yes`, or the codename typed again."""
    if options.yes:
        return True
    if not sys.stdin.isatty():
        raise ValueError("somebody to confirm it is wanted; there is no terminal: say --yes")
    print(f"This destroys {what}. It cannot be undone.")
    if input(f"Type the {'codename' if case.codename else 'id of the case'} to go on: ").strip() == (
        case.codename or case.id
    ):
        return True
    print("Nothing was destroyed.")
    return False


def _case(parts: Parts, wanted: str) -> Case:
    """The case of this id or codename. Raises ValueError unless there is exactly one."""
    found = [case for case in list_cases(parts) if wanted in {case.id, case.codename}]
    if len(found) != 1:
        given = "none has the one given" if not found else f"{len(found)} have the one given"
        raise ValueError(f"a case's id or codename is wanted, as `entremise key show` lists them; {given}")
    return found[0]


def _place(case: Case, name: str) -> PlaceId:
    places = _places(case)
    if name not in places:
        raise ValueError(f"one of {', '.join(places)} is wanted; another place was named")
    return places[name]


def _places(case: Case) -> dict[str, PlaceId]:
    return {DESK: case.desk, **{room.mark: room.room for room in case.rooms}}
