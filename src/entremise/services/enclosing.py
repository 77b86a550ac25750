"""Copies of documents, made at the desk to go along with a message: stripped of traces, looked at, and then enclosed.

The original stays where it lies. The copy lies at the desk until the message enters; then the room gets one of its own.
"""

from dataclasses import dataclass
from typing import Final

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.ids import Label, PlaceId
from entremise.domain.names import ENDINGS, with_ending
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.rules import may_enclose
from entremise.domain.terms import Document
from entremise.domain.views import CarryView
from entremise.services.acts import needs, once
from entremise.services.carrying import told_entries
from entremise.services.documents import Attached, Known, attached, content, drop, keep_copy, take_back
from entremise.services.ports import Parts

NEUTRAL: Final = "Document"
"""What a copy is called unless the mediator chooses: its ending says what it is."""


@needs(Act.DRAFT)
def copy_told(
    parts: Parts,
    seat: Seat,
    label: Label,
    *,
    name: str = "",
    as_pictures: bool = False,
    key: str | None = None,
) -> Attached | Refusal:
    """A copy of the document of a told entry, which may leave; or why none may be made.

    Its entry's leave is asked first. `as_pictures`: of a PDF, pictures of its pages.
    """
    entries = told_entries(parts, seat, [label])
    if isinstance(entries, Refusal):
        return ABSENT
    (entry,) = entries
    if entry.document is None or entry.document.place is None:
        return ABSENT
    refusal = None if _again(parts, seat, key) else may_enclose(entry.source(), now=parts.clock.now())
    if refusal is not None:
        return refusal
    form = _Form(name=name, as_pictures=as_pictures, of=label)
    return _kept(parts, seat, form, _Original(entry.document.place, entry.document), key=key)


@needs(Act.DRAFT)
def copy_own(
    parts: Parts,
    seat: Seat,
    document: str,
    *,
    name: str = "",
    as_pictures: bool = False,
    key: str | None = None,
) -> Attached | Refusal:
    """A copy of a paper of the desk's own, which this seat has given; the paper itself is forgotten."""
    form = _Form(name=name, as_pictures=as_pictures, paper=document)
    given = attached(parts, seat, document)
    if given is not None and given.known.copy:
        return Refusal(Code.DOCUMENT_UNFINISHED)
    original = _Original(seat.place, given.document) if given is not None else None
    made = _kept(parts, seat, form, original, key=key)
    if not isinstance(made, Refusal):
        drop(parts, seat, document)
    return made


def take_back_stopped(parts: Parts, seat: Seat, view: CarryView) -> Attached | None:
    """The copy that went with a message which was stopped, for the next; None if there is none any more."""
    if view.document is None or view.stopped is None:
        return None
    pieces = content(parts, seat.place, view.document)
    if pieces is None:
        return None
    words = parts.files.converter.words(pieces, of=seat.place)
    known = Known(
        name=view.document.name,
        key=view.document.key,
        media_type=view.document.media_type,
        digest=view.document.digest or b"",
        copy=True,
        source=view.document_of,
        words=words if isinstance(words, str) else None,
        read=view.document.words,
    )
    return take_back(parts, seat, view.document, known)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """How a copy is to be made, and of what."""

    name: str
    as_pictures: bool
    of: Label | None = None
    paper: str = ""


@dataclass(frozen=True, slots=True)
class _Original:
    """A document, and where its bytes lie."""

    place: PlaceId
    document: Document


def _kept(parts: Parts, seat: Seat, form: _Form, original: _Original | None, *, key: str | None) -> Attached | Refusal:
    """The copy, kept at the desk; once for each key. It is made before, since that takes a while."""
    made = None if _again(parts, seat, key) else _made(parts, seat, form, original)
    if isinstance(made, Refusal):
        return made

    def act() -> str | Refusal:
        return Refusal(Code.DOCUMENT_UNFINISHED) if made is None else keep_copy(parts, seat, *made)

    kept = once(parts, seat, act, places=(seat.place,), result=str, key=key, asked=("copy", form))
    if isinstance(kept, Refusal):
        return kept
    return attached(parts, seat, kept) or Refusal(Code.DOCUMENT_UNFINISHED)


def _again(parts: Parts, seat: Seat, key: str | None) -> bool:
    """Whether something was done under this key: it then gets its first answer, whatever came after."""
    return key is not None and parts.store.answer(seat, key) is not None


def _made(parts: Parts, seat: Seat, form: _Form, original: _Original | None) -> tuple[Known, bytes] | Refusal:
    pieces = content(parts, original.place, original.document) if original is not None else None
    if pieces is None:
        return Refusal(Code.DOCUMENT_UNFINISHED)
    made = parts.files.converter.strip(pieces, of=seat.place, as_pictures=form.as_pictures)
    if isinstance(made, Refusal):
        return made
    words = parts.files.converter.words([made.content], of=seat.place)
    known = Known(
        name=with_ending(form.name.strip() or NEUTRAL, ENDINGS[made.media_type]),
        key=parts.files.seals.draw(),
        media_type=made.media_type,
        copy=True,
        source=form.of,
        removed=made.removed,
        hidden=made.hidden,
        words=words if isinstance(words, str) else None,
    )
    return known, made.content
