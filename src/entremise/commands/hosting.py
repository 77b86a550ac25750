"""Backups and what they need: copies of the data and of the keys, the host key for its custodians, and the way back."""

import argparse
import io
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from django.conf import settings
from pyrage import x25519

from entremise import __version__
from entremise.commands import remembering
from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Access
from entremise.domain.terms import Role
from entremise.keys.age import identities_in, recipients_named
from entremise.keys.host import Host, HostKeyUnfit, open_host, outer_named
from entremise.keys.parcel import Head, ParcelUnfit, pack, unpack
from entremise.services.accesses import tell_all
from entremise.services.carrying import stop_all
from entremise.services.checking import look_through
from entremise.services.keeping import reconcile
from entremise.services.ports import Parts
from entremise.web.setup import applied_migrations, known_migrations, migrate, pending_migrations
from entremise.wiring import copies, joined, on_database, using

_FINGERPRINT_ROW: Final = "key"

_Payload = TypeVar("_Payload")


class _Keys(msgspec.Struct, frozen=True):
    """The payload of a copy of the keys."""

    tables: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Any]]]]
    secret: str | None
    """The key for signing, under which the accounts are sealed; None where the environment gives it."""


class _HostKey(msgspec.Struct, frozen=True):
    """The payload of a copy of the host key."""

    file: bytes
    outer: str
    """Where its second half comes from."""
    credential: bytes | None
    """That half, where it is a systemd credential: it opens on the computer it was made on only."""


def backup(options: argparse.Namespace) -> int:
    """Write the data to one new file and the keys to another, while the house is open."""
    recipients = _recipients(options)
    if options.file is None and options.keys is None:
        raise ValueError("a file to write is wanted; none was named: entremise backup DATA --keys KEYS --to age1…")
    if copies().is_empty():
        raise RuntimeError("something to back up is wanted; nothing is kept here: is --data right?")
    _tell_places(Access.BACKED_UP)
    begun, at = time.monotonic(), datetime.now(UTC)
    about = Head(part="keys", at=_told(at), program=__version__, migrations=tuple(applied_migrations()))
    if options.file is not None:
        with copies().copy_data() as data:
            head = msgspec.structs.replace(about, part="data", database=copies().kind)
            size = pack(head, data, options.file, recipients)
        print(f"data  {options.file}  {_megabytes(size)}")
    if options.keys is not None:
        # After the data: a key too many does no harm, one too few would.
        keys = io.BytesIO(msgspec.msgpack.encode(_Keys(copies().read_keys(), _kept_secret())))
        size = pack(about, keys, options.keys, recipients)
        print(f"keys  {options.keys}  {_megabytes(size)}")
    remembering.note(data=at if options.file else None, keys=at if options.keys else None)
    print(f"Done in {time.monotonic() - begun:.1f} seconds.")
    if options.plain:
        print("They are not encrypted: whoever has the data reads who takes part, and with the host key everything.")
    if options.keys is not None and _kept_secret() is None:
        print("ENTREMISE_SECRET is in neither: keep it with the host key; without it staff must enrol anew.")
    return 0


def restore(options: argparse.Namespace) -> int:
    """Fill an empty folder or database with a backup, look through all of it, and say how long that took."""
    if not copies().is_empty():
        raise RuntimeError(
            "an empty data folder or database is wanted; this one holds something, which would be lost:"
            " name another with --data or ENTREMISE_DATABASE"
        )
    begun = time.monotonic()
    identities = [identity for path in options.identity for identity in identities_in(path)]
    keys_head, keys = _read_keys(options.keys, identities)
    host = _fitting_host_key(keys)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA) as folder:
        copy = Path(folder) / "data"
        with copy.open("wb") as file:
            head = unpack(options.file, file, identities)
        _must_be_ours(options.file, head, "data")
        _must_suit(head, keys_head)
        copies().put_data_back(copy)
    try:
        if keys_head.migrations == head.migrations:
            copies().put_keys_back(keys.tables)
            migrate()
        else:
            migrate()
            copies().put_keys_back(keys.tables)
        ended = copies().end_sign_ins()
    except BaseException:
        if not copies().take_data_back():
            print("entremise: the database is filled by half: drop it, and make it anew", file=sys.stderr)
        raise
    _restore_secret(keys.secret)
    with using(on_database(host=host)) as house:
        return _looked_through(house.parts, head, ended, begun)


def key_export(options: argparse.Namespace) -> int:
    """Write the host key to a new file for those who keep it."""
    recipients = _recipients(options)
    outer = outer_named(settings.HOST_KEY_OUTER, os.environ)
    # Opened, so that nothing is handed on that opens nothing.
    fingerprint = open_host(settings.HOST_KEY, outer, may_create=False, draw=os.urandom).fingerprint
    credential = outer.secret(b"") if outer.name == "credential" else None
    payload = _HostKey(settings.HOST_KEY.read_bytes(), settings.HOST_KEY_OUTER, credential)
    at = datetime.now(UTC)
    head = Head(part="host-key", at=_told(at), program=__version__)
    pack(head, io.BytesIO(msgspec.msgpack.encode(payload)), options.file, recipients)
    remembering.note(custodians=at, fingerprint=fingerprint.hex())
    print(f"host key  {options.file}")
    print(_OUTER_SAYS.get(outer.name, "It is all that is needed, together with a copy of the keys and of the data."))
    print("When a room or case is destroyed the host key changes: hand out the new one then, and destroy this one.")
    return 0


def key_import(options: argparse.Namespace) -> int:
    """Put the host key that custodians kept where the settings want it."""
    target: Path = settings.HOST_KEY
    if target.exists():
        raise RuntimeError(f"a place without a host key is wanted; {target} is there: move it away first")
    identities = [identity for path in options.identity for identity in identities_in(path)]
    held = io.BytesIO()
    head = unpack(options.file, held, identities)
    _must_be_ours(options.file, head, "host-key")
    payload = _decoded(options.file, held.getvalue(), _HostKey)
    _write_private(target, payload.file)
    print(f"host key  {target}")
    if payload.credential is not None:
        beside = target.with_name(f"{target.name}.credential")
        _write_private(beside, payload.credential)
        print(f"Its second half is in {beside}. Seal it to this computer, then destroy the file:")
        print(f"  systemd-creds encrypt --name=entremise {beside} /etc/entremise/host.cred && shred -u {beside}")
    elif payload.outer != "none":
        print(f"Its second half was “{payload.outer}”: set ENTREMISE_KEY_OUTER to it.")
    return 0


# Backup ---------------------------------------------------------------------------------------------------


def _recipients(options: argparse.Namespace) -> list[x25519.Recipient] | None:
    """For whom it is encrypted; None where --plain was said."""
    if options.to and options.plain:
        raise ValueError("either --to or --plain is wanted; both were given: choose one")
    if not options.to and not options.plain:
        raise ValueError(
            "an age recipient is wanted; none was given: make a pair with `entremise key pair` on another computer,"
            " and say --to age1…, or say --plain to do without"
        )
    return None if options.plain else recipients_named(options.to)


def _tell_places(what: Access) -> None:
    """Tell the members of every place; say so where that cannot be done from here."""
    if pending_migrations():
        print("note: the places' access logs were not told, since an update of the tables is pending")
        return
    try:
        tell_all(joined().parts, what, by=Role.ADMINISTRATOR)
    except HostKeyUnfit as reason:
        print(f"note: the places' access logs were not told: {reason}")


def _kept_secret() -> str | None:
    file = settings.DATA / "secret"
    return None if os.environ.get("ENTREMISE_SECRET") or not file.exists() else file.read_text().strip()


# Restore --------------------------------------------------------------------------------------------------


def _read_keys(path: Path, identities: list[x25519.Identity]) -> tuple[Head, _Keys]:
    held = io.BytesIO()
    head = unpack(path, held, identities)
    _must_be_ours(path, head, "keys")
    return head, _decoded(path, held.getvalue(), _Keys)


def _must_be_ours(path: Path, head: Head, part: str) -> None:
    if head.part != part:
        raise ParcelUnfit(f"a copy of the {part} is wanted; {path} holds the {head.part}: name the right file")


def _must_suit(head: Head, keys: Head) -> None:
    """Raises ParcelUnfit if the data cannot be put into this database, or the keys not to the data."""
    known = set(known_migrations())
    if head.database != copies().kind:
        raise ParcelUnfit(
            f"a copy of a {copies().kind} database is wanted; this one is of {head.database}:"
            " set or unset ENTREMISE_DATABASE"
        )
    if not set(head.migrations) | set(keys.migrations) <= known:
        raise ParcelUnfit(
            f"a backup made by this program ({__version__}) or an older one is wanted; this one was made by"
            f" {max(head.program, keys.program)}: install that"
        )
    if keys.migrations not in {head.migrations, tuple(sorted(known))}:
        raise ParcelUnfit(
            "keys of the data's own version, or of this program's, are wanted; these are of one in between:"
            f" restore with version {keys.program} first"
        )


def _fitting_host_key(keys: _Keys) -> Host:
    """The host key that covers these keys. Raises HostKeyUnfit unless it is here: before anything is written."""
    columns, rows = keys.tables["host"]
    name, body = columns.index("name"), columns.index("body")
    wanted = next((row[body] for row in rows if row[name] == _FINGERPRINT_ROW), None)
    host = open_host(
        settings.HOST_KEY, outer_named(settings.HOST_KEY_OUTER, os.environ), may_create=False, draw=os.urandom
    )
    if isinstance(wanted, bytes):
        host.settle(wanted)
    return host


def _restore_secret(secret: str | None) -> None:
    if secret is None:
        return
    (settings.DATA / "secret").unlink(missing_ok=True)
    _write_private(settings.DATA / "secret", f"{secret}\n".encode())
    settings.SECRET_KEY = secret


def _looked_through(parts: Parts, head: Head, ended: int, begun: float) -> int:
    """Look through what was restored, and say what was found."""
    # What has no keys any more was destroyed after the data was copied.
    reconcile(parts)
    stopped = stop_all(parts, Refusal(Code.HOUSE_RESTORED))
    tell_all(parts, Access.RESTORED, by=Role.ADMINISTRATOR)
    faults, found = copies().faults(), look_through(parts, every_line=True)
    print(f"Restored what stood at {head.at}, in {time.monotonic() - begun:.1f} seconds.")
    print(f"{found.places} places and {found.lines} lines were read and are what was written.")
    told: list[tuple[int, str]] = [
        (found.closed, "places are closed: only their members can open them, and they were not read."),
        (found.destroyed, "places were destroyed, and open no more."),
        (stopped, "messages waited at a door and were stopped: they may have entered since. The desk sees which."),
        (ended, "links, sessions and tokens were ended: give new links; who has a passphrase or passkey comes back."),
    ]
    for count, says in told:
        if count:
            print(f"{count} {says}")
    print("What was removed since then is back: look through each place's people, and the accounts.")
    if found.amiss:
        faults.append(f"{found.amiss} places cannot be read, or are not what was written")
    for fault in faults:
        print(f"entremise: {fault}", file=sys.stderr)
    return 1 if faults else 0


# --------------------------------------------------------------------------------------------------------


def _decoded(path: Path, payload: bytes, form: type[_Payload]) -> _Payload:
    try:
        return msgspec.msgpack.decode(payload, type=form)
    except msgspec.DecodeError:
        raise ParcelUnfit(f"a file that `entremise` made is wanted; {path} is damaged: take another copy") from None


def _write_private(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _told(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"


_OUTER_SAYS: Final = {
    "credential": "It holds the systemd credential too: that and copies of keys and data are all that is needed.",
    "passphrase": "It opens with the host's passphrase only: see to it that enough people know that.",
    "transit": "It opens with Vault's Transit key only: see to it that Vault itself is backed up.",
}
