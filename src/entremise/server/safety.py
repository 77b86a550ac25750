"""What keeps a server from starting unsafely: each reason says what is wanted, what was given, and what to do."""

import ctypes
import os
import resource
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final

LEAST_SECRET_CHARACTERS: Final = 32
LEAST_SECRET_LETTERS: Final = 10
"""Different characters; a word repeated has fewer."""
_PR_SET_DUMPABLE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How a server is to be started."""

    host: str
    """The address it listens on."""
    tls: bool
    """Whether a TLS proxy is said to stand in front."""
    names: Sequence[str]
    """The names it answers to."""
    secret: str
    data: Path
    rehearsed: bool
    """Whether a rehearsal was played into what it serves."""
    bare_key: bool = False
    """Whether the whole host key stands beside what it opens: see `is_bare`."""


def dangers(serving: Serving) -> list[str]:
    """Why it must not start so; nothing where it may."""
    reachable = serving.tls or not is_loopback(serving.host)
    found = (
        _of_line(serving),
        _of_names(serving.names),
        _of_secret(serving.secret),
        _of_folder(serving.data),
        _REHEARSED if serving.rehearsed and reachable else None,
        _BARE_KEY if serving.bare_key and reachable else None,
    )
    return [danger for danger in found if danger is not None]


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach the address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def is_bare(key: Path, outer: str, *, data: Path) -> bool:
    """Whether the host key lies in the data folder and has no second half elsewhere: a copy of it opens everything."""
    return outer in {"", "none"} and key.resolve().is_relative_to(data.resolve())


def forbid_core_dumps() -> None:
    """See to it that this process's memory is not written to disk if it crashes, nor read by others of its account.

    As far as the system lets it: a unit file may have seen to it before.
    """
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _of_line(serving: Serving) -> str | None:
    if serving.tls or is_loopback(serving.host):
        return None
    return (
        f"words on the network are to be encrypted; {serving.host} can be reached from outside, and no TLS is declared:"
        " listen on 127.0.0.1 behind a TLS proxy (deploy/Caddyfile) and set ENTREMISE_TLS=1"
    )


def _of_names(names: Sequence[str]) -> str | None:
    loose = [name for name in names if "*" in name or name.startswith(".") or not name.strip()]
    if not loose:
        return None
    return (
        f"the exact names of this server are wanted in ENTREMISE_HOSTS; it holds {loose[0]!r}, which lets a page of"
        " somebody else's speak as this server: name each, such as talks.example.org"
    )


def _of_secret(secret: str) -> str | None:
    if len(secret) >= LEAST_SECRET_CHARACTERS and len(set(secret)) >= LEAST_SECRET_LETTERS:
        return None
    return (
        f"a secret of at least {LEAST_SECRET_CHARACTERS} random characters is wanted; the one given can be guessed:"
        " leave ENTREMISE_SECRET out, and one is drawn and kept in the data folder"
    )


def _of_folder(data: Path) -> str | None:
    status = data.stat()
    mode = stat.S_IMODE(status.st_mode)
    if status.st_uid != os.geteuid():
        return (
            f"a data folder of this account's own is wanted; {data} belongs to account {status.st_uid}, and this is"
            f" {os.geteuid()}: chown it, or start as its owner"
        )
    if mode & 0o077:
        return (
            f"a data folder that this account alone can read is wanted; {data} has mode {mode:o}: chmod 700 {data},"
            " and see who could have copied what is in it"
        )
    return None


_BARE_KEY: Final = (
    "a host key is wanted that does not stand whole beside what it opens, since others can reach this server; host.key"
    " is in the data folder and has no second half: set ENTREMISE_KEY_OUTER=credential (or passphrase, or transit:KEY)"
    " before the first case, or ENTREMISE_KEY to a file on another disk"
)
_REHEARSED: Final = (
    "a database without a rehearsal is wanted, since others can reach this server; `entremise demo` was played into"
    " this one, and printed links to its seats: begin with an empty data folder or database"
)
