"""Records of a few lines, as archives, for the tests of who checks them."""

import io
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from entremise.domain import record
from entremise.domain.record import Checkpoint
from entremise.keys.note import Signer
from entremise.services.archives import CHECKPOINT, RECORD, Part, packed, written
from entremise.services.ports import SaltedLine

SIGNER = Signer("talks.example/record", bytes(range(32)))
ORIGIN = "talks.example/record/a-room"
WORDS = "Our ceiling is nine million."
"""Stands in the third line; no message about an archive may hold it."""
SCAN = b"%PDF a scan of the letter"


@dataclass(frozen=True)
class Kept:
    """A record as a house keeps it; what a test changes, it changes here."""

    lines: tuple[SaltedLine, ...]
    files: Mapping[int, str]
    """By the number of the line that a document hangs on, its name in the archive."""
    contents: Mapping[str, bytes]
    origin: str = ORIGIN
    signer: Signer = SIGNER

    def checkpoint(self, size: int | None = None) -> str:
        """The signed checkpoint of the first lines."""
        lines = self.lines if size is None else self.lines[:size]
        return self.signer.sign(Checkpoint(self.origin, len(lines), record.root_of(map(leaf, lines))).text)

    def parts(self, folder: str = "", *, checkpoint: str | None = None) -> list[Part]:
        text = b"".join(
            written(
                self.origin, str(self.signer.verifier), [(line, self.files.get(line.number)) for line in self.lines]
            )
        )
        return [
            part(folder + RECORD, text),
            part(folder + CHECKPOINT, (self.checkpoint() if checkpoint is None else checkpoint).encode()),
            *(part(folder + name, data) for name, data in self.contents.items()),
        ]


def part(name: str, data: bytes) -> Part:
    return Part(name, lambda: [data])


def zipped(parts: Sequence[Part]) -> io.BytesIO:
    return io.BytesIO(b"".join(packed(parts)))


def leaf(line: SaltedLine) -> bytes:
    return record.leaf(
        line.salt, number=line.number, at_micros=line.at, kind=line.kind, version=line.version, body=line.body
    )


def line(number: int, text: str, *, document: bytes | None = None) -> SaltedLine:
    """A line as the codec writes it; `document` hangs on it."""
    event: dict[str, object] = {"label": {"series": "A", "number": number}, "text": text}
    if document is not None:
        event["document"] = {
            "id": f"document-{number}",
            "name": "letter.pdf",
            "digest": b64encode(sha256(document).digest()).decode(),
            "size": len(document),
        }
    body = json.dumps(event, ensure_ascii=False).encode()
    at = 1_770_364_800_000_000 + number * 60_000_000
    return SaltedLine(number, at, "Said", 1, sha256(f"salt {number}".encode()).digest()[:16], body)


def kept(count: int = 6) -> Kept:
    """A record of `count` lines: words in three languages, and a document on line 2 if there is one."""
    words = ["We came.", "یک سند", WORDS, "Une « phrase »,\nsur deux lignes.", 'quotes " and \\ strokes']
    lines = [line(number, words[(number - 1) % len(words)]) for number in range(1, count + 1)]
    if count > 1:
        lines[1] = line(2, "A letter.", document=SCAN)
        return Kept(tuple(lines), {2: "files/letter.pdf"}, {"files/letter.pdf": SCAN})
    return Kept(tuple(lines), {}, {})


def changed(before: Kept, at: int, **fields: object) -> Kept:
    """The record with a line's fields changed, and its leaf made anew."""
    lines = list(before.lines)
    lines[at] = replace(lines[at], **fields)  # type: ignore[arg-type]  # each test knows what it changes
    return replace(before, lines=tuple(lines))
