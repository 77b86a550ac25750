"""An exported record, checked without the server that made it, and without believing a word of it.

Each line's commitment must give its leaf, the leaves must give the root of the checkpoint, the checkpoint must be
signed, and each file must be the one that its line names. The archive may be hostile: nothing is unpacked, no name in
it is used as a path, and it is read in pieces, in memory that does not grow with it.
"""

import binascii
import io
import json
import re
import struct
import zlib
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from cryptography.x509 import Certificate

from entremise.domain import record
from entremise.domain.errors import EntremiseError, Unstamped
from entremise.domain.record import Checkpoint, Growing
from entremise.keys import note
from entremise.keys.note import Unsigned, Verifier
from entremise.keys.stamps import stamped_at
from entremise.services.archives import ANSWER, CHECKPOINT, FILES, FORMAT, LAST_LINE, RECORD, STAMP, STAMP_FORMAT

MOST_DIRECTORY: Final = 8 * 2**20
"""Longest table of contents of an archive, in bytes: room for some 60,000 files."""
MOST_LINE: Final = 2**20
"""Longest line of a record, in bytes. The longest text of an entry takes a sixth of it."""
MOST_FOLD: Final = 200
"""How many times larger than the archive its contents may be. A record of words is some five times larger."""
LEAST_CONTENTS: Final = 64 * 2**20
"""Bytes of content that any archive may have, however small."""
MOST_STAMP: Final = 2**17
"""Longest time-stamp, in bytes."""
MOST_NAME: Final = 300
"""Longest origin or key, in characters."""
_PIECE: Final = 2**18
_FOLDER: Final = re.compile(r"(?:[a-z]{1,20}(?:-[0-9]{1,4})?/){0,2}")
"""Where a record may stand: at the top, or in a folder such as `access/` or `inner-1/access/`."""
_FIELDS: Final = {"number": int, "at": int, "kind": str, "version": int, "salt": str, "leaf": str, "body": str}


class NoArchive(EntremiseError):
    """What was given is no exported record. The text says why, and quotes nothing of it."""


class NotWhole(EntremiseError):
    """The record does not verify. The text says which line, and quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time-stamp over the beginning of a record."""

    size: int
    """How many lines it covers."""
    at: datetime
    trusted: bool
    """Whether its signature was checked and leads to one of the certificates given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was checked of one record and found whole."""

    folder: str
    """Where in the archive it stands, with a slash at the end; empty for the record that the archive is of."""
    checkpoint: Checkpoint
    key: Verifier
    """Whose signature stands under it."""
    first: datetime | None
    last: datetime | None
    since: int | None
    """How many lines are those that the older checkpoint spoke of; None: it was none of this record, or not given."""
    stamp: Stamp | None
    files: int
    """Documents in the archive, each the one that its line names."""
    left_out: int
    """Documents that a line names and that are not in the archive."""


def check(
    archive: IO[bytes],
    *,
    key: Verifier | None = None,
    since: str | None = None,
    roots: Sequence[Certificate] = (),
) -> tuple[Checked, ...]:
    """What was checked of each record in the archive, the one that it is of first.

    `key`: whose signature must stand under the checkpoints; by default the key that the archive names itself, which
    shows that it is whole and not whose it is. `since`: an older checkpoint, as it was downloaded. `roots`: to one of
    these certificates the signatures of time-stamps must lead; without, they are not checked.

    Raises:
        NoArchive: it is none, or the older checkpoint is none.
        NotWhole: a line was changed, dropped, inserted or moved, a file was changed, or a signature is not good.
    """
    against = _Against(key, since, roots)
    if since is not None and _origin(since) is None:
        raise NoArchive("the older checkpoint is no checkpoint")
    with _opened(archive) as contents:
        folders = sorted(name.removesuffix(RECORD) for name in contents.names if name.rpartition("/")[2] == RECORD)
        if not folders or folders[0] or not all(map(_FOLDER.fullmatch, folders)):
            raise NoArchive("it holds no record, or records where none belong")
        used: set[str] = set()
        checked = tuple(_check(contents, folder, against, used) for folder in folders)
    if any(f"/{FILES}" in f"/{name}" for name in contents.names - used):
        raise NotWhole("it holds a file that no line of the record names")
    if since is not None and all(one.since is None for one in checked):
        raise NotWhole("the older checkpoint speaks of another record")
    return checked


# The archive ----------------------------------------------------------------------------------------------


class _Bounded:
    """A file of which only so much is read at once as a table of contents may have."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > MOST_DIRECTORY:
            raise NoArchive("it lists more files than a record has")
        data = self._file.read(size if size >= 0 else MOST_DIRECTORY + 1)
        if len(data) > MOST_DIRECTORY:
            raise NoArchive("it lists more files than a record has")
        return data


class _Contents:
    """The files in an archive, read within limits."""

    def __init__(self, archive: ZipFile, *, most: int) -> None:
        self._archive = archive
        self._left = most
        self.names = frozenset(archive.namelist())
        if len(self.names) < len(archive.namelist()):
            raise NoArchive("it holds two files of one name")
        if any(info.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for info in archive.infolist()):
            raise NoArchive("it is packed in a way that no record is packed in")

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        if name not in self.names:
            raise NoArchive("a part of it is missing")
        with self._archive.open(name) as entry:
            yield entry

    def read(self, entry: IO[bytes], most: int) -> bytes:
        """At most `most` bytes; fewer only at the end."""
        return self._counted(entry.read(most))

    def line(self, entry: IO[bytes]) -> bytes:
        """The next line with its line break; empty at the end."""
        line = self._counted(entry.readline(MOST_LINE + 1))
        if len(line) > MOST_LINE:
            raise NoArchive("a line of its record is longer than any that is written")
        return line

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise NoArchive("it unpacks to more than a record of its size holds")
        return data


@contextmanager
def _opened(archive: IO[bytes]) -> Iterator[_Contents]:
    try:
        size = archive.seek(0, io.SEEK_END)
        with ZipFile(_Bounded(archive)) as opened:
            yield _Contents(opened, most=size * MOST_FOLD + LEAST_CONTENTS)
    # What the library raises for an archive that is cut short, encrypted, or packed in an unknown way.
    except (BadZipFile, EOFError, OSError, RuntimeError, ValueError, struct.error, zlib.error):
        raise NoArchive("it is no ZIP file, or a damaged one") from None


# One record -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Against:
    """What the records are checked against."""

    key: Verifier | None
    older: str | None
    roots: Sequence[Certificate]

    def older_of(self, origin: str, verifier: Verifier) -> Checkpoint | None:
        """The older checkpoint, if it is one of this record. Raises NotWhole if the key did not sign it."""
        if self.older is None or _origin(self.older) != origin:
            return None
        return _signed(self.older, verifier, origin, "the older checkpoint")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a record, as far as it is checked."""

    number: int
    at: datetime
    leaf: bytes
    fits: bool
    """Whether the leaf is this line's."""
    file: str | None
    document: tuple[bytes, int] | None
    """Digest and size of the document that the line names."""


@dataclass(frozen=True, slots=True)
class _Milestone:
    """What the record's tree was at an earlier size, by the word of a checkpoint that somebody holds."""

    what: str
    size: int
    root: bytes

    def must_be(self, tree: Growing) -> None:
        """Raises NotWhole if the tree has grown to this size and is another one."""
        if tree.size == self.size and tree.root != self.root:
            raise NotWhole(f"a line up to {self.size} was changed after {self.what}")


def _check(contents: _Contents, folder: str, against: _Against, used: set[str]) -> Checked:
    """The record in one folder. `used` is given the names of the documents that its lines name."""
    with contents.open(folder + CHECKPOINT) as entry:
        signed = contents.read(entry, note.MOST_CHARACTERS).decode(errors="replace")
    with contents.open(folder + RECORD) as entry:
        origin, named = _head(contents.line(entry))
        verifier = against.key or named
        checkpoint = _signed(signed, verifier, origin, "the checkpoint")
        stamp = _stamp(contents, folder, verifier, origin, roots=against.roots)
        milestones = [] if stamp is None else [_Milestone("the time-stamp", stamp.size, stamp.root)]
        earlier = against.older_of(origin, verifier)
        if earlier is not None:
            milestones.append(_Milestone("the older checkpoint", earlier.size, earlier.root))
        tree, files, left_out = Growing(), 0, 0
        first = last = None
        for milestone in milestones:
            milestone.must_be(tree)
        for line in _lines(contents, entry):
            _must_follow(line, tree.size + 1)
            tree.add(line.leaf)
            first, last = first or line.at, line.at
            for milestone in milestones:
                milestone.must_be(tree)
            if line.file is not None:
                used.add(folder + line.file)
                _must_be_named(contents, folder + line.file, line)
                files += 1
            elif line.document is not None:
                left_out += 1
    if tree.size != checkpoint.size:
        raise NotWhole(f"it ends with line {tree.size}, and its checkpoint with line {checkpoint.size}")
    if tree.root != checkpoint.root:
        raise NotWhole("a line was changed together with its leaf: the checkpoint is of other leaves")
    for milestone in milestones:
        if milestone.size > tree.size:
            raise NotWhole(f"{milestone.what} has {milestone.size} lines, and it has {tree.size}")
    return Checked(
        folder=folder,
        checkpoint=checkpoint,
        key=verifier,
        first=first,
        last=last,
        since=None if earlier is None else earlier.size,
        stamp=None if stamp is None else Stamp(stamp.size, stamp.at, trusted=bool(against.roots)),
        files=files,
        left_out=left_out,
    )


@dataclass(frozen=True, slots=True)
class _Stamped:
    """A checkpoint of the record that was stamped with the time."""

    size: int
    root: bytes
    at: datetime


def _stamp(
    contents: _Contents, folder: str, verifier: Verifier, origin: str, *, roots: Sequence[Certificate]
) -> _Stamped | None:
    """The record's time-stamp, if it has one."""
    if folder + STAMP not in contents.names:
        return None
    with contents.open(folder + STAMP) as entry:
        fields = _object(contents.read(entry, MOST_STAMP))
    with contents.open(folder + ANSWER) as entry:
        token = contents.read(entry, MOST_STAMP)
    match fields:
        case {
            "format": format_,
            "checkpoint": str(signed),
            "salt": str(salt),
            "index": int(index),
            "path": list(path),
        } if format_ == STAMP_FORMAT and all(isinstance(one, str) for one in path):
            pass
        case _:
            raise NoArchive("its time-stamp is not made as time-stamps are")
    checkpoint = _signed(signed, verifier, origin, "the checkpoint that was stamped")
    leaf = record.leaf_hash(_decoded(salt) + signed.encode())
    root = record.root_above(leaf, [_decoded(one) for one in path], index=index, size=1 << len(path))
    try:
        at = stamped_at(token, b"" if root is None else root, roots=roots)
    except Unstamped as reason:
        raise NotWhole(f"the time-stamp is not good: {reason}") from None
    return _Stamped(checkpoint.size, checkpoint.root, at)


def _must_follow(line: _Line, expected: int) -> None:
    if line.number > expected:
        raise NotWhole(f"line {expected} is missing")
    if line.number < expected:
        raise NotWhole(f"line {line.number} stands where line {expected} is wanted")
    if not line.fits:
        raise NotWhole(f"line {line.number} is not what was recorded")


def _origin(signed: str) -> str | None:
    """Which record the checkpoint is of, whoever signed it; None if it is none."""
    try:
        checkpoint = Checkpoint.read(note.text_of(signed))
    except Unsigned:
        return None
    return None if checkpoint is None else checkpoint.origin


def _signed(signed: str, verifier: Verifier, origin: str, what: str) -> Checkpoint:
    """The checkpoint, if it is one of this record and the key signed it."""
    try:
        checkpoint = Checkpoint.read(note.opened(signed, verifier))
    except Unsigned as reason:
        raise NotWhole(f"{what} is not good: {reason}") from None
    if checkpoint is None or checkpoint.origin != origin:
        raise NotWhole(f"{what} is not one of this record")
    return checkpoint


def _must_be_named(contents: _Contents, name: str, line: _Line) -> None:
    """Raises NotWhole unless the file is the document that the line names. No more of it is read than that has."""
    digest, left = line.document or (b"", 0)
    found = sha256()
    if name in contents.names:
        with contents.open(name) as entry:
            while left >= 0 and (piece := contents.read(entry, _PIECE)):
                found.update(piece)
                left -= len(piece)
    if left or found.digest() != digest:
        raise NotWhole(f"the file of line {line.number} is another one")


# Lines ----------------------------------------------------------------------------------------------------


def _head(line: bytes) -> tuple[str, Verifier]:
    """Origin and key, which stand before the lines."""
    fields = _object(line.removesuffix(b"\n") + LAST_LINE)
    if fields.get("format") != FORMAT:
        raise NoArchive(f"its form is not “{FORMAT}”: a newer program may have written it")
    match fields:
        case {"origin": str(origin), "key": str(key), "lines": []} if len(fields) == len(
            ("format", "origin", "key", "lines")
        ):
            try:
                verifier = Verifier.read(key)
            except ValueError:
                raise NoArchive("the key that it names is none") from None
            # Both are shown on a terminal.
            if f"{origin}{verifier}".isprintable() and max(len(origin), len(key)) <= MOST_NAME:
                return origin, verifier
    raise NoArchive("its record does not begin as a record does")


def _lines(contents: _Contents, entry: IO[bytes]) -> Iterator[_Line]:
    more = True
    while (line := contents.line(entry)) != LAST_LINE:
        text = line.removesuffix(b"\n")
        if not more or text == line:
            raise NoArchive("its record does not end as a record does")
        more = text.endswith(b",")
        yield _line(_object(text.removesuffix(b",")))
    if contents.line(entry):
        raise NoArchive("its record does not end as a record does")


def _line(fields: dict[str, Any]) -> _Line:
    file = fields.pop("file", None)
    if {name: type(value) for name, value in fields.items()} != _FIELDS or not isinstance(file, str | None):
        raise NoArchive("a line of its record is not made as lines are")
    leaf, body = _decoded(fields["leaf"]), fields["body"]
    try:
        found = record.leaf(
            _decoded(fields["salt"]),
            number=fields["number"],
            at_micros=fields["at"],
            kind=fields["kind"],
            version=fields["version"],
            body=body.encode(),
        )
        at = record.moment(fields["at"])
    except (ValueError, OverflowError):
        raise NoArchive("a line of its record is not made as lines are") from None
    return _Line(fields["number"], at, leaf, leaf == found, file, _document(body))


def _document(body: str) -> tuple[bytes, int] | None:
    """Digest and size of the document that an event names."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return None
    match event:
        case {"document": {"digest": str(digest), "size": int(size)}}:
            return _decoded(digest), size
        case _:
            return None


def _object(text: bytes) -> dict[str, Any]:
    """The JSON object that `text` is. One that names a field twice would say different things to different readers."""
    try:
        pairs = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        pairs = None
    if not isinstance(pairs, _Pairs) or len(dict(pairs)) < len(pairs):
        raise NoArchive("its record is not written as records are")
    return dict(pairs)


class _Pairs(list[tuple[str, Any]]):
    """A JSON object, field by field."""


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
