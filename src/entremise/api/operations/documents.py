"""Documents: brought in by parts, taken along, and at the desk copied without traces for a message."""

from typing import Final

from entremise.api.operations.calls import Call, Malformed, Operation, Pieces, Result, label_in
from entremise.api.schema import ComingOut, CopyIn, CopyOut, DocumentIn, DocumentOut, HiddenOut
from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.ids import CARRIES, Label
from entremise.domain.terms import Document
from entremise.services import documents, enclosing
from entremise.services.documents import Attached, Begun
from entremise.services.ports import Budget

MOST_DIGITS: Final = 15


def begin(call: Call) -> Result:
    """Begin a file: 201 with the id under which its parts are sent."""
    asked: DocumentIn = call.body
    return _coming(documents.begin(call.parts, call.seat, asked.name, asked.size, key=call.key), status=201)


def send(call: Call) -> Result:
    """Send the part of a file that begins at byte `at`: 64 KiB or a multiple of it, at most 1 MiB; the last as it is.

    After the last one the file is whole, and can be named when an entry is written. 409 says from where to go on.
    """
    at = call.path["at"]
    if not at.isascii() or not at.isdecimal() or len(at) > MOST_DIGITS:
        return Malformed("a number of bytes", "another word")
    come = documents.add(call.parts, call.seat, call.path["document"], call.body, at=int(at))
    if isinstance(come, Refusal) or come.kept != come.total:
        return _coming(come)
    return _coming(documents.finish(call.parts, call.seat, come.id))


def progress(call: Call) -> Result:
    """How far a file has come that is not whole yet."""
    return _coming(documents.progress(call.parts, call.seat, call.path["document"]))


def read(call: Call) -> Result:
    """The document of an entry, as its bytes. At the desk the entry is named with its room: A-12; or carry-3."""
    label = Label.parse(call.path["number"], series=call.seat.mark or "")
    if label is None or (label.series == CARRIES and not call.seat.at_desk):
        return ABSENT
    found = documents.document_at(call.parts, call.seat, label)
    pieces = documents.content(call.parts, *found) if found is not None else None
    return ABSENT if pieces is None else Pieces(pieces)


def copy(call: Call) -> Result:
    """Make a copy without traces: of a told entry's document, or of a file that this seat has brought in.

    What was taken off is told, and what it still hides. The copy is read at its own address, and named when a message
    is carried.
    """
    asked: CopyIn = call.body
    if (asked.source is None) == (asked.document is None):
        return Malformed("either a source or a document", "both, or neither")
    name, as_pictures = asked.name, asked.as_pictures
    if asked.source is None:
        paper = asked.document or ""
        made = enclosing.copy_own(call.parts, call.seat, paper, name=name, as_pictures=as_pictures, key=call.key)
    else:
        label = label_in(str(asked.source.number), series=asked.source.room)
        if not isinstance(label, Label) or label.series != asked.source.room:
            return ABSENT
        made = enclosing.copy_told(call.parts, call.seat, label, name=name, as_pictures=as_pictures, key=call.key)
    return made if isinstance(made, Refusal) else (201, _copy(made))


def read_copy(call: Call) -> Result:
    """A copy as it will leave, as its bytes."""
    found = documents.attached(call.parts, call.seat, call.path["document"])
    if found is None or not found.known.copy:
        return ABSENT
    pieces = documents.content(call.parts, call.seat.place, found.document)
    return ABSENT if pieces is None else Pieces(pieces)


def told(document: Document) -> DocumentOut:
    """A document, as programs are told of it."""
    return DocumentOut(document.name, document.media_type, document.size)


DOCUMENTS: Final = (
    Operation(
        method="POST",
        path="/documents",
        does=begin,
        takes=DocumentIn,
        gives=ComingOut,
        status=201,
        spends=Budget.UPLOAD,
        says="Begin a file",
    ),
    Operation(
        method="GET",
        path="/documents/{document}",
        does=progress,
        gives=ComingOut,
        spends=Budget.UPLOAD,
        says="How far a file has come",
    ),
    Operation(
        method="PUT",
        path="/documents/{document}/{at}",
        does=send,
        takes_bytes=True,
        gives=ComingOut,
        spends=Budget.UPLOAD,
        says="Send a part of a file",
    ),
    Operation(
        method="GET",
        path="/entries/{number}/document",
        does=read,
        gives=None,
        media="application/octet-stream",
        says="The document of an entry",
    ),
    Operation(
        method="POST",
        path="/copies",
        does=copy,
        takes=CopyIn,
        gives=CopyOut,
        status=201,
        desk=True,
        spends=Budget.LOOK,
        says="Make a copy without traces",
    ),
    Operation(
        method="GET",
        path="/copies/{document}",
        does=read_copy,
        gives=None,
        media="application/octet-stream",
        desk=True,
        says="A copy as it will leave",
    ),
)


def _coming(come: Begun | Attached | Refusal, *, status: int = 200) -> Result:
    if isinstance(come, Refusal):
        return come
    if isinstance(come, Attached):
        return status, ComingOut(come.id, come.document.size, come.document.size, told(come.document))
    return status, ComingOut(come.id, come.kept, come.total)


def _copy(made: Attached) -> CopyOut:
    return CopyOut(
        id=made.id,
        document=told(made.document),
        removed=list(made.known.removed),
        hidden=[HiddenOut(what, count) for what, count in made.known.hidden],
        read=made.known.words is not None,
    )
