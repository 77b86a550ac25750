"""The runner finds every leak that is planted; so a leak of ours would have been found, too."""

import pytest

from tests.two_worlds.plants import PLANTS
from tests.two_worlds.programs import AT_THE_DOORS, PROGRAMS
from tests.two_worlds.runner import first_leak

pytestmark = [pytest.mark.usefixtures("data"), pytest.mark.timeout(900)]

MOST_EXAMPLES = 60
"""Programs within which a planted leak must show."""
QUEUES = frozenset({"one queue at all doors"})
"""What shows only when two messages are due at one moment: sought where the doors are busy."""


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_leak_is_found(plant: str) -> None:
    programs = AT_THE_DOORS if plant in QUEUES else PROGRAMS
    found = first_leak((PLANTS[plant], PLANTS[plant]), examples=MOST_EXAMPLES, programs=programs)

    assert found is not None, f"the runner does not see: {plant}"
