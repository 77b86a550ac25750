"""Law 3 for sessions and places of one room: what the desk sets with A alone is not to be seen in B."""

import pytest

from tests.two_worlds.programs import Program, Step
from tests.two_worlds.runner import difference
from tests.two_worlds.surfaces.rounds import OfRound, SitsAlone, sat

pytestmark = [pytest.mark.usefixtures("data"), pytest.mark.timeout(600)]

AGAIN = {"rooms": ["B"], "words": "Once more.", "meeting": True}


def test_what_the_mediator_sits_with_another_room_for_is_not_seen() -> None:
    """A session and a place of A's, before and between what B is told, change no byte in B, its calendar included."""
    program: Program = [
        Step(low=sat("B", "With B", 9), high=((), ())),
        Step(
            low=OfRound("B", "rounds", "tell", AGAIN),
            high=((SitsAlone("A", "Osprey sitting", 10, "under-way"),), (SitsAlone("A", "Osprey second", 11),)),
        ),
        Step(
            low=OfRound("B", "rounds", "move", {"starts": {"local": "2026-12-11T08:00"}}),
            high=((SitsAlone("A", "Osprey second", 12, "not-held"),), ()),
        ),
        Step(low=sat("B", "With B again", 10), high=((SitsAlone("A", "Osprey third", 14),), ())),
    ]

    assert difference(program) is None
