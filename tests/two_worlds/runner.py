"""The same low program, two secrets: what B saw in each, and the first byte by which they differ."""

import os
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.two_worlds.programs import PROGRAMS, Program, perform
from tests.two_worlds.world import Seen, Wiring, world

OURS = (Wiring(), Wiring())
"""Two worlds with our own parts."""


SEED: Final = int(os.environ.get("ENTREMISE_SEED", "1"))
"""By which the programs are drawn in which a planted leak is sought."""


class Leak(AssertionError):
    """B saw something in one world that it did not see in the other."""


def seen_in(wiring: Wiring, program: Program, number: int) -> list[Seen]:
    """All that B observed in this world."""
    with world(wiring) as made:
        perform(made, program, number)
        assert made.faults == [], "faults look alike in every world, and prove nothing"
        return made.seen


def difference(program: Program, wirings: tuple[Wiring, Wiring] = OURS) -> str | None:
    """Where B's observations differ first, for a person to read; None if they are the same byte for byte."""
    one, two = (seen_in(wiring, program, number) for number, wiring in enumerate(wirings))
    for first, second in zip(one, two, strict=False):
        if first != second:
            return f"in the first world\n  {first}\nin the second\n  {second}"
    if len(one) != len(two):
        return f"{len(one)} observations in the first world, {len(two)} in the second"
    return None


def first_leak(
    wirings: tuple[Wiring, Wiring], *, examples: int, programs: st.SearchStrategy[Program] = PROGRAMS
) -> int | None:
    """The number of the first program that shows a leak, among so many that are drawn the same way every time."""
    tried = 0
    found: list[int] = []

    @seed(SEED)
    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(programs)
    def look(program: Program) -> None:
        nonlocal tried
        tried += 1
        if difference(program, wirings) is not None:
            found.append(tried)
            raise Leak(tried)

    try:
        look()
    except Leak:
        return found[0]
    return None
