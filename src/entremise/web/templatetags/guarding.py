"""The house's words for what the guard found."""

from collections.abc import Mapping, Sequence
from typing import Final

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from entremise.domain.facts import Kind
from entremise.domain.repetition import Repetition

register = template.Library()

KINDS: Final[Mapping[Kind, Promise]] = {
    Kind.QUOTE: _("a quotation"),
    Kind.PHRASE: _("the same phrase"),
    Kind.FIGURE: _("a figure"),
    Kind.DATE: _("a date"),
    Kind.TIME: _("a time of day"),
    Kind.NAME: _("a name"),
    Kind.CODENAME: _("the codename"),
    Kind.PARTY: _("a party’s name"),
    Kind.WORDS: _("the same words, near each other"),
}
"""What is repeated, as it stands beside both wordings."""


@register.filter
def repeated_kinds(repetition: Repetition) -> str:
    """What is repeated."""
    return ", ".join(str(KINDS[kind]) for kind in repetition.kinds)


@register.filter
def held_words(repetition: Repetition) -> str:
    """What of the desk’s own is repeated."""
    if repetition.topic.startswith("member-"):
        mark = repetition.topic.removeprefix("member-")
        return gettext("Told of a member of room %(mark)s, not for others") % {"mark": mark}
    match repetition.topic:
        case "terms":
            return gettext("The codename")
        case "parties":
            return gettext("A party")
        case "notes":
            return gettext("The desk’s notes")
        case "asked":
            return gettext("What a room agreed to in its own words")
        case _:
            return gettext("The desk’s own papers")


@register.filter
def askable(repetitions: Sequence[Repetition]) -> list[Repetition]:
    """Those whose giver can be asked for leave."""
    return [one for one in repetitions if one.source is not None]
