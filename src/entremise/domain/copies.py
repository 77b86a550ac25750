"""What a copy is that may leave its room: which traces were taken off it, and what it holds that is not seen."""

from dataclasses import dataclass
from enum import StrEnum


class Trace(StrEnum):
    """What is taken off a file before a copy of it leaves the room."""

    PEOPLE = "people"
    """Names of authors, editors, companies."""
    TITLE = "title"
    """Titles, subjects, keywords, descriptions."""
    DATES = "dates"
    DEVICE = "device"
    """Programs and devices with which it was made."""
    LOCATION = "location"
    """Where a picture was taken."""
    REMARK = "remark"
    """Remarks written into the file, outside what it shows."""
    THUMBNAIL = "thumbnail"
    COLOURS = "colours"
    """Profiles of a device's colours, which often name it."""
    IDENTIFIER = "identifier"
    """Numbers by which versions of a file are known again."""
    VERSION = "version"
    """Earlier versions of it."""
    LANGUAGE = "language"
    """In which language its writer's program was set."""
    PATH = "path"
    """Paths, printers, settings of the computer it was written on."""
    LINK = "link"
    BOOKMARK = "bookmark"
    STRUCTURE = "structure"
    """Marks for reading aloud, which hold words that are not seen."""
    DESCRIPTION = "description"
    """Descriptions of pictures, which are not seen."""
    SCRIPT = "script"
    ATTACHMENT = "attachment"
    """Files within the file."""
    NOTE = "note"
    """A speaker's notes, and notes stuck to a page."""
    FORM = "form"
    """Fields and marks: what is seen of them is drawn on the page."""
    SIGNATURE = "signature"
    FIELD = "field"
    """Fields that fill themselves in: what they show stays as words."""
    PROTECTION = "protection"
    """Passwords' hashes."""
    EXTENSION = "extension"
    """Additions of single programs."""
    UNSEEN = "unseen"
    """Characters that cannot be seen."""


class Hidden(StrEnum):
    """What stays in a copy although a reader does not see it at once."""

    SHEET = "sheet"
    ROWS = "rows"
    """Hidden rows and columns."""
    FORMULA = "formula"
    """A formula, which shows how a figure was found."""
    SLIDE = "slide"
    TEXT = "text"
    """Hidden text; or text under a picture, as scanners write it."""
    OBJECT = "object"
    MARGIN = "margin"
    """What lies outside the part of a page that is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A file's copy as it may leave."""

    content: bytes
    media_type: str
    removed: tuple[Trace, ...] = ()
    """What was taken off."""
    hidden: tuple[tuple[Hidden, int], ...] = ()
    """What it still holds that is not seen at once, and how often."""
