"""The runner finds every leak that is planted; so a leak of ours would have been found, too.

Every plant is sought in the same programs, of the families in which ours are. ENTREMISE_SEED draws others.
"""

import pytest

from tests.two_worlds.plants import PLANTS
from tests.two_worlds.programs import SOUGHT
from tests.two_worlds.runner import first_leak

pytestmark = [pytest.mark.usefixtures("data"), pytest.mark.timeout(900)]

MOST_EXAMPLES = 150
"""Programs within which a planted leak must show. Most do within ten."""


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_leak_is_found(plant: str) -> None:
    found = first_leak((PLANTS[plant], PLANTS[plant]), examples=MOST_EXAMPLES, programs=SOUGHT)

    assert found is not None, f"the runner does not see: {plant}"
