"""Why a file cannot be worked with, raised where that is found and answered as a value at the border."""

from collections.abc import Mapping
from typing import Final

from entremise.domain.errors import Code, EntremiseError, Refusal

UNREADABLE: Final = Refusal(Code.DOCUMENT_UNREADABLE)
LOCKED: Final = Refusal(Code.DOCUMENT_LOCKED)
STAYS: Final = Refusal(Code.DOCUMENT_STAYS)
COMMENTED: Final = Refusal(Code.DOCUMENT_COMMENTED)
TRACKED: Final = Refusal(Code.DOCUMENT_TRACKED)
MOVES: Final = Refusal(Code.DOCUMENT_MOVES)
EMBEDS: Final = Refusal(Code.DOCUMENT_EMBEDS)
LINKED: Final = Refusal(Code.DOCUMENT_LINKED)
CROPPED: Final = Refusal(Code.DOCUMENT_CROPPED)
LAYERED: Final = Refusal(Code.DOCUMENT_LAYERED)
REDACTED: Final = Refusal(Code.DOCUMENT_REDACTED)
TOO_COMPLEX: Final = Refusal(Code.DOCUMENT_TOO_COMPLEX)
NOT_CLEAN: Final = Refusal(Code.DOCUMENT_NOT_CLEAN)

REFUSALS: Final[Mapping[str, Refusal]] = {
    str(refusal.code): refusal
    for refusal in (
        UNREADABLE,
        LOCKED,
        STAYS,
        COMMENTED,
        TRACKED,
        MOVES,
        EMBEDS,
        LINKED,
        CROPPED,
        LAYERED,
        REDACTED,
        TOO_COMPLEX,
        NOT_CLEAN,
    )
}
"""All there are, by their codes: none holds a fact of the file."""


class Unfit(EntremiseError):
    """The file cannot be worked with; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal.code))
        self.refusal = refusal
