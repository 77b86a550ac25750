"""On which item of the mandate it is, in the forms in which a delegation tells, accepts or answers something."""

from collections.abc import Mapping
from typing import Final

from entremise.domain.mandate import OnItem
from entremise.web.views.common import Tampered

MOST_DIGITS: Final = 6


def on_item(fields: Mapping[str, str]) -> OnItem | None:
    """The item that a form names, with the reason; None where it names none. Raises Tampered for what is no number."""
    given = fields.get("on_item", "")
    if not given:
        return None
    if not given.isascii() or not given.isdecimal() or len(given) > MOST_DIGITS:
        raise Tampered("on_item")
    return OnItem(item=int(given), why=fields.get("outside", ""))
