"""Each file is worked on in a process of its own, which can do no harm and tells nothing but its answer."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from entremise.documents.converting import Worker
from entremise.documents.stripping import strip
from entremise.domain.errors import Code, Refusal
from entremise.services.ports import Preview
from tests.documents import files


def test_its_answers_are_those_of_the_functions() -> None:
    worker, content = Worker(), files.pdf()
    shown = worker.preview([content], first=1, most=1)

    assert worker.kind([content[:99], content[99:]]) == "application/pdf"
    assert worker.strip([content]) == strip(content)
    assert isinstance(shown, Preview)
    assert (len(shown.pages), shown.count) == (1, 2)
    assert (worker.words([b"Nine frigates."]), worker.words([files.png()])) == ("Nine frigates.", None)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 and no more",
        files.docx(word__document="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        files.docx()[:-200],
        files.odt(**{"content.xml": "<not well formed"}),
        b"RIFF\x10\0\0\0WEBPVP8 x",
    ],
)
def test_a_damaged_file_is_refused(content: bytes) -> None:
    refusal = Worker().strip([content])

    assert isinstance(refusal, Refusal)
    assert refusal.code in {Code.DOCUMENT_UNREADABLE, Code.DOCUMENT_STAYS}


def test_a_file_that_takes_too_long_is_given_up() -> None:
    began = time.monotonic()

    assert Worker(seconds=0.01).strip([files.pdf()]) == Refusal(Code.DOCUMENT_TOO_COMPLEX)
    assert time.monotonic() - began < 10


def test_an_answer_that_is_too_long_is_given_up() -> None:
    assert Worker(most_bytes=10).strip([files.pdf()]) == Refusal(Code.DOCUMENT_TOO_COMPLEX)


def test_a_file_that_needs_too_much_memory_is_given_up() -> None:
    """A stream in a PDF that unpacks, three times over, to a thousand million zeros."""
    assert isinstance(Worker(seconds=60).strip([bomb()]), Refusal)


def test_a_fault_in_what_is_fed_is_the_callers() -> None:
    """Pieces come from the caller's own store: what it raises is not taken for a fault of the file."""

    def broken() -> Iterator[bytes]:
        yield b"%PDF-1.7"
        raise KeyError("no such chunk")

    with pytest.raises(KeyError, match="no such chunk"):
        Worker().strip(broken())


CONFINED = """
import socket, sys
from entremise.documents.confine import confine
landlock = confine()
for act in (
    lambda: open({secret!r}).read(),
    lambda: open({folder!r} + "/new", "w").write("x"),
    lambda: __import__("os").listdir({folder!r}),
    lambda: socket.create_connection(("127.0.0.1", {port}), timeout=1),
):
    try:
        act()
        print("done")
    except OSError as error:
        print("refused" if landlock else "without landlock")
try:
    print(len(bytearray(3_000_000_000)))
except MemoryError:
    print("refused")
"""


def test_a_process_that_is_taken_over_reads_no_file_of_the_house(tmp_path: Path) -> None:
    """What it may still do, once confined: nothing of what would help."""
    (tmp_path / "secret").write_text("another room's file")
    program = CONFINED.format(secret=str(tmp_path / "secret"), folder=str(tmp_path), port=9)
    told = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split("\n")

    if "without landlock" in told[0]:
        pytest.skip("this kernel has no Landlock")
    assert told[:5] == ["refused"] * 5


def bomb() -> bytes:
    """A PDF whose page unpacks to a thousand million bytes."""
    import zlib  # noqa: PLC0415 – here alone

    from pikepdf import Array, Dictionary, Name, Pdf  # noqa: PLC0415 – here alone

    packed = zlib.compress(b"\0" * 1_000_000_000, 1)
    packed = zlib.compress(zlib.compress(packed))
    made = Pdf.new()
    page = made.add_blank_page(page_size=(9, 9))
    drawing = made.make_stream(packed, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    drawing.write(packed, filter=Array([Name.FlateDecode] * 3), type_check=False)
    page.Resources = Dictionary(XObject=Dictionary(X=drawing))
    return files.saved(made)
