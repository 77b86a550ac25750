"""The record: its checkpoint, proofs over it, and a copy of it."""

from base64 import b64encode
from collections.abc import Iterable
from typing import Final

from entremise.api.operations.calls import Call, Malformed, Operation, Pieces, Result, label_in
from entremise.api.schema import CheckpointOut, ConsistencyOut, InclusionOut
from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.ids import Label
from entremise.services import exports
from entremise.services import record as records
from entremise.services.ports import Budget

MOST_DIGITS: Final = 15


def checkpoint(call: Call) -> Result:
    """The record's checkpoint, signed; to be kept, and compared with later ones."""
    found = records.view(call.parts, call.seat, call.query.get("of", records.OWN))
    return found if isinstance(found, Refusal) else (200, CheckpointOut(found.note, call.parts.notary.key()))


def consistency(call: Call) -> Result:
    """Proof that the record's first lines are what they were; 409 if it has not so many."""
    given = call.query.get("from", "0")
    if not given.isascii() or not given.isdecimal() or len(given) > MOST_DIGITS:
        return Malformed("a number of lines", "another value")
    found = records.consistency(call.parts, call.seat, int(given), call.query.get("of", records.OWN))
    if isinstance(found, Refusal):
        return found
    return 200, ConsistencyOut(found.old, _written(found.proof), found.note)


def inclusion(call: Call) -> Result:
    """Proof that an entry stands in the record of the seat's own place."""
    label = label_in(call.query.get("entry"), series=call.seat.mark or "")
    if isinstance(label, Malformed):
        return label
    found = records.inclusion(call.parts, call.seat, label) if isinstance(label, Label) else ABSENT
    if isinstance(found, Refusal):
        return found
    leaf = b64encode(found.leaf).decode()
    return 200, InclusionOut(found.index, leaf, _written(found.proof), found.note)


def export(call: Call) -> Result:
    """A copy of all that the seat can read, and of what proves it. The access log tells that it was taken."""
    archive = exports.export(call.parts, call.seat)
    return archive if isinstance(archive, Refusal) else Pieces(archive)


RECORD: Final = (
    Operation(
        method="GET",
        path="/record/checkpoint",
        does=checkpoint,
        gives=CheckpointOut,
        says="The checkpoint of a record",
        query=("of",),
    ),
    Operation(
        method="GET",
        path="/record/consistency",
        does=consistency,
        gives=ConsistencyOut,
        says="Proof that nothing in a record was changed",
        query=("from", "of"),
    ),
    Operation(
        method="GET",
        path="/record/inclusion",
        does=inclusion,
        gives=InclusionOut,
        says="Proof that an entry stands in a record",
        query=("entry",),
    ),
    Operation(
        method="GET",
        path="/record/export",
        does=export,
        gives=None,
        media="application/zip",
        says="A copy of the record, as one archive",
        spends=Budget.EXPORT,
    ),
)


def _written(hashes: Iterable[bytes]) -> list[str]:
    return [b64encode(one).decode() for one in hashes]
