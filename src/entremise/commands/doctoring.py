"""Looking over the host: what is well, what is to be looked at, what is wrong, and what to do about each."""

import argparse
import importlib.metadata
import json
import os
import platform
import resource
import shutil
import socket
import ssl
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error

from entremise import __version__
from entremise.commands import remembering
from entremise.domain.errors import Unsent
from entremise.keys.host import HostKeyUnfit
from entremise.server.headers import expected
from entremise.server.safety import Serving, dangers, is_bare
from entremise.services.checking import look_through
from entremise.services.ports import Mailing
from entremise.web.setup import pending_migrations, unknown_migrations
from entremise.wiring import copies, joined, mailing

LIBRARIES: Final = ("Django", "django-allauth", "cryptography", "fido2", "pyrage", "uvicorn", "psycopg")
LEAST_FREE_BYTES: Final = 1_000_000_000
BACKUP_EVERY: Final = timedelta(days=1)
BACKUP_LATE: Final = timedelta(days=7)
CLOCK_MAY_BE_BEHIND: Final = timedelta(seconds=2)
CERTIFICATE_SOON: Final = timedelta(days=14)
SECONDS: Final = 10
"""What a server is given to answer in."""


class State(StrEnum):
    """How something is."""

    WELL = "well"
    LOOK = "look"
    """Somebody should look at it."""
    WRONG = "wrong"
    """It must be mended."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and what to do."""

    name: str
    state: State
    told: str
    advice: str = ""


def doctor(options: argparse.Namespace) -> int:
    """Print what was found; 1 if anything is wrong."""
    findings = list(_findings(options))
    if options.json:
        print(json.dumps({"entremise": __version__, "findings": [asdict(finding) for finding in findings]}, indent=2))
    else:
        for finding in findings:
            print(f"{finding.state:<6} {finding.name:<14} {finding.told}")
            if finding.advice:
                print(f"       {'':<14} -> {finding.advice}")
    return 1 if any(finding.state is State.WRONG for finding in findings) else 0


def _findings(options: argparse.Namespace) -> Iterator[Finding]:
    yield _program()
    yield from _settings()
    yield _folder()
    yield _host_key_file()
    if copies().is_empty():
        yield Finding("database", State.LOOK, "nothing is kept here yet", "open a case, or is --data right?")
    else:
        yield from _database(thorough=options.thorough)
    yield from _mail()
    yield _space()
    yield _swap()
    yield _core_dumps()
    yield from _care()
    if options.url:
        yield from _server(options.url)


def _program() -> Finding:
    found = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    told = f"entremise {__version__}, Python {platform.python_version()}, {found}"
    return Finding("program", State.WELL, told)


def _settings() -> Iterator[Finding]:
    serving = Serving(
        # Where it listens is not known here; with TLS declared any address is right.
        host="127.0.0.1",
        tls=settings.TLS,
        names=settings.ALLOWED_HOSTS,
        secret=settings.SECRET_KEY,
        data=settings.DATA,
        rehearsed=False,
    )
    found = [danger for danger in dangers(serving) if not danger.startswith("a data folder")]
    for danger in found:
        told, _, advice = danger.rpartition(": ")
        yield Finding("settings", State.WRONG, told, advice)
    if not settings.TLS:
        yield Finding(
            "settings",
            State.LOOK,
            "no TLS proxy is declared: the server is for this computer alone",
            "set ENTREMISE_TLS=1 when one stands in front (deploy/Caddyfile, deploy/nginx.conf)",
        )
    elif not [name for name in settings.ALLOWED_HOSTS if name not in {"127.0.0.1", "localhost"}]:
        yield Finding(
            "settings",
            State.WRONG,
            "a TLS proxy is declared, but no name by which people reach the server",
            "set ENTREMISE_HOSTS=talks.example.org",
        )
    elif not found:
        yield Finding("settings", State.WELL, f"TLS is declared; names: {', '.join(settings.ALLOWED_HOSTS)}")
    if os.geteuid() == 0:
        yield Finding(
            "account",
            State.LOOK,
            "this is root: a fault in the program could do anything on this computer",
            "run it as an account of its own (deploy/entremise.service)",
        )


def _folder() -> Finding:
    folder: Path = settings.DATA
    if folder.stat().st_uid != os.geteuid():
        return Finding("data folder", State.WRONG, f"{folder} belongs to another account", "run this as its owner")
    loose = [path.name for path in [folder, *folder.iterdir()] if stat.S_IMODE(path.lstat().st_mode) & 0o077]
    if loose:
        advice = f"chmod 700 {folder}; chmod 600 what is in it; and see who could have copied it"
        return Finding("data folder", State.WRONG, f"others can read: {', '.join(sorted(loose))}", advice)
    return Finding("data folder", State.WELL, f"{folder}: for this account alone")


def _host_key_file() -> Finding:
    path: Path = settings.HOST_KEY
    if not path.exists():
        return Finding("host key", State.LOOK, f"none is at {path}", "it is made with the first case")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding("host key", State.WRONG, f"others can read {path}", f"chmod 600 {path}, then change the key")
    if is_bare(path, settings.HOST_KEY_OUTER, data=Path(settings.DATA)):
        return Finding(
            "host key",
            State.WRONG if settings.TLS else State.LOOK,
            "it is in the data folder and has no second half: a copy of that folder opens everything",
            "set ENTREMISE_KEY_OUTER=credential (or passphrase, or transit:KEY) before the first case, or ENTREMISE_KEY"
            " to a file on another disk",
        )
    outer = settings.HOST_KEY_OUTER or "none"
    return Finding("host key", State.WELL, f"for this account alone; second half: {outer.partition(':')[0]}")


def _database(*, thorough: bool) -> Iterator[Finding]:
    try:
        pending, unknown = pending_migrations(), unknown_migrations()
        yield Finding("database", State.WELL, f"{copies().kind} {copies().version()}, {copies().size() / 1e6:.1f} MB")
        for loose in copies().loose_settings():
            yield Finding("database", State.LOOK, loose, "what was acknowledged could be lost, or told to its log")
        if unknown:
            told = f"a newer program has changed the tables ({len(unknown)} changes): this one cannot read them"
            yield Finding("tables", State.WRONG, told, "install the newer version again")
        elif pending:
            told = f"{len(pending)} changes of the tables are pending"
            yield Finding("tables", State.LOOK, told, "back up, then start the server: it makes them")
        else:
            yield Finding("tables", State.WELL, "up to date")
            yield _clock()
            yield from _keys(thorough=thorough)
    except Error as error:
        told = f"it cannot be used ({type(error).__name__})"
        yield Finding("database", State.WRONG, told, "is it running, and is ENTREMISE_DATABASE right?")


def _clock() -> Finding:
    now, last = datetime.now(UTC), copies().last_moment()
    if last is not None and last - now > CLOCK_MAY_BE_BEHIND:
        told = f"this computer's clock is {_span(last - now)} behind the newest line that is kept"
        return Finding("clock", State.WRONG, told, "let the system keep it (timedatectl set-ntp true)")
    return Finding("clock", State.WELL, f"{now:%Y-%m-%d %H:%M:%S} UTC")


def _keys(*, thorough: bool) -> Iterator[Finding]:
    if copies().host_key() is None:
        # Opening the house would make one.
        yield Finding("keys", State.LOOK, "nothing is sealed yet", "the host key is made with the first case")
        return
    if isinstance(_mailing(), ValueError):
        # The house does not open with them; what is wrong is told under "mail".
        yield Finding("keys", State.LOOK, "not looked at, since the settings of mail are wrong", "correct those first")
        return
    try:
        parts = joined().parts
    except HostKeyUnfit as reason:
        told, _, advice = str(reason).rpartition(": ")
        yield Finding("keys", State.WRONG, told, advice)
        return
    found = look_through(parts, every_line=thorough)
    faults = copies().faults() if thorough else []
    told = f"{found.places} places open" + (f", and all {found.lines} lines are what was written" if thorough else "")
    if found.closed:
        told += f"; {found.closed} are closed, and open for their members only"
    if found.destroyed:
        told += f"; {found.destroyed} are destroyed"
    if found.amiss:
        faults.append(f"{found.amiss} of {found.places} places cannot be read, or are not what was written")
    for fault in faults:
        yield Finding("keys", State.WRONG, fault, "keep this database as it is, and restore the last backup elsewhere")
    if not faults:
        yield Finding("keys", State.WELL, told)


def _mail() -> Iterator[Finding]:
    """Whether mails can be sent: alerts of sign-ins, and notices that something waits."""
    sent = _mailing()
    if isinstance(sent, ValueError):
        told, _, advice = str(sent).rpartition(": ")
        yield Finding("mail", State.WRONG, told, advice)
        return
    if sent.post is None:
        yield Finding("mail", State.WELL, "none is sent: ENTREMISE_MAIL names no server")
        return
    times = " ".join(f"{one:%H:%M}" for one in sent.times)
    try:
        sent.post.check()
    except Unsent as reason:
        told = f"the server of ENTREMISE_MAIL does not let this one in ({reason})"
        yield Finding("mail", State.WRONG, told, "is its name right, its certificate valid, and the password?")
        return
    yield Finding("mail", State.WELL, f"the server answers; notices at {times}, by each seat’s own clock")
    waiting = 0 if copies().is_empty() or pending_migrations() or copies().host_key() is None else _mails_waiting()
    if waiting:
        yield Finding("mail", State.LOOK, f"{waiting} mails were tried and not taken yet", "they are tried again")


def _mailing() -> Mailing | ValueError:
    """What the settings say of mail, or what is wrong with them."""
    try:
        return mailing()
    except ValueError as reason:
        return reason


def _mails_waiting() -> int:
    try:
        return joined().parts.store.mails_waiting()
    except (Error, HostKeyUnfit):
        # Told of above.
        return 0


def _space() -> Finding:
    free, needed = shutil.disk_usage(settings.DATA).free, LEAST_FREE_BYTES
    if copies().kind == "sqlite" and not copies().is_empty():
        # A backup is made beside it.
        needed = max(needed, 2 * copies().size())
    told = f"{free / 1e9:.1f} GB free beside the data"
    if free < needed:
        return Finding("space", State.WRONG, told, f"make room: {needed / 1e9:.1f} GB are wanted")
    return Finding("space", State.WELL, told)


def _swap() -> Finding:
    try:
        lines = Path("/proc/swaps").read_text().splitlines()[1:]
    except OSError:
        return Finding("swap", State.LOOK, "whether this computer swaps cannot be seen", "see to it that it does not")
    open_to_read = [line.split()[0] for line in lines if not _is_encrypted(Path(line.split()[0]))]
    if open_to_read:
        told = f"memory, with words in it, may be written in clear to {', '.join(open_to_read)}"
        return Finding(
            "swap", State.LOOK, told, "encrypt it, or MemorySwapMax=0 in the unit (deploy/entremise.service)"
        )
    return Finding("swap", State.WELL, "none that is not encrypted")


def _is_encrypted(device: Path) -> bool:
    """Whether a swap device is compressed memory, or encrypted by dm-crypt."""
    name = device.resolve().name
    uuid = Path(f"/sys/block/{name}/dm/uuid")
    return name.startswith("zram") or (uuid.exists() and uuid.read_text().startswith("CRYPT-"))


def _core_dumps() -> Finding:
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    if most == 0:
        return Finding("core dumps", State.WELL, "off")
    told = "this account may write its memory to disk when a program crashes; the server itself switches that off"
    return Finding("core dumps", State.LOOK, told, "LimitCORE=0 in the unit, for every program of this account")


def _care() -> Iterator[Finding]:
    care, now = remembering.care(), datetime.now(UTC)
    for what, at in (("data", care.data), ("keys", care.keys)):
        name, advice = f"backup: {what}", "entremise backup DATA --keys KEYS --to age1…, every day"
        if at is None:
            yield Finding(name, State.WRONG, "none was ever made from here", advice)
        elif now - at > BACKUP_LATE:
            yield Finding(name, State.WRONG, f"the last one is {_span(now - at)} old", advice)
        elif now - at > BACKUP_EVERY:
            yield Finding(name, State.LOOK, f"the last one is {_span(now - at)} old", advice)
        else:
            yield Finding(name, State.WELL, f"{_span(now - at)} ago")
    yield _custodians(care)


def _custodians(care: remembering.Care) -> Finding:
    advice = "entremise key export FILE --to age1…, for two people who keep it apart from the backups"
    if care.custodians is None:
        told = "nobody has a copy: if this computer is lost, no backup opens"
        return Finding("custodians", State.WRONG if settings.HOST_KEY.exists() else State.LOOK, told, advice)
    known = None if copies().is_empty() else copies().host_key()
    if known is not None and known.hex() != care.fingerprint:
        told = "the host key has changed since: what they keep opens today's copies of the keys no more"
        return Finding("custodians", State.WRONG, told, f"{advice}; and have the older copies destroyed")
    return Finding("custodians", State.WELL, f"given out on {care.custodians:%Y-%m-%d}")


# A running server -----------------------------------------------------------------------------------------


def _server(url: str) -> Iterator[Finding]:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"an address such as https://talks.example.org is wanted in --url; {url!r} was given")
    try:
        status, headers = _asked(parts.scheme, parts.hostname, parts.port)
    except (OSError, HTTPException) as error:
        told = f"{url} does not answer ({type(error).__name__})"
        yield Finding("server", State.WRONG, told, "is it running, is its certificate valid, and its name right?")
        return
    if status != 200:
        yield Finding("server", State.WRONG, f"its first page answers {status}", "is its name in ENTREMISE_HOSTS?")
        return
    tls = parts.scheme == "https"
    amiss = [name for name, value in expected(tls=tls).items() if headers.get(name) != value]
    if amiss:
        told = f"headers that are not as the house sets them: {', '.join(amiss)}"
        yield Finding("headers", State.WRONG, told, "the proxy changes or drops them (deploy/ has examples)")
    else:
        yield Finding("headers", State.WELL, "as the house sets them")
    if headers.get("via") or headers.get("x-cache") or headers.get("age"):
        yield Finding(
            "proxy", State.WRONG, "something in front caches", "switch it off: pages are for one pair of eyes"
        )
    if tls:
        yield _certificate(parts.hostname, parts.port or 443)
    yield _stranger(parts.scheme, parts.hostname, parts.port)


def _asked(scheme: str, host: str, port: int | None, *, host_header: str | None = None) -> tuple[int, dict[str, str]]:
    kind: Callable[..., HTTPConnection] = HTTPSConnection if scheme == "https" else HTTPConnection
    connection = kind(host, port, timeout=SECONDS)
    try:
        connection.request("GET", "/", headers={"Host": host_header} if host_header else {})
        answer = connection.getresponse()
        answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def _stranger(scheme: str, host: str, port: int | None) -> Finding:
    """Whether it speaks for names that are not its own."""
    try:
        status, _ = _asked(scheme, host, port, host_header="not-this-house.example")
    except (OSError, HTTPException):
        status = 0
    if status == 200:
        return Finding("names", State.WRONG, "it answers to names that are not its own", "set ENTREMISE_HOSTS")
    return Finding("names", State.WELL, "it answers to its own only")


def _certificate(host: str, port: int) -> Finding:
    with (
        socket.create_connection((host, port), timeout=SECONDS) as line,
        ssl.create_default_context().wrap_socket(line, server_hostname=host) as secured,
    ):
        ends = (secured.getpeercert() or {}).get("notAfter", "")
        version = secured.version()
    left = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(ends)), UTC) - datetime.now(UTC)
    told = f"{version}; the certificate is valid for {_span(left)}"
    if left < CERTIFICATE_SOON:
        return Finding("certificate", State.LOOK, told, "renew it")
    return Finding("certificate", State.WELL, told)


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, name in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{seconds} seconds"
