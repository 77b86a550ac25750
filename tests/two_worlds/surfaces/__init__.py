"""What each subject adds to the programs of the two worlds; one subject a file."""

from typing import Final

from tests.two_worlds.acts import Surface
from tests.two_worlds.surfaces.agenda import SURFACE as AGENDA
from tests.two_worlds.surfaces.analysis import SURFACE as ANALYSIS
from tests.two_worlds.surfaces.asking import SURFACE as ASKING
from tests.two_worlds.surfaces.house import SURFACE as HOUSE
from tests.two_worlds.surfaces.ledger import SURFACE as LEDGER
from tests.two_worlds.surfaces.notices import SURFACE as NOTICES
from tests.two_worlds.surfaces.returning import SURFACE as RETURNING
from tests.two_worlds.surfaces.rounds import SURFACE as ROUNDS
from tests.two_worlds.surfaces.seconding import SURFACE as SECONDING
from tests.two_worlds.surfaces.staff import SURFACE as STAFF

SURFACES: Final[tuple[Surface, ...]] = (
    HOUSE,
    AGENDA,
    ROUNDS,
    ANALYSIS,
    ASKING,
    LEDGER,
    NOTICES,
    RETURNING,
    STAFF,
    SECONDING,
)
"""Every subject's surface."""
