"""Files looked into in the test's own process: what the worker answers, without starting one each time."""

import json
from collections.abc import Iterable

from entremise.documents.converting import Answered, Worker
from entremise.documents.unfit import REFUSALS


class Here(Worker):
    """See `services.ports.Converter`."""

    __slots__ = ()

    def asked(self, *act: str, of: str = "", content: Iterable[bytes]) -> Answered:
        # The libraries take a second to be read in, and few tests need them.
        from entremise.documents.worker import answer  # noqa: PLC0415

        head, bodies = answer(act[0], list(act[1:]), b"".join(content))
        told = json.loads(json.dumps(head))
        return REFUSALS[told["refused"]] if "refused" in told else (told, list(bodies))
