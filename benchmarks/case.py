"""A case under measurement in this process: its own data, opened in a line, aged in batches."""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from entremise.domain.errors import Refusal
from entremise.domain.rooms import Seat
from entremise.domain.terms import Regime, Terms
from entremise.services.access import enter, invite
from entremise.services.cases import Case, Party, open_case
from entremise.services.ports import Parts
from entremise.web.setup import migrate, set_up

T = TypeVar("T")
YOUNG = 100
BATCH = 500
NAMES = ("One", "Two", "Three")


@contextmanager
def house() -> Iterator[Parts]:
    """A house with nothing in it, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as data:
        set_up(data=Path(data))
        migrate()
        from django.conf import settings  # noqa: PLC0415 – Django is set up first

        from entremise.wiring import joined  # noqa: PLC0415

        settings.ALLOWED_HOSTS = ["testserver"]
        yield joined().parts


def done(answer: T | Refusal) -> T:
    """What the house did; the measuring stops if it refused."""
    if isinstance(answer, Refusal):
        sys.exit(f"the house refused: {answer}")
    return answer


def opened(parts: Parts, *, regime: Regime = Regime.SEALED, parties: int = 2) -> Case:
    """A case that is measured."""
    terms = Terms(
        codename="Old", regime=regime, fact_confidential=True, mediator="M", city="Muscat", zone="Asia/Muscat"
    )
    return done(open_case(parts, terms, [Party(name=name) for name in NAMES[:parties]]))


def aged(parts: Parts, entries: int, write: Callable[[int], object]) -> None:
    """Have entry after entry written, many in one transaction."""
    for start in range(0, entries, BATCH):
        with parts.store.together():
            for number in range(start, min(start + BATCH, entries)):
                write(number)


def page(parts: Parts, seat: Seat, path: str = "") -> Callable[[], object]:
    """How a page of this seat is read by its browser."""
    from django.test import Client  # noqa: PLC0415 – Django is set up first

    invitation = invite(parts, seat)
    entered, secret = done(enter(parts, invitation.link, invitation.code, rehearsal=True))
    client = Client(headers={"cookie": f"seat-{entered.id}={secret}"})

    def read() -> object:
        answer = client.get(f"/at/{entered.id}/{path}")
        return answer if answer.status_code == 200 else sys.exit(f"{path}: {answer.status_code}")

    return read


def show_ageing(built: Callable[[Parts, int], dict[str, Callable[[], object]]], *, entries: int, rounds: int) -> None:
    """Build a young case and an old one, measure each act in both in turn, and print how much dearer the old is."""
    with house() as parts:
        young, old = built(parts, YOUNG), built(parts, entries)
        result = {name: _compared(young[name], old[name], rounds=rounds) for name in young}
    print(json.dumps({"entries": [YOUNG, entries], **result}, indent=2))


def _compared(young: Callable[[], object], old: Callable[[], object], *, rounds: int) -> dict[str, float]:
    """Median milliseconds of each, measured in turn, and their ratio."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for which, act in enumerate((young, old)):
            begun = time.perf_counter()
            act()
            times[which].append((time.perf_counter() - begun) * 1000)
    first, second = (statistics.median(some) for some in times)
    return {"young_ms": round(first, 2), "old_ms": round(second, 2), "ratio": round(second / first, 3)}
