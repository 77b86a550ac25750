"""The form of an exported record: a ZIP file whose bytes are the same for the same content.

`keys/archive.py` checks what is written here, `docs/record.md` describes it for other people's tools.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from entremise.domain import record
from entremise.services.ports import SaltedLine

FORMAT: Final = "entremise record 1"
"""Stands in the first line of every record."""
RECORD: Final = "record.json"
"""The lines, each with its salt and its leaf. Beside it stands the checkpoint."""
CHECKPOINT: Final = "checkpoint.txt"
STAMP_FORMAT: Final = "entremise stamp 1"
STAMP: Final = "stamp.json"
"""A checkpoint that was stamped with the time, and its way to what was stamped."""
ANSWER: Final = "stamp.tsr"
"""The answer of the clock that stamped (RFC 3161)."""
STAMPED: Final = "stamp.root"
"""What it was shown: 32 bytes. With these two files other people's tools check the stamp."""
FILES: Final = "files/"
"""Folder of the documents."""
LAST_LINE: Final = b"]}\n"

_OLDEST: Final = (1980, 1, 1, 0, 0, 0)
"""Time of every entry: the first that a ZIP file can hold. When it was exported is nobody's business."""
_OWNER_ONLY: Final = 0o600 << 16
_UNIX: Final = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an archive."""

    name: str
    """With the folder, parted by slashes."""
    chunks: Callable[[], Iterable[bytes]]
    """Its bytes, read when its turn comes."""


def written(origin: str, key: str, lines: Iterable[tuple[SaltedLine, str | None]]) -> Iterator[bytes]:
    """A record as JSON, one line of the log a line of text: `origin`, the verifier key, each line and its file's name.

    A program can read it a line at a time, in little memory, or as a whole.
    """
    yield f'{{"format":{_json(FORMAT)},"origin":{_json(origin)},"key":{_json(key)},"lines":['.encode()
    parting = "\n"
    for line, file in lines:
        yield (parting + _json(_fields(line, file))).encode()
        parting = ",\n"
    yield b"\n" + LAST_LINE


def stamp_written(checkpoint: str, salt: bytes, index: int, path: Iterable[bytes]) -> bytes:
    """A stamped checkpoint as JSON: its salt, and the proof that it stands in the tree that was stamped."""
    fields = {
        "format": STAMP_FORMAT,
        "checkpoint": checkpoint,
        "salt": b64encode(salt).decode(),
        "index": index,
        "path": [b64encode(one).decode() for one in path],
    }
    return _json(fields).encode() + b"\n"


def _fields(line: SaltedLine, file: str | None) -> dict[str, int | str]:
    leaf = record.leaf(
        line.salt, number=line.number, at_micros=line.at, kind=line.kind, version=line.version, body=line.body
    )
    fields: dict[str, int | str] = {
        "number": line.number,
        "at": line.at,
        "kind": line.kind,
        "version": line.version,
        "salt": b64encode(line.salt).decode(),
        "leaf": b64encode(leaf).decode(),
        "body": line.body.decode(),
    }
    return fields if file is None else {**fields, "file": file}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Outlet:
    """What a ZIP file is written to, piece by piece, so that no more than a piece is in memory and none on a disk."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data


def packed(parts: Iterable[Part]) -> Iterator[bytes]:
    """The ZIP file of these parts, in pieces. The same parts in the same order give the same bytes."""
    outlet = _Outlet()
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:
        for part in parts:
            info = ZipInfo(part.name, _OLDEST)
            info.compress_type = ZIP_DEFLATED
            info.create_system = _UNIX
            info.external_attr = _OWNER_ONLY
            with archive.open(info, "w", force_zip64=True) as entry:
                for chunk in part.chunks():
                    entry.write(chunk)
                    yield outlet.taken()
    yield outlet.taken()
