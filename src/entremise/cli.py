"""The command `entremise`: rehearse, serve, open cases, give out links."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from entremise import __version__
from entremise.web.setup import database_errors, migrate, set_up

MOST_DIGITS = 12
EXAMPLES = """
first steps:
  entremise demo                           the Oman channel, on 127.0.0.1:8000, with a link for each seat
  entremise case new Lantern --party "United States" --party Iran --mediator "Ministry of Foreign Affairs"
  entremise case show                      cases, rooms and seats, with their ids
  entremise seat link SEAT                 a new one-time link and code for a seat
  entremise account new NAME               an account for one of the staff, with a one-time link and code
  entremise serve --port 8000              serve what the data folder holds
  entremise verify record.zip              check an exported record, on any computer
  entremise doctor                         look over the host: what is unsafe, and what to do
  entremise backup data.age --keys keys.age --to age1…

Everything is kept in the folder named by --data (or by ENTREMISE_DATA), or in the PostgreSQL database named by
ENTREMISE_DATABASE=postgresql://user:password@host/name.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that `arguments` name (the process's own by default); its exit code.

    0: done. 1: it could not be done. 2: what was asked for is not understood, or not there. 130: interrupted.
    """
    try:
        options = _parser().parse_args(arguments)
        if options.act in {"version", *_ANYWHERE}:
            return _without_data(options)
        # What is kept is for this account's eyes alone.
        os.umask(0o077)
        set_up(data=options.data)
        # Django is set up before whatever uses it is imported.
        commands = importlib.import_module(f"entremise.commands.{options.module}")
        if options.migrates:
            migrate()
        return int(getattr(commands, options.act)(options))
    except KeyboardInterrupt:
        return 130
    except (OSError, RuntimeError) as error:
        print(f"entremise: {error}", file=sys.stderr)
        return 1
    except database_errors() as error:
        print(
            f"entremise: the database cannot be used ({type(error).__name__}): is it there, and ours?", file=sys.stderr
        )
        return 1
    except ValueError as error:
        print(f"entremise: {error}", file=sys.stderr)
        return 2


def _without_data(options: argparse.Namespace) -> int:
    """What anybody may ask on any computer: no data folder is made, and Django is not set up."""
    if options.act == "version":
        print(f"entremise {__version__}")
        return 0
    try:
        module = importlib.import_module(f"entremise.commands.{_ANYWHERE[options.act]}")
        return int(getattr(module, options.act)(options))
    except BrokenPipeError:
        # Whoever read has seen enough.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 – until the process ends
        return 0


_ANYWHERE = {"verify": "verifying", "key_pair": "pairing", "analyse": "analysing", "rehearse": "rehearsing"}
"""What needs no data, and the module that does it."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="entremise",
        description="Indirect talks: the parties never meet, a mediator carries messages between their rooms.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(metavar="command", required=True)
    demo = _command(commands, "demo", "demo", "play the Oman channel into a data folder, and serve it")
    _serving(demo)
    demo.add_argument(
        "--json", action="store_true", help="print one line of JSON once ready: the address, links and tokens"
    )
    serve = _command(commands, "serve", "serve", "serve what the data folder holds")
    _serving(serve)
    _cases(commands)
    _retention(commands)
    _seats(commands)
    verify = commands.add_parser(
        "verify",
        help="check an exported record, without the server that made it",
        description="Check an exported record, without the server that made it. 0: it is whole. 1: it is not. "
        "2: it is no exported record.",
    )
    verify.add_argument("file", type=Path, help="the archive, as it was downloaded")
    verify.add_argument(
        "--since", type=Path, metavar="CHECKPOINT", help="an older checkpoint of it: was anything before it changed?"
    )
    verify.add_argument(
        "--key", help="the key that must have signed it, as the record's page shows it; by default the archive's own"
    )
    verify.add_argument(
        "--tsa-root", type=Path, metavar="PEM", help="certificates to which the signatures of time-stamps must lead"
    )
    verify.set_defaults(act="verify")
    stamp = _command(commands, "stamp", "stamp", "have every record stamped with the time, by a clock elsewhere")
    stamp.set_defaults(module="stamping")
    stamp.add_argument("--tsa", metavar="URL", help="its address (RFC 3161 over HTTP; default: ENTREMISE_TSA)")
    stamp.add_argument(
        "--tsa-root",
        type=Path,
        metavar="PEM",
        help="certificates to which its signature must lead; else it is not checked",
    )
    _accounts(commands)
    _hosting(commands)
    _analysis(commands)
    _command(commands, "version", "version", "which version this is")
    return parser


def _analysis(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    says = "what could all parties accept: frontier, points and trades of a file or a folder"
    analyse = commands.add_parser("analyse", help=says, description=f"{says[0].upper()}{says[1:]}.")
    analyse.add_argument("path", type=Path, help="GENIUS, GeniusWeb, NegMAS or NegoLog folder, or CSV or XLSX file")
    analyse.add_argument("--json", action="store_true", help="print one line of JSON, with everything found")
    analyse.add_argument("--points", default="", metavar="NAMES", help="of nash,egalitarian,ks,utilitarian,welfare")
    analyse.add_argument("--frontier", action="store_true", help="every package that no other beats for all")
    analyse.add_argument("--trades", default="", metavar="FROM", help="a package (option,option,…) or a point's name")
    analyse.add_argument("--plot", type=Path, metavar="FILE", help="draw the frontier into a .svg or .png file")
    analyse.add_argument("--prices", action="store_true", help="what two parties' exchanges cost, cheapest first")
    analyse.add_argument(
        "--payments", action="store_true", help="the package of the largest sum, and who pays whom, for values in money"
    )
    analyse.add_argument("--compat", choices=("negmas",), help="also the points as NegMAS defines them")
    analyse.add_argument(
        "--rounded", type=_from(1), metavar="LEVELS", help="round each party's values to so many levels"
    )
    analyse.add_argument("--party", action="append", metavar="NAME", help="only these parties; may be given again")
    analyse.set_defaults(act="analyse")
    says = "delegates negotiate on a file or folder, or on many; each run is reproducible from its seed"
    rehearse = commands.add_parser("rehearse", help=says, description=f"{says[0].upper()}{says[1:]}.")
    rehearse.add_argument("domains", type=Path, nargs="+", metavar="DOMAIN", help="as for analyse")
    kinds = "boulware, linear, conceder, tit-for-tat, micro, frequency or random"
    rehearse.add_argument("--a", default="boulware", help=f"the first party's delegate: {kinds} (default: %(default)s)")
    rehearse.add_argument("--b", default="boulware", help="the second party's (default: %(default)s)")
    rehearse.add_argument("--more", action="append", default=[], metavar="NAME", help="a third party's, a fourth's, …")
    rehearse.add_argument("--mediator", default="none", help="none, random, hill or exact (default: %(default)s)")
    rehearse.add_argument("--rounds", type=_from(1), default=200, help="at most so many (default: %(default)s)")
    rehearse.add_argument("--seed", type=_from(0), default=0, help="makes the run repeatable (default: %(default)s)")
    rehearse.add_argument(
        "--workers", type=_from(1), default=1, help="processes for many domains (default: %(default)s)"
    )
    rehearse.add_argument("--ray", action="store_true", help="many domains on Ray instead (extra entremise[ray])")
    rehearse.add_argument("--json", action="store_true", help="print one line of JSON for each domain")
    rehearse.set_defaults(act="rehearse")


def _cases(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    case = commands.add_parser("case", help="cases: open one, show them").add_subparsers(metavar="act", required=True)
    new = _command(case, "new", "case_new", "open a case, with a desk, a room for each party, and their first seats")
    new.add_argument("codename", help="the case's neutral name, the only one used outside its rooms")
    new.add_argument("--party", action="append", required=True, metavar="NAME", help="a side; given two to eight times")
    new.add_argument("--mediator", required=True, help="the mediator's institution")
    new.add_argument(
        "--regime",
        choices=("sealed", "shareable", "must-share"),
        default="sealed",
        help="what an entry without a mark counts as (default: %(default)s)",
    )
    new.add_argument("--open-fact", action="store_true", help="that talks take place is no secret (by default it is)")
    new.add_argument(
        "--retention",
        type=int,
        metavar="DAYS",
        help="destroy the case so many days after its closing (default: the desk decides when it closes it)",
    )
    new.add_argument(
        "--second-seat",
        action="store_true",
        help="words that the leak guard warns of are kept with the agreement of a second seat at the desk",
    )
    new.add_argument("--city", default="UTC", help="city by whose clock times are shown (default: %(default)s)")
    new.add_argument("--zone", default="UTC", help="its time zone, such as Asia/Muscat (default: %(default)s)")
    new.add_argument("--url", default="http://127.0.0.1:8000", help="address of the server (default: %(default)s)")
    _command(case, "show", "case_show", "cases, rooms and seats, with their ids")
    destroy = _command(case, "destroy", "case_destroy", "destroy a case for good, and print the certificate")
    room = commands.add_parser("room", help="rooms: destroy one").add_subparsers(metavar="act", required=True)
    destroy_room = _command(room, "destroy", "room_destroy", "destroy a room for good, and print the certificate")
    for parser in (destroy, destroy_room):
        parser.set_defaults(module="keys")
        parser.add_argument("case", help="id or codename, as `entremise key show` lists them")
        parser.add_argument("--yes", action="store_true", help="do not ask again")
    destroy_room.add_argument("mark", help="the room's letter")


def _seats(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    seat = commands.add_parser("seat", help="seats: give, invite, close; tokens").add_subparsers(
        metavar="act", required=True
    )
    new = _command(seat, "new", "seat_new", "give a seat, with a one-time link and code")
    new.add_argument("case", help="the case's codename, as `entremise case show` lists it")
    new.add_argument("place", help="desk, or the room's letter")
    new.add_argument("role", help="such as adviser, counsel, mediator, secretariat")
    link = _command(seat, "link", "seat_link", "a new one-time link and code for a seat")
    close = _command(seat, "close", "seat_close", "end a seat: whatever opened it opens nothing more")
    bearer = _command(seat, "token", "seat_token", "a new bearer token, with which a program acts as a seat")
    token = commands.add_parser("token", help="programs' tokens").add_subparsers(metavar="act", required=True)
    ended = _command(token, "close", "token_close", "let a seat's bearer tokens open nothing more")
    for parser in (link, close, bearer, ended):
        parser.add_argument("seat", help="the seat's id, as `entremise case show` lists it")
    for parser in (new, link):
        parser.add_argument(
            "--url", default="http://127.0.0.1:8000", help="address of the server (default: %(default)s)"
        )
        parser.add_argument(
            "--days", type=int, default=7, help="for how long the link is open, at most 30 (default: %(default)s)"
        )


def _accounts(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    account = commands.add_parser("account", help="accounts of the staff").add_subparsers(metavar="act", required=True)
    new = _command(account, "new", "account_new", "make an account, and a one-time link and code to enrol with")
    new.add_argument("name", help="the login name; at most 64 characters")
    new.add_argument("--administrator", action="store_true", help="may make and close accounts, too")
    link = _command(account, "link", "account_link", "a new enrolment link; the old password opens nothing any more")
    link.add_argument("name", help="the login name, as `entremise account show` lists it")
    link.add_argument("--second-factor", action="store_true", help="take the second factors away as well")
    close = _command(account, "close", "account_close", "close an account for good")
    close.add_argument("name", help="the login name, as `entremise account show` lists it")
    show = _command(account, "show", "account_show", "accounts, and how far each is")
    for parser in (new, link):
        parser.add_argument(
            "--url", default="http://localhost:8000", help="address of the server (default: %(default)s)"
        )
    for parser in (new, link, close, show):
        parser.set_defaults(module="accounts")


def _retention(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    retention = commands.add_parser("retention", help="closed cases: how long they stay").add_subparsers(
        metavar="act", required=True
    )
    show = _command(retention, "show", "retention_show", "for every case, how long it stays")
    run = _command(
        retention, "run", "retention_run", "remind of what is destroyed soon, and destroy it when its days are over"
    )
    for parser in (show, run):
        parser.set_defaults(module="endings")


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, act: str, says: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=says, description=f"{says[0].upper()}{says[1:]}.")
    parser.add_argument("--data", type=Path, default=None, help="folder that keeps everything (default: .data)")
    parser.set_defaults(act=act, module="seats", migrates=True)
    return parser


def _hosting(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = _command(
        commands, "backup", "backup", "copy the data, and apart from it the keys, while the house is open"
    )
    backup.add_argument("file", type=Path, nargs="?", help="new file for the data")
    backup.add_argument("--keys", type=Path, metavar="FILE", help="new file for the keys; keep it apart from the data")
    _encrypted(backup)
    restore = _command(commands, "restore", "restore", "fill an empty data folder or database with a backup")
    restore.add_argument("file", type=Path, help="the copy of the data")
    restore.add_argument("--keys", type=Path, metavar="FILE", required=True, help="the newest copy of the keys")
    doctor = _command(
        commands, "doctor", "doctor", "look over the host, and say what to do; exits with 1 if it must be"
    )
    doctor.add_argument("--json", action="store_true", help="for programs")
    doctor.add_argument("--url", help="look at a running server too, as others reach it")
    doctor.add_argument("--thorough", action="store_true", help="read everything that is kept")
    key = commands.add_parser("key", help="the host key, and pairs for backups").add_subparsers(
        metavar="act", required=True
    )
    show = _command(key, "show", "key_show", "the host key's fingerprint, and the keys of each place")
    rotate = _command(key, "rotate", "key_rotate", "draw a new key for what is written in a place from now on")
    rotate.add_argument("case", help="id or codename, as `entremise key show` lists them")
    rotate.add_argument("place", help="the room's letter, or desk")
    rewrap = _command(key, "rewrap", "key_rewrap", "change the host key; no entry is touched")
    for parser in (show, rotate, rewrap):
        parser.set_defaults(module="keys")
    taken = _command(key, "export", "key_export", "write the host key to a new file for those who keep it")
    taken.add_argument("file", type=Path, help="new file; keep it away from this computer and from the backups")
    _encrypted(taken)
    put = _command(key, "import", "key_import", "put a kept host key where it belongs, before a restore")
    put.add_argument("file", type=Path, help="the file that was kept")
    _command(key, "pair", "key_pair", "print a new age identity and its recipient; on a computer that is kept apart")
    for parser in (restore, put):
        parser.add_argument(
            "--identity",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="with the age identity (or several)",
        )
    for parser in (backup, restore, taken, put):
        parser.set_defaults(module="hosting", migrates=False)
    doctor.set_defaults(module="doctoring", migrates=False)


def _encrypted(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", action="append", metavar="age1…", help="recipient that can open it; may be repeated")
    parser.add_argument("--plain", action="store_true", help="do not encrypt it")


def _serving(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(module="serving")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="0: a free one (default: %(default)s)")


def _from(least: int) -> Callable[[str], int]:
    """What reads a whole number that is not less."""

    def read(text: str) -> int:
        if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS and int(text) >= least:
            return int(text)
        raise argparse.ArgumentTypeError(f"a whole number from {least} on is wanted, {text!r} was given")

    return read


def _port(text: str) -> int:
    if text.isascii() and text.isdecimal() and int(text) < 2**16:
        return int(text)
    raise argparse.ArgumentTypeError(f"a port from 0 to 65535 is wanted, {text!r} was given")


if __name__ == "__main__":
    sys.exit(main())
