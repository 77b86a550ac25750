"""How long cases stay: show it, remind of it, and destroy those whose days are over."""

import argparse

from entremise.domain.endings import Ending
from entremise.domain.ids import PlaceId
from entremise.services.acts import ending_of
from entremise.services.cases import list_cases
from entremise.services.endings import run_retention
from entremise.services.keeping import destroy_case
from entremise.services.ports import Parts
from entremise.wiring import joined


def retention_run(options: argparse.Namespace) -> int:  # noqa: ARG001
    """Remind of what is destroyed soon, and destroy what is kept no longer; print how many cases of each."""
    reminded, destroyed = run_retention(joined().parts, destroy_case)
    print(f"{reminded} reminded, {destroyed} destroyed")
    return 0


def retention_show(options: argparse.Namespace) -> int:  # noqa: ARG001
    """Print for every case how long it is kept."""
    parts = joined().parts
    cases = list_cases(parts)
    if not cases:
        print("No case is kept here.")
    for case in cases:
        if case.terms is not None:
            print(f"{case.codename:<32} {_told(parts, case.desk, agreed=case.terms.retention_days)}")
        else:
            print(f"{f'case {case.id}':<32} its desk is closed to the host")
    return 0


def _told(parts: Parts, desk: PlaceId, *, agreed: int | None) -> str:
    ending = ending_of(parts.store, desk)
    if ending is None:
        return "open; " + ("nothing agreed" if agreed is None else f"{agreed} days after its closing")
    return f"closed {ending.closed:%Y-%m-%d}; {_until(parts, ending)}"


def _until(parts: Parts, ending: Ending) -> str:
    if ending.destroy is None:
        return "until somebody destroys it"
    return f"destroyed {ending.destroy:%Y-%m-%d %H:%M} UTC, in {ending.days_left(parts.clock.now())} days"
