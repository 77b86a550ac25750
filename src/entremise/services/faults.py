"""How our own mistakes are told to the log: what kind, and where in the code; never with anybody's words.

An exception's text may hold what somebody wrote, and a trace the values it was written with. So neither is logged.
"""

import logging
import sys
import threading
import traceback
from pathlib import PurePath
from types import TracebackType
from typing import Final

_log: Final = logging.getLogger("entremise.faults")


def tell_fault(error: BaseException) -> None:
    """Log the kind of `error`, and the lines of code it passed, innermost last."""
    _log.error("%s", _way(error))


def tell_all_faults() -> None:
    """From now on, tell faults that nobody caught in the same way, in whatever thread: Python prints their text."""
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda raised: tell_fault(raised.exc_value or Exception())
    threading.excepthook = lambda raised: tell_fault(raised.exc_value or Exception())
    logging.captureWarnings(capture=True)


class Wordless(logging.Formatter):
    """What others' loggers are told with: when, how bad, by whom, where; never their message, which may quote."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`."""
        where = f"{PurePath(record.pathname).name}:{record.lineno}"
        error = record.exc_info[1] if record.exc_info else None
        what = f" {_way(error)}" if error is not None else ""
        return f"{self.formatTime(record)} {record.levelname} {record.name} {where}{what}"


def _uncaught(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    if not isinstance(error, KeyboardInterrupt):
        tell_fault(error)


def _way(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    way = " > ".join(f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{type(error).__name__} at {way}"
