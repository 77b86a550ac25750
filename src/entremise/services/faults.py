"""How our own mistakes are told to the log: what kind, and where in the code; never with anybody's words.

An exception's text may hold what somebody wrote, and a trace the values it was written with. So neither is logged.
"""

import logging
import traceback
from pathlib import PurePath
from typing import Final

_log: Final = logging.getLogger("entremise.faults")


def tell_fault(error: BaseException) -> None:
    """Log the kind of `error`, and the lines of code it passed, innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    way = " > ".join(f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    _log.error("%s at %s", type(error).__name__, way)
