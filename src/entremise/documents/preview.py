"""What a file looks like: its pages as pictures, or its text."""

from typing import Final

from entremise.documents import pdf, pictures
from entremise.documents.kinds import PICTURES, Kind, kind_of, text_of
from entremise.documents.unfit import STAYS, UNREADABLE, Unfit
from entremise.domain.errors import Refusal
from entremise.services.ports import Preview

WIDEST: Final = 1_000
"""Of a page, in points."""
MOST_TEXT: Final = 100_000
"""Characters that are shown of a text."""


def preview(content: bytes, *, first: int = 0, most: int = 5) -> Preview | Refusal:
    """At most `most` pages from number `first` (0, 1 …); or why the file cannot be shown."""
    kind = kind_of(content)
    try:
        if kind in PICTURES:
            return Preview(pages=(pictures.as_png(content, kind, widest=WIDEST),))
        if kind is Kind.PDF:
            drawn, count = pdf.pages(content, first=first, most=most, widest=WIDEST)
            return Preview(pages=tuple(pictures.png_of(page) for page in drawn), count=count)
    except Unfit as unfit:
        return unfit.refusal
    if kind is not Kind.TEXT:
        return STAYS
    text = text_of(content)
    return UNREADABLE if text is None else Preview(text=text[:MOST_TEXT])
