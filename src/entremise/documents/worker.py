"""A process that works on one file: the act as its argument, the file on its input, the answer on its output.

    python -I -X utf8 -m entremise.documents.worker ACT [ARGUMENT ...]

The answer is a line of JSON, and the bytes whose lengths it names. Nothing else is told: not on the error output, and
not by the exit code, which is 0 unless the process was ended from without.
"""

import json
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from entremise.documents.confine import confine
from entremise.documents.kinds import kind_of
from entremise.documents.preview import preview
from entremise.documents.stripping import strip
from entremise.documents.unfit import TOO_COMPLEX, UNREADABLE
from entremise.documents.words import words_in
from entremise.domain.copies import Copy
from entremise.domain.errors import Refusal

Head = dict[str, Any]
Answer = tuple[Head, tuple[bytes, ...]]


def answer(act: str, arguments: list[str], content: bytes) -> Answer:
    """What is told of `content`: a head, and the bytes that belong to it."""
    try:
        return _ACTS[act](content, *arguments)
    except MemoryError:
        return _refused(TOO_COMPLEX)
    except Exception:  # noqa: BLE001 – of a damaged file, libraries raise whatever they come upon
        return _refused(UNREADABLE)


def main() -> None:
    """Work on the file that comes in."""
    confine()
    head, bodies = answer(sys.argv[1], sys.argv[2:], sys.stdin.buffer.read())
    head["lengths"] = [len(body) for body in bodies]
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
    for body in bodies:
        sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


def _kind(content: bytes) -> Answer:
    return {"kind": kind_of(content)}, ()


def _strip(content: bytes, form: str = "") -> Answer:
    made = strip(content, as_pictures=form == "pictures")
    return _refused(made) if isinstance(made, Refusal) else (_told(made), (made.content,))


def _preview(content: bytes, first: str = "0", most: str = "5") -> Answer:
    shown = preview(content, first=int(first), most=int(most))
    if isinstance(shown, Refusal):
        return _refused(shown)
    return {"count": shown.count, "text": shown.text}, shown.pages


def _words(content: bytes) -> Answer:
    words = words_in(content, kind_of(content))
    return {"read": words is not None}, ((words or "").encode("utf-8", "replace"),)


def _told(made: Copy) -> Head:
    return {"media_type": made.media_type, "removed": made.removed, "hidden": made.hidden}


def _refused(refusal: Refusal) -> Answer:
    return {"refused": refusal.code}, ()


_ACTS: Final[Mapping[str, Callable[..., Answer]]] = MappingProxyType(
    {"kind": _kind, "strip": _strip, "preview": _preview, "words": _words}
)

if __name__ == "__main__":
    main()
