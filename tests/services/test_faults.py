"""How our own mistakes, and other people's, are told to the log: what kind and where, and nobody's words."""

import logging
import subprocess
import sys

import pytest

from entremise.services.faults import Wordless, tell_fault

CANARY = "Kestrel leaves at dawn."
ASYNC = """
import asyncio
async def one(): raise ValueError(words)
async def two(): asyncio.ensure_future(one()); await asyncio.sleep(0.1)
asyncio.run(two())
"""


def fails() -> None:
    raise ValueError(CANARY)


def fault() -> ValueError:
    with pytest.raises(ValueError, match=CANARY) as raised:
        fails()
    return raised.value


class Told(logging.Handler):
    """What was told."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def test_a_fault_is_told_by_its_kind_and_its_way() -> None:
    told, log = Told(), logging.getLogger("entremise.faults")
    log.addHandler(told)
    try:
        tell_fault(fault())
    finally:
        log.removeHandler(told)

    (line,) = told.lines
    assert line.startswith("ValueError at test_faults.py:")
    assert line.endswith(" fails")


def test_others_are_told_of_without_their_words() -> None:
    error = fault()
    record = logging.LogRecord("PIL", logging.WARNING, "/x/y.py", 7, "cannot read %s", (CANARY,), None)
    failed = logging.LogRecord("uvicorn", logging.ERROR, "/x/y.py", 7, CANARY, None, (ValueError, error, None))

    lines = [Wordless().format(record), Wordless().format(failed)]

    assert lines[0].endswith(" WARNING PIL y.py:7")
    assert " ERROR uvicorn y.py:7 ValueError at test_faults.py:" in lines[1]
    assert not [line for line in lines if "Kestrel" in line]


@pytest.mark.parametrize(
    "code",
    [
        "raise ValueError(words)",
        "import threading; thread = threading.Thread(target=lambda: {}[words]); thread.start(); thread.join()",
        "import warnings; warnings.warn(words)",
        "import logging; logging.getLogger('some.library').error('cannot read %s', words)",
        "\nclass Late:\n    def __del__(self): raise ValueError(words)\nlate = Late(); del late",
        ASYNC,
    ],
)
def test_what_nobody_caught_is_told_without_words(code: str) -> None:
    """In whatever thread, by whatever library."""
    set_up = (
        "import logging.config; from entremise.services.faults import tell_all_faults;"
        "from entremise.web.settings import LOGGING; logging.config.dictConfig(LOGGING); tell_all_faults();"
        f"words = {CANARY!r}\n"
    )

    told = subprocess.run(
        [sys.executable, "-c", set_up + code], capture_output=True, text=True, timeout=60, check=False
    )

    assert told.stdout == ""
    assert told.stderr, "it is told"
    assert "Kestrel" not in told.stderr
