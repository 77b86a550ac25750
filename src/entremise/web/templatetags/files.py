"""The house's words for files: what kind they are, what was taken off a copy, what it still hides."""

from collections.abc import Mapping

from django import template
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from entremise.domain.copies import Hidden, Trace
from entremise.domain.names import ENDINGS

register = template.Library()

KINDS: Mapping[str, Promise] = {
    "png": _("Picture"),
    "jpg": _("Picture"),
    "gif": _("Picture"),
    "webp": _("Picture"),
    "pdf": _("PDF"),
    "txt": _("Text"),
    "docx": _("Word document"),
    "xlsx": _("Excel workbook"),
    "pptx": _("PowerPoint presentation"),
    "odt": _("OpenDocument text"),
    "ods": _("OpenDocument spreadsheet"),
    "odp": _("OpenDocument presentation"),
}
"""By the ending that belongs to a media type."""
TRACES: Mapping[Trace, Promise] = {
    Trace.PEOPLE: _("Names of authors and organisations"),
    Trace.TITLE: _("Titles, subjects, keywords"),
    Trace.DATES: _("When it was made and changed"),
    Trace.DEVICE: _("With which program or device it was made"),
    Trace.LOCATION: _("Where a picture was taken"),
    Trace.REMARK: _("Remarks beside what it shows"),
    Trace.THUMBNAIL: _("Small pictures of it"),
    Trace.COLOURS: _("Profiles of colours"),
    Trace.IDENTIFIER: _("Numbers by which its versions are known again"),
    Trace.VERSION: _("Earlier versions"),
    Trace.LANGUAGE: _("The language its writer’s program was set to"),
    Trace.PATH: _("Paths, printers and settings of a computer"),
    Trace.LINK: _("Links; their words stay"),
    Trace.BOOKMARK: _("Bookmarks"),
    Trace.STRUCTURE: _("Marks for reading aloud"),
    Trace.DESCRIPTION: _("Descriptions of pictures"),
    Trace.SCRIPT: _("Scripts"),
    Trace.ATTACHMENT: _("Files within the file"),
    Trace.NOTE: _("Notes: a speaker’s, or stuck to a page"),
    Trace.FORM: _("Form fields and marks; what is seen of them was drawn"),
    Trace.SIGNATURE: _("Digital signatures; what is seen of them was drawn"),
    Trace.FIELD: _("Fields that fill themselves in; what they show stays"),
    Trace.PROTECTION: _("Passwords and protection"),
    Trace.EXTENSION: _("Additions of single programs"),
    Trace.UNSEEN: _("Characters that cannot be seen"),
}


@register.filter
def kind_words(media_type: str) -> str:
    """What a file is, in a word or two."""
    words = KINDS.get(ENDINGS.get(media_type, ""))
    return gettext("File of another kind") if words is None else str(words)


@register.filter
def size_words(size: int) -> str:
    """How large a file is, as people say it: in thousands of bytes, or millions."""
    if size < 1_000:
        return ngettext("%(count)s byte", "%(count)s bytes", size) % {"count": size}
    if size < 1_000_000:
        return gettext("%(count)s kB") % {"count": number_format(size / 1_000, 1)}
    return gettext("%(count)s MB") % {"count": number_format(size / 1_000_000, 1)}


@register.filter
def trace_words(trace: Trace) -> str:
    """What was taken off a copy."""
    return str(TRACES[trace])


@register.filter
def hidden_words(found: tuple[Hidden, int]) -> str:
    """What a copy still holds that is not seen at once, and how much of it."""
    hidden, count = found
    return {
        Hidden.SHEET: ngettext("%(count)s hidden sheet", "%(count)s hidden sheets", count),
        Hidden.ROWS: ngettext("%(count)s hidden row or column", "%(count)s hidden rows or columns", count),
        Hidden.FORMULA: ngettext(
            "%(count)s formula, which shows how a figure was found",
            "%(count)s formulas, which show how figures were found",
            count,
        ),
        Hidden.SLIDE: ngettext("%(count)s hidden slide", "%(count)s hidden slides", count),
        Hidden.TEXT: ngettext("hidden text in %(count)s place", "hidden text in %(count)s places", count),
        Hidden.OBJECT: ngettext("%(count)s hidden object", "%(count)s hidden objects", count),
        Hidden.MARGIN: ngettext(
            "%(count)s page of which only a part is shown", "%(count)s pages of which only a part is shown", count
        ),
    }[hidden] % {"count": count}
