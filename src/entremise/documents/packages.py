"""Zip packages, as Word, Excel, PowerPoint and OpenDocument files are: read within bounds, and written anew."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from typing import Final

from entremise.documents import markup
from entremise.documents.unfit import LOCKED, TOO_COMPLEX, UNREADABLE, Unfit

MOST_PARTS: Final = 5_000
MOST_BYTES: Final = 300_000_000
"""All parts together, unpacked."""
FAULTS: Final = (zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError)
"""What `zipfile` raises for packages that are damaged in its depths, besides BadZipFile."""
_ENCRYPTED: Final = 0x1
_THEN: Final = (1980, 1, 1, 0, 0, 0)
"""When every part was written: the first moment that a package can name."""


def entries(package: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The package's entries, in order. Raises Unfit if they are too many or too large, locked, or twice there."""
    found = package.infolist()
    if len(found) > MOST_PARTS or sum(entry.file_size for entry in found) > MOST_BYTES:
        raise Unfit(TOO_COMPLEX)
    if any(entry.flag_bits & _ENCRYPTED for entry in found):
        raise Unfit(LOCKED)
    if len({entry.filename for entry in found}) < len(found):
        raise Unfit(UNREADABLE)
    return found


def part(package: zipfile.ZipFile, name: str) -> bytes:
    """One part, unpacked. Raises Unfit if it is larger than it says, and what `FAULTS` lists if it is damaged."""
    entry = package.getinfo(name)
    with package.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise Unfit(TOO_COMPLEX)
    return content


def parts(content: bytes) -> dict[str, bytes]:
    """Every part by its name, folders left out. Raises Unfit."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = [entry.filename for entry in entries(package) if not entry.is_dir()]
            return {name: part(package, name) for name in names}
    except (zipfile.BadZipFile, *FAULTS) as error:
        raise Unfit(UNREADABLE) from error


def main_type(package: zipfile.ZipFile) -> str:
    """The media type of an Office package's main part; empty where it has none."""
    root = relations(part(package, "_rels/.rels"))
    targets = [target for _, kind, target, external in root if kind == "officeDocument" and not external]
    types = content_types(part(package, "[Content_Types].xml"))
    return types.get(f"/{targets[0].lstrip('/')}", "") if len(targets) == 1 else ""


def relations(content: bytes) -> list[tuple[str, str, str, bool]]:
    """Of a relationships part: id, last word of the type, target, and whether that lies outside, for each."""
    found = []
    for name, attributes in markup.elements(content):
        if name == "rel:Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            external = attributes.get("TargetMode") == "External"
            found.append((attributes.get("Id", ""), kind, attributes.get("Target", ""), external))
    return found


def content_types(content: bytes) -> dict[str, str]:
    """Of a content types part: the types of parts by `/name`, and of endings by `.ending`."""
    found = {}
    for name, attributes in markup.elements(content):
        if name == "ct:Override":
            found[attributes.get("PartName", "")] = attributes.get("ContentType", "")
        elif name == "ct:Default":
            found[f".{attributes.get('Extension', '').lower()}"] = attributes.get("ContentType", "")
    return found


def package_of(parts: Iterable[tuple[str, bytes]], *, stored: frozenset[str] = frozenset()) -> bytes:
    """A package of these parts in this order, equal for equal parts; those named in `stored` are not compressed."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _THEN)
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            package.writestr(entry, content, compresslevel=6)
    return written.getvalue()
