"""The command `entremise`: rehearse, serve, open cases, give out links."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from entremise import __version__
from entremise.web.setup import database_errors, migrate, set_up

EXAMPLES = """
first steps:
  entremise demo                           the Oman channel, on 127.0.0.1:8000, with a link for each seat
  entremise case new Lantern --party "United States" --party Iran --mediator "Ministry of Foreign Affairs"
  entremise case show                      cases, rooms and seats, with their ids
  entremise seat link SEAT                 a new one-time link and code for a seat
  entremise serve --port 8000              serve what the data folder holds

Everything is kept in the folder named by --data (or by ENTREMISE_DATA), or in the PostgreSQL database named by
ENTREMISE_DATABASE=postgresql://user:password@host/name.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that `arguments` name (the process's own by default); its exit code.

    0: done. 1: it could not be done. 2: what was asked for is not understood, or not there.
    """
    options = _parser().parse_args(arguments)
    if options.act == "version":
        print(f"entremise {__version__}")
        return 0
    return _alone(options) if options.is_alone else _on_data(options)


def _on_data(options: argparse.Namespace) -> int:
    """What needs the data folder and the framework."""
    # What is kept is for this account's eyes alone.
    os.umask(0o077)
    try:
        set_up(data=options.data)
        # Django is set up before whatever uses it is imported.
        commands = importlib.import_module(f"entremise.commands.{options.module}")
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


def _alone(options: argparse.Namespace) -> int:
    """What works on files given: no data folder, no framework."""
    try:
        commands = importlib.import_module(f"entremise.commands.{options.module}")
        return int(getattr(commands, options.act)(options))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read has seen enough.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 – until the process ends
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="entremise",
        description="Indirect talks: the parties never meet, a mediator carries messages between their rooms.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(is_alone=False)
    commands = parser.add_subparsers(metavar="command", required=True)
    demo = _command(commands, "demo", "demo", "play the Oman channel into a data folder, and serve it")
    _serving(demo)
    demo.add_argument(
        "--json", action="store_true", help="print one line of JSON once ready: the address, links and tokens"
    )
    serve = _command(commands, "serve", "serve", "serve what the data folder holds")
    _serving(serve)
    _cases(commands)
    seat = commands.add_parser("seat", help="seats: links and tokens").add_subparsers(metavar="act", required=True)
    link = _command(seat, "link", "seat_link", "a new one-time link and code for a seat")
    link.add_argument("seat", help="the seat's id, as `entremise case show` lists it")
    link.add_argument("--url", default="http://127.0.0.1:8000", help="address of the server (default: %(default)s)")
    token = _command(seat, "token", "seat_token", "a new bearer token, with which a program acts as a seat")
    token.add_argument("seat", help="the seat's id, as `entremise case show` lists it")
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
    analyse.add_argument("--party", action="append", metavar="NAME", help="only these parties; may be given again")
    analyse.set_defaults(act="analyse", module="analysing", is_alone=True)
    says = "delegates negotiate on a file or folder, or on many; each run is reproducible from its seed"
    rehearse = commands.add_parser("rehearse", help=says, description=f"{says[0].upper()}{says[1:]}.")
    rehearse.add_argument("domains", type=Path, nargs="+", metavar="DOMAIN", help="as for analyse")
    kinds = "boulware, linear, conceder, tit-for-tat, micro, frequency or random"
    rehearse.add_argument("--a", default="boulware", help=f"the first party's delegate: {kinds} (default: %(default)s)")
    rehearse.add_argument("--b", default="boulware", help="the second party's (default: %(default)s)")
    rehearse.add_argument("--more", action="append", default=[], metavar="NAME", help="a third party's, a fourth's, …")
    rehearse.add_argument("--mediator", default="none", help="none, random, hill or exact (default: %(default)s)")
    rehearse.add_argument("--rounds", type=int, default=200, help="at most so many (default: %(default)s)")
    rehearse.add_argument("--seed", type=int, default=0, help="makes the run repeatable (default: %(default)s)")
    rehearse.add_argument("--workers", type=int, default=1, help="processes for many domains (default: %(default)s)")
    rehearse.add_argument("--ray", action="store_true", help="many domains on Ray instead (extra entremise[ray])")
    rehearse.add_argument("--json", action="store_true", help="print one line of JSON for each domain")
    rehearse.set_defaults(act="rehearse", module="rehearsing", is_alone=True)


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
    new.add_argument("--city", default="UTC", help="city by whose clock times are shown (default: %(default)s)")
    new.add_argument("--zone", default="UTC", help="its time zone, such as Asia/Muscat (default: %(default)s)")
    new.add_argument("--url", default="http://127.0.0.1:8000", help="address of the server (default: %(default)s)")
    _command(case, "show", "case_show", "cases, rooms and seats, with their ids")


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, act: str, says: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=says, description=f"{says[0].upper()}{says[1:]}.")
    parser.add_argument("--data", type=Path, default=None, help="folder that keeps everything (default: .data)")
    parser.set_defaults(act=act, module="seats")
    return parser


def _serving(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(module="serving")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="0: a free one (default: %(default)s)")


def _port(text: str) -> int:
    if text.isascii() and text.isdecimal() and int(text) < 2**16:
        return int(text)
    raise argparse.ArgumentTypeError(f"a port from 0 to 65535 is wanted, {text!r} was given")


if __name__ == "__main__":
    sys.exit(main())
