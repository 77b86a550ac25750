"""A file's copy without traces of its writer: made by its kind, then read anew by other means to prove it."""

from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from entremise.documents import markup, office, opendocument, pdf, pictures, plaintext
from entremise.documents.checking import is_clean
from entremise.documents.kinds import CARRIED, PICTURES, Kind, kind_of
from entremise.documents.unfit import NOT_CLEAN, STAYS, UNREADABLE, Unfit
from entremise.domain.copies import Copy, Hidden, Trace
from entremise.domain.errors import Refusal

Stripped: TypeAlias = tuple[bytes, Kind, Counter[Trace], Counter[Hidden]]
"""The copy, its kind, what was left out, and what it holds that is not seen."""


def strip(content: bytes, *, as_pictures: bool = False) -> Copy | Refusal:
    """The file's copy, or why none can be made; equal for equal input. The kind is told by the content.

    `as_pictures`: of a PDF, each page becomes one picture, so that nothing leaves that is not seen.
    """
    kind = kind_of(content)
    if kind not in CARRIED:
        return STAYS
    try:
        made, becomes, traces, hidden = _flat(content) if as_pictures and kind is Kind.PDF else _by_kind(content, kind)
        if not is_clean(made, becomes):
            return NOT_CLEAN
    except Unfit as unfit:
        return unfit.refusal
    except markup.FAULTY:
        return UNREADABLE
    return Copy(
        content=made,
        media_type=becomes,
        removed=tuple(trace for trace in Trace if traces[trace]),
        hidden=tuple((what, hidden[what]) for what in Hidden if hidden[what]),
    )


def _by_kind(content: bytes, kind: Kind) -> Stripped:
    return _STRIP[kind](content, kind)


def _flat(content: bytes) -> Stripped:
    made, traces, _ = pdf.stripped(content)
    return pdf.as_pictures(made), Kind.PDF, traces, Counter()


def _picture(content: bytes, kind: Kind) -> Stripped:
    made, becomes, traces = pictures.still(content, kind)
    return made, becomes, traces, Counter()


def _pdf(content: bytes, kind: Kind) -> Stripped:
    made, traces, hidden = pdf.stripped(content)
    return made, kind, traces, hidden


def _text(content: bytes, kind: Kind) -> Stripped:
    made, unseen = plaintext.stripped(content)
    return made, kind, Counter({Trace.UNSEEN: unseen}), Counter()


def _office(content: bytes, kind: Kind) -> Stripped:
    made, traces, hidden = office.stripped(content, kind)
    return made, kind, traces, hidden


def _open_document(content: bytes, kind: Kind) -> Stripped:
    made, traces, hidden = opendocument.stripped(content, kind)
    return made, kind, traces, hidden


_STRIP: Final[Mapping[Kind, Callable[[bytes, Kind], Stripped]]] = MappingProxyType(
    {
        **dict.fromkeys(PICTURES, _picture),
        Kind.PDF: _pdf,
        Kind.TEXT: _text,
        **dict.fromkeys((Kind.DOCX, Kind.XLSX, Kind.PPTX), _office),
        **dict.fromkeys((Kind.ODT, Kind.ODS, Kind.ODP), _open_document),
    }
)
