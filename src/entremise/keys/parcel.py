"""Files that leave the host: a backup of the data, one of the keys, the host key for its custodians.

A line of JSON says what it is, and the rest is it. Encrypted to age recipients as a whole, or plain if asked for.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final, Literal

import msgspec
from pyrage import x25519

from entremise.keys.age import MAGIC, AgeUnfit, Source, decrypt, encrypt

_LONGEST_HEAD: Final = 64 * 1024
_PIECE: Final = 1 << 20


class ParcelUnfit(RuntimeError):
    """A file that is not what is wanted. The text says what was wanted, what was found, what to do."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says of itself."""

    entremise: Literal["parcel 1"] = "parcel 1"
    part: Literal["data", "keys", "host-key"]
    at: str
    """When it was made, ISO 8601 in UTC."""
    program: str
    """The version that made it."""
    database: str = ""
    """With data: `sqlite` or `postgresql`."""
    migrations: tuple[str, ...] = ()
    """With data and keys: what the database had been through."""


def pack(head: Head, payload: Source, into: Path, recipients: Sequence[x25519.Recipient] | None) -> int:
    """Write a new file (0600) and see to it that it is on the disk; its size in bytes.

    With no `recipients` it is plain. Raises FileExistsError if it is there; nothing is left if anything goes wrong.
    """
    if into.exists():
        raise FileExistsError(f"a new file is wanted; {into} is there: name another")
    part = into.with_name(f"{into.name}.part")
    part.unlink(missing_ok=True)
    source = _Chained(msgspec.json.encode(head) + b"\n", payload)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
            if recipients is None:
                while piece := source.read(_PIECE):
                    file.write(piece)
            else:
                encrypt(source, file, recipients)
            file.flush()
            os.fsync(file.fileno())
        part.rename(into)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return into.stat().st_size


def unpack(path: Path, into: IO[bytes], identities: Sequence[x25519.Identity]) -> Head:
    """Write what a file holds, and say what it is. It is whole and genuine only when this has returned.

    Raises ParcelUnfit or AgeUnfit if it is something else, cut short, changed, or for another identity.
    """
    target = _Split(into)
    with path.open("rb") as file:
        if file.read(len(MAGIC)) == MAGIC:
            if not identities:
                raise AgeUnfit(f"the identity to which {path} was encrypted is wanted: name its file with --identity")
            file.seek(0)
            decrypt(file, target, identities)
        else:
            file.seek(0)
            while piece := file.read(_PIECE):
                target.write(piece)
    into.flush()
    try:
        return msgspec.json.decode(target.head, type=Head)
    except msgspec.DecodeError:
        raise ParcelUnfit(
            f"a file that `entremise` made is wanted; {path} is something else: name the right one"
        ) from None


class _Chained:
    """A line, and then a file."""

    def __init__(self, line: bytes, file: Source) -> None:
        self._line = line
        self._file = file

    def read(self, size: int) -> bytes:
        if self._line:
            line, self._line = self._line, b""
            return line
        return self._file.read(size)


class _Split:
    """A file that keeps its first line for itself."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ended = False
        self.head = b""

    def write(self, data: bytes) -> None:
        if self._ended:
            self._file.write(data)
            return
        line, found, rest = bytes(data).partition(b"\n")
        if len(self.head) + len(line) > _LONGEST_HEAD:
            raise ParcelUnfit("a file that `entremise` made is wanted; this is something else: name the right one")
        self.head += line
        self._ended = bool(found)
        self._file.write(rest)

    def flush(self) -> None:
        self._file.flush()
