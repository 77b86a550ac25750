"""How a seat's mail address is sealed: for its place, or, where somebody of a closed place let it, for the house."""

import os
from typing import Final

from entremise.keys.boxes import box, unbox
from entremise.keys.ring import Keyring
from entremise.services.ports import NoticeRow

HOUSE: Final = "notices"
"""Under which name the house keeps the key for these."""
_LABEL: Final = "entremise/1/notice"


def sealed_notice(ring: Keyring, row: NoticeRow, body: bytes) -> bytes:
    """What a seat asked for, sealed. Where it is sealed for the house, the house's key was drawn before."""
    if row.by_house:
        return box(ring.house(HOUSE), (_LABEL, row.place, row.seat), body, draw=os.urandom)
    return ring.seal(row.place, f"notice|{row.seat}", body)


def opened_notice(ring: Keyring, row: NoticeRow, sealed: bytes) -> bytes:
    """What was sealed. Raises Shut if it is sealed for a place that nobody has open."""
    if row.by_house:
        return unbox(ring.house(HOUSE), (_LABEL, row.place, row.seat), sealed)
    return ring.unseal(row.place, f"notice|{row.seat}", sealed)
