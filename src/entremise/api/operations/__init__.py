"""What the API does: a table of operations, each a few lines over one service; one subject a file."""

from typing import Final

from entremise.api.operations.agenda import AGENDA
from entremise.api.operations.analysis import ANALYSIS
from entremise.api.operations.asking import ASKING
from entremise.api.operations.desk import DESK
from entremise.api.operations.dictating import DICTATING
from entremise.api.operations.documents import DOCUMENTS
from entremise.api.operations.endings import ENDINGS
from entremise.api.operations.entries import ENTRIES
from entremise.api.operations.keys import KEYS
from entremise.api.operations.ledger import LEDGER
from entremise.api.operations.notices import NOTICES
from entremise.api.operations.place import PLACE
from entremise.api.operations.record import RECORD
from entremise.api.operations.rounds import ROUNDS
from entremise.api.operations.searching import SEARCH
from entremise.api.operations.seats import SEATS
from entremise.api.operations.seconding import SECOND

OPERATIONS: Final = (
    *PLACE,
    *AGENDA,
    *ENTRIES,
    *DOCUMENTS,
    *SEARCH,
    *RECORD,
    *ROUNDS,
    *ENDINGS,
    *SEATS,
    *KEYS,
    *DESK,
    *SECOND,
    *LEDGER,
    *ASKING,
    *DICTATING,
    *ANALYSIS,
    *NOTICES,
)
"""Every operation there is. Routing, checking and the OpenAPI document are read off this table."""
