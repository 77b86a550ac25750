"""Files worked on in a process of their own, one for each act: see `services.ports.Converter`.

The process is given the bytes on its input, an empty folder and no environment; it gives up what it does not need
(`confine`), and is killed after a minute and a half. Nothing of it stays: no two files ever meet in one process.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Thread, Timer
from typing import IO, Any, Final, TypeAlias, cast

from entremise.documents.turns import Turns, at_once
from entremise.documents.unfit import REFUSALS, TOO_COMPLEX
from entremise.domain.copies import Copy, Hidden, Trace
from entremise.domain.errors import Refusal
from entremise.services.ports import Preview

MOST_SECONDS: Final = 90
"""From start to answer, whatever else the machine does."""
MOST_BYTES: Final = 400_000_000
"""Of an answer."""
_MOST_HEAD: Final = 65_536


@dataclass(frozen=True, slots=True)
class Worker:
    """Asks a new process for each act."""

    seconds: float = MOST_SECONDS
    most_bytes: int = MOST_BYTES
    turns: Turns = field(default_factory=lambda: Turns(at_once()))

    def kind(self, content: Iterable[bytes], *, of: str = "") -> str:
        """The media type of the file, by its content; `application/octet-stream` for what is not known."""
        answered = self.asked("kind", of=of, content=content)
        return "application/octet-stream" if isinstance(answered, Refusal) else str(answered[0]["kind"])

    def strip(self, content: Iterable[bytes], *, of: str = "", as_pictures: bool = False) -> Copy | Refusal:
        """The file's copy as it may leave, or why none can be made."""
        answered = self.asked("strip", *["pictures"] * as_pictures, of=of, content=content)
        if isinstance(answered, Refusal):
            return answered
        head, (made,) = answered
        return Copy(
            content=made,
            media_type=head["media_type"],
            removed=tuple(Trace(name) for name in head["removed"]),
            hidden=tuple((Hidden(name), count) for name, count in head["hidden"]),
        )

    def preview(self, content: Iterable[bytes], *, of: str = "", first: int = 0, most: int = 5) -> Preview | Refusal:
        """At most `most` pages from number `first`, or the text; or why the file cannot be shown."""
        answered = self.asked("preview", str(first), str(most), of=of, content=content)
        if isinstance(answered, Refusal):
            return answered
        head, pages = answered
        return Preview(pages=tuple(pages), count=head["count"], text=head["text"])

    def words(self, content: Iterable[bytes], *, of: str = "") -> str | Refusal | None:
        """The file's words as far as they can be read; None for a kind that is not read."""
        answered = self.asked("words", of=of, content=content)
        if isinstance(answered, Refusal):
            return answered
        head, (words,) = answered
        return words.decode() if head["read"] else None

    def asked(self, *act: str, of: str = "", content: Iterable[bytes]) -> "Answered":
        """The answer's head and bytes. A process that ends without one, or too late, found the file too complex."""
        with (
            self.turns.taken(of),
            tempfile.TemporaryDirectory(prefix="entremise-") as folder,
            subprocess.Popen(  # noqa: S603 – this very program, and words of our own
                [sys.executable, "-I", "-X", "utf8", "-m", "entremise.documents.worker", *act],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env={},
                start_new_session=True,
            ) as process,
        ):
            into, out = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
            answers: list[Answered] = []
            reader = Thread(target=_listen, args=(out, self.most_bytes, answers), daemon=True)
            timer = Timer(self.seconds, process.kill)
            reader.start()
            timer.start()
            try:
                _feed(into, content)
                reader.join()
            finally:
                timer.cancel()
                process.kill()
                reader.join()
        return answers[0] if answers else TOO_COMPLEX


Answered: TypeAlias = tuple[dict[str, Any], list[bytes]] | Refusal
"""A head and the bytes that belong to it, or why there are none."""


def _feed(into: IO[bytes], content: Iterable[bytes]) -> None:
    """Hand over the file, piece by piece; in the caller's thread, since pieces may come from its database."""
    try:
        with into:
            for piece in content:
                into.write(piece)
    except BrokenPipeError:
        # It has ended, or needs no more.
        return


def _listen(out: IO[bytes], most: int, answers: "list[Answered]") -> None:
    try:
        answers.append(_read(out, most=most))
    except (OSError, ValueError, KeyError, TypeError):
        # Cut off, or no answer of ours.
        return


def _read(out: IO[bytes], *, most: int) -> Answered:
    line = out.readline(_MOST_HEAD)
    if not line.endswith(b"\n"):
        return TOO_COMPLEX
    head: dict[str, Any] = json.loads(line)
    if "refused" in head:
        return REFUSALS[head["refused"]]
    lengths: list[int] = head["lengths"]
    if sum(lengths) > most:
        return TOO_COMPLEX
    bodies = [out.read(length) for length in lengths]
    return (head, bodies) if [len(body) for body in bodies] == lengths else TOO_COMPLEX
